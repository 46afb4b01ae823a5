"""Times look-ups of the whole doctor against a node, and the node alone with the very same questions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tests.e2e import nodes
from tests.e2e.chain import USDT, Chain, Town, build
from walletdesk.adapters.chain.doctor import ChainDoctor
from walletdesk.adapters.chain.evm import EvmReader
from walletdesk.adapters.chain.web import Web
from walletdesk.core import addresses
from walletdesk.core.chain.finding import About, Finding
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.chain.references import Reference

_LONG = 100_000.0  # seconds from one look-up to the next as the cache sees it, so that it never helps
_TRANSFER = "transfer(address,uint256)"

LookUp = Callable[[], Awaitable[tuple[Finding, ...]]]


@dataclass(frozen=True)
class Plan:
    """repeats: look-ups of each kind. at_once: look-ups started together; crowds: how often."""

    repeats: int = 300
    at_once: int = 100
    crowds: int = 10


FULL, QUICK = Plan(), Plan(repeats=20, crowds=2)


@dataclass
class Kind:
    """Milliseconds. whole: look-ups through the doctor. raw: for every request of one look-up, in order, the node alone
    with the same body over the same kind of connection."""

    title: str
    verdict: str
    whole: list[float] = field(default_factory=list)
    raw: list[list[float]] = field(default_factory=list)


@dataclass
class Crowd:
    """Milliseconds. requests: asked of the node, for each crowd. spans: until the last answer."""

    title: str
    each: list[float] = field(default_factory=list)
    spans: list[float] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)


@dataclass
class Measured:
    kinds: list[Kind]
    crowds: list[Crowd]
    wrong: list[str] = field(default_factory=list)


class Counted:
    """The product's web, with what is posted through it."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self.bodies: list[Any] = []

    async def post(self, endpoints: Sequence[str], path: str, body: Any, **how: Any) -> Any:
        self.bodies.append(body)
        return await self._web.post(endpoints, path, body, **how)


@dataclass
class Bench:
    """wait: moves the cache's clock on."""

    chain: Chain
    town: Town
    doctor: ChainDoctor
    posted: Counted
    wait: Callable[[], None]

    def transaction(self, sent: str) -> LookUp:
        reference = Reference(sent, (Family.EVM,), length=64)
        return lambda: self.doctor.transaction(reference, ["ethereum"], About())

    def account(self, address: str, token: str) -> LookUp:
        parsed = addresses.parse(address)
        return lambda: self.doctor.account(parsed, ["ethereum"], About(token=token))


async def measure(folder: Path, plan: Plan) -> Measured:
    with nodes.anvil(folder) as url:
        async with _bench(url) as bench, httpx.AsyncClient(trust_env=False, timeout=20) as client:
            wrong: list[str] = []
            kinds = [await _kind(bench, client, plan, wrong, *each) for each in await _situations(bench)]
            return Measured(kinds, await _crowds(bench, plan, wrong), wrong)


@asynccontextmanager
async def _bench(url: str) -> AsyncIterator[Bench]:
    rpc, web = nodes.Rpc(url), Web()
    chain = await Chain.on(rpc)
    town = await build(chain)
    await chain.be_busy()
    posted, hours = Counted(web), count()
    ticks = [0.0]
    network = Network("ethereum", Family.EVM, "etherscan.io", "ETH", 1, (url,), {"USDT": town.usdt})
    reader = EvmReader(posted, network, lambda: datetime.now(timezone.utc))
    doctor = ChainDoctor({"ethereum": reader}, {"ethereum": network}, clock=lambda: ticks[0])
    yield Bench(chain, town, doctor, posted, lambda: ticks.__setitem__(0, _LONG * next(hours)))
    await web.aclose()
    await rpc.aclose()


async def _situations(bench: Bench) -> list[tuple[str, str, LookUp]]:
    """Title, verdict to be found, look-up."""
    chain, usdt = bench.chain, bench.town.usdt
    delivered = await chain.call(chain.owner, usdt, _TRANSFER, chain.friend, USDT)
    refused = await chain.call(chain.owner, usdt, _TRANSFER, chain.friend, 10**6 * USDT)
    await chain.mine()
    for _ in range(2):
        await chain.send(chain.owner, chain.friend, 1)
    waiting = await chain.send(chain.owner, chain.friend, 1)
    return [
        ("waiting, third in its queue", "behind", bench.transaction(waiting)),
        ("token transfer, done", "delivered", bench.transaction(delivered)),
        ("token transfer, failed", "token_balance_short", bench.transaction(refused)),
        ("hash that nobody knows", "not_found", bench.transaction("0x" + "ab" * 32)),
        ("account and its token", "pending_outgoing", bench.account(chain.owner, "USDT")),
    ]


async def _kind(
    bench: Bench, client: httpx.AsyncClient, plan: Plan, wrong: list[str], title: str, verdict: str, look_up: LookUp
) -> Kind:
    """One look-up and the node alone take turns, so that a busy moment of the machine meets both."""
    bench.posted.bodies.clear()
    bench.wait()
    await look_up()
    bodies = list(bench.posted.bodies)
    kind = Kind(title, verdict, raw=[[] for _ in bodies])
    for _ in range(plan.repeats):
        bench.wait()
        took, findings = await _timed(look_up())
        kind.whole.append(took)
        if [finding.verdict for finding in findings] != [verdict]:
            wrong.append(f"{title}: {findings[0].status} {findings[0].verdict}")
        for body, times in zip(bodies, kind.raw, strict=True):
            took, _ = await _timed(_asked(client, bench.chain.rpc.url, body))
            times.append(took)
    return kind


async def _asked(client: httpx.AsyncClient, url: str, body: Any) -> Any:
    return (await client.post(url, json=body)).json()


async def _crowds(bench: Bench, plan: Plan, wrong: list[str]) -> list[Crowd]:
    chain, usdt = bench.chain, bench.town.usdt
    sent = [await chain.call(chain.owner, usdt, _TRANSFER, chain.friend, 1 + each) for each in range(plan.at_once)]
    while not await chain.is_mined(sent[-1]):
        await chain.mine()
    different = [bench.transaction(each) for each in sent]
    same = different[:1] * plan.at_once
    return [
        await _crowd(bench, Crowd(f"{plan.at_once} different hashes at once"), different, plan, wrong),
        await _crowd(bench, Crowd(f"the same hash {plan.at_once} times at once"), same, plan, wrong),
    ]


async def _crowd(bench: Bench, crowd: Crowd, look_ups: Sequence[LookUp], plan: Plan, wrong: list[str]) -> Crowd:
    for _ in range(plan.crowds):
        bench.wait()
        bench.posted.bodies.clear()
        span, answers = await _timed(asyncio.gather(*(_timed(look_up()) for look_up in look_ups)))
        crowd.spans.append(span)
        crowd.each += [took for took, _ in answers]
        crowd.requests.append(len(bench.posted.bodies))
        wrong += [f"{crowd.title}: {found[0].status}" for _, found in answers if found[0].verdict != "delivered"]
    return crowd


async def _timed(work: Awaitable[Any]) -> tuple[float, Any]:
    """Milliseconds and the result."""
    began = time.perf_counter()
    result = await work
    return 1000 * (time.perf_counter() - began), result
