"""Talks to a loaded Agent: one call per message, an answer for each, whatever Rasa does.

Channels, the command line and the tests use this instead of `Agent.handle_text`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from walletdesk.rasa_edge import stores
from walletdesk.rasa_edge.runner import log_failure

if TYPE_CHECKING:
    from rasa.core.agent import Agent

Reply = Mapping[str, Any]
Trouble = Callable[[str], Sequence[Reply]]

CONVERSATION_SLOT = "conversation"
TURN_SECONDS = 30.0

_log = logging.getLogger(__name__)


class Replies(CollectingOutputChannel):
    """Collects whole messages; Rasa's own collector cuts a text in pieces at blank lines."""

    @classmethod
    def name(cls) -> str:
        return "walletdesk"

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        await self._persist_message(self._message(recipient_id, text=text))

    async def send_custom_json(self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any) -> None:
        """Rasa says it apart; it belongs to the text just said."""
        if self.messages:
            self.messages[-1]["custom"] = json_message
        else:
            await self._persist_message(self._message(recipient_id, custom=json_message))

    def as_tuple(self) -> tuple[dict[str, Any], ...]:
        return tuple({key: value for key, value in each.items() if key != "recipient_id"} for each in self.messages)


@dataclass(frozen=True)
class Exchange:
    """One turn. `intent` and what follows it describe the user's message; `failed` says that `trouble` answered."""

    replies: tuple[dict[str, Any], ...]
    intent: str = ""
    confidence: float = 0.0
    ranking: tuple[dict[str, Any], ...] = ()
    entities: tuple[dict[str, Any], ...] = ()
    conversation: Any = None
    failed: bool = False


class Talk:
    def __init__(self, agent: Agent, trouble: Trouble | None = None, channel: str = "walletdesk") -> None:
        """`trouble` gives the replies for a turn in which Rasa failed or stayed silent; it gets the sender id."""
        self.agent = agent
        self._trouble = trouble
        self._channel = channel

    async def say(
        self, sender: str, text: object, metadata: Mapping[str, Any] | None = None, message_id: str | None = None
    ) -> Exchange:
        """One turn of `sender`. Bad input is answered; a failure is answered by `trouble`, and raised without it."""
        replies = Replies()
        message = UserMessage(
            text, replies, sender, input_channel=self._channel, message_id=message_id, metadata=metadata
        )
        try:
            with stores.watching_saves() as saved:
                await asyncio.wait_for(self._turn(message), TURN_SECONDS)
            if replies.messages or self._trouble is None:
                return _exchange(message, replies.as_tuple(), _conversation(saved))
            _log.error("a turn ended without an answer")
        except Exception as error:
            # Whatever Rasa, its stores or the broker may raise: the user gets an answer.
            if self._trouble is None:
                raise
            log_failure("turn", error)
        return self._in_trouble(message)

    async def understand(self, text: object) -> dict[str, Any]:
        """Rasa's parse data. Guarded like a message of nobody's conversation; nothing is stored."""
        parse_data: dict[str, Any] = await self._processor.parse_message(UserMessage(text))
        return parse_data

    @property
    def _processor(self) -> Any:
        return self.agent.processor

    async def _turn(self, message: UserMessage) -> None:
        """Parsed here, so that the caller learns what was understood; Rasa then leaves the parsing out."""
        message.parse_data = await self._processor.parse_message(message)
        await self.agent.handle_message(message)

    def _in_trouble(self, message: UserMessage) -> Exchange:
        replies = () if self._trouble is None else self._trouble(message.sender_id)
        return _exchange(message, tuple(dict(reply) for reply in replies), None, failed=True)


def _conversation(saved: Sequence[Any]) -> Any:
    """As the turn has left it: the tracker that Rasa has just stored, instead of reading it back."""
    return saved[-1].current_slot_values().get(CONVERSATION_SLOT) if saved else None


def _exchange(
    message: UserMessage, replies: tuple[dict[str, Any], ...], conversation: Any, failed: bool = False
) -> Exchange:
    parse_data = message.parse_data or {}
    intent = parse_data.get("intent") or {}
    return Exchange(
        replies=replies,
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        ranking=tuple(parse_data.get("intent_ranking") or ()),
        entities=tuple(parse_data.get("entities") or ()),
        conversation=conversation,
        failed=failed,
    )
