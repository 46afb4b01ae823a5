"""What goes wrong on purpose between a bot and the Bot API, and where a request is held so that a test can act."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any


class Refused(Exception):
    """An answer with `ok: false`. parameters: as in the API's ResponseParameters."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


class Garbage(Exception):
    """An answer that is no JSON, as a proxy in between gives it."""

    def __init__(self, code: int, body: str) -> None:
        super().__init__(code)
        self.code, self.body = code, body


class Cut(Exception):
    """The connection ends without an answer."""


class Hold:
    """Keeps one request open. `reached` is set as soon as it is there."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._let_go = asyncio.Event()
        self._is_dropped = False

    async def arrived(self, seconds: float = 20) -> None:
        await asyncio.wait_for(self.reached.wait(), seconds)

    def release(self) -> None:
        self._let_go.set()

    def drop(self) -> None:
        """As if the request, or its answer, had never got through."""
        self._is_dropped = True
        self._let_go.set()

    async def stay(self) -> None:
        self.reached.set()
        await self._let_go.wait()
        if self._is_dropped:
            raise Cut


@dataclass
class Fault:
    """Befalls the next `times` requests of `method`, in `chat` only where one is named. is_carried_out: the method has
    had its effect by then, and only the answer is hit."""

    method: str
    trouble: Exception | Hold
    times: int = 1
    chat: int | None = None
    is_carried_out: bool = False

    def befalls(self, method: str, chat: int | None) -> bool:
        return self.times > 0 and self.method.lower() == method.lower() and self.chat in (None, chat)


@dataclass
class FaultPlan:
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, method: str, code: int, description: str, times: int = 1, chat: int | None = None) -> None:
        self._add(Fault(method, Refused(code, description), times, chat))

    def flood(self, method: str, retry_after: int, times: int = 1, chat: int | None = None) -> None:
        words = f"Too Many Requests: retry after {retry_after}"
        self._add(Fault(method, Refused(429, words, retry_after=retry_after), times, chat))

    def garble(self, method: str, code: int = 502, times: int = 1, chat: int | None = None) -> None:
        self._add(Fault(method, Garbage(code, "<html><body><h1>502 Bad Gateway</h1></body></html>"), times, chat))

    def garble_success(self, method: str, times: int = 1, chat: int | None = None) -> None:
        """Carried out, and told in a form that nobody knows."""
        answer = Garbage(200, '{"ok": true, "result": {"message_id": 1}}')
        self._add(Fault(method, answer, times, chat, is_carried_out=True))

    def lose(self, method: str, is_carried_out: bool, times: int = 1, chat: int | None = None) -> None:
        self._add(Fault(method, Cut(), times, chat, is_carried_out))

    def hold(self, method: str, is_carried_out: bool = False, chat: int | None = None) -> Hold:
        held = Hold()
        self._add(Fault(method, held, 1, chat, is_carried_out))
        return held

    def clear(self) -> None:
        for fault in self.faults:
            if isinstance(fault.trouble, Hold):
                fault.trouble.drop()
        self.faults.clear()

    async def strike(self, method: str, chat: int | None, is_carried_out: bool) -> None:
        """Raises or waits as planned; once before and once after a method is carried out."""
        for fault in self.faults:
            if fault.is_carried_out == is_carried_out and fault.befalls(method, chat):
                fault.times -= 1
                if isinstance(fault.trouble, Hold):
                    return await fault.trouble.stay()
                raise fault.trouble
        return None

    def _add(self, fault: Fault) -> None:
        self.faults.append(fault)
