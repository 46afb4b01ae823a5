from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator

import pytest

from tests.adapters.chain.hostile_server import Behaviour, HostileServer, late, says, silent
from walletdesk.adapters.chain import memory
from walletdesk.adapters.chain.doctor import ChainDoctor
from walletdesk.adapters.chain.web import NotThere, Patience, Web
from walletdesk.core import addresses
from walletdesk.core.chain import references
from walletdesk.core.chain.finding import About, Finding
from walletdesk.core.chain.networks import Family, Network

BARE = "ab" * 32
HASH = f"0x{BARE}"
OWNER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
DEADLINE = 1.2
NETWORKS = {
    name: Network(name, family, explorer, coin)
    for name, family, explorer, coin in (
        ("ethereum", Family.EVM, "etherscan.io", "ETH"),
        ("base", Family.EVM, "basescan.org", "ETH"),
        ("bitcoin", Family.BITCOIN, "mempool.space", "BTC"),
        ("tron", Family.TRON, "tronscan.org", "TRX"),
        ("solana", Family.SOLANA, "solscan.io", "SOL"),
    )
}
FINE = says({"status": "success", "verdict": "delivered", "settled": True})
WAITING = says({"status": "pending", "verdict": "behind"})
ABSENT = says({}, "404 Not Found")


class NodeReader:
    """Reads a node that says the finding itself."""

    def __init__(self, web: Web, network: str, url: str) -> None:
        self._web, self._network, self._url = web, network, url

    async def transaction(self, tx_hash: str, about: About) -> Finding:
        return await self._read(f"/tx/{tx_hash}", tx_hash)

    async def account(self, address: str, about: About) -> Finding:
        return await self._read(f"/account/{address}", address)

    async def _read(self, path: str, subject: str) -> Finding:
        try:
            told = await self._web.get([self._url], path)
        except NotThere:
            return Finding(self._network, subject, "not_found", "not_found")
        return Finding(self._network, subject, **told)


class BrokenReader(NodeReader):
    async def _read(self, path: str, subject: str) -> Finding:
        raise RuntimeError(f"cannot read {path}")


class Ticking:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Chains:
    """A node of our own for every network, and a doctor who knows them."""

    def __init__(self) -> None:
        self.web = Web(Patience(call=5, read=5, hedge=5, failures=1000))
        self.nodes: dict[str, HostileServer] = {}
        self.clock = Ticking()

    async def up(self) -> None:
        for name in ("ethereum", "base", "bitcoin", "tron"):
            self.nodes[name] = await HostileServer(ABSENT).__aenter__()
        readers = {name: NodeReader(self.web, name, node.url) for name, node in self.nodes.items()}
        self.readers = readers
        self.doctor = ChainDoctor(readers, NETWORKS, DEADLINE, self.clock)

    async def down(self) -> None:
        await self.web.aclose()
        for node in self.nodes.values():
            await node.__aexit__(None, None, None)

    def asked(self) -> list[str]:
        return [name for name, node in self.nodes.items() for _ in node.requests]

    async def look_up(
        self, text: str = HASH, networks: list[str] | None = None, about: About | None = None
    ) -> list[str]:
        found = await self.doctor.transaction(references.parse(text, HOSTS), networks, about)
        return [f"{finding.network} {finding.status}" for finding in found]

    async def accounts(self) -> list[str]:
        found = await self.doctor.account(addresses.parse(OWNER))
        return [f"{finding.network} {finding.status}" for finding in found]


HOSTS = {network.explorer: network for network in NETWORKS.values()}


@pytest.fixture
async def chains() -> AsyncIterator[Chains]:
    made = Chains()
    await made.up()
    yield made
    await made.down()


# Who is asked


async def test_a_hash_with_0x_is_asked_on_every_evm_network(chains: Chains) -> None:
    assert await chains.look_up(HASH) == ["ethereum not_found", "base not_found"]
    assert chains.nodes["base"].requests[0].path == f"/tx/{HASH}"


async def test_a_bare_hash_is_asked_everywhere_in_the_form_of_each_family(chains: Chains) -> None:
    await chains.look_up(BARE)
    paths = {name: node.requests[0].path for name, node in chains.nodes.items()}
    assert paths == {
        "ethereum": f"/tx/{HASH}",
        "base": f"/tx/{HASH}",
        "bitcoin": f"/tx/{BARE}",
        "tron": f"/tx/{BARE}",
    }


async def test_a_link_names_its_network(chains: Chains) -> None:
    assert await chains.look_up(f"https://basescan.org/tx/{HASH}") == ["base not_found"]
    assert chains.asked() == ["base"]


async def test_only_named_networks_are_asked(chains: Chains) -> None:
    assert await chains.look_up(BARE, ["tron", "ethereum"]) == ["ethereum not_found", "tron not_found"]
    assert sorted(chains.asked()) == ["ethereum", "tron"]


async def test_a_network_that_cannot_have_it_is_not_asked(chains: Chains) -> None:
    assert await chains.look_up(HASH, ["bitcoin", "solana", "nowhere"]) == []
    assert chains.asked() == []


async def test_an_account_is_asked_for_where_its_address_belongs(chains: Chains) -> None:
    tron = addresses.parse("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
    assert [finding.network for finding in await chains.doctor.account(tron)] == ["tron"]
    evm = await chains.doctor.account(addresses.parse(OWNER), ["base"])
    assert [(finding.network, finding.subject) for finding in evm] == [("base", OWNER)]


async def test_nobody_is_asked_about_an_address_with_a_typo(chains: Chains) -> None:
    wrong = addresses.parse(OWNER[:-1] + "e")
    assert not wrong.valid
    assert await chains.doctor.account(wrong) == ()
    assert chains.asked() == []


# What is there in time


async def test_all_are_asked_at_once(chains: Chains) -> None:
    for node in chains.nodes.values():
        node.behaviour = late(DEADLINE / 2, ABSENT)
    began = time.monotonic()
    assert len(await chains.look_up(BARE)) == 4
    assert time.monotonic() - began < DEADLINE


async def test_once_it_is_found_the_other_networks_are_not_waited_for(chains: Chains) -> None:
    chains.nodes["ethereum"].behaviour = silent
    chains.nodes["base"].behaviour = FINE
    began = time.monotonic()
    assert await chains.look_up(HASH) == ["base success"]
    assert time.monotonic() - began < DEADLINE


async def test_what_came_in_time_is_used(chains: Chains) -> None:
    chains.nodes["ethereum"].behaviour = silent
    began = time.monotonic()
    assert await chains.look_up(HASH) == ["base not_found", "ethereum unavailable"]
    assert DEADLINE <= time.monotonic() - began < DEADLINE + 1.0


async def test_a_network_without_an_answer_is_unavailable(chains: Chains) -> None:
    chains.nodes["ethereum"].behaviour = says("<html>", "403 Forbidden")
    (found,) = await chains.doctor.transaction(references.parse(HASH), ["ethereum"])
    assert found == Finding("ethereum", HASH, "unavailable")


async def test_the_best_comes_first(chains: Chains) -> None:
    account = says({"status": "found", "verdict": "holds"})
    chains.nodes["ethereum"].behaviour = says({}, "500 Broken")
    chains.nodes["base"].behaviour = late(DEADLINE / 4, account)
    assert await chains.accounts() == ["base found", "ethereum unavailable"]


async def test_an_empty_account_comes_after_one_that_tells_more(chains: Chains) -> None:
    chains.nodes["ethereum"].behaviour = says({"status": "found", "verdict": "empty"})
    chains.nodes["base"].behaviour = says({"status": "found", "verdict": "holds"})
    found = await chains.doctor.account(addresses.parse(OWNER))
    assert [finding.network for finding in found] == ["base", "ethereum"]


async def test_a_bug_in_one_reader_costs_the_others_nothing(chains: Chains, caplog: pytest.LogCaptureFixture) -> None:
    chains.nodes["base"].behaviour = FINE
    readers = {**chains.readers, "ethereum": BrokenReader(chains.web, "ethereum", "")}
    doctor = ChainDoctor(readers, NETWORKS, DEADLINE)
    found = await doctor.transaction(references.parse(HASH))
    assert [(finding.network, finding.status) for finding in found] == [
        ("base", "success"),
        ("ethereum", "unavailable"),
    ]
    assert [record.getMessage() for record in caplog.records] == ["ethereum: RuntimeError"]
    assert caplog.records[0].levelno == logging.ERROR
    assert caplog.records[0].exc_info is None


# One look-up for all who ask


async def test_fifty_who_ask_at_once_cause_one_request(chains: Chains) -> None:
    chains.nodes["base"].behaviour = late(0.05, WAITING)
    answers = await asyncio.gather(*(chains.look_up(HASH, ["base"]) for _ in range(50)))
    assert answers == [["base pending"]] * 50
    assert chains.asked() == ["base"]


async def test_other_words_of_the_user_are_another_question(chains: Chains) -> None:
    await asyncio.gather(
        chains.look_up(HASH, ["base"], About(owner=OWNER)),
        chains.look_up(HASH, ["base"], About(token="USDT")),
        chains.doctor.account(addresses.parse(OWNER), ["base"]),
    )
    assert chains.asked() == ["base"] * 3


async def test_who_gives_up_does_not_take_the_answer_from_others(chains: Chains) -> None:
    chains.nodes["base"].behaviour = late(0.15, FINE)
    first = asyncio.create_task(chains.look_up(HASH, ["base"]))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(chains.look_up(HASH, ["base"]))
    await asyncio.sleep(0.05)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await second == ["base success"]
    assert chains.asked() == ["base"]


async def test_what_came_too_late_is_there_for_the_next_question(chains: Chains) -> None:
    chains.nodes["base"].behaviour = late(1.4 * DEADLINE, FINE)
    assert await chains.look_up(HASH, ["base"]) == ["base unavailable"]
    await asyncio.sleep(0.8 * DEADLINE)
    assert await chains.look_up(HASH, ["base"]) == ["base success"]
    assert chains.asked() == ["base"]


async def test_no_look_up_goes_on_for_ever(chains: Chains) -> None:
    chains.nodes["base"].behaviour = silent
    before = asyncio.all_tasks()
    await chains.look_up(HASH, ["base"])
    (left,) = (task for task in asyncio.all_tasks() - before if "Memory." in repr(task.get_coro()))
    await asyncio.wait([left], timeout=2 * DEADLINE)
    assert left.done()
    chains.nodes["base"].behaviour = FINE
    assert await chains.look_up(HASH, ["base"]) == ["base success"]


# What is kept


@pytest.mark.parametrize(
    ("behaviour", "kept", "gone"),
    [(FINE, 3500, 3700), (WAITING, 9, 11), (ABSENT, 4, 6)],
    ids=["settled", "moving", "unknown"],
)
async def test_findings_are_kept_as_long_as_they_hold(
    chains: Chains, behaviour: Behaviour, kept: int, gone: int
) -> None:
    chains.nodes["base"].behaviour = behaviour
    began = chains.clock.now
    first = await chains.look_up(HASH, ["base"])
    chains.clock.now = began + kept
    assert await chains.look_up(HASH, ["base"]) == first
    assert chains.asked() == ["base"]
    chains.clock.now = began + gone
    assert await chains.look_up(HASH, ["base"]) == first
    assert chains.asked() == ["base"] * 2


@pytest.mark.parametrize("behaviour", [says("<", "403 Forbidden"), says({"status": "unavailable"})])
async def test_unavailable_is_not_kept(chains: Chains, behaviour: Behaviour) -> None:
    chains.nodes["base"].behaviour = behaviour
    assert await chains.look_up(HASH, ["base"]) == ["base unavailable"]
    chains.nodes["base"].behaviour = FINE
    assert await chains.look_up(HASH, ["base"]) == ["base success"]


async def test_memory_is_bounded(chains: Chains, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_MOST", 3)
    doctor = ChainDoctor(chains.readers, NETWORKS, DEADLINE)
    chains.nodes["base"].behaviour = FINE
    for number in [*range(5), 4, 0]:
        await doctor.transaction(references.parse(f"0x{number:064x}".replace("000", "abc")), ["base"])
    assert len(chains.asked()) == 6, "the last is still known, the first is asked again"


async def test_findings_outlive_their_event_loop(chains: Chains) -> None:
    chains.nodes["base"].behaviour = FINE
    for _ in range(3):
        assert await asyncio.to_thread(asyncio.run, chains.look_up(HASH, ["base"])) == ["base success"]
    assert chains.asked() == ["base"]


async def test_look_ups_of_a_closed_loop_do_not_hold_up_the_next(chains: Chains) -> None:
    chains.nodes["base"].behaviour = silent
    assert await asyncio.to_thread(asyncio.run, chains.look_up(HASH, ["base"])) == ["base unavailable"]
    chains.nodes["base"].behaviour = FINE
    assert await asyncio.to_thread(asyncio.run, chains.look_up(HASH, ["base"])) == ["base success"]
    assert len(chains.doctor._memory._flights) == 1, "closed loops are let go"
