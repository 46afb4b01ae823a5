"""What a TRON transaction did: over real HTTP from a node that speaks the documented shapes."""

from __future__ import annotations

import pytest

from tests.adapters.chain.tron_cases import (
    EXCHANGE,
    FAKE,
    FRIEND,
    ME,
    NOBODY,
    SPENT,
    THIEF,
    USDT,
    CarefulReader,
    approving,
    coins,
    outcome,
    sent,
    taking,
    transfer,
    trigger,
)
from tests.adapters.chain.tron_node import TronNode, address, event, hex_address, permission, signed, string, word
from walletdesk.core.chain.finding import About


async def test_trx_sent_to_a_wallet(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    finding = await tron_reader.transaction(tron_node.include(coins(ME, FRIEND, 1_500_000), net_usage=268), NOBODY)

    assert outcome(finding) == ("success", "delivered")
    assert finding.notes == ("tron_success", "tron_sent_coin", "tron_cost_none")
    assert (finding.facts["amount"], finding.facts["recipient"]) == ("1.5", address(FRIEND))


@pytest.mark.parametrize(("recipient", "verdict"), [(FRIEND, "delivered"), (EXCHANGE, "delivered_to_contract")])
async def test_a_contract_that_receives_is_named(
    tron_node: TronNode, tron_reader: CarefulReader, recipient: int, verdict: str
) -> None:
    by_coin = await tron_reader.transaction(tron_node.include(coins(ME, recipient, 5_000_000)), NOBODY)
    by_token = await tron_reader.transaction(sent(tron_node, ME, recipient, 5_000_000), NOBODY)

    assert by_coin.verdict == by_token.verdict == verdict
    assert ("tron_to_contract" in by_token.notes) == (recipient == EXCHANGE)


async def test_a_receiver_without_an_account_holds_tokens_but_cannot_send(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    finding = await tron_reader.transaction(sent(tron_node, ME, THIEF, 5_000_000), NOBODY)

    assert finding.verdict == "delivered"
    assert "tron_recipient_inactive" in finding.notes
    assert finding.facts["activated"] == "no"


async def test_a_token_sent_to_its_own_contract(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    finding = await tron_reader.transaction(sent(tron_node, ME, int(USDT[2:], 16), 5_000_000), NOBODY)

    assert finding.verdict == "token_to_contract"
    assert "tron_to_token_contract" in finding.notes


@pytest.mark.parametrize(
    "symbol", ["USDT", "usdt", "U S D T", "USDТ", "USDT.io", "USD₮", "ＵＳＤＴ", "USD\u200bT", "U$DT"]
)
async def test_another_contract_with_the_same_looks_is_a_look_alike(
    tron_node: TronNode, tron_reader: CarefulReader, symbol: str
) -> None:
    tron_node.contracts[FAKE]["symbol()"] = string(symbol)

    finding = await tron_reader.transaction(sent(tron_node, FRIEND, ME, 500_000_000, FAKE), About(owner=address(ME)))

    assert outcome(finding) == ("success", "look_alike_token")
    assert finding.facts["token_genuine"] == "no"
    assert "tron_look_alike" in finding.notes


@pytest.mark.parametrize("symbol", ["SUN", "jUSDT", "USDTOLD", "", "泰达币"])
async def test_a_token_of_another_name_is_merely_unknown(
    tron_node: TronNode, tron_reader: CarefulReader, symbol: str
) -> None:
    tron_node.contracts[FAKE]["symbol()"] = string(symbol)

    finding = await tron_reader.transaction(sent(tron_node, FRIEND, ME, 5_000_000, FAKE), NOBODY)

    assert outcome(finding) == ("success", "delivered")
    assert finding.facts["token_genuine"] == "unknown"
    assert "tron_token_unknown" in finding.notes


async def test_nothing_was_sent_by_the_owner_of_a_poisoned_history(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    logs = [event(USDT, "Transfer", ME, THIEF, 0)]
    tx_hash = tron_node.include(taking(FRIEND, ME, THIEF, 0), "SUCCESS", logs=logs, **SPENT)

    finding = await tron_reader.transaction(tx_hash, About(owner=address(ME)))

    assert outcome(finding) == ("success", "zero_transfer")
    assert finding.facts["signed_by"] == "third_party"
    assert {"tron_zero", "tron_third_party"} <= set(finding.notes)


async def test_dust_is_pointed_out(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    assert "tron_tiny" in (await tron_reader.transaction(tron_node.include(coins(THIEF, ME, 999)), NOBODY)).notes
    assert "tron_tiny" in (await tron_reader.transaction(sent(tron_node, THIEF, ME, 1), NOBODY)).notes
    assert "tron_tiny" not in (await tron_reader.transaction(tron_node.include(coins(THIEF, ME, 1_000)), NOBODY)).notes


async def test_a_token_taken_by_a_third_party(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    logs = [event(USDT, "Transfer", ME, THIEF, 9_000_000)]
    tx_hash = tron_node.include(taking(THIEF, ME, THIEF, 9_000_000), "SUCCESS", logs=logs, **SPENT)

    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert finding.verdict == "delivered"
    assert finding.facts["signed_by"] == "third_party"
    assert (finding.facts["sender"], finding.facts["token_sender"]) == (address(THIEF), address(ME))


async def test_of_many_transfers_the_one_the_user_means_is_told(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    logs = [
        event(FAKE, "Transfer", EXCHANGE, FRIEND, 1),
        event(USDT, "Transfer", EXCHANGE, FRIEND, 2_000_000),
        event(USDT, "Transfer", ME, EXCHANGE, 3_000_000),
    ]
    tx_hash = tron_node.include(trigger(ME, hex_address(EXCHANGE), "12345678"), "SUCCESS", logs=logs, **SPENT)

    mine = await tron_reader.transaction(tx_hash, NOBODY)
    theirs = await tron_reader.transaction(tx_hash, About(recipient=address(FRIEND), token="usdt"))

    assert (mine.facts["token_amount"], mine.facts["transfers"]) == ("3", "3")
    assert "tron_more_transfers" in mine.notes
    assert theirs.facts["token_amount"] == "2"


async def test_another_receiver_than_the_one_named(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    finding = await tron_reader.transaction(sent(tron_node, ME, THIEF, 5_000_000), About(recipient=address(FRIEND)))

    assert "tron_other_recipient" in finding.notes


@pytest.mark.parametrize(
    ("units", "now", "notes", "allowance"),
    [
        (2**256 - 1, 2**256 - 6, ("tron_approval_unlimited", "tron_allowance_unlimited_now"), "unlimited"),
        (50_000_000, 20_000_000, ("tron_approval", "tron_allowance_now"), "50"),
        (0, 0, ("tron_approval_revoked", "tron_allowance_none_now"), "0"),
        (2**256 - 1, 0, ("tron_approval_unlimited", "tron_allowance_none_now"), "unlimited"),
    ],
)
async def test_an_approval_and_what_is_left_of_it(
    tron_node: TronNode, tron_reader: CarefulReader, units: int, now: int, notes: tuple[str, ...], allowance: str
) -> None:
    tron_node.contracts[USDT][f"allowance(address,address){word(ME)}{word(THIEF)}"] = word(now)
    logs = [event(USDT, "Approval", ME, THIEF, units)]
    tx_hash = tron_node.include(approving(ME, THIEF, units), "SUCCESS", logs=logs, **SPENT)

    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert outcome(finding) == ("success", "approval")
    assert finding.notes[1:3] == notes
    assert (finding.facts["spender"], finding.facts["allowance"]) == (address(THIEF), allowance)
    assert not finding.settled, "what is left of it may change"


async def test_an_approval_that_its_owner_never_signed_is_bait(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    logs = [event(FAKE, "Approval", ME, THIEF, 2**256 - 1)]
    tx_hash = tron_node.include(trigger(THIEF, FAKE, "12345678"), "SUCCESS", logs=logs, **SPENT)

    finding = await tron_reader.transaction(tx_hash, About(owner=address(ME)))

    assert outcome(finding) == ("success", "approval")
    assert finding.notes[1] == "tron_approval_bait"


async def test_a_change_of_permissions(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    value = {"owner_address": hex_address(ME), "owner": permission(2, {ME: 1, THIEF: 1})}
    tx_hash = tron_node.include(signed("AccountPermissionUpdateContract", value), fee=100_000_000)

    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert outcome(finding) == ("success", "called")
    assert finding.notes[1] == "tron_permission_update"
    assert [finding.facts[name] for name in ("owner_threshold", "owner_keys", "foreign_keys")] == ["2", "2", "1"]


async def test_calls_stakes_and_other_tokens(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    paid = tron_node.include(trigger(ME, hex_address(EXCHANGE), "d0e30db0", 2_000_000), "SUCCESS", **SPENT)
    staked = tron_node.include(
        signed("FreezeBalanceV2Contract", {"owner_address": hex_address(ME), "frozen_balance": 5})
    )
    asset = {"owner_address": hex_address(ME), "to_address": hex_address(FRIEND), "amount": 3}
    trc10 = tron_node.include(signed("TransferAssetContract", asset | {"asset_name": b"1005416".hex()}))

    found = [await tron_reader.transaction(tx_hash, NOBODY) for tx_hash in (paid, staked, trc10)]

    assert [(each.verdict, each.notes[1]) for each in found] == [
        ("called", "tron_called_with_coin"),
        ("no_transfer", "tron_stake_change"),
        ("delivered", "tron_sent_trc10"),
    ]
    assert "amount" not in found[2].facts, "TRC-10 units are no TRX"


async def test_a_token_that_does_not_say_how_it_counts_has_no_amount(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    tron_node.contracts[FAKE] = {"symbol()": string("SUN"), "decimals()": word(255)}

    finding = await tron_reader.transaction(sent(tron_node, ME, FRIEND, 5_000_000, FAKE), NOBODY)

    assert "token_amount" not in finding.facts
    assert "tron_sent_unknown_token" in finding.notes


async def test_a_token_that_says_yes_and_moves_nothing(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    tx_hash = tron_node.include(transfer(ME, FRIEND, 5_000_000), "SUCCESS", output=word(0), **SPENT)

    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert outcome(finding) == ("success", "no_transfer")
    assert finding.notes[1] == "tron_no_token_moved"


async def test_an_approval_that_left_no_record_is_told_from_the_call(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    tx_hash = tron_node.include(approving(ME, THIEF, 2**256 - 1), "SUCCESS", **SPENT)

    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert (finding.verdict, finding.facts["allowance"]) == ("approval", "unlimited")
