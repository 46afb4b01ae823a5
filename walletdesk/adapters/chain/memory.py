"""What was read a moment ago, and what is being read right now: the same question asked at once is one look-up."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from cachetools import TLRUCache

from walletdesk.core.chain.finding import About, Finding, Status
from walletdesk.core.errors import PortError

Key = tuple[str, str, str, About]  # what was asked for, network, subject, what the user said
Read = Callable[[], Coroutine[Any, Any, Finding]]

_MOST = 2048  # findings; some 2 kB each
_SETTLED, _MOVING, _UNKNOWN = 3600.0, 10.0, 5.0  # seconds; a block of the fastest network takes less than the last

_log = logging.getLogger(__name__)


class Memory:
    """longest: seconds a look-up may go on after those who asked for it have gone; what it finds is kept all the same.

    For one thread; look-ups of different event loops are apart, what was found is shared.
    """

    def __init__(self, longest: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._longest = longest
        self._found: TLRUCache[Key, Finding, float] = TLRUCache(_MOST, _until, clock)
        self._flights: dict[asyncio.AbstractEventLoop, dict[Key, asyncio.Task[Finding]]] = {}

    def ask(self, key: Key, read: Read) -> asyncio.Future[Finding]:
        """The finding, now or later; it never raises. Wait for it with `asyncio.wait`, which does not cancel it."""
        loop = asyncio.get_running_loop()
        known = self._found.get(key)
        if known is not None:
            done = loop.create_future()
            done.set_result(known)
            return done
        flights = self._of(loop)
        if key not in flights:
            flights[key] = loop.create_task(self._fly(key, read))
            flights[key].add_done_callback(lambda _: flights.pop(key, None))
        return flights[key]

    def _of(self, loop: asyncio.AbstractEventLoop) -> dict[Key, asyncio.Task[Finding]]:
        if loop not in self._flights:
            self._flights = {known: flights for known, flights in self._flights.items() if not known.is_closed()}
            self._flights[loop] = {}
        return self._flights[loop]

    async def _fly(self, key: Key, read: Read) -> Finding:
        _, network, subject, _ = key
        try:
            self._found[key] = finding = await asyncio.wait_for(read(), self._longest)
            return finding
        except asyncio.TimeoutError:
            _log.debug("%s: no finding in time", network)
        except PortError as problem:
            _log.debug("%s: %s", network, problem)
        except Exception as bug:  # noqa: BLE001  one network's surprise must not cost the others
            # The type only: its words may quote a node's answer.
            _log.error("%s: %s", network, type(bug).__name__)
        return Finding(network, subject, Status.UNAVAILABLE.value)


def _until(_: Key, finding: Finding, now: float) -> float:
    if finding.settled:
        return now + _SETTLED
    if finding.status == Status.UNAVAILABLE:
        return now
    return now + (_UNKNOWN if finding.status == Status.NOT_FOUND else _MOVING)
