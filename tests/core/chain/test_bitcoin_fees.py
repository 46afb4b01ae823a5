"""The numbers that a replacement must pay, held against the published rules and against the rules written out again."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from walletdesk.core.chain.bitcoin_fees import (
    CURRENT_INCREMENT,
    FORMER_INCREMENT,
    MOST_BELIEVED,
    Rates,
    advised_rate,
    friendly,
    least_fee,
    rate,
    rates,
    rates_by_backlog,
    rates_by_target,
    shown,
    virtual_size,
)

sats = st.integers(0, 10**8)
sizes = st.integers(60, 100_000)
increments = st.sampled_from([CURRENT_INCREMENT, FORMER_INCREMENT, Decimal("2.5")])
believable = st.decimals(Decimal("0.001"), MOST_BELIEVED, places=3)


def accepted(fee: int, replaced: int, old: tuple[int, int], size: int, increment: Decimal) -> bool:
    """Rules 2, 3 and 5 of bitcoin/bitcoin doc/policy/mempool-replacements.md, in fractions."""
    pays_for_itself = fee - replaced >= Fraction(increment) * size
    return fee >= replaced and pays_for_itself and Fraction(fee, size) > Fraction(*old)


def test_the_documented_example_of_the_increment() -> None:
    """“500 virtual bytes … at least 500 satoshis higher” at 1 sat/vB."""
    assert least_fee(7_000, (7_000, 500), 500, FORMER_INCREMENT) == 7_500


@pytest.mark.parametrize(("increment", "least"), [(FORMER_INCREMENT, 1_200), (CURRENT_INCREMENT, 1_020)])
def test_a_thousand_sats_and_two_hundred_bytes(increment: Decimal, least: int) -> None:
    assert least_fee(1_000, (1_000, 200), 200, increment) == least


@given(sats, sizes, sats, sizes, increments)
def test_the_least_fee_is_accepted_and_one_sat_less_is_not(
    old_fee: int, old_size: int, children: int, size: int, increment: Decimal
) -> None:
    question = (old_fee + children, (old_fee, old_size), size, increment)
    least = least_fee(*question)
    assert accepted(least, *question)
    assert not accepted(least - 1, *question)


@given(sats, sizes, believable)
def test_no_replacement_goes_below_the_floor(fee: int, size: int, floor: Decimal) -> None:
    assert least_fee(fee, (fee, size), size, CURRENT_INCREMENT, floor) >= floor * size


@given(sats, sizes, sats)
def test_descendants_are_paid_for(fee: int, size: int, children: int) -> None:
    alone = least_fee(fee, (fee, size), size, CURRENT_INCREMENT)
    assert least_fee(fee + children, (fee, size), size, CURRENT_INCREMENT) == alone + children


@given(st.integers(1, 10**8), sizes)
def test_a_least_rate_as_shown_is_enough(fee: int, size: int) -> None:
    assert Decimal(shown(rate(fee, size), up=True).replace(",", "")) * size >= fee


@given(believable, believable)
def test_advice_is_never_below_what_is_usual_or_what_is_accepted(usual: Decimal, least: Decimal) -> None:
    advised = advised_rate(usual, least, Decimal(0))
    assert advised is not None
    assert advised >= max(usual, least)
    assert advised <= max(usual, least) * Decimal("1.1") + (1 if advised >= 10 else 0)


@pytest.mark.parametrize(
    ("wanted", "advice"),
    [("5.1", "5.1"), ("5.11", "5.2"), ("33.75", "34"), ("12", "12"), ("1.125", "1.2"), ("9.99", "10")],
)
def test_advice_is_friendly(wanted: str, advice: str) -> None:
    assert friendly(Decimal(wanted)) == Decimal(advice)


def test_low_parents_that_cost_many_times_the_usual_rate_get_no_advice() -> None:
    assert advised_rate(Decimal(10), Decimal(6), Decimal(50)) == 50
    assert advised_rate(Decimal(10), Decimal(6), Decimal(51)) is None


@pytest.mark.parametrize(("weight", "size"), [(560, 140), (561, 141), (564, 141)])
def test_virtual_size_is_rounded_up(weight: int, size: int) -> None:
    assert virtual_size(weight) == size


@pytest.mark.parametrize(
    ("exact", "text"), [("9", "9"), ("9.126", "9.13"), ("1234.5", "1,234.5"), ("0.00123", "0.0012")]
)
def test_rates_are_readable(exact: str, text: str) -> None:
    assert shown(Decimal(exact)) == text


@given(believable, believable, believable, believable)
def test_rates_come_in_order(fast: Decimal, usual: Decimal, slow: Decimal, floor: Decimal) -> None:
    found = rates(fast, usual, slow, floor)
    assert found is not None
    assert found.fast >= found.usual >= found.slow


@pytest.mark.parametrize("said", ["0", "-1", "5001", "0.0001", "1e-999", "1e999"])
@pytest.mark.parametrize("place", range(3))
def test_rates_beyond_belief_are_nothing_to_go_by(said: str, place: int) -> None:
    named = [Decimal(5)] * 3
    named[place] = Decimal(said)
    assert rates(*named) is None


def test_a_floor_beyond_belief_is_nothing_to_go_by() -> None:
    assert rates(Decimal(3), Decimal(2), Decimal(1), MOST_BELIEVED + 1) is None
    assert rates(Decimal(3), Decimal(2), Decimal(1), Decimal(-1)) is None


def test_rates_by_target_as_documented() -> None:
    """The example of Esplora's API.md."""
    targets = {2: "87.882", 3: "87.882", 4: "87.882", 5: "81.129", 6: "68.285", 10: "1.027", 20: "1.027", 144: "1.027"}
    found = rates_by_target({target: Decimal(paid) for target, paid in targets.items()})
    assert found == Rates(Decimal("87.882"), Decimal("68.285"), Decimal("1.027"))


def test_targets_without_one_for_the_hour_say_nothing() -> None:
    assert rates_by_target({1008: Decimal(1)}) is None
    assert rates_by_target({}) is None


def test_rates_by_backlog_as_documented() -> None:
    """The example of Esplora's API.md: 1.7 MvB wait, and only the last of it fills the next block."""
    pairs = [("53.01", 102131), ("38.56", 110990), ("34.12", 138976), ("24.34", 112619), ("3.16", 246346)]
    pairs += [("2.92", 239701), ("1.1", 775272)]
    found = rates_by_backlog([(Decimal(paid), waiting) for paid, waiting in pairs])
    assert found == Rates(Decimal("1.1"), Decimal("1.1"), Decimal("1.1"))


def test_a_longer_backlog_tells_next_block_and_later_ones_apart() -> None:
    pairs = [(Decimal(50), 900_000), (Decimal(20), 200_000), (Decimal(9), 2_000_000), (Decimal(2), 20_000_000)]
    assert rates_by_backlog(pairs) == Rates(Decimal(20), Decimal(9), Decimal(2))


def test_an_empty_backlog_says_nothing() -> None:
    assert rates_by_backlog([]) is None


@given(st.lists(st.tuples(believable, st.integers(0, 10**7)), max_size=8), st.integers(0, 10**7))
def test_more_waiting_transactions_never_make_it_cheaper(pairs: list[tuple[Decimal, int]], more: int) -> None:
    assume(pairs)
    ordered = sorted(pairs, reverse=True)
    before, after = rates_by_backlog(ordered), rates_by_backlog([(ordered[0][0], more), *ordered])
    assert before is not None
    assert after is not None
    assert after.fast >= before.fast
    assert after.usual >= before.usual
