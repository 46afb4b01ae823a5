"""Replacement fees by the rules of go-ethereum, and advice that keeps to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.chain.evm_samples import GWEI, OWNER, legacy, transaction
from walletdesk.core.chain import evm_fees as fees
from walletdesk.core.chain.evm_readings import EvmTransaction, FeeHistory, FeeKind, Market

_PRICES = st.one_of(st.integers(0, 200), st.integers(0, 10**13))
_MARKETS = st.builds(Market, st.none() | _PRICES, st.none() | _PRICES, st.none() | _PRICES)


@st.composite
def transactions(draw: st.DrawFn) -> EvmTransaction:
    max_fee = draw(_PRICES)
    kind = draw(st.sampled_from(list(FeeKind)))
    tip = max_fee if kind is FeeKind.LEGACY else draw(st.integers(0, max_fee))
    return transaction(max_fee=max_fee, tip=tip, kind=kind, blob_fee=draw(_PRICES) if kind is FeeKind.BLOB else 0)


def taken_by_geth(old: EvmTransaction, max_fee: int, tip: int, bump: int) -> bool:
    """core/txpool/legacypool/list.go `Add`, line by line."""
    if old.max_fee >= max_fee or old.tip >= tip:
        return False
    a = 100 + bump
    return max_fee >= a * old.max_fee // 100 and tip >= a * old.tip // 100


def test_thirty_and_one_need_thirty_three_and_one_point_one() -> None:
    old = transaction(max_fee=30 * GWEI, tip=GWEI)
    assert fees.least(old) == fees.Bid(33 * GWEI, 11 * GWEI // 10)
    assert fees.advised(old, Market(base_fee=8 * GWEI)) == fees.Bid(34 * GWEI, 12 * GWEI // 10)


def test_both_have_to_rise() -> None:
    old = transaction(max_fee=30 * GWEI, tip=GWEI)
    assert not taken_by_geth(old, 33 * GWEI, GWEI, fees.PRICE_BUMP)
    assert taken_by_geth(old, 33 * GWEI, 11 * GWEI // 10, fees.PRICE_BUMP)


@given(transactions())
def test_the_least_is_taken_and_one_wei_less_is_not(old: EvmTransaction) -> None:
    bid, bump = fees.least(old), fees.BLOB_PRICE_BUMP if old.kind is FeeKind.BLOB else fees.PRICE_BUMP
    tip = bid.max_fee if bid.tip is None else bid.tip
    assert taken_by_geth(old, bid.max_fee, tip, bump)
    assert not taken_by_geth(old, bid.max_fee - 1, tip, bump)
    assert not taken_by_geth(old, bid.max_fee, tip - 1, bump)


@given(transactions(), _MARKETS)
def test_the_advice_is_taken_and_has_room_for_the_base_fee(old: EvmTransaction, prices: Market) -> None:
    bid, floor = fees.advised(old, prices), fees.least(old)
    tip = prices.usual_tip or 0 if bid.tip is None else bid.tip
    assert bid.max_fee >= floor.max_fee
    assert bid.max_fee * 8 >= old.max_fee * 9
    assert (bid.max_fee - tip) * 8 >= (prices.base_fee or 0) * 9
    assert (bid.tip is None) == (old.kind is FeeKind.LEGACY)
    assert floor.tip is None or (
        bid.tip is not None and bid.max_fee >= bid.tip >= max(floor.tip, prices.usual_tip or 0)
    )


@pytest.mark.parametrize(
    ("wei", "shown"),
    [
        (33_750_000_000, 34 * GWEI),
        (1_125_000_000, 1_200_000_000),
        (9_910_000_000, 10 * GWEI),
        (10 * GWEI + 1, 11 * GWEI),
        (7, 7),
        (101, 110),
        (0, 0),
    ],
)
def test_advice_is_rounded_up_to_friendly_numbers(wei: int, shown: int) -> None:
    assert fees.friendly(wei) == shown


@given(st.integers(0, 10**20))
def test_rounding_never_lowers_and_never_adds_a_tenth_and_a_gwei(wei: int) -> None:
    assert wei <= fees.friendly(wei) <= wei + max(wei // 10, GWEI if wei >= 10 * GWEI else 0) + 1


@given(st.integers(0, 10**20))
def test_friendly_numbers_stay(wei: int) -> None:
    assert fees.friendly(fees.friendly(wei)) == fees.friendly(wei)


def test_blobs_double_in_every_field() -> None:
    old = transaction(kind=FeeKind.BLOB, blob_fee=3)
    assert fees.least(old) == fees.Bid(60 * GWEI, 2 * GWEI, 6)


def test_a_legacy_price_rises_by_a_tenth_and_covers_base_fee_and_usual_tip() -> None:
    assert fees.least(legacy(30 * GWEI)) == fees.Bid(33 * GWEI)
    assert fees.advised(legacy(30 * GWEI), Market(40 * GWEI, 2 * GWEI)) == fees.Bid(47 * GWEI)


@pytest.mark.parametrize(
    ("tx", "verdict"),
    [
        (transaction(max_fee=20 * GWEI - 1), "below_base_fee"),
        (transaction(max_fee=20 * GWEI), "low_fee"),
        (transaction(tip=GWEI - 1), "low_fee"),
        (transaction(tip=GWEI), "fair_fee"),
        (legacy(20 * GWEI + 1), "low_fee"),
        (legacy(21 * GWEI), "fair_fee"),
    ],
)
def test_where_a_bid_stands(tx: EvmTransaction, verdict: str) -> None:
    assert fees.standing(tx, Market(20 * GWEI, 2 * GWEI, GWEI)) == verdict


def test_nothing_is_called_low_where_no_block_had_a_transaction() -> None:
    assert fees.standing(transaction(tip=1), Market(GWEI)) == "fair_fee"


def test_the_market_is_the_next_block_and_what_busy_blocks_took() -> None:
    history = FeeHistory((9, 10, 11, 12), ((1, 5, 9), (0, 0, 0), (3, 7, 9)), (0.5, 0.0, 0.9))
    assert fees.market(history, 10) == Market(12, 5, 1)
    assert fees.market(None, 10) == Market(10)
    assert fees.market(FeeHistory((9, 10)), 9) == Market(10)


def test_what_must_be_owned_includes_gas_and_blobs() -> None:
    blob = transaction(kind=FeeKind.BLOB, value=5, gas=10, max_fee=3, tip=1, blobs=2, blob_fee=7)
    assert fees.needed([blob, transaction(value=1, gas=2, max_fee=3, tip=3)]) == 5 + 30 + 2 * 131_072 * 7 + 1 + 6


def test_contents_tell_what_a_transaction_does_and_not_what_it_pays() -> None:
    assert fees.contents(transaction()) == fees.contents(transaction(max_fee=90 * GWEI, tip=9 * GWEI))
    others = (transaction(value=1), transaction(to=OWNER), transaction(data=b"\1"), transaction(to=None))
    assert fees.contents(transaction()) not in {fees.contents(each) for each in others}
