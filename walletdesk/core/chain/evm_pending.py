"""A waiting transaction: what it waits for, first things first.

Order of verdicts: the nonce is used (then it is replaced) > a second one of a delegated account > a nonce is missing >
the balance does not reach this far into the queue > an earlier one waits > the bid itself.
"""

from __future__ import annotations

from walletdesk.core.chain import evm_fees as fees
from walletdesk.core.chain.evm_calls import checksummed, token_call
from walletdesk.core.chain.evm_facts import coins, delegate_fact, found, gwei, of_transaction
from walletdesk.core.chain.evm_readings import EvmTransaction, FeeKind, PendingReading, delegate_of
from walletdesk.core.chain.evm_tokens import symbol_of
from walletdesk.core.chain.finding import Finding, Status
from walletdesk.core.chain.networks import Network

_LEAST_NOTE = {
    FeeKind.DYNAMIC: "evm_least_fees",
    FeeKind.LEGACY: "evm_least_price",
    FeeKind.BLOB: "evm_least_blob_fees",
}


def diagnose_pending(reading: PendingReading, network: Network) -> Finding:
    """The caller has made sure that the nonce is not used yet."""
    tx = reading.transaction
    gap = _gap(reading)
    judged = tx if gap is not None else _lowest(reading) or tx
    verdict = _verdict(reading, gap)
    facts = of_transaction(tx, network, reading.moment)
    facts |= _queue_facts(reading, gap) | _balance_facts(reading) | delegate_fact(reading.code)
    facts |= _content_facts(tx, network) | _fee_facts(judged, reading)
    facts["fees_of"] = "own" if judged is tx else "lowest"
    notes = _notes(reading, verdict, judged, gap)
    return found(network, tx.hash, (Status.PENDING.value, verdict), facts, notes, False)


def _verdict(reading: PendingReading, gap: int | None) -> str:
    tx = reading.transaction
    if delegate_of(reading.code) and tx.nonce > reading.next_nonce:
        return "delegated_queue"
    if gap is not None:
        return "gap"
    if reading.balance is not None and reading.balance < _needed(reading, tx.nonce):
        return "short_balance"
    if tx.nonce > reading.next_nonce:
        return "behind"
    return fees.standing(tx, reading.market)


def _gap(reading: PendingReading) -> int | None:
    """The lowest nonce below this one that nothing uses."""
    missing = [nonce for nonce in (_counted_gap(reading), _shown_gap(reading)) if nonce is not None]
    return min(missing, default=None)


def _shown_gap(reading: PendingReading) -> int | None:
    queue = reading.queue
    below = range(max(reading.next_nonce, queue.since), min(reading.transaction.nonce, queue.until + 1))
    return next((nonce for nonce in below if queue.is_free(nonce)), None)


def _counted_gap(reading: PendingReading) -> int | None:
    """The node's own count of the queue stops at the first free nonce."""
    if reading.pending_nonce is None:
        return None
    counted = max(reading.pending_nonce, reading.next_nonce)
    taken = counted >= reading.transaction.nonce or reading.queue.is_free(counted) is False
    return None if taken else counted


def _lowest(reading: PendingReading) -> EvmTransaction | None:
    """The one that is next, if it is not the one asked about."""
    lowest = reading.queue.waiting.get(reading.next_nonce)
    return lowest if lowest and lowest.nonce < reading.transaction.nonce else None


def _waiting(reading: PendingReading, until: int | None = None) -> list[EvmTransaction]:
    known = {**reading.queue.waiting, reading.transaction.nonce: reading.transaction}
    return [
        tx for nonce, tx in sorted(known.items()) if nonce >= reading.next_nonce and (until is None or nonce <= until)
    ]


def _needed(reading: PendingReading, until: int | None = None) -> int:
    return fees.needed(_waiting(reading, until))


def _queue_facts(reading: PendingReading, gap: int | None) -> dict[str, str]:
    tx = reading.transaction
    ahead = (tx.nonce if gap is None else gap) - reading.next_nonce
    later = sum(1 for each in _waiting(reading) if gap is not None and gap < each.nonce < tx.nonce)
    lowest = _lowest(reading)
    return {
        "next_nonce": str(reading.next_nonce),
        "ahead": str(ahead + later),
        "gap_nonce": "" if gap is None else str(gap),
        "lowest_hash": lowest.hash if lowest else "",
    }


def _balance_facts(reading: PendingReading) -> dict[str, str]:
    """`needed` is the whole queue; where only this one is in question, both are the same."""
    if reading.balance is None:
        return {}
    needed = _needed(reading)
    facts = {"balance": coins(reading.balance), "needed": coins(needed, up=True)}
    if reading.balance < needed:
        facts["missing"] = coins(needed - reading.balance, up=True)
    return facts


def _content_facts(tx: EvmTransaction, network: Network) -> dict[str, str]:
    facts = {"amount": coins(tx.value)} if tx.value or not tx.data else {}
    call = token_call(tx)
    if call:
        facts |= {
            "token_contract": checksummed(call.contract),
            "token": symbol_of(None, call.contract, network),
            "token_sender": checksummed(call.holder),
            "token_recipient": checksummed(call.recipient),
        }
    return facts


def _fee_facts(tx: EvmTransaction, reading: PendingReading) -> dict[str, str]:
    least, advised = fees.least(tx), fees.advised(tx, reading.market)
    facts = {"fee_kind": tx.kind.value, "max_fee": gwei(tx.max_fee)}
    facts |= {"least_max_fee": gwei(least.max_fee), "advised_max_fee": gwei(advised.max_fee)}
    if least.tip is not None and advised.tip is not None:
        facts |= {"tip": gwei(tx.tip), "least_tip": gwei(least.tip), "advised_tip": gwei(advised.tip)}
    if reading.market.base_fee is not None:
        facts["base_fee"] = gwei(reading.market.base_fee, 4)
    if reading.market.usual_tip is not None:
        facts["usual_tip"] = gwei(reading.market.usual_tip, 4)
    return facts


def _notes(reading: PendingReading, verdict: str, judged: EvmTransaction, gap: int | None) -> tuple[str, ...]:
    tx = reading.transaction
    notes = []
    if verdict == "delegated_queue":
        notes.append("evm_delegated_queue")
    if gap is not None:
        notes.append("evm_gap")
    elif tx.nonce > reading.next_nonce:
        notes.append("evm_behind")
    if judged is not tx:
        notes.append("evm_lowest")
    notes += _short_notes(reading, verdict)
    if gap is None and (judged is not tx or tx.nonce == reading.next_nonce):
        notes += _bid_notes(reading, judged, "lowest" if judged is not tx else "own")
    if delegate_of(reading.code) and verdict != "delegated_queue":
        notes.append("evm_sender_delegated")
    return tuple(notes)


def _short_notes(reading: PendingReading, verdict: str) -> list[str]:
    if reading.balance is None or reading.balance >= _needed(reading):
        return []
    return ["evm_short_balance" if verdict == "short_balance" else "evm_short_for_queue"]


def _bid_notes(reading: PendingReading, judged: EvmTransaction, whose: str) -> list[str]:
    standing = fees.standing(judged, reading.market)
    if standing == "below_base_fee" and judged.kind is FeeKind.LEGACY:
        standing = "price_below_base_fee"
    if standing == "low_fee" and judged.kind is FeeKind.LEGACY:
        standing = "low_price"
    return [f"evm_{standing}" if whose == "own" else f"evm_lowest_{standing}", _LEAST_NOTE[judged.kind]]
