"""What is remembered for a while, in memory only: the newest entries, the oldest make room."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)


class Recent(Generic[Name]):
    """Names heard of lately."""

    def __init__(self, most: int = 10_000) -> None:
        self._names: OrderedDict[Name, None] = OrderedDict()
        self._most = most

    def __contains__(self, name: Name) -> bool:
        return name in self._names

    def is_new(self, name: Name) -> bool:
        """True for the first time, and again when it was forgotten."""
        fresh = name not in self._names
        self._names[name] = None
        self._names.move_to_end(name)
        if len(self._names) > self._most:
            self._names.popitem(last=False)
        return fresh


class Trail:
    """The newest messages of each chat, of one kind or another. 40: as many as the guard looks back."""

    def __init__(self, chats: int = 10_000, messages: int = 40) -> None:
        self._trails: OrderedDict[int, deque[int]] = OrderedDict()
        self._chats, self._messages = chats, messages

    def note(self, chat: int, message: int) -> None:
        trail = self._trails.setdefault(chat, deque(maxlen=self._messages))
        if message and message not in trail:
            trail.append(message)
        self._trails.move_to_end(chat)
        if len(self._trails) > self._chats:
            self._trails.popitem(last=False)

    def drop(self, chat: int, message: int) -> None:
        if message in (trail := self._trails.get(chat, deque())):
            trail.remove(message)

    def take(self, chat: int) -> tuple[int, ...]:
        """All of a chat's, oldest first; they are forgotten."""
        return tuple(self._trails.pop(chat, ()))
