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
from walletdesk.core import addresses
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


@pytest.fixture
def troubled(chain: Chain, forwarder: Forwarder) -> dict[str, tuple[int, tuple[str, ...]]]:
    """A node of another chain, one that is silent for too long, one that is not there, and a good one after that."""
    forwarder.held = 2 * PATIENCE
    return {
        "bsc": (56, (chain.rpc.url,)),
        "polygon": (1, (forwarder.url,)),
        "base": (1, (NOBODY,)),
        "ethereum": (1, (NOBODY, chain.rpc.url)),
    }


async def test_a_transaction_that_is_found_does_not_wait_for_silent_nodes(
    troubled: dict[str, tuple[int, tuple[str, ...]]], delivered: Reference
) -> None:
    async with doctor_of(troubled) as doctor:
        began = time.monotonic()
        first, *others = await doctor.transaction(delivered)
        assert time.monotonic() - began < PATIENCE
    assert (first.network, first.verdict, first.facts["amount"]) == ("ethereum", "delivered", "1")
    assert {finding.status for finding in others} <= {"unavailable"}


async def test_what_is_not_found_everywhere_is_told_in_time(
    chain: Chain, troubled: dict[str, tuple[int, tuple[str, ...]]]
) -> None:
    async with doctor_of(troubled) as doctor:
        began = time.monotonic()
        unknown = await doctor.transaction(Reference("0x" + "ab" * 32, (Family.EVM,), length=64))
        account = await doctor.account(addresses.parse(chain.friend))
        assert time.monotonic() - began < 2 * PATIENCE
    assert [finding.status for finding in unknown] == ["not_found", *["unavailable"] * 3]
    assert [finding.status for finding in account] == ["found", *["unavailable"] * 3]


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
