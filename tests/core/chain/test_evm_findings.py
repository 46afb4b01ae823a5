"""From readings to findings: every verdict of EVM networks, its facts, and a text for each of its notes."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from eth_abi.abi import encode
from hypothesis import given
from hypothesis import strategies as st

from tests.core.chain.evm_samples import (
    DELEGATION,
    ETHER,
    FRIEND,
    GWEI,
    MOMENT,
    NETWORK,
    OTHER,
    OWNER,
    PURSE,
    THIEF,
    TRANSFER_FROM,
    USDT,
    approved,
    data,
    legacy,
    log,
    mined,
    moved,
    packed,
    pending,
    token_transfer,
    transaction,
    tx_hash,
)
from walletdesk.core.chain.evm import Reading, diagnose, remembered
from walletdesk.core.chain.evm_calls import PERMIT2, UNLIMITED, checksummed
from walletdesk.core.chain.evm_readings import (
    AccountReading,
    EvmLog,
    EvmTransaction,
    FeeKind,
    Market,
    MissingReading,
    Queue,
    Replay,
    Replayed,
    Seen,
    Token,
    TokenState,
)
from walletdesk.core.chain.finding import FACTS, TOLD, VERDICTS, About, Finding

_TEXTS = Path(__file__).parents[3] / "data" / "dialogue" / "chain.yml"
_PLACE = re.compile(r"{(\w+)}")
BALANCE_ERROR = bytes.fromhex("08c379a0") + encode(["string"], ["ERC20: transfer amount exceeds balance"])
ODD = Token(OTHER, "USDТ", 6)  # a Cyrillic T


def find(reading: Reading, about: About | None = None) -> Finding:
    """Also checks what holds for every finding."""
    finding = diagnose(reading, NETWORK, about or About())
    assert finding.verdict in VERDICTS[finding.status]
    assert set(finding.facts) <= FACTS | TOLD
    assert all(finding.facts.values())
    assert finding.facts["block"] == "1,000"
    for note in finding.notes:
        for text in _texts()[note].values():
            assert set(_PLACE.findall(text)) <= set(finding.facts), note
    return finding


@cache
def _texts() -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = yaml.load(_TEXTS.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    return texts


def told(finding: Finding, **facts: str) -> bool:
    return dict(finding.facts) | facts == finding.facts


# ---- waiting -------------------------------------------------------------------------------------------------------


def test_first_in_line_with_a_fair_bid() -> None:
    finding = find(pending())
    assert (finding.status, finding.verdict, finding.settled) == ("pending", "fair_fee", False)
    assert told(finding, nonce="5", next_nonce="5", ahead="0", amount="1", base_fee="20", usual_tip="2", fees_of="own")
    assert told(finding, max_fee="30", tip="1", least_max_fee="33", least_tip="1.1", advised_tip="2")
    assert told(finding, needed="1.00063", balance="10")
    assert finding.notes == ("evm_fair_fee", "evm_least_fees")


def test_below_the_base_fee() -> None:
    finding = find(pending(market=Market(31 * GWEI)))
    assert finding.verdict == "below_base_fee"
    assert told(finding, advised_max_fee="37", advised_tip="1.2")


def test_a_legacy_price_is_said_as_a_price() -> None:
    finding = find(pending(legacy(19 * GWEI)))
    assert (finding.verdict, finding.notes) == ("below_base_fee", ("evm_price_below_base_fee", "evm_least_price"))
    assert not {"tip", "least_tip", "advised_tip"} & set(finding.facts)
    assert find(pending(legacy(20 * GWEI))).notes == ("evm_low_price", "evm_least_price")


def test_blobs_have_their_own_rule() -> None:
    finding = find(pending(transaction(kind=FeeKind.BLOB, blobs=1, blob_fee=GWEI)))
    assert told(finding, fee_kind="blob", least_max_fee="60", least_tip="2")
    assert "evm_least_blob_fees" in finding.notes


def test_a_low_tip() -> None:
    assert find(pending(transaction(tip=GWEI // 2))).verdict == "low_fee"


def test_behind_others_the_lowest_is_described() -> None:
    finding = find(pending(transaction(7, max_fee=90 * GWEI), transaction(5, tip=1), transaction(6)))
    assert finding.verdict == "behind"
    assert told(finding, ahead="2", lowest_hash=tx_hash(5), fees_of="lowest", max_fee="30", tip="0.000000001")
    assert finding.notes == ("evm_behind", "evm_lowest", "evm_lowest_low_fee", "evm_least_fees")


def test_behind_others_that_the_node_does_not_show() -> None:
    finding = find(pending(transaction(7), queue=Queue(), pending_nonce=8))
    assert (finding.verdict, finding.facts["ahead"], finding.facts["fees_of"]) == ("behind", "2", "own")
    assert finding.notes == ("evm_behind",)
    assert "lowest_hash" not in finding.facts


@pytest.mark.parametrize("counted", [None, 5, 6, 9])
def test_a_gap_that_the_queue_shows(counted: int | None) -> None:
    finding = find(pending(transaction(8), transaction(5), transaction(7), pending_nonce=counted))
    assert (finding.verdict, finding.notes) == ("gap", ("evm_gap",))
    assert told(finding, gap_nonce="6", ahead="2", lowest_hash=tx_hash(5), fees_of="own")


def test_a_gap_that_only_the_count_tells() -> None:
    finding = find(pending(transaction(8), queue=Queue(), pending_nonce=6))
    assert told(finding, gap_nonce="6", ahead="1")
    assert finding.verdict == "gap"


def test_a_count_that_the_queue_contradicts_is_no_gap() -> None:
    assert find(pending(transaction(6), transaction(5), pending_nonce=5)).verdict == "behind"


def test_only_the_window_that_was_asked_can_show_a_gap() -> None:
    queue = Queue({40: transaction(40), 39: transaction(39)}, readable=True, since=39, until=44)
    assert find(pending(transaction(40), queue=queue, pending_nonce=41)).verdict == "behind"


def test_a_balance_that_does_not_reach_this_far() -> None:
    waits = [transaction(nonce, value=4 * ETHER) for nonce in (5, 6, 7)]
    last = find(pending(waits[2], *waits[:2]))
    assert last.verdict == "short_balance"
    assert told(last, needed="12.00189", missing="2.00189", balance="10", ahead="2", fees_of="lowest")
    second = find(pending(waits[1], waits[0], waits[2]))
    assert (second.verdict, "evm_short_for_queue" in second.notes) == ("behind", True)


def test_no_balance_is_no_shortage() -> None:
    assert find(pending(balance=None)).verdict == "fair_fee"


def test_a_delegated_account_has_one_at_a_time() -> None:
    finding = find(pending(transaction(6), transaction(5), code=DELEGATION))
    assert (finding.verdict, finding.facts["delegate"]) == ("delegated_queue", checksummed(PURSE))
    first = find(pending(code=DELEGATION))
    assert (first.verdict, first.notes[-1]) == ("fair_fee", "evm_sender_delegated")


def test_a_nonce_that_is_used_means_replaced() -> None:
    other = transaction(5, hash=tx_hash(99), block=998)
    reading = pending(next_nonce=6, queue=Queue(used={5: other}))
    finding = find(reading)
    assert (finding.status, finding.verdict, finding.facts["replaced_by"]) == ("replaced", "sped_up", tx_hash(99))
    unknown = find(pending(next_nonce=6, queue=Queue()))
    assert (unknown.status, unknown.verdict, unknown.notes) == ("replaced", "replaced_by_other", ("evm_nonce_used",))


def test_a_waiting_token_transfer_names_token_and_recipient() -> None:
    finding = find(pending(token_transfer()))
    assert told(finding, token="USDT", token_contract=checksummed(USDT), token_recipient=checksummed(FRIEND))
    assert "amount" not in finding.facts


# ---- failed --------------------------------------------------------------------------------------------------------


def failed(tx: EvmTransaction | None = None, **changed: Any) -> Finding:
    finding = find(mined(tx or transaction(gas=60_000), works=False, **changed))
    assert (finding.status, finding.notes[0]) == ("failed", "evm_failed")
    return finding


def reverted(returned: bytes = b"", text: str = "") -> Replay:
    return Replay(Replayed.REVERTED, returned, text)


def test_a_short_token_balance_as_the_token_shows_it() -> None:
    finding = failed(token_transfer(), token_state=TokenState(balance=6_500_000), replay=reverted())
    assert (finding.verdict, finding.notes[1:]) == (
        "token_balance_short",
        ("evm_token_balance_short", "evm_token_before"),
    )
    assert told(finding, token="USDT", token_balance="6.5", token_amount="7", token_genuine="yes", fee_paid="0.000441")


def test_a_short_token_balance_as_the_contract_says_it() -> None:
    finding = failed(token_transfer(), token_state=TokenState(balance=8_000_000), replay=reverted(BALANCE_ERROR))
    assert (finding.verdict, finding.notes[1:]) == (
        "token_balance_short",
        ("evm_token_balance_short_said", "evm_replay"),
    )


def test_a_short_allowance() -> None:
    tx = transaction(to=USDT, value=0, data=data(TRANSFER_FROM, THIEF, FRIEND, 7))
    finding = failed(tx, token_state=TokenState(balance=9, allowance=3), replay=reverted())
    assert (finding.verdict, finding.notes[1]) == ("allowance_short", "evm_allowance_short")
    assert told(finding, allowance="0.000003", spender=checksummed(OWNER), token_sender=checksummed(THIEF))


def test_a_contract_that_names_the_allowance_is_believed_where_the_balance_is_short_too() -> None:
    tx = transaction(to=USDT, value=0, gas=60_000, data=data(TRANSFER_FROM, THIEF, FRIEND, 7))
    said = reverted(text="ERC20: insufficient allowance")
    finding = failed(tx, token_state=TokenState(balance=0, allowance=3), replay=said)
    assert (finding.verdict, finding.notes[1]) == ("allowance_short", "evm_allowance_short")


@pytest.mark.parametrize(("listed", "note"), [(OWNER, "evm_blacklisted_holder"), (FRIEND, "evm_blacklisted_recipient")])
def test_a_black_list_says_whose_address_is_on_it(listed: str, note: str) -> None:
    finding = failed(token_transfer(), token_state=TokenState(blacklisted=listed), replay=reverted())
    assert (finding.verdict, finding.notes[1:]) == ("blacklisted", (note, "evm_token_now"))


def test_a_paused_token() -> None:
    finding = failed(token_transfer(), token_state=TokenState(paused=True), replay=reverted())
    assert (finding.verdict, finding.notes[1:]) == ("paused", ("evm_paused", "evm_token_now"))


@pytest.mark.parametrize(
    ("replay", "roomy", "verdict"),
    [
        (Replay(Replayed.OUT_OF_GAS), Replay(Replayed.SUCCEEDED), "out_of_gas"),
        (Replay(Replayed.OUT_OF_GAS), Replay(Replayed.OUT_OF_GAS), "out_of_gas"),
        (Replay(Replayed.OUT_OF_GAS), reverted(text="too late"), "out_of_gas"),
        (Replay(Replayed.OUT_OF_GAS), reverted(BALANCE_ERROR), "token_balance_short"),
        (Replay(Replayed.SUCCEEDED), Replay(Replayed.SUCCEEDED), "out_of_gas"),
        (Replay(), Replay(), "out_of_gas"),
        (Replay(Replayed.INVALID), Replay(Replayed.INVALID), "unexplained"),
    ],
)
def test_all_gas_used(replay: Replay, roomy: Replay, verdict: str) -> None:
    finding = failed(transaction(gas=50_000), gas_used=50_000, replay=replay, roomy=roomy)
    assert finding.verdict == verdict
    assert told(finding, gas_limit="50,000", gas_used="50,000")


def test_more_gas_would_not_have_helped_a_token_that_is_short() -> None:
    finding = failed(token_transfer(gas=50_000), gas_used=50_000, token_state=TokenState(balance=1))
    assert finding.verdict == "token_balance_short"


def test_out_of_gas_inside_although_a_little_was_left() -> None:
    finding = failed(transaction(gas=50_000), gas_used=49_500, replay=reverted(), roomy=Replay(Replayed.SUCCEEDED))
    assert finding.verdict == "out_of_gas"
    assert failed(replay=reverted(), roomy=reverted()).verdict == "unexplained"


def test_hostile_words_are_made_harmless() -> None:
    finding = failed(replay=reverted(text="\u202e see https://evil.example/now\nnow " + "x" * 500))
    assert (finding.verdict, finding.facts["reason"][:9]) == ("revert_reason", "see … now")
    assert len(finding.facts["reason"]) <= 60


@pytest.mark.parametrize(("code", "note"), [(0x11, "overflow"), (0x12, "division"), (0x32, "bounds"), (0x77, "other")])
def test_a_panic(code: int, note: str) -> None:
    finding = failed(replay=reverted(bytes.fromhex("4e487b71") + packed(code)))
    assert (finding.verdict, finding.facts["panic_code"]) == ("panic", f"0x{code:02x}")
    assert finding.notes[1] == f"evm_panic_{note}"


def test_an_error_without_a_known_name() -> None:
    finding = failed(replay=reverted(bytes.fromhex("deadbeef")))
    assert (finding.verdict, finding.facts["error_name"]) == ("custom_error", "0xdeadbeef")


@pytest.mark.parametrize(
    ("replay", "note"),
    [
        (reverted(), "evm_unexplained"),
        (Replay(), "evm_no_history"),
        (Replay(Replayed.SUCCEEDED), "evm_replay_differs"),
        (Replay(Replayed.INVALID), "evm_invalid_instruction"),
    ],
)
def test_what_cannot_be_explained_says_why(replay: Replay, note: str) -> None:
    finding = failed(replay=replay)
    assert (finding.verdict, finding.notes) == ("unexplained", ("evm_failed", note))


def test_an_old_failure_is_settled() -> None:
    young = mined(works=False)
    assert not find(young).settled
    assert find(replace(young, receipt=replace(young.receipt, block=900))).settled


# ---- succeeded -----------------------------------------------------------------------------------------------------


def succeeded(*logs: EvmLog, tx: EvmTransaction | None = None, about: About | None = None, **changed: Any) -> Finding:
    finding = find(mined(tx, *logs, **changed), about)
    assert finding.status == "success"
    return finding


def test_coin_delivered() -> None:
    finding = succeeded(codes={FRIEND: b""})
    assert (finding.verdict, finding.notes) == ("delivered", ("evm_mined_at", "evm_delivered"))
    assert told(finding, amount="1", recipient_kind="wallet", confirmations="11", mined_block="990", signed_by="owner")


@pytest.mark.parametrize(
    ("code", "verdict"), [(b"\x60", "delivered_to_contract"), (DELEGATION, "delivered"), (None, "delivered")]
)
def test_who_received_the_coin(code: bytes | None, verdict: str) -> None:
    assert succeeded(codes={} if code is None else {FRIEND: code}).verdict == verdict


def test_a_token_delivered() -> None:
    finding = succeeded(moved(OWNER, FRIEND, 7_000_000), tx=token_transfer(), codes={FRIEND: b"", USDT: b"\x60"})
    assert finding.verdict == "delivered"
    assert told(finding, token="USDT", token_amount="7", token_genuine="yes", signed_by="owner", transfers="1")
    assert finding.notes == ("evm_mined_at", "evm_token_delivered", "evm_token_genuine")


def test_a_look_alike() -> None:
    finding = succeeded(moved(THIEF, OWNER, 9, OTHER), tx=transaction(to=OTHER, value=0), tokens={OTHER: ODD})
    assert finding.verdict == "look_alike_token"
    assert told(finding, token_genuine="no", token_contract=checksummed(OTHER), signed_by="third_party")
    assert finding.notes[-1] == "evm_look_alike_token"


def test_a_token_of_which_nothing_can_be_read() -> None:
    finding = succeeded(moved(OWNER, FRIEND, 9, OTHER), tx=transaction(to=OTHER, value=0), tokens={})
    assert (finding.verdict, finding.notes[1]) == ("delivered", "evm_some_token_delivered")
    assert not {"token", "token_amount"} & set(finding.facts)


@pytest.mark.parametrize(("recipient", "note"), [(USDT, "evm_token_to_itself"), (OTHER, "evm_token_to_token")])
def test_a_token_sent_to_a_token(recipient: str, note: str) -> None:
    tx = token_transfer(recipient)
    tokens = {OTHER: Token(OTHER, "OTH", 18), USDT: Token(USDT, "USDT", 6)}
    codes = {OTHER: b"\x60", USDT: b"\x60"}
    finding = succeeded(moved(OWNER, recipient, 7_000_000), tx=tx, tokens=tokens, codes=codes)
    assert (finding.verdict, finding.notes[1]) == ("token_to_contract", note)


def test_a_token_sent_to_a_contract_that_is_no_token() -> None:
    finding = succeeded(moved(OWNER, PURSE, 7_000_000), tx=token_transfer(PURSE), codes={PURSE: b"\x60"})
    assert (finding.verdict, finding.notes[1]) == ("delivered_to_contract", "evm_token_delivered_to_contract")


def test_nothing_moved_in_somebody_elses_name() -> None:
    finding = succeeded(moved(OWNER, FRIEND, 0), tx=token_transfer(sender=THIEF))
    assert (finding.verdict, finding.facts["signed_by"]) == ("zero_transfer", "third_party")
    # "... which the token left" would contradict that none did.
    assert finding.notes[1:] == ("evm_zero_transfer", "evm_zero_by_other")


@pytest.mark.parametrize(
    ("about", "amount"),
    [
        (About(), "3"),
        (About(recipient=checksummed(PURSE)), "1"),
        (About(token="usdt", owner=FRIEND), "2"),
        (About(token=OTHER), "4"),
    ],
)
def test_the_transfer_that_is_meant(about: About, amount: str) -> None:
    """Unless something was said, what left the sender."""
    logs = (
        moved(THIEF, PURSE, 1_000_000),
        moved(THIEF, FRIEND, 2_000_000),
        moved(OWNER, THIEF, 3_000_000),
        moved(THIEF, FRIEND, 4_000_000, OTHER),
    )
    tokens = {USDT: Token(USDT, "USDT", 6), OTHER: Token(OTHER, "OTH", 6)}
    finding = succeeded(*logs, tx=transaction(to=PURSE, value=0), tokens=tokens, about=about)
    assert told(finding, token_amount=amount, transfers="4")


def test_another_recipient_than_the_user_named() -> None:
    assert "evm_other_recipient" in succeeded(about=About(recipient=PURSE)).notes
    assert "evm_other_recipient" not in succeeded(about=About(recipient=checksummed(FRIEND))).notes
    by_token = succeeded(moved(OWNER, FRIEND, 7), tx=token_transfer(), about=About(recipient=USDT))
    assert "evm_other_recipient" in by_token.notes


def test_an_unlimited_approval_that_is_still_open() -> None:
    tx = transaction(to=USDT, value=0, data=data("approve(address,uint256)", THIEF, 2**256 - 1))
    now = {(USDT, OWNER, THIEF): 2**256 - 1}
    finding = succeeded(approved(OWNER, THIEF, 2**256 - 1), tx=tx, allowances=now)
    assert finding.verdict == "approval"
    assert told(finding, spender=checksummed(THIEF), allowance="unlimited", allowance_now="unlimited", token="USDT")
    assert finding.notes[1:3] == ("evm_approval_unlimited", "evm_approval_open_unlimited")


def test_an_approval_taken_back() -> None:
    finding = succeeded(approved(OWNER, THIEF, 0), tx=transaction(to=USDT, value=0))
    assert (finding.verdict, finding.notes[1], finding.facts["allowance"]) == ("approval", "evm_revoked", "0")


def test_an_approval_by_signature_is_sent_by_another() -> None:
    permit2 = log(
        PERMIT2,
        "Permit(address,address,address,uint160,uint48,uint48)",
        *(OWNER, USDT, THIEF),
        holds=packed(2**160 - 1, 9, 0),
    )
    tx = transaction(sender=FRIEND, to=PERMIT2, value=0)
    finding = succeeded(permit2, tx=tx, allowances={(USDT, OWNER, THIEF): 0})
    assert told(finding, signed_by="third_party", allowance_now="0", allowance="unlimited")
    assert {"evm_via_permit2", "evm_approval_unsent", "evm_approval_gone"} <= set(finding.notes)


def test_all_collectibles() -> None:
    given_all = log(OTHER, "ApprovalForAll(address,address,bool)", OWNER, THIEF, holds=packed(1))
    finding = succeeded(given_all, tx=transaction(to=OTHER, value=0), allowances={(OTHER, OWNER, THIEF): UNLIMITED})
    assert (finding.verdict, finding.notes[1]) == ("approval", "evm_approval_all")


def test_what_a_spender_uses_up_is_no_approval() -> None:
    """OpenZeppelin logs the rest of an allowance with each transfer out of it."""
    tx = transaction(sender=THIEF, to=USDT, value=0, data=data(TRANSFER_FROM, OWNER, THIEF, 5))
    finding = succeeded(moved(OWNER, THIEF, 5), approved(OWNER, THIEF, 95), tx=tx)
    assert (finding.verdict, finding.facts["signed_by"]) == ("delivered", "third_party")
    assert "spender" not in finding.facts


def test_an_approval_beside_a_transfer_is_told_too() -> None:
    finding = succeeded(moved(OWNER, FRIEND, 5), approved(OWNER, THIEF, 9), tx=transaction(to=PURSE, value=0))
    assert finding.verdict == "delivered"
    assert "evm_approval_too" in finding.notes
    assert finding.facts["spender"] == checksummed(THIEF)


def test_calls_creations_and_nothing_at_all() -> None:
    nothing = transaction(value=0)
    assert succeeded(tx=replace(nothing, data=b"1234"), codes={FRIEND: b"\x60"}).notes[1] == "evm_called"
    assert succeeded(tx=replace(nothing, to=None)).notes[1] == "evm_created"
    assert succeeded(tx=nothing, codes={FRIEND: b""}).verdict == "no_transfer"
    assert succeeded(tx=replace(nothing, data=b"hello"), codes={FRIEND: b""}).verdict == "no_transfer"


def test_a_call_into_a_wallet_that_is_lent_to_a_contract() -> None:
    """Its own code moves its coins, and no transfer shows that."""
    tx = transaction(sender=THIEF, value=0, data=b"1234")
    finding = succeeded(tx=tx, codes={FRIEND: DELEGATION})
    assert (finding.verdict, finding.notes[1:]) == ("called", ("evm_called_delegated", "evm_inner_unseen"))
    assert told(finding, recipient_kind="delegated", delegate=checksummed("0x" + DELEGATION[3:].hex()))


NULL = "0x" + "00" * 20


@pytest.mark.parametrize("code", [DELEGATION, b""])
def test_a_transaction_that_lends_an_account_moved_more_than_nothing(code: bytes) -> None:
    tx = transaction(sender=THIEF, value=0, lends=(NULL, PURSE))
    finding = succeeded(tx=tx, codes={FRIEND: code})
    assert (finding.verdict, finding.notes[1:]) == ("called", ("evm_lends", "evm_inner_unseen"))
    assert finding.facts["delegate"] == checksummed(PURSE)


def test_the_end_of_a_delegation() -> None:
    finding = succeeded(tx=transaction(value=0, lends=(NULL,)), codes={FRIEND: b""})
    assert (finding.verdict, finding.notes[1]) == ("called", "evm_lends_ended")
    assert "delegate" not in finding.facts


def test_coin_that_is_sent_along_with_a_lending_is_told_as_well() -> None:
    finding = succeeded(tx=transaction(lends=(PURSE,)), codes={FRIEND: b""})
    assert (finding.verdict, finding.notes[1:]) == ("delivered", ("evm_lends", "evm_delivered"))


# ---- gone ----------------------------------------------------------------------------------------------------------


def missing(**changed: Any) -> Finding:
    return find(MissingReading(MOMENT, tx_hash(5), **changed))


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"max_fee": 60 * GWEI}, "sped_up"),
        ({"to": OWNER, "value": 0}, "cancelled"),
        ({"to": OWNER}, "replaced_by_other"),
        ({"to": THIEF}, "replaced_by_other"),
    ],
)
def test_what_took_its_place(changed: dict[str, Any], verdict: str) -> None:
    occupant = transaction(5, hash=tx_hash(99), block=995, **changed)
    finding = missing(seen=remembered(transaction(5)), next_nonce=6, occupant=occupant)
    assert (finding.status, finding.verdict, finding.facts["replaced_by"]) == ("replaced", verdict, tx_hash(99))


def test_a_replacement_may_wait_itself() -> None:
    finding = missing(seen=remembered(transaction(5)), next_nonce=5, occupant=transaction(5, hash=tx_hash(99)))
    assert (finding.verdict, finding.settled) == ("sped_up", False)
    assert finding.notes == ("evm_sped_up", "evm_replacement_waits")
    assert finding.facts["confirmations"] == "0"


def test_what_was_never_seen_cannot_be_the_same() -> None:
    occupant = transaction(5, hash=tx_hash(99), block=900)
    finding = missing(seen=Seen(OWNER, 5), next_nonce=6, occupant=occupant)
    assert (finding.verdict, finding.settled) == ("replaced_by_other", True)
    assert "confirmations" not in finding.facts


def test_one_so_old_that_the_node_forgot_it_is_not_called_replaced() -> None:
    finding = missing(seen=Seen(OWNER, 5), next_nonce=6)
    assert (finding.verdict, finding.notes) == ("not_found", ("evm_not_found", "evm_nonce_taken"))


def test_dropped_and_never_heard_of() -> None:
    assert missing(seen=Seen(OWNER, 5), next_nonce=5).verdict == "dropped"
    assert missing(seen=remembered(transaction(5)), next_nonce=6).notes == ("evm_nonce_used",)
    assert missing().verdict == missing(seen=Seen(OWNER, 5)).verdict == "not_found"


# ---- accounts ------------------------------------------------------------------------------------------------------


def account(about: About | None = None, **changed: Any) -> Finding:
    fields: dict[str, Any] = {"balance": 3 * ETHER, "next_nonce": 5, "pending_nonce": 5, "code": b""}
    return find(AccountReading(MOMENT, OWNER, **fields | changed), about)


@pytest.mark.parametrize(
    ("changed", "verdict", "note"),
    [
        ({}, "holds", "evm_balance"),
        ({"balance": 0}, "empty", "evm_no_coin"),
        ({"pending_nonce": 7}, "pending_outgoing", "evm_pending_outgoing"),
        ({"pending_nonce": 4}, "holds", "evm_balance"),
        ({"pending_nonce": None, "code": None}, "holds", "evm_balance"),
        ({"code": b"\x60"}, "contract", "evm_account_contract"),
        ({"code": DELEGATION, "pending_nonce": 6}, "delegated", "evm_delegated"),
    ],
)
def test_what_an_account_is(changed: dict[str, Any], verdict: str, note: str) -> None:
    finding = account(**changed)
    assert (finding.status, finding.verdict, finding.notes[0]) == ("found", verdict, note)


def test_the_token_asked_about_decides() -> None:
    finding = account(About(token="USDT"), token=Token(USDT, "USDT", 6), token_balance=0)
    assert (finding.verdict, finding.facts["token_balance"]) == ("empty", "0")
    finding = account(About(token="USDT"), balance=0, token=Token(USDT, "USDT", 6), token_balance=5)
    assert (finding.verdict, finding.facts["token_balance"]) == ("holds", "0.000005")


def test_a_token_that_cannot_be_read_is_said() -> None:
    assert "evm_token_unread" in account(About(token="PEPE")).notes
    assert "evm_token_unread" in account(About(token=OTHER), token=Token(OTHER)).notes
    assert "evm_token_unread" in account(About(token=OTHER), token=Token(OTHER), token_balance=9).notes


def test_a_look_alike_that_is_held_is_named_as_one() -> None:
    assert "evm_look_alike_token" in account(About(token=OTHER), token=ODD, token_balance=9).notes


def test_an_address_that_never_sent() -> None:
    assert "evm_never_sent" in account(next_nonce=0, pending_nonce=0).notes


# ---- anything at all -----------------------------------------------------------------------------------------------

_NUMBERS = st.integers(0, 2**256 - 1)
_TEXT = st.text(max_size=80)
_STATES = st.builds(TokenState, st.none() | _NUMBERS, st.none() | _NUMBERS, st.none() | st.booleans(), st.none())
_REPLAYS = st.builds(Replay, st.sampled_from(list(Replayed)), st.binary(max_size=140), _TEXT)


@given(_TEXT, st.none() | st.integers(0, 36), _NUMBERS, _STATES, _REPLAYS)
def test_hostile_readings_still_make_findings(
    symbol: str, size: int | None, units: int, state: TokenState, replay: Replay
) -> None:
    tokens = {OTHER: Token(OTHER, symbol, size)}
    tx = token_transfer(units=units, to=OTHER)
    find(mined(tx, works=False, tokens=tokens, token_state=state, replay=replay))
    for event in (moved(OWNER, FRIEND, units, OTHER), approved(OWNER, THIEF, units, OTHER)):
        finding = find(mined(tx, event, tokens=tokens, allowances={(OTHER, OWNER, THIEF): units}))
        assert all(len(value) <= 120 for value in finding.facts.values())


@given(st.integers(0, 12), st.integers(0, 12), st.none() | st.integers(0, 12), st.sets(st.integers(0, 14)), _NUMBERS)
def test_any_queue_makes_a_finding(
    nonce: int, following: int, counted: int | None, others: set[int], balance: int
) -> None:
    reading = pending(
        transaction(nonce),
        *(transaction(each) for each in others - {nonce}),
        next_nonce=following,
        pending_nonce=counted,
        balance=balance,
    )
    finding = find(reading)
    if finding.verdict == "gap":
        assert following <= int(finding.facts["gap_nonce"]) < nonce
        assert int(finding.facts["gap_nonce"]) not in others
