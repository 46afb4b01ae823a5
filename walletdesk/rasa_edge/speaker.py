"""The `Speaker` of the channels: a loaded Rasa agent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from walletdesk.channels.speaker import Said
from walletdesk.core.case import place
from walletdesk.core.chats import BOT, Bubble, ChatButton, ChatFile
from walletdesk.core.errors import Unavailable
from walletdesk.rasa_edge import guard, scrub
from walletdesk.rasa_edge.hashes import hashes
from walletdesk.rasa_edge.stores import store_of
from walletdesk.rasa_edge.talk import Exchange, Talk
from walletdesk.rasa_edge.watch import watch


class RasaSpeaker:
    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def guard(self, conversation: str, text: object) -> str:
        return guard.guarded(text, conversation)

    def was_split(self, conversation: str) -> bool:
        return watch.is_split(conversation)

    def whole(self, conversation: str, text: str) -> str:
        return str(hashes.restore(conversation, text))

    def is_ready(self) -> bool:
        return bool(self._talk.agent.is_ready())

    async def say(self, conversation: str, text: str, metadata: Mapping[str, str], key: str) -> Said:
        return _as_said(await self._talk.say(conversation, text, metadata, key))

    async def said(self, conversation: str, key: str) -> Said | None:
        events = store_of(self._talk.agent).said(conversation, scrub.sender_id(key))
        if not events:
            return None
        heard, *said = events
        bubbles = _bubbles({**(e.get("data") or {}), "text": e.get("text")} for e in said)
        return Said(bubbles, heard=str(heard.get("text") or ""))

    async def forget(self, conversation: str) -> None:
        try:
            async with self._talk.agent.lock_store.lock(conversation):
                store_of(self._talk.agent).erase(conversation)
        except Exception as error:  # noqa: BLE001 (Rasa's stores raise what their drivers raise)
            raise Unavailable(f"the tracker could not be erased: {type(error).__name__}") from None
        watch.forget(conversation)
        hashes.forget(conversation)


def _as_said(exchange: Exchange) -> Said:
    state = exchange.conversation if isinstance(exchange.conversation, Mapping) else {}
    topic, step = place(state)
    return Said(
        bubbles=_bubbles(exchange.replies),
        language=state.get("language"),
        intent=exchange.intent,
        topic=topic,
        step=step,
        failed=exchange.failed,
    )


def _bubbles(replies: Iterable[Mapping[str, Any]]) -> tuple[Bubble, ...]:
    return tuple(_bubble(reply) for reply in replies)


def _bubble(reply: Mapping[str, Any]) -> Bubble:
    buttons = tuple(ChatButton(str(b["title"]), str(b["payload"])) for b in reply.get("buttons") or ())
    file = (reply.get("custom") or {}).get("file")
    return Bubble(
        BOT,
        str(reply.get("text") or ""),
        buttons,
        ChatFile(str(file["name"]), str(file["text"])) if file else None,
    )
