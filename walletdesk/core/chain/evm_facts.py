"""Facts that several EVM verdicts share, in the words of `Finding.facts`."""

from __future__ import annotations

from collections.abc import Mapping

from walletdesk.core.chain.evm_calls import checksummed
from walletdesk.core.chain.evm_readings import EvmTransaction, Moment, delegate_of
from walletdesk.core.chain.finding import About, Finding, amount
from walletdesk.core.chain.networks import Network

SETTLED_AFTER = 64  # blocks; two epochs on Ethereum, after which a block is final in normal times


def gwei(wei: int, places: int = 9) -> str:
    """Exact by default: a gwei has nine decimals."""
    return amount(wei, 9, places)


def coins(wei: int, up: bool = False) -> str:
    return amount(wei, 18, up=up)


def shared(network: Network, moment: Moment, link: str) -> dict[str, str]:
    return {
        "network": network.id,
        "chain": network.family.value,
        "coin": network.coin,
        "block": f"{moment.height:,}",
        "read_at": moment.read_at,
        "explorer_link": link,
    }


def of_transaction(tx: EvmTransaction, network: Network, moment: Moment) -> dict[str, str]:
    facts = shared(network, moment, network.transaction_link(tx.hash))
    facts |= {"tx_hash": tx.hash, "sender": checksummed(tx.sender), "nonce": str(tx.nonce)}
    if tx.to:
        facts["recipient"] = checksummed(tx.to)
    return facts


def kind_of(code: bytes | None) -> str:
    """wallet, contract or delegated; empty where the code could not be read."""
    if code is None:
        return ""
    if delegate_of(code):
        return "delegated"
    return "contract" if code else "wallet"


def delegate_fact(code: bytes | None) -> dict[str, str]:
    delegate = delegate_of(code)
    return {"delegate": checksummed(delegate)} if delegate else {}


def same(one: str, other: str) -> bool:
    """Addresses, in any case."""
    return bool(one) and one.lower() == other.lower()


def found(
    network: Network,
    subject: str,
    said: tuple[str, str],
    facts: Mapping[str, str],
    notes: tuple[str, ...],
    settled: bool,
) -> Finding:
    """said: status and verdict. Empty facts are left out."""
    status, verdict = said
    kept = {name: value for name, value in facts.items() if value}
    return Finding(network.id, subject, status, verdict, kept, notes, settled)


def owner_of(about: About, fallback: str) -> str:
    return about.owner.lower() or fallback
