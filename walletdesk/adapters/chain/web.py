"""Guarded HTTP for reading chains: strict JSON in bounded time and size, from the first endpoint that answers well."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from walletdesk.adapters.chain.exchange import Busy, Check, Declined, Failed, NotThere, Question, host_of, new_client
from walletdesk.adapters.chain.exchange import exchange as exchange_once
from walletdesk.core.errors import Unavailable

__all__ = ["NotThere", "Patience", "Web"]

_log = logging.getLogger(__name__)
_PATH = re.compile(r"(?!.*\.\.)[\w./~:,@=&?%+-]*", re.ASCII)
_TRIES = 2
_JITTER = wait_random_exponential(multiplier=0.1, max=0.4)


@dataclass(frozen=True)
class Patience:
    """Seconds. call: one get or post, all endpoints and tries together; below those of a whole look-up, so that a
    failure can still name its host. hedge: when to ask the next endpoint too. rest: how long an endpoint is left alone
    after `failures` in a row; a look-up may ask five things at once, each twice, and one bad moment should not do it.
    """

    call: float = 2.5
    connect: float = 1.5
    read: float = 2.0
    hedge: float = 1.0
    rest: float = 15.0
    failures: int = 12


class Web:
    """One for all networks of a process. Connections are kept, apart for each event loop."""

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        self._clients: dict[asyncio.AbstractEventLoop, httpx.AsyncClient] = {}
        # What is excluded counts as a success, and ends a row of failures.
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=self._patience.failures,
            default_ttl=self._patience.rest,
            exclude=[NotThere, Declined, asyncio.CancelledError],
        )

    async def get(
        self,
        endpoints: Sequence[str],
        path: str,
        headers: Mapping[str, str] | None = None,
        check: Check | None = None,
    ) -> Any:
        """Parsed JSON of the first endpoint that has it. `path` starts with "/" or is empty.

        check: raises a PortError for an answer not worth believing; then the next endpoint is asked. Raises `NotThere`
        on 404, `Unavailable` where no endpoint answers well in time.
        """
        return await self._ask(endpoints, Question("GET", path, None, headers or {}, check))

    async def post(
        self,
        endpoints: Sequence[str],
        path: str,
        body: Any,
        headers: Mapping[str, str] | None = None,
        check: Check | None = None,
    ) -> Any:
        """As `get`, with a JSON body; it may be sent twice or to several endpoints, so it must only read."""
        typed = {"content-type": "application/json", **(headers or {})}
        return await self._ask(endpoints, Question("POST", path, json.dumps(body).encode(), typed, check))

    async def aclose(self) -> None:
        """Close the connections of the running loop."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    async def _ask(self, endpoints: Sequence[str], question: Question) -> Any:
        if not _PATH.fullmatch(question.path):
            raise Unavailable("a path that no node has")
        running: dict[asyncio.Task[Any], str] = {}
        try:
            return await self._race(endpoints, question, running)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _race(self, endpoints: Sequence[str], question: Question, running: dict[asyncio.Task[Any], str]) -> Any:
        """The first good answer. The next endpoint is asked when one failed, or was silent for `hedge` seconds.

        What it raises is new: exceptions of httpx, which know the URL, do not hang on to it.
        """
        loop = asyncio.get_running_loop()
        ends = loop.time() + self._patience.call
        waiting, failures = list(endpoints), list[str]()
        while (waiting or running) and loop.time() < ends:
            if waiting:
                endpoint = waiting.pop(0)
                running[loop.create_task(self._retried(endpoint, question))] = host_of(endpoint)
            pause = min(ends - loop.time(), self._patience.hedge if waiting else self._patience.call)
            done, _ = await asyncio.wait(running, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                del running[task]
                failure = task.exception()
                if not isinstance(failure, Failed):
                    return task.result()
                failures.append(str(failure))
        failures += [f"{host}: no answer in time" for host in running.values()]
        raise Unavailable("; ".join(failures) or "no endpoint")

    async def _retried(self, endpoint: str, question: Question) -> Any:
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(Busy), stop=stop_after_attempt(_TRIES), wait=_pause, reraise=True
        )
        return await retrying(self._guarded, endpoint, question)

    async def _guarded(self, endpoint: str, question: Question) -> Any:
        host = host_of(endpoint)
        breaker = await self._breakers.get_breaker(host)
        try:
            async with breaker:
                return await self._timed(host, endpoint, question)
        except OpenedState as rest:
            # It is one object, raised again and again: its traceback would grow, and hold on to questions.
            rest.__traceback__ = None
        raise Declined(f"{host}: left alone after failures")

    async def _timed(self, host: str, endpoint: str, question: Question) -> Any:
        """An endpoint cancelled after a long silence has failed, or it would be waited for in every look-up."""
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            return await exchange_once(self._client(), endpoint, question)
        except asyncio.CancelledError:
            if clock() - began < self._patience.hedge:
                raise
        finally:
            _log.debug("%s: %d ms", host, 1000 * (clock() - began))
        raise Failed(f"{host}: no answer in time")

    def _client(self) -> httpx.AsyncClient:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            # Connections know their loop, so weak keys would never go.
            self._clients = {known: client for known, client in self._clients.items() if not known.is_closed()}
            patience = self._patience
            timeout = httpx.Timeout(patience.read, connect=patience.connect, pool=patience.read)
            self._clients[loop] = new_client(timeout)
        return self._clients[loop]


def _pause(state: RetryCallState) -> float:
    """What the endpoint asked for and some jitter; the end of the call cuts it short."""
    failure = state.outcome.exception() if state.outcome else None
    return (failure.after if isinstance(failure, Busy) else 0.0) + _JITTER(state)
