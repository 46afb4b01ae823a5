"""A crowd of users who talk at once for a while, and what became of it."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import reduce
from itertools import cycle
from operator import add
from typing import Any

import aiohttp

from bench import scenario
from bench.scenario import Step
from bench.served_check import Verdict
from bench.served_users import AT_ONCE, LATER, Tally, User, Wire

# Limits per address are those of a server that is open to everybody: the crowd comes from many.
ADDRESSES = tuple(f"127.0.0.{n}" for n in range(2, 61))
TIMEOUT = 120.0
# Below the five seconds after which Sanic closes a connection that nobody uses.
KEPT = 4.0
_OPENING = 10  # users who open their session at the same moment
_LAG_EVERY = 0.05

MakeUser = Callable[[Wire], User]
# Called when the measured time begins and when it ends, before anybody leaves.
Probe = Callable[[], dict[str, float]]


@dataclass(frozen=True)
class Load:
    """seconds: how long they talk. think: seconds from an answer to the next message on average, 0 for none. resend,
    drop: the part of the messages that is sent twice, and before which the event stream breaks."""

    users: int
    seconds: float
    think: float
    resend: float = 0.01
    drop: float = 0.01
    seed: int = 1


@dataclass
class Outcome:
    """turns, first: ms, of the messages sent in the measured time. done: answers that came within it. lasted: seconds
    until the last of them was answered. begun, ended: what the probe told before the first and after the last. lag: ms
    by which the client's own loop was late; client: its share of a core."""

    load: Load
    turns: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    done: int = 0
    lasted: float = 0.0
    silent: int = 0
    verdict: Verdict = field(default_factory=Verdict)
    errors: dict[str, int] = field(default_factory=dict)
    resent: int = 0
    reconnected: int = 0
    opening: float = 0.0
    begun: dict[str, float] = field(default_factory=dict)
    ended: dict[str, float] = field(default_factory=dict)
    lag: list[float] = field(default_factory=list)
    client: float = 0.0

    @property
    def rate(self) -> float:
        return self.done / self.load.seconds

    @property
    def throughput(self) -> float:
        """Turns a second until all were answered: with a long queue none may end within the measured time."""
        return (len(self.turns) - self.silent) / self.lasted if self.lasted else 0.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Crowd:
    def __init__(self, base: str, make: MakeUser, load: Load, probe: Probe = dict) -> None:
        self._base = base
        self._make = make
        self._load = load
        self._probe = probe
        self._tally = Tally()
        self._dice = random.Random(load.seed)  # noqa: S311  (draws pauses and scripts)
        self._outcome = Outcome(load)
        self._scripts = scenario.read()

    async def talk(self) -> Outcome:
        """Raises ConnectionError when the server lets nobody in."""
        async with self._doors() as doors:
            users = [self._make(door) for door, _ in zip(cycle(doors), range(self._load.users))]
            try:
                began = time.perf_counter()
                await _by_and_by(users, lambda user: user.open())
                self._outcome.opening = time.perf_counter() - began
                await self._measure(users)
                verdicts: list[Verdict] = []
                await _by_and_by(users, lambda user: _keep(user.check(), verdicts))
                self._outcome.verdict = reduce(add, verdicts, Verdict())
            finally:
                await asyncio.gather(*(user.close() for user in users))
        return self._told()

    def _own_dice(self) -> random.Random:
        return random.Random(self._dice.getrandbits(64))  # noqa: S311

    @asynccontextmanager
    async def _doors(self) -> AsyncIterator[list[Wire]]:
        """One for every source address."""
        async with AsyncExitStack() as stack:
            doors = []
            for address in ADDRESSES:
                connector = aiohttp.TCPConnector(local_addr=(address, 0), limit=0, keepalive_timeout=KEPT)
                http = aiohttp.ClientSession(
                    connector=connector,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    timeout=aiohttp.ClientTimeout(total=TIMEOUT),
                )
                doors.append(Wire(await stack.enter_async_context(http), self._base, self._tally))
            yield doors

    async def _measure(self, users: Sequence[User]) -> None:
        """Returns when the last turn that was begun in time has ended."""
        self._outcome.begun = self._probe()
        lag = asyncio.create_task(_lag(self._outcome.lag))
        cpu, begin = time.process_time(), time.perf_counter()
        end = begin + self._load.seconds
        await asyncio.gather(*(self._live(user, end) for user in users))
        lag.cancel()
        self._outcome.lasted = time.perf_counter() - begin
        self._outcome.client = (time.process_time() - cpu) / self._outcome.lasted
        self._outcome.ended = self._probe()

    async def _live(self, user: User, end: float) -> None:
        dice = self._own_dice()
        pause = dice.random() * self._load.think
        replies: Sequence[Any] = ()
        for step in self._steps(dice):
            if time.perf_counter() + pause >= end:
                return
            await asyncio.sleep(pause)
            if dice.random() < self._load.drop:
                await user.drop()
            replies = await self._turn(user, step, replies, dice, end)
            pause = dice.uniform(0.5, 1.5) * self._load.think

    async def _turn(
        self, user: User, step: Step, replies: Sequence[Any], dice: random.Random, end: float
    ) -> Sequence[Any]:
        message = step.message(replies)
        resend = dice.choice((AT_ONCE, LATER)) if dice.random() < self._load.resend else ""
        began = time.perf_counter()
        answer = await user.say(message, message != step.say, resend)
        ended = time.perf_counter()
        self._outcome.turns.append((ended - began) * 1000)
        self._outcome.done += ended < end
        self._outcome.silent += not answer
        return answer

    def _steps(self, dice: random.Random) -> Iterator[Step]:
        """Conversation after conversation, each drawn."""
        while True:
            yield from dice.choice(self._scripts)

    def _told(self) -> Outcome:
        self._outcome.errors = dict(self._tally.errors)
        self._outcome.first = self._tally.first
        self._outcome.resent = self._tally.resent
        self._outcome.reconnected = self._tally.reconnected
        return self._outcome


async def _by_and_by(users: Sequence[User], work: Callable[[User], Awaitable[None]]) -> None:
    waiting = iter(users)

    async def serve() -> None:
        for user in waiting:
            await work(user)

    await asyncio.gather(*(serve() for _ in range(_OPENING)))


async def _keep(check: Awaitable[Verdict], verdicts: list[Verdict]) -> None:
    verdicts.append(await check)


async def _lag(found: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(_LAG_EVERY)
        found.append((time.perf_counter() - began - _LAG_EVERY) * 1000)


def cores() -> tuple[int, int]:
    """The server's and the client's; the same one where there is only one."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


def run(crowd: Crowd, core: int | None = None) -> Outcome:
    """`core`: where the client stays while it runs."""
    before = os.sched_getaffinity(0)
    loop = _loop()
    try:
        os.sched_setaffinity(0, before if core is None else {core})
        return loop.run_until_complete(crowd.talk())
    finally:
        os.sched_setaffinity(0, before)
        loop.close()


def _loop() -> asyncio.AbstractEventLoop:
    """The cheaper the client, the less it is in the way."""
    with suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()
