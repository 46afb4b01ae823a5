"""JSON-RPC 2.0 over `Web`: many calls in one request, and one by one where a node takes no batches.

An error of one call is a value, because nodes differ in what they know; an answer that is not to the question is not
believed at all. Every request asks for the chain id, so that no answer of another chain is ever used.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from cachetools import TTLCache
from pydantic import BaseModel, StrictInt, StrictStr

from walletdesk.adapters.chain.evm_shapes import Quantity, fitted
from walletdesk.core.errors import Unavailable

METHOD_UNKNOWN = -32601
_REFUSED_FOR = 600  # seconds until we try again what a node refused
_AT_ONCE = 64  # more than any look-up asks, so that a round trip stays one
_CHAIN = 0  # the id of the question that comes first in every request
# How web.py tells that the request itself was declined: too many calls, or no arrays.
_DECLINED = re.compile(r"HTTP 4(00|05|13|15|22)\b")


class Posting(Protocol):
    async def post(
        self, endpoints: Sequence[str], path: str, body: Any, *, check: Callable[[Any], object] | None = None
    ) -> Any:
        """As `Web.post`."""


@dataclass(frozen=True)
class Call:
    method: str
    params: tuple[Any, ...] = ()


class RpcError(BaseModel):
    code: StrictInt = 0
    message: StrictStr = ""
    data: Any = None


@dataclass(frozen=True)
class Reply:
    """error: None where there is a result, which may be null."""

    result: Any = None
    error: RpcError | None = None


_NO_ANSWER = Reply(error=RpcError(message="no answer"))
_NOT_ASKED = Reply(error=RpcError(code=METHOD_UNKNOWN, message="not asked"))


class _Answer(BaseModel):
    jsonrpc: Literal["2.0"]
    id: StrictInt
    result: Any = None
    error: RpcError | None = None


class Rpc:
    """The nodes of one chain. Remembers for ten minutes that they take no batches, and methods they do not know.

    clock: seconds, for that memory only.
    """

    def __init__(self, web: Posting, endpoints: Sequence[str], chain_id: int, clock: Callable[[], float]) -> None:
        self._web = web
        self._endpoints = tuple(endpoints)
        self._chain_id = chain_id
        self._unknown: TTLCache[str, bool] = TTLCache(64, _REFUSED_FOR, clock)
        self._singly: TTLCache[str, bool] = TTLCache(1, _REFUSED_FOR, clock)

    async def ask(self, calls: Mapping[str, Call]) -> dict[str, Reply]:
        """Replies by the names of the calls. Raises `Unavailable` where no node answers believably."""
        asked = {name: call for name, call in calls.items() if call.method not in self._unknown}
        replies = await self._ask(asked)
        for name, reply in replies.items():
            if reply.error and reply.error.code == METHOD_UNKNOWN:
                self._unknown[asked[name].method] = True
        return {name: replies.get(name, _NOT_ASKED) for name in calls}

    async def _ask(self, calls: Mapping[str, Call]) -> dict[str, Reply]:
        if "batch" not in self._singly:
            batch = _Batch(calls, self._chain_id)
            try:
                return batch.read(await self._web.post(self._endpoints, "", batch.body, check=batch.read))
            except Unavailable as failure:
                if not batch.refused and not _DECLINED.search(str(failure)):
                    raise
            self._singly["batch"] = True
        return await self._one_by_one(calls)

    async def _one_by_one(self, calls: Mapping[str, Call]) -> dict[str, Reply]:
        """All calls to one endpoint, so that the chain id vouches for every answer."""
        failures = []
        for endpoint in self._endpoints:
            try:
                return await self._each(endpoint, calls)
            except Unavailable as failure:
                failures.append(str(failure))
        raise Unavailable("; ".join(failures) or "no endpoint")

    async def _each(self, endpoint: str, calls: Mapping[str, Call]) -> dict[str, Reply]:
        limit = asyncio.Semaphore(_AT_ONCE)
        questions = _numbered_questions(calls)
        chain, *replies = await asyncio.gather(*(self._single(endpoint, question, limit) for question in questions))
        _check_chain(chain, self._chain_id)
        return dict(zip(calls, replies, strict=True))

    async def _single(self, endpoint: str, question: dict[str, Any], limit: asyncio.Semaphore) -> Reply:
        async with limit:
            try:
                answer = await self._web.post((endpoint,), "", question)
            except Unavailable:
                return _NO_ANSWER
        return _by_number([answer]).get(question["id"], _NO_ANSWER)


class _Batch:
    """One request of several questions."""

    def __init__(self, calls: Mapping[str, Call], chain_id: int) -> None:
        self.body = _numbered_questions(calls)
        self.refused = False
        self._names = tuple(calls)
        self._chain_id = chain_id
        self._last: tuple[Any, dict[str, Reply]] | None = None

    def read(self, answer: Any) -> dict[str, Reply]:
        """Raises `Unavailable` for what does not answer our questions. Reading the same answer twice costs nothing."""
        if self._last is None or self._last[0] is not answer:
            self._last = (answer, self._read(answer))
        return self._last[1]

    def _read(self, answer: Any) -> dict[str, Reply]:
        if _is_refusal(answer):
            self.refused = True
            raise Unavailable("takes no batches")
        if not isinstance(answer, list):
            raise Unavailable("not the answers to our questions")
        replies = _by_number(answer)
        _check_chain(replies.pop(_CHAIN, _NO_ANSWER), self._chain_id)
        numbers = range(1, len(self._names) + 1)
        if replies.keys() - set(numbers):
            raise Unavailable("answers to other questions")
        return {name: replies.get(number, _NO_ANSWER) for number, name in zip(numbers, self._names, strict=True)}


def _numbered_questions(calls: Mapping[str, Call]) -> list[dict[str, Any]]:
    questions = (Call("eth_chainId"), *calls.values())
    return [
        {"jsonrpc": "2.0", "id": number, "method": call.method, "params": list(call.params)}
        for number, call in enumerate(questions, _CHAIN)
    ]


def _is_refusal(answer: Any) -> bool:
    """One error for all."""
    only = answer[0] if isinstance(answer, list) and len(answer) == 1 else answer
    is_error = isinstance(only, dict) and "error" in only
    return is_error and (only is answer or only.get("id") is None)


def _by_number(answers: Sequence[Any]) -> dict[int, Reply]:
    parsed = [fitted(_Answer, answer) for answer in answers]
    replies = {answer.id: Reply(answer.result, answer.error) for answer in parsed}
    if len(replies) != len(parsed):
        raise Unavailable("two answers to one question")
    return replies


def _check_chain(reply: Reply, chain_id: int) -> None:
    if Quantity.parse(reply.result) != chain_id:
        raise Unavailable("another chain, or none that tells its id")
