"""What an adapter reads from an EVM chain: amounts in wei or smallest units, addresses and hashes in lower case.

`None` means that the node could not or would not tell. Moments of time are already written out, because the core knows
no calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

BLOB_GAS = 131_072  # gas of one blob, EIP-4844
_DELEGATION = bytes.fromhex("ef0100")  # EIP-7702


class FeeKind(str, Enum):
    """How a transaction bids. Legacy and access-list ones name one gas price: here both their max fee and their tip."""

    DYNAMIC = "dynamic"
    LEGACY = "legacy"
    BLOB = "blob"


@dataclass(frozen=True)
class EvmTransaction:
    """to: None creates a contract. block: None while it waits. lends: the contracts that accounts lend themselves to by
    it (EIP-7702); the zero address ends that."""

    hash: str
    sender: str
    nonce: int
    to: str | None
    value: int
    data: bytes
    gas: int
    kind: FeeKind
    max_fee: int
    tip: int
    blob_fee: int = 0
    blobs: int = 0
    block: int | None = None
    lends: tuple[str, ...] = ()

    @property
    def most_cost(self) -> int:
        """What the sender must own for it to be accepted."""
        return self.value + self.gas * self.max_fee + self.blobs * BLOB_GAS * self.blob_fee


@dataclass(frozen=True)
class EvmLog:
    contract: str
    topics: tuple[str, ...]
    data: bytes


@dataclass(frozen=True)
class EvmReceipt:
    """fee: all that was paid, with blobs and the L1 part of a rollup."""

    tx_hash: str
    block: int
    succeeded: bool
    gas_used: int
    fee: int
    logs: tuple[EvmLog, ...] = ()
    created: str | None = None


@dataclass(frozen=True)
class EvmBlock:
    """timestamp: seconds since 1970. base_fee: None before EIP-1559."""

    number: int
    timestamp: int
    base_fee: int | None


@dataclass(frozen=True)
class FeeHistory:
    """base_fees: one for each block, oldest first, and one for the block to come. rewards: the tips at the 10th, 50th
    and 90th percentile of each block; used: its share of the gas limit."""

    base_fees: tuple[int, ...]
    rewards: tuple[tuple[int, ...], ...] = ()
    used: tuple[float, ...] = ()


@dataclass(frozen=True)
class Market:
    """base_fee: of the next block. usual_tip, low_tip: median over recent blocks of the median and of the 10th
    percentile; None where the blocks were empty."""

    base_fee: int | None = None
    usual_tip: int | None = None
    low_tip: int | None = None


@dataclass(frozen=True)
class Moment:
    """height: the newest block when it was read. read_at: as people read it, in UTC."""

    height: int
    read_at: str


@dataclass(frozen=True)
class Queue:
    """The sender's waiting transactions by nonce, as far as the node shows them. readable: it shows them at all, so
    that a nonce from `since` to `until` that is missing here is really free. used: mined ones, where the node told."""

    waiting: Mapping[int, EvmTransaction] = field(default_factory=dict)
    used: Mapping[int, EvmTransaction] = field(default_factory=dict)
    readable: bool = False
    since: int = 0
    until: int = 0

    def is_free(self, nonce: int) -> bool | None:
        """None: cannot be told."""
        if nonce in self.waiting:
            return False
        return True if self.readable and self.since <= nonce <= self.until else None


@dataclass(frozen=True)
class Token:
    """As the contract calls itself; hostile until it went through `plain`."""

    contract: str
    symbol: str = ""
    decimals: int | None = None


class Replayed(str, Enum):
    """How a failed call ended when it was run again on the block before its own."""

    SUCCEEDED = "succeeded"
    REVERTED = "reverted"
    OUT_OF_GAS = "out_of_gas"
    INVALID = "invalid"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Replay:
    """data: what the contract returned with its refusal. text: a reason, where the node tells it in words only."""

    ended: Replayed = Replayed.UNKNOWN
    data: bytes = b""
    text: str = ""


@dataclass(frozen=True)
class TokenState:
    """What a failed token transfer met. balance, allowance: on the block before. paused, blacklisted: now; the latter
    is the first of sender, holder and recipient found on the list."""

    balance: int | None = None
    allowance: int | None = None
    paused: bool | None = None
    blacklisted: str | None = None


@dataclass(frozen=True)
class PendingReading:
    moment: Moment
    transaction: EvmTransaction
    market: Market
    next_nonce: int
    pending_nonce: int | None = None
    balance: int | None = None
    code: bytes | None = None
    queue: Queue = field(default_factory=Queue)


@dataclass(frozen=True)
class MinedReading:
    """codes: by address. tokens: by contract. allowances: what is left now, by (contract, owner, spender). replay: as
    it was sent; roomy: without its gas limit."""

    moment: Moment
    transaction: EvmTransaction
    receipt: EvmReceipt
    mined_at: str = ""
    codes: Mapping[str, bytes] = field(default_factory=dict)
    tokens: Mapping[str, Token] = field(default_factory=dict)
    allowances: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    token_state: TokenState = field(default_factory=TokenState)
    replay: Replay = field(default_factory=Replay)
    roomy: Replay = field(default_factory=Replay)


@dataclass(frozen=True)
class Seen:
    """A transaction that was seen waiting before, or is known by its owner and nonce only: then `to` and the rest are
    unknown and `contents` is empty. contents: digest of recipient, value and data."""

    sender: str
    nonce: int
    contents: bytes = b""


@dataclass(frozen=True)
class MissingReading:
    """No node knows the hash. occupant: what holds its nonce instead, mined or waiting."""

    moment: Moment
    tx_hash: str
    seen: Seen | None = None
    next_nonce: int | None = None
    occupant: EvmTransaction | None = None


@dataclass(frozen=True)
class AccountReading:
    """token: the one asked about, with its balance."""

    moment: Moment
    address: str
    balance: int
    next_nonce: int
    pending_nonce: int | None = None
    code: bytes | None = None
    token: Token | None = None
    token_balance: int | None = None


def delegate_of(code: bytes | None) -> str | None:
    """The contract that an account has lent itself to (EIP-7702), or None."""
    if code is not None and len(code) == 23 and code.startswith(_DELEGATION):
        return "0x" + code[3:].hex()
    return None
