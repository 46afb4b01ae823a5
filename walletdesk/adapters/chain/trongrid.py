"""Reads TRON over the HTTP API of its nodes, as TronGrid offers it: at most two rounds of questions.

Blocks are asked for by /wallet/getblock without details: /wallet/getnowblock, which it replaces, sends hundreds of
transactions along.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from cachetools import LRUCache

from walletdesk.adapters.chain import trongrid_answers as answers
from walletdesk.adapters.chain.web import Web
from walletdesk.core.chain.finding import About, Finding
from walletdesk.core.chain.networks import Network
from walletdesk.core.chain.tron import Beside, Block, Seen, Token
from walletdesk.core.chain.tron_account import examine
from walletdesk.core.chain.tron_data import in_hex, number, text, word_of
from walletdesk.core.chain.tron_event import Wanted, event_of, wanted
from walletdesk.core.chain.tron_transaction import diagnose
from walletdesk.core.errors import PortError, Unavailable

T = TypeVar("T")

# Nodes behind one address are seconds apart, so a receipt may come from a block that another does not have yet.
_APART = 20
# A block every 3 s: a node whose newest is older than this does not keep up, and knows nothing of today.
_LATE = timedelta(minutes=5)
# What is nice to know may take no more of the 3 s that a look-up has.
_PATIENCE = 1.0
_NOBODY = f"41{'0' * 40}"
_MOST_DECIMALS = 77  # more and one whole unit would not fit into a word
_TOKENS_KEPT = 256


class TrongridReader:
    """For one TRON network. Raises `Unavailable` where it cannot know, never for what is merely not there."""

    def __init__(self, web: Web, network: Network, now: Callable[[], datetime]) -> None:
        self._web = web
        self._network = network
        self._now = now
        # What a token calls itself and how it counts never changes.
        self._tokens: LRUCache[str, Token] = LRUCache(_TOKENS_KEPT)

    async def transaction(self, tx_hash: str, about: About) -> Finding:
        asked = tx_hash.lower().removeprefix("0x")
        if len(asked) != 64 or not all(digit in "0123456789abcdef" for digit in asked):
            raise Unavailable("no hash of this network")
        seen = await self._seen(asked)
        event = event_of(seen, about, self._network.tokens)
        beside = await self._beside(wanted(seen, event)) if event else Beside()
        if beside.solid:
            _close(beside.solid, seen.latest)
        return diagnose(self._network, seen, beside, about)

    async def account(self, address: str, about: About) -> Finding:
        try:
            asked = in_hex(address)
        except ValueError:
            raise Unavailable("no address of this network") from None
        token = self._token_meant(about)
        about = replace(about, token="") if self._network.is_coin(about.token) else about
        nice = asyncio.ensure_future(self._at_leisure(self._holdings(token, address) if token else {}))
        try:
            latest, account, (energy, bandwidth) = await _together(
                self._block("/wallet/getblock"),
                self._ask("/wallet/getaccount", {"address": asked}, partial(answers.account, address=asked)),
                self._ask("/wallet/getaccountresource", {"address": asked}, answers.resources),
            )
            self._keeps_up(latest)
            held = await nice
        finally:
            nice.cancel()
        account = replace(account, energy=energy, bandwidth=bandwidth, **held)
        return examine(self._network, account, latest, self._read_at(), about)

    async def _seen(self, asked: str) -> Seen:
        body, receipt, final, latest = await _together(
            self._ask("/wallet/gettransactionbyid", {"value": asked}, partial(answers.body, tx_hash=asked)),
            self._ask("/wallet/gettransactioninfobyid", {"value": asked}, partial(answers.receipt, tx_hash=asked)),
            self._ask(
                "/walletsolidity/gettransactioninfobyid", {"value": asked}, partial(answers.receipt, tx_hash=asked)
            ),
            self._block("/wallet/getblock"),
        )
        self._keeps_up(latest)
        known = final or receipt
        if known and body is None:
            raise Unavailable("half an answer: a receipt without its transaction")
        if known:
            _close(known.block, latest)
            latest = max(latest, known.block, key=lambda block: block.number)
        return Seen(asked, latest, self._read_at(), body, known, final is not None)

    async def _beside(self, asked: Wanted) -> Beside:
        reads: dict[str, Coroutine[Any, Any, Any]] = {}
        if asked.solid:
            reads["solid"] = self._block("/walletsolidity/getblock")
        if asked.token:
            reads["token"] = self._token(asked.token)
        if asked.recipient:
            address = in_hex(asked.recipient)
            reads["recipient_kind"] = self._ask(
                "/wallet/getaccount", {"address": address}, partial(answers.kind, address=address)
            )
        if asked.energy_price:
            reads["energy_price"] = self._ask("/wallet/getchainparameters", {}, answers.energy_price)
        if asked.holder:
            reads["holding"] = self._number(asked.token, "balanceOf(address)", asked.holder)
        if asked.refusal:
            reads["paused"] = self._truth(asked.token, "paused()")
            reads["blacklisted"] = self._truth(asked.token, "isBlackListed(address)", asked.holder)
        if asked.owner:
            reads["allowance"] = self._number(asked.token, "allowance(address,address)", asked.owner, asked.spender)
        return Beside(**await self._at_leisure(reads))

    async def _at_leisure(self, reads: Mapping[str, Coroutine[Any, Any, Any]]) -> dict[str, Any]:
        """What came in time, by name; the rest is left out, also what could not be had."""
        tasks = {name: asyncio.ensure_future(read) for name, read in reads.items()}
        if not tasks:
            return {}
        for task in tasks.values():
            task.add_done_callback(_heard)  # whoever is cancelled with the whole look-up is not asked any more
        try:
            await asyncio.wait(tasks.values(), timeout=_PATIENCE)
        finally:
            for task in tasks.values():
                task.cancel()
        ended = await asyncio.gather(*tasks.values(), return_exceptions=True)
        for end in ended:
            if isinstance(end, Exception) and not isinstance(end, PortError):
                raise end
        return {name: end for name, end in zip(tasks, ended, strict=True) if not isinstance(end, BaseException)}

    def _holdings(self, token: str, address: str) -> dict[str, Coroutine[Any, Any, Any]]:
        return {"token": self._token(token), "holding": self._number(token, "balanceOf(address)", address)}

    def _token_meant(self, about: About) -> str:
        """The contract of the token the user named; USDT where they named none; "" where we do not know theirs, and for
        the network's own coin."""
        if self._network.is_coin(about.token):
            return ""
        tokens = self._network.tokens
        try:
            return tokens.get(about.token.upper() or "USDT", "") or (in_hex(about.token) and about.token)
        except ValueError:
            return ""

    async def _token(self, contract: str) -> Token:
        if contract in self._tokens:
            return self._tokens[contract]
        symbol, decimals = await _together(self._call(contract, "symbol()"), self._number(contract, "decimals()"))
        sound = decimals is not None and decimals <= _MOST_DECIMALS
        token = Token(contract, text(symbol), decimals if sound else None)
        if sound:
            self._tokens[contract] = token
        return token

    async def _number(self, contract: str, function: str, *addresses: str) -> int | None:
        return number(await self._call(contract, function, *addresses))

    async def _truth(self, contract: str, function: str, *addresses: str) -> bool | None:
        """None also where the contract has no such function."""
        found = await self._number(contract, function, *addresses)
        return bool(found) if found in (0, 1) else None

    async def _call(self, contract: str, function: str, *addresses: str) -> str:
        body = {
            "owner_address": _NOBODY,
            "contract_address": in_hex(contract),
            "function_selector": function,
            "parameter": "".join(word_of(address) for address in addresses),
        }
        return await self._ask("/wallet/triggerconstantcontract", body, answers.returned)

    async def _block(self, path: str) -> Block:
        return await self._ask(path, {"detail": False}, answers.block)

    async def _ask(self, path: str, body: Mapping[str, object], read: Callable[[object], T]) -> T:
        """`read` also judges the answer, so that another endpoint is asked where one tells nonsense."""
        answer = await self._web.post(self._network.endpoints, path, {**body, "visible": False}, check=read)
        return read(answer)

    def _keeps_up(self, latest: Block) -> None:
        if latest.at.ms < (self._now() - _LATE).timestamp() * 1000:
            raise Unavailable("the node is behind")

    def _read_at(self) -> str:
        return answers.instant(int(self._now().timestamp() * 1000)).text


def _close(block: Block, newest: Block) -> None:
    if block.number > newest.number + _APART:
        raise Unavailable("lying answers: a block beyond the newest")


async def _together(*reads: Coroutine[Any, Any, Any]) -> list[Any]:
    """All answers; where one cannot be had, the others are not waited for."""
    tasks = [asyncio.ensure_future(read) for read in reads]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


def _heard(task: asyncio.Future[Any]) -> None:
    if not task.cancelled():
        task.exception()
