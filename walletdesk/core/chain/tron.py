"""What an adapter reads of TRON: a transaction, an account, and when they were read.

Amounts in sun (1 TRX = 1,000,000 sun) or in a token's smallest units. Addresses in base58check, hashes and data in hex
without 0x. Shapes: the HTTP API of java-tron (tronprotocol.github.io/documentation-en/api/http).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DECIMALS = 6
SUCCESS = "SUCCESS"
OUT_OF_ENERGY, REVERT, OUT_OF_TIME = "OUT_OF_ENERGY", "REVERT", "OUT_OF_TIME"

TRANSFER, ASSET_TRANSFER, TRIGGER = "TransferContract", "TransferAssetContract", "TriggerSmartContract"
PERMISSION_UPDATE = "AccountPermissionUpdateContract"
STAKING = frozenset(
    {
        *("FreezeBalanceContract", "UnfreezeBalanceContract", "FreezeBalanceV2Contract", "UnfreezeBalanceV2Contract"),
        *("WithdrawExpireUnfreezeContract", "CancelAllUnfreezeV2Contract"),
        *("DelegateResourceContract", "UnDelegateResourceContract"),
    }
)


@dataclass(frozen=True)
class Instant:
    """ms: since 1970, as the chain counts. text: "2026-11-22 09:30:15 UTC"."""

    ms: int
    text: str


@dataclass(frozen=True)
class Block:
    number: int
    at: Instant


@dataclass(frozen=True)
class Permission:
    """Who may act for an account: keys whose weights together reach the threshold. keys: weight by address."""

    threshold: int
    keys: Mapping[str, int]

    def foreign(self, *own: str) -> int:
        """How many keys belong to none of these addresses."""
        return sum(key not in own for key in self.keys)

    def suffices(self, key: str) -> bool:
        """Whether this key alone may act."""
        return self.keys.get(key, 0) >= self.threshold


@dataclass(frozen=True)
class Call:
    """The one contract of a transaction: what its sender asked for.

    kind: the name in `ContractType`. recipient: TRX and TRC-10 transfers. contract, data: calls of smart contracts.
    units: sun moved, or TRC-10 units. permission: the owner permission that an update asks for.
    """

    kind: str
    sender: str
    recipient: str = ""
    contract: str = ""
    units: int = 0
    data: str = ""
    permission: Permission | None = None


@dataclass(frozen=True)
class Body:
    """expires: ms; once the chain's time has reached it without the transaction, no block may include it."""

    call: Call
    expires: int
    fee_limit: int = 0


@dataclass(frozen=True)
class Log:
    contract: str
    topics: tuple[str, ...]
    data: str


@dataclass(frozen=True)
class Receipt:
    """result: `contractResult` of Tron.proto; SUCCESS also for transactions that call no contract. output: what the
    contract returned or reverted with. energy: all that was used; of it, energy_staked came from the sender's stake and
    energy_given from the contract's owner; the rest was burnt, for energy_paid sun. bandwidth: what was not burnt."""

    block: Block
    result: str
    fee: int = 0
    energy: int = 0
    energy_paid: int = 0
    energy_staked: int = 0
    energy_given: int = 0
    bandwidth: int = 0
    output: str = ""
    logs: tuple[Log, ...] = ()

    @property
    def succeeded(self) -> bool:
        return self.result == SUCCESS

    @property
    def energy_price(self) -> int:
        """Sun for a unit at that time; 0 where none was burnt."""
        burnt = self.energy - self.energy_staked - self.energy_given
        return self.energy_paid // burnt if burnt > 0 else 0


@dataclass(frozen=True)
class Seen:
    """A transaction as one round of questions shows it. body: None where no node knows it. solidified: whether its
    block can no longer be undone."""

    tx_hash: str
    latest: Block
    read_at: str
    body: Body | None = None
    receipt: Receipt | None = None
    solidified: bool = False


@dataclass(frozen=True)
class Token:
    """symbol: the contract's own word for itself, hostile. decimals: None where it gave none."""

    contract: str
    symbol: str = ""
    decimals: int | None = None


@dataclass(frozen=True)
class Beside:
    """What a second round shows, as of now and not as of the transaction; None where it was not asked or answered.

    solid: the newest block that can no longer be undone. holding, allowance: token units. recipient_kind: wallet,
    contract, or "" for an address without an account.
    """

    solid: Block | None = None
    token: Token | None = None
    recipient_kind: str | None = None
    energy_price: int | None = None
    holding: int | None = None
    allowance: int | None = None
    paused: bool | None = None
    blacklisted: bool | None = None


@dataclass(frozen=True)
class Unstaking:
    """sun that come free at `ready`."""

    units: int
    ready: Instant


@dataclass(frozen=True)
class Account:
    """An address as it is now. activated: whether the chain knows an account there; tokens may lie there without.

    owner: None stands for the permission every account starts with, its own key alone. actives: the other permissions
    under which somebody may send. energy, bandwidth: left now.
    """

    address: str
    activated: bool
    contract: bool = False
    balance: int = 0
    energy: int = 0
    bandwidth: int = 0
    staked: int = 0
    unstaking: tuple[Unstaking, ...] = ()
    owner: Permission | None = None
    actives: tuple[Permission, ...] = ()
    token: Token | None = None
    holding: int | None = None
