"""What a reading of Bitcoin means: status, verdict, facts and notes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.chain.bitcoin_samples import (
    ALICE,
    BOB,
    CAROL,
    NETWORK,
    RATES,
    READ_AT,
    TIP,
    reading,
    transaction,
    txid,
)
from walletdesk.core.chain.bitcoin import BitcoinAccount, BitcoinTransaction, Relatives
from walletdesk.core.chain.bitcoin_fees import CURRENT_INCREMENT, FORMER_INCREMENT, Rates
from walletdesk.core.chain.bitcoin_findings import diagnose, diagnose_account
from walletdesk.core.chain.bitcoin_pending import weigh
from walletdesk.core.chain.finding import FACTS, TOLD, VERDICTS, About, Finding
from walletdesk.core.errors import Unavailable

NOBODY = About()


def found(transaction: BitcoinTransaction | None, about: About = NOBODY, **more: object) -> Finding:
    finding = diagnose(NETWORK, reading(transaction, **more), about)
    assert finding.verdict in VERDICTS[finding.status]
    assert set(finding.facts) <= FACTS | TOLD
    return finding


# ---- confirmed -------------------------------------------------------------------------------------------------------


def test_confirmed_is_delivered_with_block_and_confirmations() -> None:
    finding = found(transaction(height=TIP - 2))
    assert (finding.status, finding.verdict) == ("success", "delivered")
    assert finding.facts["confirmations"] == "3"
    assert finding.facts["mined_block"] == "924,998"
    assert finding.facts["mined_at"] == "2026-11-22 08:00:00 UTC"
    assert finding.facts["block"] == "925,000"
    assert finding.facts["read_at"] == READ_AT
    assert finding.facts["explorer_link"] == f"https://mempool.space/tx/{txid(1)}"


@pytest.mark.parametrize(("height", "settled"), [(TIP, False), (TIP - 4, False), (TIP - 5, True), (TIP - 9_000, True)])
def test_six_confirmations_settle_it(height: int, settled: bool) -> None:
    finding = found(transaction(height=height))
    assert finding.settled is settled
    assert ("btc_few_confirmations" in finding.notes) is not settled


def test_confirmed_needs_no_rates() -> None:
    assert found(transaction(height=TIP), rates=None).status == "success"


def test_newly_mined_coins_are_confirmed_without_a_sender() -> None:
    mined = transaction(height=TIP, fee=0, pays=((BOB, 312_500_000),))
    mined = replace(mined, inputs=(replace(mined.inputs[0], spent=None),))
    finding = found(mined)
    assert finding.facts["recipient"] == BOB
    assert finding.facts["amount"] == "3.125"
    assert "sender" not in finding.facts


# ---- who paid whom ---------------------------------------------------------------------------------------------------


def test_the_only_address_that_did_not_pay_is_the_recipient() -> None:
    facts = found(transaction(height=TIP)).facts
    assert (facts["sender"], facts["recipient"], facts["amount"]) == (ALICE, BOB, "0.0005")


def test_two_possible_recipients_are_nobody() -> None:
    finding = found(transaction(height=TIP, pays=((BOB, 50_000), (CAROL, 49_000))))
    assert "recipient" not in finding.facts
    assert "amount" not in finding.facts
    assert "btc_recipient_not_paid" not in finding.notes


def test_a_named_recipient_is_found_among_several() -> None:
    finding = found(transaction(height=TIP, pays=((BOB, 50_000), (CAROL, 49_000))), About(recipient=CAROL.upper()))
    assert (finding.facts["recipient"], finding.facts["amount"]) == (CAROL, "0.00049")
    assert "btc_recipient_paid" in finding.notes


def test_a_named_recipient_that_is_not_paid_is_said() -> None:
    finding = found(transaction(height=TIP), About(recipient=CAROL))
    assert "recipient" not in finding.facts
    assert "btc_recipient_not_paid" in finding.notes


def test_an_address_of_another_chain_is_no_recipient_here() -> None:
    finding = found(transaction(height=TIP), About(recipient="0xdAC17F958D2ee523a2206206994597C13D831ec7"))
    assert finding.facts["recipient"] == BOB
    assert "btc_recipient_not_paid" not in finding.notes


def test_an_owner_who_was_paid_is_the_recipient() -> None:
    finding = found(transaction(height=TIP, pays=((BOB, 50_000), (CAROL, 49_000))), About(owner=CAROL))
    assert (finding.facts["recipient"], finding.facts["amount"]) == (CAROL, "0.00049")


def test_what_has_no_good_checksum_is_never_shown() -> None:
    hostile = transaction(height=TIP, pays=(("1WinPrizeAtEvilDotCom", 50_000), (ALICE, 49_000)), senders=(ALICE,))
    assert "recipient" not in found(hostile).facts


def test_of_several_senders_only_the_owner_is_named() -> None:
    several = transaction(height=TIP, senders=(ALICE, CAROL))
    assert "sender" not in found(several).facts
    assert found(several, About(owner=CAROL)).facts["sender"] == CAROL


# ---- waiting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fee", "verdict"),
    [(4_000, "fair_fee"), (2_000, "fair_fee"), (1_800, "fair_fee"), (1_799, "low_fee"), (200, "low_fee")],
)
def test_the_usual_rate_parts_fair_from_low(fee: int, verdict: str) -> None:
    """200 vB, and 10 sat/vB are usual; a tenth less is still about that."""
    finding = found(transaction(fee=fee))
    assert (finding.status, finding.verdict) == ("pending", verdict)
    assert not finding.settled


def test_a_low_fee_tells_its_numbers() -> None:
    facts = found(transaction()).facts
    named = {key: facts[key] for key in ("fee_rate", "usual_rate", "fast_rate", "slow_rate", "size", "fee_paid")}
    assert named == {
        "fee_rate": "5",
        "usual_rate": "10",
        "fast_rate": "20",
        "slow_rate": "3",
        "size": "200",
        "fee_paid": "1,000",
    }
    assert (facts["least_fee"], facts["least_rate"], facts["advised_rate"]) == ("1,020", "5.1", "10")


@pytest.mark.parametrize(
    ("increment", "fee", "least"), [(FORMER_INCREMENT, "1,200", "6"), (CURRENT_INCREMENT, "1,020", "5.1")]
)
def test_the_least_replacement_of_either_kind_of_node(increment: Decimal, fee: str, least: str) -> None:
    _, facts, _ = weigh(transaction(), Relatives(), RATES, increment)
    assert (facts["least_fee"], facts["least_rate"]) == (fee, least)


def test_advice_holds_for_older_nodes_where_little_is_usual() -> None:
    quiet = Rates(Decimal(1), Decimal(1), Decimal(1))
    assert found(transaction(fee=150), rates=quiet).facts["advised_rate"] == "1.8"


@given(st.integers(100, 10**7), st.integers(60, 100_000), st.integers(1, 500))
def test_what_is_advised_is_accepted_by_older_nodes_and_usual(fee: int, size: int, usual: int) -> None:
    rates = Rates(Decimal(usual), Decimal(usual), Decimal(1))
    facts = found(transaction(fee=fee, size=size), rates=rates).facts
    advised = Decimal(facts["advised_rate"].replace(",", ""))
    assert advised >= usual
    assert advised * size >= fee + size
    assert advised * size >= Decimal(facts["least_fee"].replace(",", ""))


@pytest.mark.parametrize(
    ("sequence", "version", "signals"),
    [(0xFFFFFFFD, 2, "yes"), (0, 1, "yes"), (0xFFFFFFFE, 2, "no"), (0xFFFFFFFF, 2, "no"), (0xFFFFFFFF, 3, "yes")],
)
def test_the_signal_of_bip_125(sequence: int, version: int, signals: str) -> None:
    finding = found(transaction(sequence=sequence, version=version))
    assert finding.facts["signals_rbf"] == signals
    assert ("btc_signals_rbf" in finding.notes, "btc_no_signal" in finding.notes) == (signals == "yes", signals == "no")


def test_below_the_floor_is_said() -> None:
    floor = replace(RATES, floor=Decimal(8))
    finding = found(transaction(), rates=floor)
    assert "btc_below_floor" in finding.notes
    assert finding.facts["least_fee"] == "1,600"
    assert "btc_below_floor" not in found(transaction()).notes


def test_a_fair_fee_is_not_told_how_to_be_replaced() -> None:
    assert found(transaction(fee=2_400)).notes == ("btc_fair_fee",)


def test_without_rates_nothing_is_said_of_a_waiting_one() -> None:
    with pytest.raises(Unavailable):
        found(transaction(), rates=None)


# ---- parents and children --------------------------------------------------------------------------------------------


def test_a_low_parent_holds_back_a_fair_fee() -> None:
    parent = transaction(7, fee=200, size=200)
    finding = found(transaction(fee=2_000), relatives=Relatives(parents=(parent,)))
    assert finding.verdict == "low_parent"
    assert (finding.facts["parents"], finding.facts["package_rate"]) == ("1", "5.5")
    # 400 vB at 10 sat/vB are 4,000 sat, of which the parent brought 200.
    assert finding.facts["advised_rate"] == "19"


def test_a_parent_that_pays_well_does_not_help() -> None:
    parent = transaction(7, fee=20_000, size=200)
    finding = found(transaction(), relatives=Relatives(parents=(parent,)))
    assert finding.verdict == "low_fee"
    assert "btc_parents" not in finding.notes
    assert finding.facts["advised_rate"] == "10"


def test_low_fee_and_low_parents_are_both_said() -> None:
    parents = tuple(transaction(number, fee=200, size=200) for number in (7, 8))
    finding = found(transaction(), relatives=Relatives(parents=parents))
    assert finding.verdict == "low_fee"
    assert finding.facts["parents"] == "2"
    assert "btc_parents" in finding.notes


def test_heavy_low_parents_are_not_paid_for() -> None:
    parent = transaction(7, fee=20_000, size=20_000)
    finding = found(transaction(fee=2_000), relatives=Relatives(parents=(parent,)))
    assert finding.verdict == "low_parent"
    assert "advised_rate" not in finding.facts
    assert "btc_heavy_parents" in finding.notes
    assert "btc_advised" not in finding.notes


def test_a_child_that_pays_for_it_makes_it_fair() -> None:
    child = transaction(8, fee=5_000, size=150)
    finding = found(transaction(), relatives=Relatives(children=(child,)))
    assert finding.verdict == "fair_fee"
    assert finding.notes == ("btc_fair_by_child",)


def test_a_replacement_pays_for_the_children_it_throws_out() -> None:
    child = transaction(8, fee=300, size=150)
    finding = found(transaction(), relatives=Relatives(children=(child,)))
    assert finding.verdict == "low_fee"
    assert finding.facts["least_fee"] == "1,320"
    assert "btc_children_counted" in finding.notes
    assert "btc_children_unknown" not in finding.notes


def test_what_could_not_be_counted_is_said() -> None:
    finding = found(transaction(), relatives=Relatives(more_parents=True, more_children=True))
    assert {"btc_children_unknown", "btc_parents_unknown"} <= set(finding.notes)


# ---- gone ------------------------------------------------------------------------------------------------------------


def test_never_seen_is_not_found() -> None:
    finding = found(None, rates=None)
    assert (finding.status, finding.verdict, finding.settled) == ("not_found", "not_found", False)


def test_seen_with_free_inputs_is_dropped() -> None:
    assert found(None, seen=transaction(), inputs_free=True).status == "dropped"


def test_seen_with_inputs_that_were_not_all_looked_at_is_not_found() -> None:
    assert found(None, seen=transaction(), inputs_free=False).status == "not_found"


def replaced(newer: BitcoinTransaction | None, seen: BitcoinTransaction | None = None) -> Finding:
    finding = found(None, seen=seen or transaction(), taken_by=txid(2), replacement=newer)
    assert finding.status == "replaced"
    assert finding.facts["replaced_by"] == txid(2)
    return finding


def test_the_same_outputs_with_less_change_are_a_speed_up() -> None:
    newer = transaction(2, fee=3_000, pays=((BOB, 50_000), (ALICE, 47_000)))
    assert replaced(newer).verdict == "sped_up"


def test_everything_back_to_the_sender_is_a_cancellation() -> None:
    assert replaced(transaction(2, fee=3_000, pays=((ALICE, 97_000),))).verdict == "cancelled"


@pytest.mark.parametrize(
    "pays",
    [((CAROL, 97_000),), ((CAROL, 50_000), (ALICE, 47_000)), ((BOB, 40_000), (ALICE, 40_000)), ((BOB, 50_000),)],
    ids=["elsewhere", "other recipient", "both less", "change gone"],
)
def test_anything_else_is_another_payment(pays: tuple[tuple[str, int], ...]) -> None:
    newer = transaction(2, fee=99_000 + 1_000 - sum(value for _, value in pays), pays=pays)
    assert replaced(newer).verdict == "replaced_by_other"


def test_a_replacement_that_could_not_be_read_is_another_payment() -> None:
    finding = replaced(None)
    assert finding.verdict == "replaced_by_other"
    assert finding.notes == ("btc_replaced_by_other",)


def test_a_replacement_is_settled_when_it_is_confirmed_six_times() -> None:
    newer = transaction(2, fee=3_000, pays=((BOB, 50_000), (ALICE, 47_000)))
    waits, mined = replaced(newer), replaced(replace(newer, height=TIP - 5, mined_at="2026-11-22 08:00:00 UTC"))
    assert "btc_newer_waits" in waits.notes
    assert not waits.settled
    assert "btc_newer_confirmed" in mined.notes
    assert mined.settled
    assert mined.facts["confirmations"] == "6"
    assert not replaced(replace(newer, height=TIP - 4, mined_at="2026-11-22 08:00:00 UTC")).settled


# ---- addresses -------------------------------------------------------------------------------------------------------


def account(**more: int | tuple[str, ...]) -> Finding:
    finding = diagnose_account(NETWORK, BitcoinAccount(ALICE, TIP, READ_AT, **{"confirmed": 0, **more}))  # type: ignore[arg-type]
    assert finding.status == "found"
    assert finding.verdict in VERDICTS["found"]
    assert set(finding.facts) <= FACTS | TOLD
    return finding


def test_an_address_holds_its_confirmed_balance() -> None:
    finding = account(confirmed=123_456_789)
    assert (finding.verdict, finding.facts["balance"], finding.facts["waiting"]) == ("holds", "1.23456789", "0")
    assert finding.facts["explorer_link"] == f"https://mempool.space/address/{ALICE}"
    assert finding.notes == ("btc_balance", "btc_one_address")


def test_an_address_with_nothing_is_empty() -> None:
    assert account().verdict == "empty"


def test_coins_on_their_way_in_are_not_empty() -> None:
    finding = account(incoming=5_000, waiting=1)
    assert finding.verdict == "holds"
    assert (finding.facts["balance"], finding.facts["amount"]) == ("0", "0.00005")
    assert "btc_waiting_in" in finding.notes


def test_change_is_taken_off_what_leaves() -> None:
    finding = account(confirmed=100_000, incoming=40_000, outgoing=100_000, waiting=1, spending=(txid(9),))
    assert finding.verdict == "pending_outgoing"
    assert (finding.facts["amount"], finding.facts["tx_hash"]) == ("0.0006", txid(9))
    assert "btc_waiting_out" in finding.notes


def test_several_outgoing_ones_are_not_named() -> None:
    finding = account(confirmed=100_000, outgoing=90_000, waiting=2, spending=(txid(8), txid(9)))
    assert "tx_hash" not in finding.facts
