"""A sender's waiting transactions: by nonce where the node looks them up, else from its pool."""

from __future__ import annotations

from collections.abc import Mapping

from walletdesk.adapters.chain import evm_shapes as shapes
from walletdesk.adapters.chain.rpc import Call, Reply
from walletdesk.core.chain.evm_readings import EvmTransaction, Queue
from walletdesk.core.errors import Unavailable

_BELOW, _ABOVE = 32, 4  # people in trouble pile up some thirty
_NO_END = 2**64


def slot(sender: str, nonce: int) -> Call:
    return Call("eth_getTransactionBySenderAndNonce", (sender, hex(nonce)))


def queue_calls(sender: str, nonce: int, by_nonce: bool) -> dict[str, Call]:
    """by_nonce: the node is known to look transactions up by their nonce."""
    around = range(max(nonce - _BELOW, 0), nonce + _ABOVE + 1) if by_nonce else ()
    pool = {"pool": Call("txpool_contentFrom", (sender,))}
    return pool | {f"slot:{each}": slot(sender, each) for each in around}


def queue_of(replies: Mapping[str, Reply], tx: EvmTransaction, chain_id: int) -> Queue:
    """Only a node that shows `tx` itself is believed to show the others."""
    pool = replies["pool"]
    if pool.error is None and pool.result is not None:
        waiting = _pooled(pool.result, tx.sender, chain_id)
        return Queue(waiting, readable=tx.nonce in waiting, until=_NO_END)
    numbers = {int(name.partition(":")[2]): reply for name, reply in replies.items() if name.startswith("slot:")}
    shown = {
        nonce: slot_of(reply, tx.sender, nonce, chain_id) for nonce, reply in numbers.items() if reply.error is None
    }
    there = {nonce: each for nonce, each in shown.items() if each}
    return Queue(
        waiting={nonce: each for nonce, each in there.items() if each.block is None},
        used={nonce: each for nonce, each in there.items() if each.block is not None},
        readable=len(shown) == len(numbers) and tx.nonce in there,
        since=min(numbers, default=0),
        until=max(numbers, default=0),
    )


def slot_of(reply: Reply, sender: str, nonce: int, chain_id: int) -> EvmTransaction | None:
    """What holds a nonce. None: nothing, or the node cannot tell."""
    if reply.error or reply.result is None:
        return None
    found = shapes.transaction(reply.result, chain_id)
    if (found.sender, found.nonce) != (sender, nonce):
        raise Unavailable("a transaction of another sender or nonce")
    return found


def _pooled(content: object, sender: str, chain_id: int) -> dict[int, EvmTransaction]:
    parts = [content.get(part) or {} for part in ("pending", "queued")] if isinstance(content, dict) else [None]
    if not all(isinstance(part, dict) for part in parts):
        raise Unavailable("no pool")
    raw = [each for part in parts if part for each in part.values()]
    pooled = [shapes.transaction(each, chain_id) for each in raw]
    if any(each.sender != sender for each in pooled):
        raise Unavailable("a pool of another sender")
    return {each.nonce: each for each in pooled}
