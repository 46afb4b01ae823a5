"""What the nodes themselves do: the ground that every other test here stands on."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext

import httpx
import pytest

from tests.e2e import nodes, solidity, tools
from tests.e2e.chain import USUAL_TIP, Chain, Town
from tests.e2e.forwarder import Forwarder
from tests.e2e.nodes import BASE_FEE, ETHER, GWEI, Refused


async def test_the_chain_is_number_one_and_everyone_paid_the_same_tip(chain: Chain) -> None:
    history = await chain.rpc("eth_feeHistory", hex(20), "latest", [10, 50, 90])
    assert int(await chain.rpc("eth_chainId"), 16) == 1
    assert {tip for block in history["reward"] for tip in block} == {hex(USUAL_TIP)}
    assert {int(fee, 16) for fee in history["baseFeePerGas"]} == {BASE_FEE}


async def test_a_test_leaves_nothing_behind(chain: Chain) -> None:
    before = await chain.rpc("evm_snapshot")
    height = await chain.height()
    await chain.mined(chain.owner, chain.friend, value=1)
    assert await chain.nonce(chain.owner) == 1
    await chain.rpc("evm_revert", before)
    assert (await chain.height(), await chain.nonce(chain.owner)) == (height, 0)


@pytest.mark.parametrize(
    ("max_fee", "tip", "accepted"),
    [
        (33 * GWEI, 11 * GWEI // 10, True),
        (33 * GWEI - 1, 11 * GWEI // 10, False),
        (33 * GWEI, 11 * GWEI // 10 - 1, False),
        (33 * GWEI, GWEI, False),
        (34 * GWEI, 12 * GWEI // 10, True),
    ],
)
async def test_a_strict_pool_wants_ten_percent_more_of_both(
    strict: Chain, max_fee: int, tip: int, accepted: bool
) -> None:
    old = await strict.send(strict.owner, strict.friend, 1, max_fee=30 * GWEI, tip=GWEI)
    refusal = nullcontext() if accepted else pytest.raises(Refused, match="eplacement transaction underpriced")
    with refusal:
        await strict.send(strict.owner, strict.friend, 1, nonce=0, max_fee=max_fee, tip=tip)
    assert await strict.is_known(old) is not accepted


async def test_anvil_wants_no_more_than_a_higher_max_fee(chain: Chain) -> None:
    # Laxer than go-ethereum; hence the second node.
    await chain.send(chain.owner, chain.friend, 1, max_fee=30 * GWEI, tip=GWEI)
    with pytest.raises(Refused, match="replacement transaction underpriced"):
        await chain.send(chain.owner, chain.friend, 2, nonce=0, max_fee=30 * GWEI, tip=2 * GWEI)
    await chain.send(chain.owner, chain.friend, 2, nonce=0, max_fee=30 * GWEI + 1, tip=GWEI)


async def test_what_anvil_cannot_pay_for_in_a_block_leaves_its_pool_and_a_strict_one_keeps_it(
    chain: Chain, strict: Chain
) -> None:
    for each, keeps in ((chain, False), (strict, True)):
        sent = await each.send(each.owner, each.friend, 1, max_fee=30 * GWEI)
        await each.mine(base_fee=50 * GWEI)
        assert not await each.is_mined(sent)
        assert await each.is_known(sent) is keeps


async def test_one_transaction_must_be_covered_but_the_sum_of_the_queue_is_not_asked_for(chain: Chain) -> None:
    with pytest.raises(Refused, match="Insufficient funds"):
        await chain.send(chain.owner, chain.friend, 10 * ETHER)
    for _ in range(2):
        await chain.send(chain.owner, chain.friend, 9 * ETHER)


async def test_the_forwarder_counts_what_depends_on_what(chain: Chain, forwarder: Forwarder) -> None:
    forwarder.held = 0.2
    question = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}
    async with httpx.AsyncClient(trust_env=False) as client:
        await asyncio.gather(*(client.post(forwarder.url, json=question) for _ in range(3)))
        assert forwarder.round_trips() == 1
        both = await client.post(forwarder.url, json=[question, {**question, "id": 2, "method": "eth_blockNumber"}])
    assert [answer["id"] for answer in both.json()] == [1, 2]
    assert forwarder.round_trips() == 2
    assert forwarder.methods() == ["eth_chainId"] * 4 + ["eth_blockNumber"]


async def test_contracts_are_compiled_once(town: Town) -> None:
    kept = {file: file.stat().st_mtime_ns for file in tools.CACHE.iterdir()}
    assert solidity.compiled()["Token"]["code"].startswith("0x60")
    assert {file: file.stat().st_mtime_ns for file in tools.CACHE.iterdir()} == kept


def test_missing_tools_are_an_error_that_says_what_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "_MODULES", tools.HERE / "not_installed")
    for tool in (tools.anvil, tools.hardhat, tools.solc):
        with pytest.raises(tools.ToolsMissing, match="`make test` installs it"):
            tool()


def test_a_node_is_gone_when_it_is_no_longer_needed(tmp_path_factory: pytest.TempPathFactory) -> None:
    with nodes.anvil(tmp_path_factory.mktemp("short")) as url:
        assert httpx.post(url, json={}, trust_env=False).status_code < 500
    with pytest.raises(httpx.ConnectError):
        httpx.post(url, json={}, trust_env=False)
