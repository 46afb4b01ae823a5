"""What Telegram keeps: chats, messages, updates on their way to the bot, and everything the bot has asked for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

TOKEN = "4839217650:AAHt-test_Qm9vYmFyQmF6UXV4MTIzNDU2Nzg5"
ME = {"id": 4839217650, "is_bot": True, "first_name": "WalletDesk", "username": "walletdesk_test_bot"}
_STEP = 0.02
_UNASKED = ("chat_member", "message_reaction", "message_reaction_count")  # sent only to who names them


@dataclass
class Message:
    """body: as in the Bot API, without what only one update adds."""

    chat: Chat
    id: int
    at: float
    body: dict[str, Any]
    is_deleted: bool = False
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return str(self.body.get("text") or self.body.get("caption") or "")

    @property
    def is_mine(self) -> bool:
        """The bot's own."""
        return bool(self.body["from"]["id"] == ME["id"])

    @property
    def buttons(self) -> dict[str, str]:
        """Title to `callback_data`, as they are shown under the message now."""
        rows = self.body.get("reply_markup", {}).get("inline_keyboard", [])
        return {button["text"]: button.get("callback_data", "") for row in rows for button in row}

    def as_json(self) -> dict[str, Any]:
        return {"message_id": self.id, "chat": self.chat.as_json(), "date": int(self.at), **self.body}


@dataclass(eq=False)
class Chat:
    id: int
    kind: str
    about: dict[str, Any]
    messages: list[Message] = field(default_factory=list)
    is_blocked: bool = False
    is_known: bool = False  # the person has written: before that a bot may not
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "type": self.kind, **self.about}

    def find(self, message_id: int) -> Message | None:
        return next((each for each in self.messages if each.id == message_id and not each.is_deleted), None)

    @property
    def visible(self) -> list[Message]:
        return [message for message in self.messages if not message.is_deleted]

    @property
    def said(self) -> list[Message]:
        """By the bot, and still there."""
        return [message for message in self.visible if message.is_mine]


@dataclass
class Call:
    """One request of the bot. outcome: the HTTP status it was answered with, 0 when the line was cut."""

    method: str
    parameters: dict[str, Any]
    at: float
    outcome: int | None = None

    @property
    def chat(self) -> int | None:
        return _number(self.parameters.get("chat_id"))


@dataclass
class Press:
    """A button pressed. answer: what the bot answered it with, None while the button spins."""

    id: str
    chat: int
    at: float
    answer: dict[str, Any] | None = None
    answers: int = 0


@dataclass
class Webhook:
    url: str
    secret: str = ""
    allowed: tuple[str, ...] = ()


@dataclass
class World:
    chats: dict[int, Chat] = field(default_factory=dict)
    pending: list[dict[str, Any]] = field(default_factory=list)
    delivered: set[int] = field(default_factory=set)
    confirmed: list[int] = field(default_factory=list)
    presses: dict[str, Press] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    webhook: Webhook | None = None
    allowed: tuple[str, ...] = ()
    last_webhook_error: str = ""
    updates: Iterator[int] = field(default_factory=lambda: count(700_000_001))
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def chat(self, chat_id: int, kind: str = "private", **about: Any) -> Chat:
        return self.chats.setdefault(chat_id, Chat(chat_id, kind, about))

    def keep(self, chat: Chat, sender: dict[str, Any], body: dict[str, Any]) -> Message:
        message = Message(chat, next(chat.ids), time.time(), {"from": sender, **body})
        chat.messages.append(message)
        return message

    def push(self, kind: str, content: Any) -> dict[str, Any]:
        """An update for the bot, unless it is of a kind the bot has not asked for."""
        update = {"update_id": next(self.updates), kind: content}
        if self._is_wanted(kind):
            self.push_again(update)
        return update

    def push_again(self, update: dict[str, Any]) -> None:
        self.pending.append(update)
        self.pending.sort(key=lambda each: each["update_id"])
        self.wake()

    def confirm(self, below: int) -> None:
        self.confirmed += [each["update_id"] for each in self.pending if each["update_id"] < below]
        self.pending = [each for each in self.pending if each["update_id"] >= below]

    def done(self, update: dict[str, Any]) -> None:
        """Taken by the webhook."""
        self.confirmed.append(update["update_id"])
        if update in self.pending:
            self.pending.remove(update)

    def wake(self) -> None:
        self.news.set()
        self.news = asyncio.Event()

    def calls_of(self, method: str, chat: int | None = None) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower() and chat in (None, call.chat)]

    def _is_wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _UNASKED


async def until(is_so: Callable[[], Any], seconds: float = 20, what: str = "") -> None:
    """Raises AssertionError when it has not come true by then."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what or 'what was waited for'}"
        await asyncio.sleep(_STEP)


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
