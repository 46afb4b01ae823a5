"""What others pay, as Esplora (API.md) and mempool.space (docs/api/rest) document it; made into `Rates`.

Every function raises `Unavailable` for an answer of another shape, or one that would make users pay far too much.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from walletdesk.adapters.chain.esplora_shapes import Count, Model, shaped
from walletdesk.core.chain.bitcoin_fees import Rates, rates, rates_by_backlog, rates_by_target
from walletdesk.core.errors import Unavailable

_FRESH, _GOOD_ENOUGH = timedelta(seconds=15), timedelta(minutes=10)


class Recent:
    """The rates read last: they are the same for everybody's transaction."""

    def __init__(self) -> None:
        self._read: tuple[datetime, Rates] | None = None

    def keep(self, said: Rates, at: datetime) -> Rates:
        self._read = at, said
        return said

    def fresh(self, at: datetime) -> Rates | None:
        """For some seconds nobody needs to be asked again."""
        return self._younger(at - _FRESH)

    def last(self, at: datetime) -> Rates | None:
        """For some minutes better than none, where none can be had."""
        return self._younger(at - _GOOD_ENOUGH)

    def _younger(self, than: datetime) -> Rates | None:
        return self._read[1] if self._read and self._read[0] > than else None


class _Recommended(Model):
    fastestFee: Decimal  # noqa: N815
    hourFee: Decimal  # noqa: N815
    economyFee: Decimal | None = None  # noqa: N815
    minimumFee: Decimal = Decimal(0)  # noqa: N815


class _Backlog(Model):
    fee_histogram: list[tuple[Decimal, Count]]


def recommended(answer: Any) -> Rates:
    """GET /v1/fees/recommended (mempool.space)."""
    found: _Recommended = shaped(_Recommended, answer)
    slow = found.hourFee if found.economyFee is None else found.economyFee
    return _believed(rates(found.fastestFee, found.hourFee, slow, found.minimumFee))


def estimates(answer: Any) -> Rates:
    """GET /fee-estimates."""
    return _believed(rates_by_target(shaped(dict[int, Decimal], answer)))


def backlog(answer: Any) -> Rates:
    """GET /mempool."""
    return _believed(rates_by_backlog(shaped(_Backlog, answer).fee_histogram))


def _believed(said: Rates | None) -> Rates:
    if said is None:
        raise Unavailable("fee rates that cannot be true")
    return said
