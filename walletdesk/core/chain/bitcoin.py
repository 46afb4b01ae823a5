"""What an adapter reads of Bitcoin: a transaction and its relatives, or an address. Amounts in sat."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from walletdesk.core.chain.bitcoin_fees import Rates, rate, virtual_size

_FINAL_BUT_ONE = 0xFFFFFFFE  # BIP-125: a lower sequence on any input says "replaceable"
_TRUC = 3  # BIP-431: transactions of this version are always replaceable


@dataclass(frozen=True)
class Output:
    """script: hex, tells outputs apart where there is no address."""

    script: str
    value: int
    address: str = ""


@dataclass(frozen=True)
class Input:
    """txid, index: the output that is spent; `spent` is that output, None for newly mined coins."""

    txid: str
    index: int
    sequence: int
    spent: Output | None


@dataclass(frozen=True)
class BitcoinTransaction:
    """height, mined_at: of its block ("2026-11-22 09:30:15 UTC"); None and "" while it waits."""

    txid: str
    version: int
    weight: int
    fee: int
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    height: int | None = None
    mined_at: str = ""

    @property
    def size(self) -> int:
        return virtual_size(self.weight)

    @property
    def rate(self) -> Decimal:
        return rate(self.fee, self.size)

    @property
    def signals_replacement(self) -> bool:
        return self.version == _TRUC or any(each.sequence < _FINAL_BUT_ONE for each in self.inputs)

    @property
    def senders(self) -> frozenset[str]:
        return frozenset(each.spent.address for each in self.inputs if each.spent and each.spent.address)


@dataclass(frozen=True)
class Relatives:
    """The unconfirmed transactions it spends from, and those that spend from it, as far as they could be read.

    more_parents, more_children: there are others, or there may be, whose fees are not known.
    """

    parents: tuple[BitcoinTransaction, ...] = ()
    children: tuple[BitcoinTransaction, ...] = ()
    more_parents: bool = False
    more_children: bool = False


@dataclass(frozen=True)
class BitcoinReading:
    """transaction: None where the node does not have it; only then the rest below `relatives` is filled.

    seen: the transaction as it once waited. taken_by: what spends one of its inputs instead, `replacement` in full.
    inputs_free: all its inputs were looked at, and nothing spends them.
    """

    txid: str
    tip: int
    read_at: str
    transaction: BitcoinTransaction | None
    rates: Rates | None = None
    relatives: Relatives = field(default_factory=Relatives)
    seen: BitcoinTransaction | None = None
    taken_by: str = ""
    replacement: BitcoinTransaction | None = None
    inputs_free: bool = False


@dataclass(frozen=True)
class BitcoinAccount:
    """confirmed: the balance in blocks. incoming, outgoing: sums of the `waiting` unconfirmed transactions.

    spending: those of them that spend from the address, as far as they are known.
    """

    address: str
    tip: int
    read_at: str
    confirmed: int
    incoming: int = 0
    outgoing: int = 0
    waiting: int = 0
    spending: tuple[str, ...] = ()
