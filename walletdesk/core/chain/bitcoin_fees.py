"""Fee arithmetic of Bitcoin: rates in sat/vB, what others pay now, and what a replacement has to pay.

Replacement rules: bitcoin/bitcoin doc/policy/mempool-replacements.md. For one transaction that is replaced by one of
about the same size, the feerate diagram asked for since v31 comes to the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from walletdesk.core.chain.finding import amount

# Default of -incrementalrelayfee: 100 sat/kvB since v30.0 (also in the point releases 28.3 and 29.1), 1,000 before
# (release notes of these versions).
CURRENT_INCREMENT = Decimal("0.1")
FORMER_INCREMENT = Decimal(1)
# Well above what was ever usual for an hour. A node that says more is not believed: users would pay it.
MOST_BELIEVED = Decimal(5_000)
_LEAST_BELIEVED = Decimal("0.001")  # least rate of a block by default, also since v30.0
FAIR_SHARE = Decimal("0.9")  # of the usual rate; estimates are rounded up and move with every block
_HEAVY = 5  # times the usual rate; to pay that much for low parents is no advice
_BLOCK = 1_000_000  # vB
_FAST, _USUAL, _SLOW = (2, 3), (6, 5, 4, 10), (144, 25, 504)  # confirmation targets in blocks, best first
_FAST_DEPTH, _USUAL_DEPTH, _SLOW_DEPTH = 1, 3, 12  # blocks of waiting transactions


@dataclass(frozen=True)
class Rates:
    """What others pay, in sat/vB, to wait for a block or two, an hour, a day. floor: the least that nodes keep."""

    fast: Decimal
    usual: Decimal
    slow: Decimal
    floor: Decimal = Decimal(0)


def virtual_size(weight: int) -> int:
    """vB, rounded up as in BIP-141."""
    return -(-weight // 4)


def rate(fee: int, size: int) -> Decimal:
    return Decimal(fee) / Decimal(size)


def rates(fast: Decimal, usual: Decimal, slow: Decimal, floor: Decimal = Decimal(0)) -> Rates | None:
    """In order, whatever was said; None where it is not to be believed."""
    named = (fast, usual, slow)
    if min(named) < _LEAST_BELIEVED or max(*named, floor) > MOST_BELIEVED or floor < 0:
        return None
    return Rates(max(named), usual, min(named), floor)


def rates_by_target(targets: Mapping[int, Decimal]) -> Rates | None:
    """From Esplora's /fee-estimates: sat/vB by the number of blocks to wait."""
    chosen = [next((targets[t] for t in wanted if t in targets), None) for wanted in (_FAST, _USUAL, _SLOW)]
    fast, usual, slow = chosen
    if usual is None:
        return None
    return rates(fast or usual, usual, slow or usual)


def rates_by_backlog(histogram: Sequence[tuple[Decimal, int]]) -> Rates | None:
    """From the fee histogram of Esplora's /mempool: (sat/vB, vB paying more than that), highest first.

    Coarse: what it takes to be among the next block, the next three, the next twelve. An empty backlog says nothing.
    """
    if not histogram:
        return None
    fast, usual, slow = (_rate_at(histogram, depth * _BLOCK) for depth in (_FAST_DEPTH, _USUAL_DEPTH, _SLOW_DEPTH))
    return rates(fast, usual, slow)


def _rate_at(histogram: Iterable[tuple[Decimal, int]], depth: int) -> Decimal:
    """The rate that puts one less than `depth` vB from the front; the lowest one there is when all fit."""
    before, lowest = 0, Decimal(0)
    for paid, waiting in histogram:
        lowest, before = paid, before + waiting
        if before >= depth:
            break
    return lowest


def least_fee(replaced: int, old: tuple[int, int], size: int, increment: Decimal, floor: Decimal = Decimal(0)) -> int:
    """The smallest fee in sat that a node with this increment accepts for a replacement of `size` vB.

    replaced: fees of everything it evicts, descendants included. old: fee and size of the transaction it conflicts
    with, whose rate it must exceed. floor: sat/vB below which the node takes nothing at all.
    """
    old_fee, old_size = old
    relayed = replaced + _up(size * increment)
    higher_rate = old_fee * size // old_size + 1
    return max(relayed, higher_rate, _up(size * floor))


def advised_rate(usual: Decimal, least: Decimal, lift: Decimal) -> Decimal | None:
    """A rate to enter in a wallet, rounded up. None where low parents (`lift`) would cost many times the usual rate."""
    if lift > _HEAVY * max(usual, least):
        return None
    return friendly(max(usual, least, lift))


def friendly(wanted: Decimal) -> Decimal:
    """Rounded up: whole from 10 on, two significant digits below."""
    places = 0 if wanted >= 10 else 1 - wanted.adjusted()
    return wanted.quantize(Decimal(1).scaleb(-places), ROUND_CEILING)


def shown(wanted: Decimal, up: bool = False) -> str:
    """Two decimals; `up` where less would be refused."""
    exact = wanted.scaleb(9)
    return amount(int(exact) + (up and exact != int(exact)), 9, places=2, up=up)


def _up(sats: Decimal) -> int:
    return int(sats.to_integral_value(ROUND_CEILING))
