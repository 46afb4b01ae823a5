"""Nodes that answer anything at all: a reader says what it can stand by, or `Unavailable`, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.adapters.chain import evm_node, tron_cases, tron_node
from tests.adapters.chain.esplora_server import FakeEsplora
from tests.adapters.chain.evm_node import EvmNode
from tests.adapters.chain.hostile_server import HostileServer
from tests.adapters.chain.mutations import Change, Liar, changes, hostile_texts, is_sound, json_values, saying
from walletdesk.adapters.chain.doctor import Reader
from walletdesk.adapters.chain.readers import readers_for
from walletdesk.adapters.chain.web import Patience, Web
from walletdesk.core.chain.finding import About, Finding
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.errors import PortError

DATA = Path(__file__).parents[3] / "data"
NOTES = yaml.load((DATA / "dialogue" / "chain.yml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
ALICE, BOB = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
UNKNOWN = "ab" * 32
NOW = datetime(2026, 11, 22, 9, 30, 15, tzinfo=timezone.utc)
USDT = {"ethereum": "0xdAC17F958D2ee523a2206206994597C13D831ec7", "tron": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"}
EXPLORERS = {"ethereum": "etherscan.io", "tron": "tronscan.org", "bitcoin": "mempool.space"}
PATIENT = Patience(call=10, connect=10, read=10, hedge=10, rest=0.001, failures=10**9)


class World:
    """Honest nodes of three families with something to tell, each behind a liar, in an event loop of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.evm, self.tron, self.bitcoin = EvmNode(), tron_cases.usual(), FakeEsplora()
        self.liars: dict[str, Liar] = {}
        self.urls: dict[str, str] = {}

    def run(self, what: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(what)

    async def open(self) -> None:
        self._stack = AsyncExitStack()
        enter = self._stack.enter_async_context
        self.web = Web(PATIENT)
        evm = (await enter(HostileServer(self.evm.behaviour))).url
        tron = (await enter(HostileServer(self.tron.behaviour))).url
        bitcoin = (await enter(self.bitcoin)).url
        self._tell()
        self.mute = await enter(HostileServer(saying(b"")))
        for name, url in (("ethereum", evm), ("tron", tron), ("bitcoin", bitcoin)):
            self.liars[name] = Liar(url)
            self.urls[name] = (await enter(HostileServer(self.liars[name].behaviour))).url

    def _tell(self) -> None:
        """What there is to be read: hash or address by family."""
        tron, bitcoin = self.tron, self.bitcoin
        sent = tron_cases.sent(tron, tron_cases.ME, tron_cases.FRIEND, 5, tron_cases.FAKE)
        refused = tron_cases.transfer(tron_cases.ME, tron_cases.FRIEND, 10**12, tron_cases.FAKE)
        self.refused = tron_cases.failed(tron, refused, "REVERT", output=tron_node.error("no"))
        offered = tron.offer(tron_cases.coins(tron_cases.ME, tron_cases.FRIEND, 7))
        mined, waiting = (bitcoin.pay([bitcoin.fund(ALICE, 100_000)], [(BOB, 50_000), (ALICE, 49_000)]) for _ in "12")
        bitcoin.mine(mined)
        bitcoin.pay([(waiting, 1)], [(BOB, 48_000)])
        self.hashes = {
            "ethereum": [evm_node.DELIVERED, evm_node.REVERTED, evm_node.WAITING, f"0x{UNKNOWN}"],
            "tron": [sent, self.refused, offered, UNKNOWN],
            "bitcoin": [mined, waiting, UNKNOWN],
        }
        self.accounts = {"ethereum": evm_node.ME, "tron": tron_node.address(tron_cases.ME), "bitcoin": ALICE}

    async def close(self) -> None:
        await self._stack.aclose()
        for web in (self.web, *self.liars.values()):
            await web.aclose()

    def reader(self, name: str, url: str) -> Reader:
        """A new one, that remembers nothing of earlier lies."""
        family = {"ethereum": Family.EVM, "tron": Family.TRON, "bitcoin": Family.BITCOIN}[name]
        tokens = {"USDT": USDT[name]} if name in USDT else {}
        chain_id = evm_node.CHAIN if family is Family.EVM else None
        network = Network(name, family, EXPLORERS[name], "COIN", chain_id, (url,), tokens)
        return readers_for([network], self.web, lambda: NOW)[name]

    def look_up(self, name: str, which: int, url: str) -> Finding | None:
        """Any of the family's situations; None where the reader says that it cannot know."""
        hashes = self.hashes[name]
        which %= len(hashes) + 1
        reader, about = self.reader(name, url), ABOUT[name]
        look = reader.account(self.accounts[name], about) if which == len(hashes) else None
        try:
            finding: Finding = self.run(look or reader.transaction(hashes[which], about))
        except PortError:
            return None
        is_sound(finding, EXPLORERS[name], NOTES)
        return finding


ABOUT = {
    "ethereum": About(owner=evm_node.ME, token=evm_node.TOKEN, recipient=evm_node.FRIEND, nonce=7),
    "tron": About(owner=tron_node.address(tron_cases.ME), token="USDT", recipient=tron_node.address(tron_cases.FRIEND)),
    "bitcoin": About(owner=ALICE, recipient=BOB),
}
families = pytest.mark.parametrize("name", ABOUT)
situations = st.integers(0, 4)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    made = World()
    made.run(made.open())
    yield made
    made.run(made.close())
    made.loop.close()


def tries(count: int) -> Callable[[Any], Any]:
    return settings(max_examples=count, deadline=None, suppress_health_check=[*HealthCheck], print_blob=True)


@families
def test_honest_nodes_are_understood(world: World, name: str) -> None:
    world.liars[name].made = []
    found = [world.look_up(name, which, world.urls[name]) for which in range(len(world.hashes[name]) + 1)]
    assert all(found), "or there would be nothing to fuzz"
    assert len({finding.verdict for finding in found if finding}) >= 3


def _lied_to(world: World, name: str, which: int, made: list[Change]) -> None:
    world.liars[name].made = made
    world.look_up(name, which, world.urls[name])


def _told(world: World, name: str, which: int, raw: bytes) -> None:
    world.mute.behaviour = saying(raw)
    world.look_up(name, which, world.mute.url)


def _called(world: World, which: int, symbol: str, reason: str) -> None:
    """By tokens and contracts that are what they are, and call themselves anything."""
    spelled = symbol.encode("utf-8", "replace").decode()
    for liar in world.liars.values():
        liar.made = []
    world.evm.symbol, world.evm.reason = symbol, reason
    world.tron.contracts[tron_cases.FAKE]["symbol()"] = tron_node.string(spelled)
    output = tron_node.error(reason.encode("utf-8", "replace").decode())
    world.tron.receipts[world.refused]["contractResult"] = [output]  # type: ignore[index]
    for name in ("ethereum", "tron"):
        assert world.look_up(name, which, world.urls[name]) is not None


@families
@tries(25)
@given(which=situations, made=changes)
def test_an_answer_changed_in_a_few_places(world: World, name: str, which: int, made: list[Change]) -> None:
    _lied_to(world, name, which, made)


@families
@tries(12)
@given(which=situations, value=json_values)
def test_any_json_for_every_question(world: World, name: str, which: int, value: Any) -> None:
    _told(world, name, which, json.dumps(value).encode())


@families
@tries(8)
@given(which=situations, raw=st.binary(max_size=300))
def test_any_bytes_for_every_question(world: World, name: str, which: int, raw: bytes) -> None:
    _told(world, name, which, raw)


@tries(15)
@given(which=situations, symbol=hostile_texts, reason=hostile_texts)
def test_tokens_that_call_themselves_anything(world: World, which: int, symbol: str, reason: str) -> None:
    _called(world, which, symbol, reason)


@pytest.mark.slow
@families
@tries(250)
@given(which=situations, made=changes)
def test_many_answers_changed_in_a_few_places(world: World, name: str, which: int, made: list[Change]) -> None:
    _lied_to(world, name, which, made)


@pytest.mark.slow
@tries(120)
@given(which=situations, symbol=hostile_texts, reason=hostile_texts)
def test_many_names_of_tokens(world: World, which: int, symbol: str, reason: str) -> None:
    _called(world, which, symbol, reason)
