"""TRON nodes that are behind, contradict themselves or break off: `Unavailable`, or the next endpoint."""

from __future__ import annotations

import pytest

from tests.adapters.chain.hostile_server import Behaviour, HostileServer, page, says, sends
from tests.adapters.chain.tron_cases import FRIEND, ME, NOBODY, CarefulReader, coins, network, sent, usual
from tests.adapters.chain.tron_node import BLOCK, FINAL, NOW, NOW_MS, TronNode, address, block, hex_address
from walletdesk.adapters.chain.web import Patience, Web
from walletdesk.core.errors import Unavailable

QUICK = Patience(call=0.8, connect=0.3, read=0.5, hedge=0.2, rest=60, failures=50)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/wallet/getblock", block(BLOCK, NOW_MS - 301_000)),
        ("/wallet/getblock", block(FINAL - 71, NOW_MS - 2_000)),
        ("/wallet/getblock", {}),
        ("/wallet/gettransactionbyid", {}),
        ("/wallet/gettransactionbyid", coins(ME, FRIEND, 3)),
        ("/wallet/gettransactioninfobyid", {"Error": "class java.lang.NullPointerException : null"}),
        ("/walletsolidity/gettransactioninfobyid", "this API is closed because this node is a lite fullnode"),
    ],
    ids=["late", "block beyond the newest", "no block", "no body", "another body", "refusal", "lite node"],
)
async def test_a_transaction_is_not_told_from_answers_that_do_not_fit(
    tron_node: TronNode, tron_reader: CarefulReader, path: str, answer: object
) -> None:
    tx_hash = sent(tron_node, ME, FRIEND, 5)
    tron_node.changed[path] = answer

    with pytest.raises(Unavailable) as refused:
        await tron_reader.transaction(tx_hash, NOBODY)

    assert tx_hash not in str(refused.value)


async def test_a_receipt_may_be_a_few_blocks_ahead_of_another_node(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    tron_node.changed["/wallet/getblock"] = block(FINAL - 70, NOW_MS - 2_000)

    finding = await tron_reader.transaction(sent(tron_node, ME, FRIEND, 5), NOBODY)

    assert (finding.facts["block"], finding.facts["confirmations"]) == (f"{FINAL - 50:,}", "1")


async def test_a_solidified_block_beyond_the_newest_is_a_lie(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    tron_node.solid = block(BLOCK + 21, NOW_MS)

    with pytest.raises(Unavailable):
        await tron_reader.transaction(tron_node.offer(coins(ME, FRIEND, 3)), NOBODY)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/wallet/getblock", block(BLOCK, NOW_MS - 301_000)),
        ("/wallet/getaccount", {"address": hex_address(FRIEND), "balance": 5}),
        ("/wallet/getaccount", {"Error": "class java.lang.NullPointerException : null"}),
        ("/wallet/getaccountresource", []),
    ],
    ids=["late", "another account", "refusal", "no object"],
)
async def test_an_account_is_not_told_from_answers_that_do_not_fit(
    tron_node: TronNode, tron_reader: CarefulReader, path: str, answer: object
) -> None:
    tron_node.changed[path] = answer

    with pytest.raises(Unavailable) as refused:
        await tron_reader.account(address(ME), NOBODY)

    assert address(ME) not in str(refused.value)


async def test_a_token_that_tells_nonsense_costs_its_balance_and_nothing_else(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    tron_node.changed["/wallet/triggerconstantcontract"] = {"result": {"result": True}, "constant_result": ["zz"]}

    finding = await tron_reader.account(address(ME), NOBODY)

    assert (finding.verdict, "token_balance" in finding.facts) == ("holds", False)


async def test_the_next_endpoint_is_asked_where_one_lies() -> None:
    liar, honest = usual(), usual()
    tx_hash = sent(honest, ME, FRIEND, 5_000_000)
    liar.receipts = honest.receipts
    liar.changed["/wallet/gettransactionbyid"] = {**honest.bodies[tx_hash], "txID": "00" * 32}
    web = Web()
    async with HostileServer(liar.behaviour) as one, HostileServer(honest.behaviour) as other:
        finding = await CarefulReader(web, network(one.url, other.url), lambda: NOW).transaction(tx_hash, NOBODY)
        await web.aclose()

    assert finding.verdict == "delivered"


HOSTILE: dict[str, Behaviour] = {
    "HTML": sends(page(b"<html>Checking your browser</html>")),
    "another API": says({"jsonrpc": "2.0", "id": 1, "result": None}),
    "too many requests": says({"Error": "request rate exceeded"}, "429 Too Many Requests"),
    "blocked for a while": says({"Error": "suspended for 30s"}, "403 Forbidden"),
    "no such path": says({"Error": "this API is unavailable due to config"}, "404 Not Found"),
    "a redirect": says({}, "302 Found", "Location: https://example.org/"),
    "a list": says([]),
    "empty objects everywhere": says({}),
}


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_whatever_else_a_server_does_nothing_is_made_of_it(hostile: str) -> None:
    web = Web(QUICK)
    async with HostileServer(HOSTILE[hostile]) as server:
        reader = CarefulReader(web, network(server.url), lambda: NOW)
        for look_up in (reader.transaction("ab" * 32, NOBODY), reader.account(address(ME), NOBODY)):
            with pytest.raises(Unavailable):
                await look_up
        await web.aclose()


@pytest.mark.parametrize("wrong", ["", "abc", "0x" + "g" * 64, "ab" * 33, "тест" * 16])
async def test_what_is_no_hash_or_address_is_never_sent(
    tron_node: TronNode, tron_reader: CarefulReader, wrong: str
) -> None:
    for look_up in (tron_reader.transaction(wrong, NOBODY), tron_reader.account(wrong, NOBODY)):
        with pytest.raises(Unavailable):
            await look_up

    assert not tron_node.asked
