"""Readings of EVM networks made by hand; all addresses and hashes are made up."""

from __future__ import annotations

from typing import Any

from walletdesk.core.chain.evm_calls import call_data, topic
from walletdesk.core.chain.evm_readings import (
    EvmLog,
    EvmReceipt,
    EvmTransaction,
    FeeKind,
    Market,
    MinedReading,
    Moment,
    PendingReading,
    Queue,
    Token,
)
from walletdesk.core.chain.networks import Family, Network

GWEI, ETHER = 10**9, 10**18
READ_AT, MINED_AT = "2026-11-22 09:30:15 UTC", "2026-11-22 09:00:00 UTC"
MOMENT = Moment(1_000, READ_AT)
USDT = "0xdac17f958d2ee523a2206206994597c13d831ec7"
OWNER, FRIEND, THIEF, PURSE, OTHER = (f"0x{digit * 40}" for digit in "abcde")
NETWORK = Network("ethereum", Family.EVM, "etherscan.io", "ETH", 1, (), {"USDT": "0x" + USDT[2:].upper()})
MARKET = Market(base_fee=20 * GWEI, usual_tip=2 * GWEI, low_tip=GWEI)
DELEGATION = bytes.fromhex("ef0100" + PURSE[2:])
TRANSFER, TRANSFER_FROM = "transfer(address,uint256)", "transferFrom(address,address,uint256)"
USDT_TOKEN = Token(USDT, "USDT", 6)


def tx_hash(number: int) -> str:
    return f"0x{number:064x}"


def data(signature: str, *values: Any) -> bytes:
    return bytes.fromhex(call_data(signature, *values)[2:])


def transaction(nonce: int = 5, **changed: Any) -> EvmTransaction:
    """A transfer of 1 ETH at 30 gwei with a tip of 1; its hash counts with its nonce."""
    fields: dict[str, Any] = {
        "hash": tx_hash(nonce),
        "sender": OWNER,
        "nonce": nonce,
        "to": FRIEND,
        "value": ETHER,
        "data": b"",
        "gas": 21_000,
        "kind": FeeKind.DYNAMIC,
        "max_fee": 30 * GWEI,
        "tip": GWEI,
    }
    return EvmTransaction(**fields | changed)


def legacy(price: int, **changed: Any) -> EvmTransaction:
    return transaction(kind=FeeKind.LEGACY, max_fee=price, tip=price, **changed)


def token_transfer(recipient: str = FRIEND, units: int = 7_000_000, **changed: Any) -> EvmTransaction:
    fields = {"to": USDT, "value": 0, "gas": 60_000, "data": data(TRANSFER, recipient, units)}
    return transaction(**fields | changed)


def pending(tx: EvmTransaction | None = None, *others: EvmTransaction, **changed: Any) -> PendingReading:
    """Owned: 10 ETH. The queue shows `tx` and the others."""
    tx = tx or transaction()
    queue = Queue({each.nonce: each for each in (tx, *others)}, readable=True, until=2**64)
    fields = {"next_nonce": 5, "pending_nonce": None, "balance": 10 * ETHER, "code": b"", "queue": queue}
    return PendingReading(MOMENT, tx, **{"market": MARKET} | fields | changed)


def word(value: int | str) -> str:
    return f"0x{value:064x}" if isinstance(value, int) else "0x" + value[2:].rjust(64, "0")


def log(contract: str, event: str, *indexed: int | str, holds: bytes = b"") -> EvmLog:
    return EvmLog(contract, (topic(event), *(word(each) for each in indexed)), holds)


def packed(*values: int) -> bytes:
    return b"".join(value.to_bytes(32, "big") for value in values)


def moved(sender: str, recipient: str, units: int, contract: str = USDT) -> EvmLog:
    return log(contract, "Transfer(address,address,uint256)", sender, recipient, holds=packed(units))


def approved(owner: str, spender: str, units: int, contract: str = USDT) -> EvmLog:
    return log(contract, "Approval(address,address,uint256)", owner, spender, holds=packed(units))


def mined(tx: EvmTransaction | None = None, *logs: EvmLog, works: bool = True, **changed: Any) -> MinedReading:
    """In block 990 of 1,000."""
    tx = tx or transaction()
    used = changed.pop("gas_used", 21_000)
    receipt = EvmReceipt(tx.hash, 990, works, used, used * 21 * GWEI, logs)
    fields: dict[str, Any] = {"mined_at": MINED_AT, "tokens": {USDT: USDT_TOKEN}}
    return MinedReading(MOMENT, tx, receipt, **fields | changed)
