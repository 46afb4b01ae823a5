"""Sends what was said, from the store: a bubble that was on its way when the process was killed is sent again, all
others once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from walletdesk.adapters.desk.chats import Chat
from walletdesk.channels.chats import Chats
from walletdesk.channels.telegram.post import Later, Post, Refused, Unreachable
from walletdesk.core.chats import BOT, USER, ChatEvent
from walletdesk.core.errors import Unavailable

_BATCH = 50
_log = logging.getLogger(__name__)


class Delivery:
    """For one chat one call at a time. What cannot be sent now is tried again with the next answer or by the clock."""

    def __init__(self, chats: Chats, post: Post, known_as: Callable[[int], str]) -> None:
        self._chats, self._post, self._known_as = chats, post, known_as

    async def deliver(self, chat: int, wakes: bool = False) -> None:
        """Everything said that has not reached the user yet, oldest first. `wakes`: they wrote, so they may be written
        to."""
        try:
            found = await self._chats.store.find(self._known_as(chat))
            if found and found.silent and wakes:
                await self._chats.store.update(found.conversation, silent=False)
            if found and found.last > found.delivered:
                # Only now: after a restart the answer to a message that comes again may stand there already.
                fading = self._post.take_keyboards(chat) if wakes else None
                await self._send_from(found, chat)
                if fading:
                    await fading
        except Unreachable:
            await self.silence(chat)
        except (Later, Unavailable) as error:
            _log.warning("an answer could not be sent yet: %s", type(error).__name__)

    async def silence(self, chat: int) -> None:
        """The user does not want to hear from us; nothing is pushed any more."""
        with suppress(Unavailable):  # then the next push finds it out again
            await self._chats.store.update(self._known_as(chat), silent=True)

    async def _send_from(self, found: Chat, chat: int) -> None:
        place = found.delivered
        while events := await self._chats.events(found.conversation, place, _BATCH):
            asked = max((event.position for event in events if event.bubble.kind == USER), default=0)
            for event in events:
                place = event.position
                if event.bubble.kind == BOT:
                    await self._send(chat, event if place > asked else _without_buttons(event))
                if event.bubble.kind == BOT or event is events[-1]:
                    await self._chats.store.update(found.conversation, delivered=place)

    async def _send(self, chat: int, event: ChatEvent) -> None:
        try:
            await self._post.event(chat, event)
        except Refused:
            return  # nor would it be taken the next time, and the rest must not wait for it


def _without_buttons(event: ChatEvent) -> ChatEvent:
    """The user has said something since, so they are out of date."""
    return replace(event, bubble=replace(event.bubble, buttons=()))
