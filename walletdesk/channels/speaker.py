"""What a channel needs of whoever answers; `rasa_edge/speaker.py` is the real one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from walletdesk.core.chats import Bubble


@dataclass(frozen=True)
class Said:
    """What one turn said. topic, step, outcome: where it left the case, for figures; `failed`: the apology was said.
    heard: the message it answers, as it was stored; only of a turn that is told again."""

    bubbles: tuple[Bubble, ...]
    language: str | None = None
    intent: str = ""
    topic: str | None = None
    step: str | None = None
    failed: bool = False
    heard: str = ""


class Speaker(Protocol):
    """Whoever answers. `conversation` is the same name everywhere: tracker, tickets, journal."""

    def guard(self, conversation: str, text: object) -> str:
        """The text without secrets. Called before the text is bound to anything; what it gives is safe to keep."""
        ...

    def was_split(self, conversation: str) -> bool:
        """Whether the text guarded last was the end of a phrase whose beginning came in earlier messages."""
        ...

    def whole(self, conversation: str, text: str) -> str:
        """The text with the hashes of this conversation in full again, as long as they are remembered: a store holds
        64 hex digits shortened, and users want to copy them."""
        ...

    def is_ready(self) -> bool: ...

    async def say(self, conversation: str, text: str, metadata: Mapping[str, str], key: str) -> Said:
        """One turn. Whatever fails, something is said."""
        ...

    async def said(self, conversation: str, key: str) -> Said | None:
        """What the turn of `key` said, where it came to its end; asked after a crash."""
        ...

    async def forget(self, conversation: str) -> None: ...
