"""EVM networks: from what an adapter read to what it means.

evm_readings   what is read
evm_fees       bids and replacements; evm_calls, evm_reasons, evm_tokens: calldata, refusals, whose token
evm_pending, evm_failed, evm_success, evm_missing, evm_account   one kind of reading each
"""

from __future__ import annotations

from walletdesk.core.chain.evm_account import diagnose_account
from walletdesk.core.chain.evm_failed import diagnose_failed
from walletdesk.core.chain.evm_fees import contents
from walletdesk.core.chain.evm_missing import diagnose_missing
from walletdesk.core.chain.evm_pending import diagnose_pending
from walletdesk.core.chain.evm_readings import (
    AccountReading,
    EvmTransaction,
    MinedReading,
    MissingReading,
    PendingReading,
    Seen,
)
from walletdesk.core.chain.evm_success import diagnose_success
from walletdesk.core.chain.finding import About, Finding
from walletdesk.core.chain.networks import Network

Reading = PendingReading | MinedReading | MissingReading | AccountReading


def diagnose(reading: Reading, network: Network, about: About) -> Finding:
    if isinstance(reading, AccountReading):
        return diagnose_account(reading, network, about)
    if isinstance(reading, MissingReading):
        return diagnose_missing(reading, network)
    if isinstance(reading, PendingReading):
        return _waiting(reading, network)
    if reading.receipt.succeeded:
        return diagnose_success(reading, network, about)
    return diagnose_failed(reading, network)


def remembered(tx: EvmTransaction) -> Seen:
    """What is worth keeping of a waiting transaction, to know its replacement by."""
    return Seen(tx.sender, tx.nonce, contents(tx))


def _waiting(reading: PendingReading, network: Network) -> Finding:
    """A node may still show a transaction whose nonce another one has used."""
    tx = reading.transaction
    if tx.nonce >= reading.next_nonce:
        return diagnose_pending(reading, network)
    occupant = reading.queue.used.get(tx.nonce)
    missing = MissingReading(reading.moment, tx.hash, remembered(tx), reading.next_nonce, occupant)
    return diagnose_missing(missing, network)
