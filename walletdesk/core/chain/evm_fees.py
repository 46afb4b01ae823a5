"""Fees in wei: where a bid stands, the least a replacement must pay, and what is worth paying.

Replacement follows go-ethereum (core/txpool/legacypool/list.go `Add`, blobpool `validateTx`): integer arithmetic,
strictly more than before in every field, by the price bump of the pool.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from walletdesk.core.chain.evm_readings import EvmTransaction, FeeHistory, FeeKind, Market

PRICE_BUMP, BLOB_PRICE_BUMP = 10, 100  # percent
_EIGHTHS = 8  # a base fee moves by at most 1/8 a block (EIP-1559), and some nodes want 12.5 % more of a replacement
_GWEI = 10**9
_LOW, _MIDDLE = 0, 1  # percentiles of a `FeeHistory`


@dataclass(frozen=True)
class Bid:
    """tip: None for a legacy transaction, whose gas price is `max_fee`. blob_fee: None without blobs."""

    max_fee: int
    tip: int | None = None
    blob_fee: int | None = None


def market(history: FeeHistory | None, base_fee: int | None) -> Market:
    """base_fee: of the newest block, for nodes without a history."""
    if history is None:
        return Market(base_fee)
    coming = history.base_fees[-1] if history.base_fees else base_fee
    return Market(coming, _tip(history, _MIDDLE), _tip(history, _LOW))


def _tip(history: FeeHistory, percentile: int) -> int | None:
    """Empty blocks report tips of 0 that nobody paid."""
    busy = [
        tips[percentile]
        for tips, used in zip(history.rewards, history.used or [1.0] * len(history.rewards), strict=False)
        if used > 0 and len(tips) > _MIDDLE
    ]
    return median_low(busy) if busy else None


def standing(tx: EvmTransaction, prices: Market) -> str:
    """The verdict on a bid alone: below_base_fee, low_fee or fair_fee."""
    base_fee = prices.base_fee or 0
    if tx.max_fee < base_fee:
        return "below_base_fee"
    earned = min(tx.tip, tx.max_fee - base_fee)
    return "low_fee" if prices.low_tip is not None and earned < prices.low_tip else "fair_fee"


def least(tx: EvmTransaction) -> Bid:
    """The least that a pool takes in place of `tx`, exactly."""
    bump = BLOB_PRICE_BUMP if tx.kind is FeeKind.BLOB else PRICE_BUMP
    return Bid(
        max_fee=bumped(tx.max_fee, bump),
        tip=None if tx.kind is FeeKind.LEGACY else bumped(tx.tip, bump),
        blob_fee=bumped(tx.blob_fee, bump) if tx.kind is FeeKind.BLOB else None,
    )


def bumped(old: int, percent: int) -> int:
    return max(old + 1, old * (100 + percent) // 100)


def advised(tx: EvmTransaction, prices: Market) -> Bid:
    """12.5 % more, not below what is usual, with room for one full step of the base fee, in friendly numbers."""
    floor = least(tx)
    usual = prices.usual_tip or 0
    tip = None if floor.tip is None else friendly(max(floor.tip, _eighth_more(tx.tip), usual))
    room = _eighth_more(prices.base_fee or 0) + (usual if tip is None else tip)
    return Bid(friendly(max(floor.max_fee, _eighth_more(tx.max_fee), room)), tip, floor.blob_fee)


def _eighth_more(wei: int) -> int:
    return -(-wei * (_EIGHTHS + 1) // _EIGHTHS)


def friendly(wei: int) -> int:
    """Rounded up: whole gwei from 10 gwei on, else two significant digits."""
    step = _GWEI if wei >= 10 * _GWEI else 10 ** max(len(str(wei)) - 2, 0)
    return -(-wei // step) * step


def is_cancel(tx: EvmTransaction) -> bool:
    return tx.to == tx.sender and not tx.value and not tx.data


def needed(waiting: Sequence[EvmTransaction]) -> int:
    """What an account must own for all of these to be accepted: value + gas limit x max fee each."""
    return sum(tx.most_cost for tx in waiting)


def contents(tx: EvmTransaction) -> bytes:
    """A digest of what a transaction does: a sped-up one has the same as the one it replaces."""
    told = f"{tx.to}/{tx.value}/".encode() + tx.data
    return hashlib.sha256(told).digest()
