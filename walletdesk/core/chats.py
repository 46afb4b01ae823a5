"""What a channel shows of a conversation. Pure; words of users stand here only after the guard, hashes masked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

USER, BOT = "user", "bot"
SECRET, UNREADABLE = "secret", "unreadable"  # why a message of the user is not shown


@dataclass(frozen=True)
class ChatButton:
    """`payload` comes back when it is pressed; nothing in it is trusted then."""

    title: str
    payload: str


@dataclass(frozen=True)
class ChatFile:
    """A text worth keeping, under a name to keep it by."""

    name: str
    text: str


@dataclass(frozen=True)
class Bubble:
    """Something said, before it has a place in a conversation. hidden: `SECRET` or `UNREADABLE`, with an empty text."""

    kind: str
    text: str
    buttons: tuple[ChatButton, ...] = ()
    file: ChatFile | None = None
    hidden: str = ""


@dataclass(frozen=True)
class ChatEvent:
    """position: 1, 2, 3 … within its conversation, without gaps. at: UTC. key: the user's message it belongs to, as the
    client named it; empty for what nobody asked for (the welcome, an answer of the staff)."""

    position: int
    at: datetime
    bubble: Bubble
    key: str = ""


def each_text(bubble: Bubble, change: Callable[[str], str]) -> Bubble:
    """The bubble with its text, titles and file changed; payloads stay as they are."""
    buttons = tuple(ChatButton(change(button.title), button.payload) for button in bubble.buttons)
    file = bubble.file and ChatFile(bubble.file.name, change(bubble.file.text))
    return Bubble(bubble.kind, change(bubble.text), buttons, file, bubble.hidden)


def title_of(payload: str, events: Sequence[ChatEvent]) -> str:
    """What stood on the button that was pressed, the newest first; empty where no such button was shown."""
    for event in reversed(events):
        for button in event.bubble.buttons:
            if button.payload == payload:
                return button.title
    return ""
