"""Asks every network that fits at once, and takes what is there when the time is up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Protocol

from walletdesk.adapters.chain.memory import Key, Memory
from walletdesk.core.addresses import Address
from walletdesk.core.chain.finding import About, Finding, Status
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.chain.references import Reference

DEADLINE = 2.8  # seconds for a whole look-up; a turn waits 3, and would lose what did come in time

# Best first; a status that is not listed comes last.
_BEST = ("success", "failed", "found", "pending", "replaced", "dropped", "not_found")
_LITTLE = frozenset({"empty", "not_activated"})  # accounts that tell least


_Asked = tuple[Key, "asyncio.Future[Finding]"]


def _is_there(finding: Finding) -> bool:
    return finding.status in _BEST[: _BEST.index("not_found")]


def _never(finding: Finding) -> bool:
    return False


class Reader(Protocol):
    """Reads one network. Raises a `PortError` where it cannot know."""

    async def transaction(self, tx_hash: str, about: About) -> Finding: ...

    async def account(self, address: str, about: About) -> Finding: ...


class ChainDoctor:
    """readers: by network id; networks without one are not asked. networks: by id, in the order findings come in."""

    def __init__(
        self,
        readers: Mapping[str, Reader],
        networks: Mapping[str, Network],
        deadline: float = DEADLINE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._readers = readers
        self._networks = {name: network for name, network in networks.items() if name in readers}
        self._deadline = deadline
        # A reader has two round trips, and each may take nearly as long as a user waits.
        self._memory = Memory(longest=2 * deadline, clock=clock)

    async def transaction(
        self, reference: Reference, networks: Sequence[str] | None = None, about: About | None = None
    ) -> tuple[Finding, ...]:
        """One finding for each network asked, best first; `unavailable` where none came in time. Never raises.

        A transaction is on one network only: once one has it, the others are not waited for, and left out.
        networks: ids; without them the one of the explorer's link around the hash, or all that fit its form. Empty
        where none fits.
        """
        if networks is None and reference.network:
            networks = [reference.network]
        about = about or About()
        asked = [
            self._ask("transaction", name, reference.spelled(self._networks[name].family), about)
            for name in self._fitting(reference.families, networks)
        ]
        return await self._gathered(asked, until=_is_there)

    async def account(
        self, address: Address, networks: Sequence[str] | None = None, about: About | None = None
    ) -> tuple[Finding, ...]:
        """As `transaction`; nobody is asked about an address that is not valid."""
        families = tuple(family for family in Family if address.valid and family.value == address.kind)
        about = about or About()
        asked = [self._ask("account", name, address.value, about) for name in self._fitting(families, networks)]
        return await self._gathered(asked)

    def _fitting(self, families: Sequence[Family], named: Sequence[str] | None) -> list[str]:
        return [
            name
            for name, network in self._networks.items()
            if network.family in families and (named is None or name in named)
        ]

    def _ask(self, what: str, network: str, subject: str, about: About) -> tuple[Key, asyncio.Future[Finding]]:
        reader = self._readers[network]

        def read() -> Coroutine[Any, Any, Finding]:
            ask = reader.transaction if what == "transaction" else reader.account
            return ask(subject, about)

        key = (what, network, subject, about)
        return key, self._memory.ask(key, read)

    async def _gathered(
        self, asked: Sequence[_Asked], until: Callable[[Finding], bool] = _never
    ) -> tuple[Finding, ...]:
        loop = asyncio.get_running_loop()
        ends, waiting = loop.time() + self._deadline, {future for _, future in asked}
        while waiting and loop.time() < ends:
            left = ends - loop.time()
            done, waiting = await asyncio.wait(waiting, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if any(until(future.result()) for future in done if not future.cancelled()):
                asked = [(key, future) for key, future in asked if future not in waiting]
                break
        findings = [_so_far(key, future) for key, future in asked]
        return tuple(sorted(findings, key=_rank))


def _so_far(key: Key, future: asyncio.Future[Finding]) -> Finding:
    if future.done() and not future.cancelled():
        return future.result()
    _, network, subject, _ = key
    return Finding(network, subject, Status.UNAVAILABLE.value)


def _rank(finding: Finding) -> tuple[int, bool]:
    status = _BEST.index(finding.status) if finding.status in _BEST else len(_BEST)
    return status, finding.verdict in _LITTLE
