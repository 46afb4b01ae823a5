"""How a TRON node is asked: over real HTTP from a node that speaks the documented shapes."""

from __future__ import annotations

import time

from tests.adapters.chain.tron_cases import EXCHANGE, FRIEND, ME, NOBODY, CarefulReader, failed, sent, taking
from tests.adapters.chain.tron_node import TronNode, address


async def test_it_asks_twice_at_most_and_all_at_once(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    tx_hash = failed(tron_node, taking(EXCHANGE, ME, FRIEND, 90_000_000), "REVERT")
    paths = ("byid", "infobyid")
    tron_node.slow = dict.fromkeys([*(f"/wallet/gettransaction{path}" for path in paths), "/wallet/getblock"], 0.3)
    tron_node.slow |= {"/walletsolidity/gettransactioninfobyid": 0.3, "/wallet/triggerconstantcontract": 0.3}

    began = time.perf_counter()
    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert finding.verdict == "token_balance_short"
    assert time.perf_counter() - began < 0.88, "two rounds of 0.3 s"


async def test_a_token_is_asked_once_how_it_counts(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    for _ in range(3):
        await tron_reader.account(address(ME), NOBODY)

    assert sum(body.get("function_selector") == "decimals()" for _, body in tron_node.asked) == 1


async def test_what_is_nice_to_know_is_not_waited_for(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    tron_node.slow["/wallet/triggerconstantcontract"] = 1.6
    tx_hash = sent(tron_node, ME, FRIEND, 1_000_000)

    began = time.perf_counter()
    moved = await tron_reader.transaction(tx_hash, NOBODY)
    held = await tron_reader.account(address(ME), NOBODY)

    assert time.perf_counter() - began < 2.8
    assert (moved.verdict, held.verdict) == ("delivered", "holds")
    assert "token_amount" not in moved.facts
    assert "token_balance" not in held.facts
