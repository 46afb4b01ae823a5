"""Remembers, per conversation and in memory only, what the search for a phrase split over several messages needs."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from walletdesk.core import secrets

MAX_CONVERSATIONS = 10_000
FORGET_AFTER = 3_600.0


class Watch:
    """Windows of the conversations heard of last; the oldest make room, silent ones are forgotten."""

    def __init__(
        self,
        conversations: int = MAX_CONVERSATIONS,
        forget_after: float = FORGET_AFTER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._windows: OrderedDict[str, tuple[secrets.Window, float]] = OrderedDict()
        self._split: set[str] = set()
        self._conversations = conversations
        self._forget_after = forget_after
        self._clock = clock

    def __repr__(self) -> str:
        return f"Watch({len(self._windows)} conversations)"

    def __len__(self) -> int:
        return len(self._windows)

    def see(self, sender: str, text: str) -> secrets.Redacted:
        """Like `secrets.redact`, with what this sender wrote before in mind."""
        seen = self._window(sender).see(text)
        if secrets.MNEMONIC in seen.found and secrets.MNEMONIC not in secrets.redact(text).found:
            self._split.add(sender)
        return seen

    def is_split(self, sender: str) -> bool:
        """What `take_split` will say, without taking it."""
        return sender in self._split

    def forget(self, sender: str) -> None:
        self._windows.pop(sender, None)
        self._split.discard(sender)

    def take_split(self, sender: str) -> bool:
        """True once after a phrase was completed by this sender's latest message: earlier ones hold parts of it."""
        if sender not in self._split:
            return False
        self._split.discard(sender)
        return True

    def _window(self, sender: str) -> secrets.Window:
        now = self._clock()
        self._drop_silent(now)
        window, _ = self._windows.pop(sender, (None, 0.0))
        window = window if window is not None else secrets.Window()
        self._windows[sender] = (window, now)
        if len(self._windows) > self._conversations:
            self._forget_oldest()
        return window

    def _drop_silent(self, now: float) -> None:
        while self._windows:
            _, heard = next(iter(self._windows.values()))
            if now - heard <= self._forget_after:
                return
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        sender, _ = self._windows.popitem(last=False)
        self._split.discard(sender)


# The one watch of this process: the guard feeds it, the tracker stores ask it.
watch = Watch()
