"""Tells those who listen to a conversation that something was said. What was said they read from the store, at their
own pace: a client that never reads costs no memory."""

from __future__ import annotations

import asyncio
from types import TracebackType


class Hub:
    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = {}
        self.is_closed = False

    def __len__(self) -> int:
        """Listeners of all conversations."""
        return sum(len(each) for each in self._listeners.values())

    def count(self, conversation: str) -> int:
        return len(self._listeners.get(conversation, ()))

    def listen(self, conversation: str) -> Listener:
        return Listener(self, conversation)

    def wake(self, conversation: str) -> None:
        for listener in self._listeners.get(conversation, ()):
            listener.wake()

    def erased(self, conversation: str) -> None:
        for listener in self._listeners.get(conversation, ()):
            listener.is_erased = True
            listener.wake()

    def close(self) -> None:
        """The process ends: every listener is told."""
        self.is_closed = True
        for conversation in list(self._listeners):
            self.wake(conversation)

    def add(self, listener: Listener) -> None:
        self._listeners.setdefault(listener.conversation, set()).add(listener)

    def remove(self, listener: Listener) -> None:
        left = self._listeners.get(listener.conversation, set())
        left.discard(listener)
        if not left:
            self._listeners.pop(listener.conversation, None)


class Listener:
    """An asynchronous context: it hears from its beginning to its end."""

    def __init__(self, hub: Hub, conversation: str) -> None:
        self.conversation = conversation
        self.is_erased = False
        self._hub = hub
        self._news = asyncio.Event()

    @property
    def is_closed(self) -> bool:
        return self._hub.is_closed

    def wake(self) -> None:
        self._news.set()

    async def changed(self, seconds: float) -> bool:
        """Waits until something is new, `is_erased` and `is_closed` included; False when nothing was in time."""
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self._news.clear()
        return True

    async def __aenter__(self) -> Listener:
        self._hub.add(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hub.remove(self)
