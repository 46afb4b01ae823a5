"""Where a TRON transaction stands: over real HTTP from a node that speaks the documented shapes."""

from __future__ import annotations

import pytest

from tests.adapters.chain.tron_cases import (
    FRIEND,
    ME,
    NOBODY,
    SPENT,
    USDT,
    CarefulReader,
    coins,
    outcome,
    sent,
    transfer,
)
from tests.adapters.chain.tron_node import BLOCK, FINAL, NOW_MS, TronNode, address, event, signed


async def test_a_transfer_of_the_genuine_token_that_is_final(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    tx_hash = sent(tron_node, ME, FRIEND, 12_500_000)

    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert outcome(finding) == ("success", "delivered")
    assert finding.settled
    assert finding.notes == ("tron_success", "tron_sent_token", "tron_genuine", "tron_cost_energy")
    assert finding.facts == {
        "network": "tron",
        "chain": "tron",
        "coin": "TRX",
        "tx_hash": tx_hash,
        "block": f"{BLOCK:,}",
        "read_at": "2026-11-22 09:30:15 UTC",
        "explorer_link": f"https://tronscan.org/#/transaction/{tx_hash}",
        "sender": address(ME),
        "recipient": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
        "fee_limit": "30",
        "token": "USDT",
        "token_contract": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
        "token_genuine": "yes",
        "token_amount": "12.5",
        "token_sender": address(ME),
        "token_recipient": address(FRIEND),
        "transfers": "1",
        "signed_by": "owner",
        "recipient_kind": "wallet",
        "mined_block": f"{FINAL - 50:,}",
        "mined_at": "2026-11-22 09:26:47 UTC",
        "confirmations": "70",
        "solidified": "yes",
        "result_code": "SUCCESS",
        "fee_paid": "6.4285",
        "burnt": "6.4285",
        "energy_used": "64,285",
        "energy_price": "100",
        "bandwidth_used": "345",
    }


async def test_a_hash_may_be_written_with_0x_and_capitals(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    tx_hash = sent(tron_node, ME, FRIEND, 1_000_000)

    assert (await tron_reader.transaction(f"0x{tx_hash.upper()}", NOBODY)).verdict == "delivered"


@pytest.mark.parametrize("result", ["SUCCESS", "REVERT"])
async def test_in_a_block_that_is_not_solidified_nothing_is_final(
    tron_node: TronNode, tron_reader: CarefulReader, result: str
) -> None:
    logs = [event(USDT, "Transfer", ME, FRIEND, 5)]
    tx_hash = tron_node.include(
        transfer(ME, FRIEND, 5), result, BLOCK - 2, logs if result == "SUCCESS" else None, **SPENT
    )

    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert outcome(finding) == ("pending", "unsolidified")
    assert finding.facts["solidified"] == "no"
    assert finding.facts["result_code"] == result
    assert finding.facts["confirmations"] == "3"
    assert finding.notes[0] == ("tron_unsolidified" if result == "SUCCESS" else "tron_failed_unsolidified")
    assert not finding.settled


async def test_known_but_in_no_block_yet(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    body = coins(ME, FRIEND, 7_000_000)
    tx_hash = tron_node.offer(
        signed("TransferContract", body["raw_data"]["contract"][0]["parameter"]["value"], NOW_MS - 9_000)
    )

    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert outcome(finding) == ("pending", "unsolidified")
    assert finding.notes == ("tron_waiting", "tron_waiting_expiry")
    assert finding.facts["amount"] == "7"
    assert "mined_block" not in finding.facts


@pytest.mark.parametrize(("behind", "status"), [(60_000, "dropped"), (59_999, "pending")])
async def test_it_is_dropped_once_the_solidified_blocks_are_well_past_its_expiration(
    tron_node: TronNode, tron_reader: CarefulReader, behind: int, status: str
) -> None:
    solid_at = tron_node.solid["block_header"]["raw_data"]["timestamp"]
    tx_hash = tron_node.offer(coins(ME, FRIEND, 1, made=solid_at - behind - 60_000))

    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert outcome(finding)[0] == status


async def test_nothing_is_called_dropped_while_the_solidified_height_is_unknown(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    tx_hash = tron_node.offer(coins(ME, FRIEND, 1))
    tron_node.changed["/walletsolidity/getblock"] = {"Error": "class java.lang.Exception : null"}

    assert outcome(await tron_reader.transaction(tx_hash, NOBODY)) == ("pending", "unsolidified")


async def test_unknown_to_the_node(tron_reader: CarefulReader) -> None:
    finding = await tron_reader.transaction("ab" * 32, NOBODY)

    assert outcome(finding) == ("not_found", "not_found")
    assert not finding.settled
    assert finding.notes == ("tron_not_found", "tron_not_found_expiry")


async def test_the_solidified_chain_is_enough(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    """Behind one address a node that lags may answer beside one that does not."""
    tx_hash = sent(tron_node, ME, FRIEND, 5_000_000)
    tron_node.changed["/wallet/gettransactioninfobyid"] = {}

    assert outcome(await tron_reader.transaction(tx_hash, NOBODY)) == ("success", "delivered")
