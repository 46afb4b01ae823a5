"""Work in lanes: within one lane in order, different lanes at the same time, and never too many at once."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Hashable

AT_ONCE = 24
_log = logging.getLogger(__name__)
Job = Callable[[], Awaitable[bool]]


class Lanes:
    """A job says whether it came to its end; one that fails is noted, without words of its error, and counts as ended:
    tried again it would fail again."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._waiting: dict[Hashable, deque[tuple[Job, asyncio.Future[bool]]]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(at_once)
        self._open = 0

    def __len__(self) -> int:
        """Jobs that have not ended."""
        return self._open

    def is_busy(self, lane: Hashable) -> bool:
        return lane in self._waiting

    def put(self, lane: Hashable, job: Job) -> asyncio.Future[bool]:
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._open += 1
        if lane in self._waiting:
            self._waiting[lane].append((job, done))
            return done
        self._waiting[lane] = deque([(job, done)])
        worker = asyncio.ensure_future(self._work(lane))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)
        return done

    async def drain(self, seconds: float) -> bool:
        """Waits for all jobs; those that take longer are cancelled. Whether all came to their end."""
        if not self._workers:
            return True
        _, late = await asyncio.wait(set(self._workers), timeout=seconds)
        for worker in late:
            worker.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return not late

    async def _work(self, lane: Hashable) -> None:
        jobs = self._waiting[lane]
        try:
            while jobs:
                job, done = jobs[0]
                async with self._free:
                    ended = await _result(job)
                jobs.popleft()
                self._ended(done, ended)
        finally:
            del self._waiting[lane]
            for _, done in jobs:  # cancelled
                self._ended(done, False)

    def _ended(self, done: asyncio.Future[bool], ended: bool) -> None:
        self._open -= 1
        if not done.done():
            done.set_result(ended)


async def _result(job: Job) -> bool:
    try:
        return await job()
    except Exception as error:  # noqa: BLE001 (whatever a job may raise: the lane goes on)
        log_failure(error)
        return True


def log_failure(error: BaseException) -> None:
    """Where and which; an error's words may be a user's."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("an update could not be worked on: %s\n%s", type(error).__name__, frames)
