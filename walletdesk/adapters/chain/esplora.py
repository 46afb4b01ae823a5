"""Bitcoin through the HTTP API of Esplora (github.com/Blockstream/esplora API.md), in at most two rounds of requests.

Where the endpoint is a mempool.space, its /v1/fees/recommended and /v1/tx/:txid/rbf are used too; where they are
missing, nothing is lost but their detail.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from cachetools import LRUCache

from walletdesk.adapters.chain import esplora_rates as fees
from walletdesk.adapters.chain import esplora_shapes as shapes
from walletdesk.adapters.chain.web import NotThere, Web
from walletdesk.core.chain.bitcoin import BitcoinReading, BitcoinTransaction, Relatives
from walletdesk.core.chain.bitcoin_fees import Rates
from walletdesk.core.chain.bitcoin_findings import diagnose, diagnose_account
from walletdesk.core.chain.finding import About, Finding
from walletdesk.core.chain.networks import Network
from walletdesk.core.errors import PortError, Unavailable

_T = TypeVar("_T")
_Spender = tuple[str, bool]  # "" where nobody spends it, and whether the spender is confirmed
_TXID = re.compile(r"[0-9a-f]{64}")
_ADDRESS = re.compile(r"[0-9A-Za-z]{14,90}")
_OPTIONAL_SECONDS = 1.2  # what only adds detail must not use up the deadline of the whole look-up
_MOST_RELATIVES = 10  # requests of a round for each kind
_MOST_INPUTS = 20  # of a transaction that is remembered
_REMEMBERED = 1_000


class EsploraReader:
    """Remembers the last thousand transactions it saw waiting, to tell "dropped" from "never there" later on."""

    def __init__(self, web: Web, network: Network, now: Callable[[], datetime]) -> None:
        self._web = web
        self._network = network
        self._now = now
        self._seen: LRUCache[str, BitcoinTransaction] = LRUCache(_REMEMBERED)
        self._recent = fees.Recent()

    async def transaction(self, tx_hash: str, about: About) -> Finding:
        """Raises `Unavailable` when it cannot be known; an unknown transaction is a finding."""
        txid = tx_hash.strip().lower().removeprefix("0x")
        if not _TXID.fullmatch(txid):
            raise Unavailable("not a transaction id of Bitcoin")
        found, tip, spent_by, rates, first = await _all(
            self._known(txid),
            self._tip(),
            self._detail(f"/tx/{txid}/outspends", shapes.spenders),
            self._rates(),
            self._spender(txid, 0),
        )
        reading = BitcoinReading(txid, tip, shapes.moment(self._now()), found, rates, seen=self._seen.get(txid))
        if found is None:
            reading = await self._gone(reading, first)
        elif found.height is None:
            reading = await self._waiting(reading, found, spent_by)
        return diagnose(self._network, _checked(reading), about)

    async def account(self, address: str, about: About) -> Finding:
        """Of one address; `about` says nothing that matters here."""
        if not _ADDRESS.fullmatch(address):
            raise Unavailable("not an address of Bitcoin")
        found, tip, waiting = await _all(
            self._needed(f"/address/{address}", shapes.account(address)),
            self._tip(),
            self._detail(f"/address/{address}/txs/mempool", shapes.transactions),
        )
        spending = tuple(each.txid for each in waiting or () if address in each.senders)
        read_at = shapes.moment(self._now())
        return diagnose_account(self._network, replace(found, tip=tip, read_at=read_at, spending=spending))

    async def _waiting(
        self, reading: BitcoinReading, found: BitcoinTransaction, spent_by: Sequence[_Spender] | None
    ) -> BitcoinReading:
        """With its relatives, and with rates from elsewhere where mempool.space had none."""
        if len(found.inputs) <= _MOST_INPUTS:
            self._seen[found.txid] = found
        relatives, rates = await _all(self._relatives(found, spent_by), self._other_rates(reading.rates))
        return replace(reading, relatives=relatives, rates=rates)

    async def _gone(self, reading: BitcoinReading, first: _Spender | None) -> BitcoinReading:
        """What took its place: the spender of one of its inputs, or what mempool.space remembers."""
        if first and first[0] not in ("", reading.txid):
            return replace(reading, taken_by=first[0], replacement=await self._neighbour(first[0]))
        count = len(reading.seen.inputs) if reading.seen else 0
        newest, *others = await _all(
            self._detail(f"/v1/tx/{reading.txid}/rbf", shapes.successor(reading.txid)),
            *(self._spender(reading.txid, index) for index in range(1, count)),
        )
        spenders = [first, *others]
        by_others = [each[0] for each in spenders if each and each[0] not in ("", reading.txid)]
        free = bool(count) and all(each is not None and not each[0] for each in spenders)
        return replace(reading, taken_by=[*by_others, newest or ""][0], inputs_free=free)

    async def _spender(self, txid: str, index: int) -> _Spender | None:
        """Of an input of a remembered transaction; None where unknown. An input that is itself gone is free."""
        seen = self._seen.get(txid)
        if seen is None:
            return None
        spent = seen.inputs[index]
        return await self._detail(f"/tx/{spent.txid}/outspend/{spent.index}", shapes.spender, ("", False))

    async def _relatives(self, found: BitcoinTransaction, spent_by: Sequence[_Spender] | None) -> Relatives:
        parents = sorted({each.txid for each in found.inputs})
        children = sorted({txid for txid, confirmed in spent_by or () if txid and not confirmed})
        asked = children[:_MOST_RELATIVES]
        above, below, further = await _all(
            _all(*map(self._neighbour, parents[:_MOST_RELATIVES])),
            _all(*map(self._neighbour, asked)),
            _all(*(self._detail(f"/tx/{txid}/outspends", shapes.spenders) for txid in asked)),
        )
        _check_relatives(found, above, below)
        counted = spent_by is not None and asked == children and all(below) and not _spent(further)
        return Relatives(
            parents=_waiting_ones(above),
            children=_waiting_ones(below),
            more_parents=len(parents) > len(above) or not all(above),
            more_children=not counted,
        )

    async def _neighbour(self, txid: str) -> BitcoinTransaction | None:
        return await self._detail(f"/tx/{txid}", shapes.transaction(txid))

    async def _rates(self) -> Rates | None:
        fresh = self._recent.fresh(self._now())
        return fresh or self._kept(await self._detail("/v1/fees/recommended", fees.recommended))

    async def _other_rates(self, rates: Rates | None) -> Rates | None:
        if rates is not None:
            return rates
        found: list[Rates | None] = await _all(
            self._detail("/fee-estimates", fees.estimates), self._detail("/mempool", fees.backlog)
        )
        return self._kept(found[0] or found[1]) or self._recent.last(self._now())

    def _kept(self, rates: Rates | None) -> Rates | None:
        return self._recent.keep(rates, self._now()) if rates else None

    async def _known(self, txid: str) -> BitcoinTransaction | None:
        try:
            return await self._get(f"/tx/{txid}", shapes.transaction(txid))
        except NotThere:
            return None

    async def _tip(self) -> int:
        return await self._needed("/blocks/tip/height", shapes.height)

    async def _needed(self, path: str, read: Callable[[Any], _T]) -> _T:
        try:
            return await self._get(path, read)
        except NotThere:
            pass
        raise Unavailable("no such page where it is documented")

    async def _detail(self, path: str, read: Callable[[Any], _T], missing: _T | None = None) -> _T | None:
        """None where it cannot be had in time, `missing` where there is no such thing."""
        try:
            return await asyncio.wait_for(self._get(path, read), _OPTIONAL_SECONDS)
        except NotThere:
            return missing
        except (PortError, asyncio.TimeoutError):
            return None

    async def _get(self, path: str, read: Callable[[Any], _T]) -> _T:
        """Read twice: an answer not worth believing makes `Web` ask the next endpoint."""
        return read(await self._web.get(self._network.endpoints, path, check=read))


async def _all(*questions: Coroutine[Any, Any, Any]) -> list[Any]:
    """All at once; where one fails, the others are not left running."""
    tasks = [asyncio.ensure_future(each) for each in questions]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


def _checked(reading: BitcoinReading) -> BitcoinReading:
    """The height is read beside the transaction, so that a block may come in between."""
    height = reading.transaction.height if reading.transaction else None
    if height is not None and height > reading.tip + 1:
        raise Unavailable("an answer that cannot be true: a block above the newest one")
    return replace(reading, tip=max(reading.tip, height or 0))


def _check_relatives(
    found: BitcoinTransaction,
    parents: Iterable[BitcoinTransaction | None],
    children: Iterable[BitcoinTransaction | None],
) -> None:
    outputs = {parent.txid: parent.outputs for parent in parents if parent}
    for each in found.inputs:
        known = outputs.get(each.txid)
        if known is not None and (each.index >= len(known) or known[each.index] != each.spent):
            raise Unavailable("an answer that cannot be true: an input that is not its parent's output")
    if not all(found.txid in {each.txid for each in child.inputs} for child in children if child):
        raise Unavailable("an answer that cannot be true: a child that does not spend it")


def _waiting_ones(read: Iterable[BitcoinTransaction | None]) -> tuple[BitcoinTransaction, ...]:
    return tuple(each for each in read if each and each.height is None)


def _spent(outspends: Iterable[Sequence[_Spender] | None]) -> bool:
    """Whether anything may be built on these outputs; what could not be read counts as spent."""
    return any(each is None or any(txid for txid, _ in each) for each in outspends)
