"""The documented JSON of Esplora, and of mempool.space where it has more, checked and made into readings.

Documents: github.com/Blockstream/esplora API.md; mempool.space/docs/api/rest. Every function takes an answer as `Web`
gives it and raises `Unavailable` for one that is not worth believing; none quotes the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from pydantic import BaseModel, ConstrainedInt, ConstrainedStr, Extra, StrictBool, ValidationError, parse_obj_as

from walletdesk.core.chain.bitcoin import BitcoinAccount, BitcoinTransaction, Input, Output
from walletdesk.core.errors import Unavailable

_MOST_REPLACEMENTS = 100
_MOST_SATS = 2_100_000_000_000_000  # 21 million coins


class _Txid(ConstrainedStr):
    strict = True
    regex = re.compile(r"[0-9a-f]{64}\Z")


class _Script(ConstrainedStr):
    strict = True
    regex = re.compile(r"(?:[0-9a-f]{2})*\Z")


class _Address(ConstrainedStr):
    strict = True
    regex = re.compile(r"[0-9A-Za-z]{14,90}\Z")


class _Sats(ConstrainedInt):
    strict = True
    ge = 0
    le = _MOST_SATS


class _Weight(ConstrainedInt):
    """At least an input and an output without any script, at most a block."""

    strict = True
    ge = 240
    le = 4_000_000


class Count(ConstrainedInt):
    strict = True
    ge = 0
    le = 4_294_967_295


class _Version(ConstrainedInt):
    """Signed or unsigned: nodes differ."""

    strict = True
    ge = -2_147_483_648
    le = 4_294_967_295


class Model(BaseModel):
    class Config:
        extra = Extra.ignore


class _Output(Model):
    scriptpubkey: _Script
    scriptpubkey_address: _Address | None = None
    value: _Sats


class _Input(Model):
    txid: _Txid
    vout: Count
    is_coinbase: StrictBool
    sequence: Count
    prevout: _Output | None = None


class _Status(Model):
    confirmed: StrictBool
    block_height: Count | None = None
    block_time: Count | None = None


class _Transaction(Model):
    txid: _Txid
    version: _Version
    size: Count
    weight: _Weight
    fee: _Sats
    vin: list[_Input]
    vout: list[_Output]
    status: _Status


class _Outspend(Model):
    spent: StrictBool
    txid: _Txid | None = None
    status: _Status | None = None


class _Turnover(ConstrainedInt):
    """Over the years an address may take in more than there are coins."""

    strict = True
    ge = 0
    le = 2**63 - 1


class _Sums(Model):
    tx_count: Count
    funded_txo_sum: _Turnover
    spent_txo_sum: _Turnover


class _AddressStats(Model):
    address: _Address
    chain_stats: _Sums
    mempool_stats: _Sums


class _Replacement(Model):
    txid: _Txid


class _Replaced(Model):
    """A tree: `tx` took the place of those in `replaces`, which may have taken the place of others."""

    tx: _Replacement
    replaces: list[_Replaced]


class _History(Model):
    replacements: _Replaced | None = None


_Replaced.update_forward_refs()


def shaped(kind: Any, answer: Any) -> Any:
    """Raised outside the `except`: the validation error quotes the answer."""
    try:
        return parse_obj_as(kind, answer)
    except ValidationError:
        pass
    raise Unavailable("an answer of another shape than documented")


def _must(holds: bool, lie: str) -> None:
    if not holds:
        raise Unavailable(f"an answer that cannot be true: {lie}")


def height(answer: Any) -> int:
    """GET /blocks/tip/height."""
    return int(shaped(Count, answer))


def transaction(txid: str) -> Callable[[Any], BitcoinTransaction]:
    """GET /tx/:txid."""

    def read(answer: Any) -> BitcoinTransaction:
        found: _Transaction = shaped(_Transaction, answer)
        _must(found.txid == txid, "another transaction")
        return _transaction(found)

    return read


def transactions(answer: Any) -> tuple[BitcoinTransaction, ...]:
    """GET /address/:address/txs/mempool."""
    return tuple(_transaction(each) for each in shaped(list[_Transaction], answer))


def _transaction(found: _Transaction) -> BitcoinTransaction:
    inputs = tuple(_input(each) for each in found.vin)
    outputs = tuple(_output(each) for each in found.vout)
    _must(bool(inputs and outputs), "no inputs or outputs")
    _must(len({(each.txid, each.index) for each in inputs}) == len(inputs), "an output spent twice")
    _must(found.size <= found.weight <= 4 * found.size, "size and weight")
    _check_sums(found, inputs, outputs)
    at = _block(found.status)
    return BitcoinTransaction(found.txid, found.version, found.weight, found.fee, inputs, outputs, *at)


def _check_sums(found: _Transaction, inputs: tuple[Input, ...], outputs: tuple[Output, ...]) -> None:
    if any(each.is_coinbase for each in found.vin):
        _must(len(inputs) == 1 and found.fee == 0 and found.status.confirmed, "newly mined coins")
        return
    _must(all(each.spent for each in inputs), "an input that spends nothing")
    spent = sum(each.spent.value for each in inputs if each.spent)
    _must(spent - sum(each.value for each in outputs) == found.fee, "inputs, outputs and fee")


def _block(status: _Status) -> tuple[int | None, str]:
    if not status.confirmed:
        return None, ""
    _must(status.block_height is not None and bool(status.block_time), "confirmed in no block")
    return status.block_height, moment(datetime.fromtimestamp(status.block_time or 0, timezone.utc))


def moment(at: datetime) -> str:
    """As findings show it; `at` is aware."""
    return f"{at.astimezone(timezone.utc):%Y-%m-%d %H:%M:%S} UTC"


def _input(found: _Input) -> Input:
    spent = _output(found.prevout) if found.prevout and not found.is_coinbase else None
    return Input(found.txid, found.vout, found.sequence, spent)


def _output(found: _Output) -> Output:
    return Output(found.scriptpubkey, found.value, found.scriptpubkey_address or "")


def spender(answer: Any) -> tuple[str, bool]:
    """GET /tx/:txid/outspend/:vout as who spends it, "" if nobody does, and whether that one is confirmed."""
    return _spender(shaped(_Outspend, answer))


def spenders(answer: Any) -> tuple[tuple[str, bool], ...]:
    """GET /tx/:txid/outspends: `spender` of each output."""
    return tuple(_spender(each) for each in shaped(list[_Outspend], answer))


def _spender(found: _Outspend) -> tuple[str, bool]:
    _must(found.spent == bool(found.txid), "spent by nothing")
    return found.txid or "", bool(found.status and found.status.confirmed)


def account(address: str) -> Callable[[Any], BitcoinAccount]:
    """GET /address/:address; tip, moment and spending transactions are not in it and stay empty."""

    def read(answer: Any) -> BitcoinAccount:
        found: _AddressStats = shaped(_AddressStats, answer)
        _must(found.address == address, "another address")
        chain, waiting = found.chain_stats, found.mempool_stats
        balance = chain.funded_txo_sum - chain.spent_txo_sum
        incoming, outgoing = waiting.funded_txo_sum, waiting.spent_txo_sum
        _must(0 <= balance <= _MOST_SATS, "more spent than received")
        _must(outgoing <= balance + incoming, "more on its way out than there is")
        return BitcoinAccount(address, 0, "", balance, incoming, outgoing, waiting.tx_count)

    return read


def successor(txid: str) -> Callable[[Any], str]:
    """GET /v1/tx/:txid/rbf (mempool.space): the newest transaction that took the place of `txid`, "" where none did."""

    def read(answer: Any) -> str:
        history: _History = shaped(_History, answer)
        newest = history.replacements
        return newest.tx.txid if newest and newest.tx.txid != txid and txid in _older(newest) else ""

    return read


def _older(newest: _Replaced) -> frozenset[str]:
    found, level = set[str](), newest.replaces
    while level and len(found) <= _MOST_REPLACEMENTS:
        found.update(each.tx.txid for each in level)
        level = [older for each in level for older in each.replaces]
    return frozenset(found)
