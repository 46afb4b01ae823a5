"""Networks as the doctor knows them; `data/networks.yml` lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Family(str, Enum):
    """How a network is read. Solana's codes are recognised, but nothing is looked up there."""

    EVM = "evm"
    BITCOIN = "bitcoin"
    TRON = "tron"
    SOLANA = "solana"


_DECIMALS = {Family.EVM: 18, Family.BITCOIN: 8, Family.TRON: 6, Family.SOLANA: 9}
_TRANSACTION = {Family.TRON: "#/transaction/"}
_ADDRESS = {Family.TRON: "#/address/", Family.SOLANA: "account/"}


@dataclass(frozen=True)
class Network:
    """explorer: host of the block explorer. coin: what pays the fees. endpoints: base URLs, tried in this order.

    tokens: contract by symbol of the tokens whose genuine contract we know. chain_id: EVM only.
    """

    id: str
    family: Family
    explorer: str
    coin: str
    chain_id: int | None = None
    endpoints: tuple[str, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)

    @property
    def decimals(self) -> int:
        return _DECIMALS[self.family]

    def is_coin(self, token: str) -> bool:
        """Whether it is the network's own coin, which every account has anyway, and no contract."""
        return token.strip().upper() == self.coin

    def transaction_link(self, tx_hash: str) -> str:
        return f"https://{self.explorer}/{_TRANSACTION.get(self.family, 'tx/')}{tx_hash}"

    def address_link(self, address: str) -> str:
        return f"https://{self.explorer}/{_ADDRESS.get(self.family, 'address/')}{address}"
