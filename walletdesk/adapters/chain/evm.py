"""Reads one EVM network, in at most two round trips one after the other: first what is known of the hash, then all
that depends on it at once. (A transaction that is mined between the two is read once more.)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from cachetools import TTLCache
from eth_utils.address import is_hex_address

from walletdesk.adapters.chain import evm_mined as mined
from walletdesk.adapters.chain import evm_shapes as shapes
from walletdesk.adapters.chain.evm_pool import queue_calls, queue_of, slot, slot_of
from walletdesk.adapters.chain.rpc import Call, Posting, Reply, Rpc
from walletdesk.core.chain.evm import diagnose, remembered
from walletdesk.core.chain.evm_calls import NOBODY, number
from walletdesk.core.chain.evm_fees import market
from walletdesk.core.chain.evm_readings import (
    AccountReading,
    EvmBlock,
    EvmReceipt,
    EvmTransaction,
    Market,
    MinedReading,
    MissingReading,
    Moment,
    PendingReading,
    Seen,
    Token,
)
from walletdesk.core.chain.evm_success import main_approval
from walletdesk.core.chain.evm_tokens import genuine_contract
from walletdesk.core.chain.finding import About, Finding
from walletdesk.core.chain.networks import Network
from walletdesk.core.errors import Unavailable

_MOST_SEEN, _SEEN_FOR = 4096, 24 * 3600  # transactions, seconds
_LOOKS = 2
_BLOCKS, _PERCENTILES = 10, (10, 50, 90)


class EvmReader:
    """now: with a time zone. Remembers transactions seen waiting for a day, to know their replacements by."""

    def __init__(self, web: Posting, network: Network, now: Callable[[], datetime]) -> None:
        if network.chain_id is None:
            raise ValueError(f"{network.id} has no chain id")
        self._network = network
        self._chain_id = network.chain_id
        self._now = now
        self._rpc = Rpc(web, network.endpoints, network.chain_id, self._seconds)
        self._seen: TTLCache[str, Seen] = TTLCache(_MOST_SEEN, _SEEN_FOR, self._seconds)

    async def transaction(self, tx_hash: str, about: About) -> Finding:
        """Unknown hashes are a finding, too. Raises `Unavailable` where no node answers believably."""
        about = _usable(about)
        for last in (False, True):
            finding = await self._look(tx_hash.lower(), about, last)
            if finding is not None:
                return finding
        raise Unavailable("it was mined while it was read")

    async def account(self, address: str, about: About) -> Finding:
        """Raises `Unavailable` where no node answers believably."""
        address, about = address.lower(), _usable(about)
        about = replace(about, token="") if self._network.is_coin(about.token) else about
        token = genuine_contract(about.token, self._network) or about.token.lower()
        token = token if is_hex_address(token) else ""
        replies = await self._rpc.ask(_account_calls(address, token))
        tokens = mined.tokens_of(replies)
        reading = AccountReading(
            moment=self._moment(_head(replies)),
            address=address,
            balance=_number(replies["balance"]),
            next_nonce=_number(replies["next"]),
            pending_nonce=_number_or_none(replies["pending"]),
            code=shapes.Data.parse(replies["code"].result),
            token=tokens.get(token, Token(token)) if token else None,
            token_balance=number(mined.answer(replies, "token")) if token else None,
        )
        return diagnose(reading, self._network, about)

    async def _look(self, tx_hash: str, about: About, last: bool) -> Finding | None:
        """None: it has moved on in between."""
        seen = self._seen.get(tx_hash) or _told(about)
        first = await self._rpc.ask(_first_calls(tx_hash, seen))
        head = _head(first)
        raw_tx, raw_receipt = _result(first["transaction"]), _result(first["receipt"])
        if raw_tx is None:
            if raw_receipt is not None:
                raise Unavailable("a receipt without its transaction")
            return diagnose(self._missing(tx_hash, seen, first, head), self._network, about)
        tx = shapes.transaction(raw_tx, self._chain_id)
        if tx.hash != tx_hash:
            raise Unavailable("another transaction than was asked for")
        if raw_receipt is not None:
            receipt = shapes.receipt(raw_receipt, tx)
            return diagnose(await self._mined(tx, receipt, head, about), self._network, about)
        if tx.block is not None:
            raise Unavailable("a mined transaction without its receipt")
        reading = await self._pending(tx, first, head)
        return None if _moved(reading, last) else diagnose(reading, self._network, about)

    async def _pending(self, tx: EvmTransaction, first: Mapping[str, Reply], head: EvmBlock) -> PendingReading:
        replies = await self._rpc.ask(_pending_calls(tx, first))
        queue = queue_of(replies, tx, self._chain_id)
        for each in (tx, *queue.waiting.values()):
            self._seen[each.hash] = remembered(each)
        return PendingReading(
            moment=self._moment(head),
            transaction=tx,
            market=_market(first, head),
            next_nonce=_number(replies["next"]),
            pending_nonce=_number_or_none(replies["pending"]),
            balance=_number_or_none(replies["balance"]),
            code=shapes.Data.parse(replies["code"].result),
            queue=queue,
        )

    async def _mined(self, tx: EvmTransaction, receipt: EvmReceipt, head: EvmBlock, about: About) -> MinedReading:
        if head.number < receipt.block:
            raise Unavailable("a chain shorter than the block of its transaction")
        given = main_approval(tx, receipt, about) if receipt.succeeded else None
        if receipt.succeeded:
            calls = mined.success_calls(tx, receipt, self._network, about)
        else:
            calls = mined.failed_calls(tx, receipt)
        replies = await self._rpc.ask(mined.block_calls(receipt) | calls)
        reading = MinedReading(
            moment=self._moment(head),
            transaction=replace(tx, block=receipt.block),
            receipt=receipt,
            mined_at=_mined_at(replies["block"], receipt),
            codes=mined.codes_of(replies),
            tokens=mined.tokens_of(replies),
            allowances=mined.allowance_of(replies, given, head),
        )
        if receipt.succeeded:
            return reading
        return replace(
            reading,
            replay=mined.replay_of(replies["replay"]),
            roomy=mined.replay_of(replies["roomy"]),
            token_state=mined.token_state_of(replies),
        )

    def _missing(self, tx_hash: str, seen: Seen | None, first: Mapping[str, Reply], head: EvmBlock) -> MissingReading:
        moment = self._moment(head)
        if seen is None:
            return MissingReading(moment, tx_hash)
        occupant = slot_of(first["slot"], seen.sender, seen.nonce, self._chain_id)
        if occupant and occupant.hash == tx_hash:
            raise Unavailable("a transaction that is there and is not")
        return MissingReading(moment, tx_hash, seen, _number_or_none(first["next"]), occupant)

    def _moment(self, head: EvmBlock) -> Moment:
        return Moment(head.number, _written(self._now()))

    def _seconds(self) -> float:
        return self._now().timestamp()


def _usable(about: About) -> About:
    """Other chains' addresses say nothing here."""
    owner = about.owner.lower() if is_hex_address(about.owner) else ""
    recipient = about.recipient.lower() if is_hex_address(about.recipient) else ""
    return replace(about, owner=owner, recipient=recipient)


def _told(about: About) -> Seen | None:
    return Seen(about.owner, about.nonce) if about.owner and about.nonce is not None else None


def _moved(reading: PendingReading, last: bool) -> bool:
    """Its nonce is used by now, perhaps by itself."""
    tx = reading.transaction
    occupant = reading.queue.used.get(tx.nonce)
    if tx.nonce >= reading.next_nonce or (occupant and occupant.hash != tx.hash):
        return False
    return occupant is not None or not last


def _head_calls() -> dict[str, Call]:
    return {"head": Call("eth_getBlockByNumber", ("latest", False))}


def _first_calls(tx_hash: str, seen: Seen | None) -> dict[str, Call]:
    calls = {
        "transaction": Call("eth_getTransactionByHash", (tx_hash,)),
        "receipt": Call("eth_getTransactionReceipt", (tx_hash,)),
        "fees": Call("eth_feeHistory", (hex(_BLOCKS), "latest", list(_PERCENTILES))),
    }
    if seen:
        calls |= {"next": _count(seen.sender, "latest"), "slot": slot(seen.sender, seen.nonce)}
    else:  # only to learn whether the node has this method, of which many would be asked next
        calls["slot"] = slot(NOBODY, 0)
    return calls | _head_calls()


def _pending_calls(tx: EvmTransaction, first: Mapping[str, Reply]) -> dict[str, Call]:
    return _standing_calls(tx.sender) | queue_calls(tx.sender, tx.nonce, by_nonce=first["slot"].error is None)


def _account_calls(address: str, token: str) -> dict[str, Call]:
    calls = _standing_calls(address) | _head_calls()
    if token:
        calls |= mined.token_calls([token]) | {"token": mined.view(token, "balanceOf(address)", address)}
    return calls


def _standing_calls(address: str) -> dict[str, Call]:
    return {
        "next": _count(address, "latest"),
        "pending": _count(address, "pending"),
        "balance": Call("eth_getBalance", (address, "latest")),
        "code": mined.code_call(address),
    }


def _count(address: str, at: str) -> Call:
    return Call("eth_getTransactionCount", (address, at))


def _result(reply: Reply) -> Any:
    """Of a call that nothing can be said without."""
    if reply.error is not None:
        raise Unavailable("the node refused a question")
    return reply.result


def _head(replies: Mapping[str, Reply]) -> EvmBlock:
    return shapes.block(_result(replies["head"]))


def _market(replies: Mapping[str, Reply], head: EvmBlock) -> Market:
    reply = replies["fees"]
    history = shapes.fee_history(reply.result) if reply.error is None and reply.result is not None else None
    return market(history, head.base_fee)


def _number(reply: Reply) -> int:
    found = shapes.Quantity.parse(_result(reply))
    if found is None:
        raise Unavailable("not a number")
    return found


def _number_or_none(reply: Reply) -> int | None:
    return None if reply.error is not None else _number(reply)


def _mined_at(reply: Reply, receipt: EvmReceipt) -> str:
    """Empty where the node has forgotten the block."""
    if reply.error is not None or reply.result is None:
        return ""
    block = shapes.block(reply.result)
    if block.number != receipt.block:
        raise Unavailable("another block than was asked for")
    try:
        return _written(datetime.fromtimestamp(block.timestamp, timezone.utc))
    except (ValueError, OverflowError, OSError):
        return ""


def _written(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
