"""A hash that no node knows: replaced, dropped, or never heard of."""

from __future__ import annotations

from walletdesk.core.chain import evm_fees as fees
from walletdesk.core.chain.evm_calls import checksummed
from walletdesk.core.chain.evm_facts import SETTLED_AFTER, found, shared
from walletdesk.core.chain.evm_readings import EvmTransaction, MissingReading, Seen
from walletdesk.core.chain.finding import Finding, Status
from walletdesk.core.chain.networks import Network


def diagnose_missing(reading: MissingReading, network: Network) -> Finding:
    status, verdict = _said(reading)
    facts = shared(network, reading.moment, network.transaction_link(reading.tx_hash)) | {"tx_hash": reading.tx_hash}
    if reading.seen:
        facts |= {"sender": checksummed(reading.seen.sender), "nonce": str(reading.seen.nonce)}
    if reading.next_nonce is not None:
        facts["next_nonce"] = str(reading.next_nonce)
    if reading.occupant and status == Status.REPLACED.value:
        facts["replaced_by"] = reading.occupant.hash
        facts |= {"confirmations": "0"} if reading.occupant.block is None else {}
    notes = _notes(reading, status, verdict)
    return found(network, reading.tx_hash, (status, verdict), facts, notes, _is_settled(reading))


def _said(reading: MissingReading) -> tuple[str, str]:
    if reading.seen is None or (reading.next_nonce is None and reading.occupant is None):
        return Status.NOT_FOUND.value, "not_found"
    if reading.occupant:
        return Status.REPLACED.value, _replacement(reading.seen, reading.occupant)
    if not _nonce_used(reading):
        return Status.DROPPED.value, "dropped"
    # One that was not seen waiting may be so old that it used the nonce itself, and the node forgot its hash.
    return (
        (Status.REPLACED.value, "replaced_by_other") if reading.seen.contents else (Status.NOT_FOUND.value, "not_found")
    )


def _nonce_used(reading: MissingReading) -> bool:
    return reading.seen is not None and reading.next_nonce is not None and reading.next_nonce > reading.seen.nonce


def _replacement(seen: Seen, occupant: EvmTransaction) -> str:
    """Only a transaction that was seen before can be known to be the same."""
    if seen.contents == fees.contents(occupant):
        return "sped_up"
    return "cancelled" if fees.is_cancel(occupant) else "replaced_by_other"


def _notes(reading: MissingReading, status: str, verdict: str) -> tuple[str, ...]:
    if status == Status.NOT_FOUND.value and _nonce_used(reading):
        return "evm_not_found", "evm_nonce_taken"
    if status != Status.REPLACED.value:
        return (f"evm_{verdict}",)
    if reading.occupant is None:
        return ("evm_nonce_used",)
    return (f"evm_{verdict}", "evm_replacement_waits") if reading.occupant.block is None else (f"evm_{verdict}",)


def _is_settled(reading: MissingReading) -> bool:
    block = reading.occupant.block if reading.occupant else None
    return block is not None and reading.moment.height - block + 1 >= SETTLED_AFTER
