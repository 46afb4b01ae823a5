"""The whole doctor against a real node: networks side by side, its deadline, one request for many who ask."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from tests.e2e.chain import Chain
from tests.e2e.forwarder import Forwarder
from tests.e2e.nodes import ETHER
from tests.e2e.reads import reader_of
from walletdesk.adapters.chain.doctor import ChainDoctor
from walletdesk.adapters.chain.web import Web
from walletdesk.core.chain.finding import About
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.chain.references import Reference

PATIENCE = 3.0  # seconds that a user waits
NOBODY = "http://127.0.0.1:9"


@asynccontextmanager
async def doctor_of(nodes: Mapping[str, tuple[int, tuple[str, ...]]]) -> AsyncIterator[ChainDoctor]:
    """nodes: chain id and endpoints by network."""
    web = Web()
    networks = {
        name: Network(name, Family.EVM, "etherscan.io", "ETH", chain_id, urls)
        for name, (chain_id, urls) in nodes.items()
    }
    yield ChainDoctor({name: reader_of(web, network) for name, network in networks.items()}, networks)
    await web.aclose()


@pytest.fixture
async def delivered(chain: Chain) -> Reference:
    sent = await chain.send(chain.owner, chain.friend, ETHER)
    await chain.mine()
    return Reference(sent, (Family.EVM,), length=64)


async def test_all_networks_are_asked_and_the_one_that_knows_comes_first(
    chain: Chain, forwarder: Forwarder, delivered: Reference
) -> None:
    """One node is of another chain, one says nothing for too long, one is not there."""
    forwarder.held = 2 * PATIENCE
    nodes = {
        "bsc": (56, (chain.rpc.url,)),
        "polygon": (1, (forwarder.url,)),
        "base": (1, (NOBODY,)),
        "ethereum": (1, (NOBODY, chain.rpc.url)),
    }
    async with doctor_of(nodes) as doctor:
        began = time.monotonic()
        findings = await doctor.transaction(delivered)
        assert time.monotonic() - began < PATIENCE
    assert findings[0].network == "ethereum"
    assert [finding.status for finding in findings] == ["success", *["unavailable"] * 3]
    assert (findings[0].verdict, findings[0].facts["amount"]) == ("delivered", "1")


async def test_many_who_ask_the_same_cause_one_look_up(forwarder: Forwarder, delivered: Reference) -> None:
    async with doctor_of({"ethereum": (1, (forwarder.url,))}) as doctor:
        answers = await asyncio.gather(*(doctor.transaction(delivered) for _ in range(40)))
        assert {finding.verdict for found in answers for finding in found} == {"delivered"}
        assert len(forwarder.requests) == 2
        await doctor.transaction(delivered)
        assert len(forwarder.requests) == 2


async def test_one_who_loses_patience_does_not_stop_the_others(forwarder: Forwarder, delivered: Reference) -> None:
    forwarder.held = 0.3
    async with doctor_of({"ethereum": (1, (forwarder.url,))}) as doctor:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(doctor.transaction(delivered), 0.1)
        assert [finding.verdict for finding in await doctor.transaction(delivered)] == ["delivered"]
        assert len(forwarder.requests) == 2


async def test_a_transaction_that_moves_on_is_read_again(chain: Chain) -> None:
    """After ten seconds a waiting one is no longer answered from memory."""
    sent = await chain.send(chain.owner, chain.friend, ETHER)
    reference, seconds = Reference(sent, (Family.EVM,), length=64), [0.0]
    web, network = Web(), Network("ethereum", Family.EVM, "etherscan.io", "ETH", 1, (chain.rpc.url,))
    doctor = ChainDoctor({"ethereum": reader_of(web, network)}, {"ethereum": network}, clock=lambda: seconds[0])
    statuses = []
    for now in (0.0, 9.0, 11.0):
        seconds[0] = now
        statuses += [finding.status for finding in await doctor.transaction(reference, None, About())]
        if now == 0.0:
            await chain.mine()
    await web.aclose()
    assert statuses == ["pending", "pending", "success"]
