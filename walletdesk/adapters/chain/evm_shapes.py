"""The documented JSON of Ethereum nodes, checked, and made into readings.

Shapes: the execution API of Ethereum (eth_getTransactionByHash, eth_getTransactionReceipt, eth_getBlockByNumber,
eth_feeHistory) and the error forms of eth_call in widespread nodes. What does not fit raises `Unavailable` without
quoting anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import ClassVar, TypeVar

from pydantic import BaseModel, Field, ValidationError

from walletdesk.core.chain.evm_readings import (
    EvmBlock,
    EvmLog,
    EvmReceipt,
    EvmTransaction,
    FeeHistory,
    FeeKind,
)
from walletdesk.core.errors import Unavailable

_BLOB, _LEGACY = 3, (0, 1)
_HEX_NUMBER = re.compile(r"0x[0-9a-fA-F]{1,64}")
_HEX_BYTES = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
_T = TypeVar("_T", bound=BaseModel)


class Quantity(int):
    """A number as nodes write it: "0x1f"."""

    MOST: ClassVar[int] = 2**256 - 1

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[object], Quantity]]:
        yield cls.read

    @classmethod
    def read(cls, value: object) -> Quantity:
        number = cls.parse(value)
        if number is None or number > cls.MOST:
            raise ValueError("no such number")
        return cls(number)

    @staticmethod
    def parse(value: object) -> int | None:
        return int(value, 16) if isinstance(value, str) and _HEX_NUMBER.fullmatch(value) else None


class Count(Quantity):
    """Nonces, gas, heights, times: at most 63 bits."""

    MOST = 2**63 - 1


class Price(Quantity):
    """Fees per gas: at most 96 bits, a billion times the dearest ever paid."""

    MOST = 2**96 - 1


class Data(bytes):
    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[object], bytes]]:
        yield cls.read

    @classmethod
    def read(cls, value: object) -> bytes:
        found = cls.parse(value)
        if found is None:
            raise ValueError("no hex data")
        return found

    @staticmethod
    def parse(value: object) -> bytes | None:
        return bytes.fromhex(value[2:]) if isinstance(value, str) and _HEX_BYTES.fullmatch(value) else None


class Word(str):
    """A hash, in lower case."""

    SIZE: ClassVar[int] = 32

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[object], str]]:
        yield cls.read

    @classmethod
    def read(cls, value: object) -> str:
        if len(Data.read(value)) != cls.SIZE:
            raise ValueError("wrong length")
        return str(value).lower()


class Account(Word):
    """An address, in lower case."""

    SIZE = 20


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class _Shape(BaseModel):
    class Config:
        alias_generator = _camel


class _Authorization(_Shape):
    address: Account


class _Transaction(_Shape):
    hash: Word
    sender: Account = Field(alias="from")
    to: Account | None = None
    nonce: Count
    value: Quantity
    input: Data
    gas: Count
    type: Count | None = None
    gas_price: Price | None = None
    max_fee_per_gas: Price | None = None
    max_priority_fee_per_gas: Price | None = None
    max_fee_per_blob_gas: Price | None = None
    blob_versioned_hashes: list[Word] | None = None
    authorization_list: list[_Authorization] | None = None
    block_number: Count | None = None
    chain_id: Count | None = None


class _Log(_Shape):
    address: Account
    topics: list[Word] = Field(max_items=4)
    data: Data
    transaction_hash: Word
    removed: bool = False


class _Receipt(_Shape):
    transaction_hash: Word
    sender: Account = Field(alias="from")
    block_number: Count
    status: Count
    gas_used: Count
    effective_gas_price: Price | None = None
    contract_address: Account | None = None
    logs: list[_Log]
    blob_gas_used: Count | None = None
    blob_gas_price: Price | None = None
    l1_fee: Quantity | None = Field(None, alias="l1Fee")


class _Block(_Shape):
    number: Count
    timestamp: Count
    base_fee_per_gas: Price | None = None


class _FeeHistory(_Shape):
    base_fee_per_gas: list[Price] = Field(min_items=1, max_items=64)
    reward: list[list[Price]] | None = None
    gas_used_ratio: list[float | None] | None = None


def fitted(shape: type[_T], raw: object) -> _T:
    """Raises `Unavailable`, to which nothing of the answer hangs on."""
    found: _T | None = None
    if isinstance(raw, dict):  # pydantic would take a list of pairs for one
        with suppress(ValidationError):
            found = shape.parse_obj(raw)
    if found is None:
        raise Unavailable(f"an answer of another shape than {shape.__name__.strip('_')}")
    return found


def transaction(raw: object, chain_id: int) -> EvmTransaction:
    shape = fitted(_Transaction, raw)
    if shape.chain_id not in (None, chain_id):
        raise Unavailable("a transaction of another chain")
    kind = _kind(shape)
    max_fee = shape.gas_price if kind is FeeKind.LEGACY else shape.max_fee_per_gas
    tip = max_fee if kind is FeeKind.LEGACY else shape.max_priority_fee_per_gas
    if max_fee is None or tip is None or tip > max_fee:
        raise Unavailable("a transaction whose fees cannot be")
    return EvmTransaction(
        hash=shape.hash,
        sender=shape.sender,
        nonce=shape.nonce,
        to=shape.to,
        value=shape.value,
        data=bytes(shape.input),
        gas=shape.gas,
        kind=kind,
        max_fee=max_fee,
        tip=tip,
        blob_fee=shape.max_fee_per_blob_gas or 0,
        blobs=len(shape.blob_versioned_hashes or ()),
        block=shape.block_number,
        lends=tuple(each.address for each in shape.authorization_list or ()),
    )


def _kind(shape: _Transaction) -> FeeKind:
    if shape.type == _BLOB:
        return FeeKind.BLOB
    return FeeKind.LEGACY if shape.type in _LEGACY or shape.max_fee_per_gas is None else FeeKind.DYNAMIC


def receipt(raw: object, tx: EvmTransaction) -> EvmReceipt:
    """Raises `Unavailable` where it belongs to another transaction than `tx`."""
    shape = fitted(_Receipt, raw)
    if (shape.transaction_hash, shape.sender) != (tx.hash, tx.sender) or tx.block not in (None, shape.block_number):
        raise Unavailable("a receipt of another transaction")
    if shape.status > 1 or shape.gas_used > tx.gas:
        raise Unavailable("a receipt that cannot be")
    if any(log.removed or log.transaction_hash != tx.hash for log in shape.logs):
        raise Unavailable("logs of another transaction")
    price = tx.max_fee if shape.effective_gas_price is None else shape.effective_gas_price
    blobs = (shape.blob_gas_used or 0) * (shape.blob_gas_price or 0)
    return EvmReceipt(
        tx_hash=shape.transaction_hash,
        block=shape.block_number,
        succeeded=shape.status == 1,
        gas_used=shape.gas_used,
        fee=shape.gas_used * price + blobs + (shape.l1_fee or 0),
        logs=tuple(EvmLog(log.address, tuple(log.topics), bytes(log.data)) for log in shape.logs),
        created=shape.contract_address,
    )


def block(raw: object) -> EvmBlock:
    shape = fitted(_Block, raw)
    return EvmBlock(shape.number, shape.timestamp, shape.base_fee_per_gas)


def fee_history(raw: object) -> FeeHistory:
    shape = fitted(_FeeHistory, raw)
    rewards = tuple(tuple(int(tip) for tip in tips) for tips in shape.reward or ())
    used = tuple(share or 0.0 for share in shape.gas_used_ratio or ())
    if used and (len(used) < len(rewards) or min(used) < 0):
        raise Unavailable("a fee history that cannot be")
    return FeeHistory(tuple(int(fee) for fee in shape.base_fee_per_gas), rewards, used)
