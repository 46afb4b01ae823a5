"""One message, one turn, whatever breaks in between: what every channel of `walletdesk serve` and `telegram` stands on.

A message has a key of its client's. The turn is begun in the store, spoken, and finished in the store together with
everything that was said. The same key again is answered from the store; a turn that a killed process left open is
finished from the tracker, where it had come that far, and spoken anew otherwise.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from time import monotonic

from walletdesk.adapters.desk.chats import Begun, Chat, SqlChats
from walletdesk.channels.hub import Hub, Listener
from walletdesk.channels.speaker import Said, Speaker
from walletdesk.core.chats import BOT, SECRET, UNREADABLE, USER, Bubble, ChatEvent, each_text, title_of
from walletdesk.core.errors import PortError, Unavailable
from walletdesk.core.ports import Erasable, TicketDesk
from walletdesk.core.turn import Press
from walletdesk.support import NEWS_CALL
from walletdesk.ticketing import utc_now

_MOST_AT_ONCE = 12  # turns; most of a turn is work of this process, and those that wait for a chain wait together
_MOST_WAITING = 600  # turns; about twenty seconds of work
_MOST_LOOKED_BACK = 60  # events in which a pressed button is looked for
_HIDDEN = {"secret_shared": SECRET, "unreadable": UNREADABLE}
NEWS = Press(*NEWS_CALL).payload()  # what is said for the user when the staff has answered
_log = logging.getLogger(__name__)


class Closed(Exception):
    """The process is about to end; the message was not taken."""


class Busy(Closed):
    """More messages wait than can be answered soon; the message was not taken."""


class Unknown(Exception):
    """There is no such conversation, or no longer."""


Observe = Callable[[str, Said, float], None]


class Chats:
    """The conversations of one channel ("web", "telegram").

    welcome: what is said first, by language. desk: where the staff's answers come from. rooms: what else keeps
    something of a conversation and must forget it. observe: told of every turn for figures: the guarded text, or
    `NEWS`, what was said, and the seconds it took.
    """

    def __init__(
        self,
        channel: str,
        store: SqlChats,
        speaker: Speaker,
        welcome: Callable[[str], Sequence[Bubble]],
        desk: TicketDesk | None = None,
        rooms: Sequence[Erasable] = (),
    ) -> None:
        self.channel = channel
        self.store = store
        self.speaker = speaker
        self.hub = Hub()
        self.observe: Observe | None = None
        self._welcome = welcome
        self._desk = desk
        self._rooms = rooms
        self._open: dict[tuple[str, str], asyncio.Task[tuple[ChatEvent, ...]]] = {}
        self._queues: dict[str, asyncio.Lock] = {}
        self._slots = asyncio.Semaphore(_MOST_AT_ONCE)
        self._closed = False

    @property
    def is_draining(self) -> bool:
        """No new turn is taken any more."""
        return self._closed

    def guard(self, conversation: str, text: object) -> str:
        return self.speaker.guard(conversation, text)

    async def open(self, conversation: str, address: str = "", language: str = "en") -> Chat:
        """Made with its welcome, or as it is. Raises Unavailable."""
        return await self.store.open(conversation, self.channel, address, language, self._welcome(language))

    async def say(
        self, conversation: str, key: str, text: str, metadata: Mapping[str, str] | None = None
    ) -> tuple[ChatEvent, ...]:
        """The user's message as it is shown, and the answer. `text` must come from `guard`.

        A caller that goes away stops nothing. Raises Closed, Unknown, Unavailable: then nothing was answered, and the
        same key may be sent again.
        """
        running = self._open.get((conversation, key))
        if running is None:
            if self._closed:
                raise Closed
            if len(self._open) >= _MOST_AT_ONCE + _MOST_WAITING:
                raise Busy
            running = asyncio.ensure_future(self._in_turn(conversation, key, text, dict(metadata or {})))
            self._open[conversation, key] = running
            running.add_done_callback(lambda _: self._open.pop((conversation, key), None))
        return self._whole(conversation, await asyncio.shield(running))

    async def events(self, conversation: str, after: int = 0, limit: int = 500) -> tuple[ChatEvent, ...]:
        return self._whole(conversation, await self.store.after(conversation, after, limit))

    def _whole(self, conversation: str, events: Sequence[ChatEvent]) -> tuple[ChatEvent, ...]:
        def whole(text: str) -> str:
            return self.speaker.whole(conversation, text)

        return tuple(replace(event, bubble=each_text(event.bubble, whole)) for event in events)

    def listen(self, conversation: str) -> Listener:
        return self.hub.listen(conversation)

    async def erase(self, conversation: str) -> None:
        """Everywhere, after the turn that is being spoken. Raises Unavailable; then it can be asked for again."""
        async with self._queue(conversation):
            await self.speaker.forget(conversation)
            for room in self._rooms:
                await room.erase(conversation)
            await self.store.erase(conversation)
            await self.store.settle()
        self.hub.erased(conversation)

    async def erase_older(self, days: float) -> int:
        """Conversations in which nothing was said for so long; their number. Raises Unavailable."""
        old = await self.store.unseen_since(self.channel, utc_now() - timedelta(days=days))
        for conversation in old:
            await self.erase(conversation)
        return len(old)

    async def push_news(self) -> int:
        """Tell the staff's answers to those who asked. The number of conversations told; 0 where the desk is away."""
        told = 0
        for conversation in await self._waiting_for_staff():
            try:
                told += await self._push(conversation)
            except PortError as error:  # of one conversation; the others' answers are not held up
                _log.warning("an answer of the staff could not be pushed: %s", error)
        return told

    async def recover(self) -> int:
        """Finish what the last process of this channel left open; the number of answers found."""
        found = 0
        for conversation, key in await self.store.interrupted(self.channel):
            async with self._queue(conversation):
                if await self._recovered(conversation, key, None):
                    found += 1
                else:
                    await self.store.unhear(conversation)
        return found

    async def drain(self, seconds: float = 10.0) -> None:
        """No new turns; waits for those that are being spoken."""
        self._closed = True
        if self._open:
            await asyncio.wait(list(self._open.values()), timeout=seconds)
        self.hub.close()

    async def _in_turn(
        self, conversation: str, key: str, text: str, metadata: Mapping[str, str]
    ) -> tuple[ChatEvent, ...]:
        was_split = self.speaker.was_split(conversation)
        async with self._queue(conversation), self._slots:
            begun = await self.store.begin(conversation, key)
            if begun is None:
                raise Unknown
            state, chat = begun
            if state is Begun.DONE:
                return await self.store.said_to(conversation, key)
            if was_split:
                await self.store.forget_words(conversation)
            shown = await self._shown(chat, text)
            if state is Begun.INTERRUPTED and (events := await self._recovered(conversation, key, shown)):
                return events
            about = _about(chat, metadata)
            said = await self._spoken(conversation, text, about, key)
            if "switched" in about:  # afterwards: a turn that breaks and is spoken again is still the one that switches
                await self.store.update(conversation, switched=about["language"])
            events = await self._finish(conversation, key, (shown, *said.bubbles))
            if was_split:
                await self.store.settle()
            return events

    async def _spoken(self, conversation: str, text: str, metadata: Mapping[str, str], key: str) -> Said:
        begun = monotonic()
        said = await self.speaker.say(conversation, text, metadata, key)
        if said.failed:
            await self.store.unhear(conversation)
        if self.observe is not None:
            self.observe(text, said, monotonic() - begun)
        return said

    async def _recovered(self, conversation: str, key: str, shown: Bubble | None) -> tuple[ChatEvent, ...]:
        """What was said to a message before the process was killed. Without `shown` the message is shown as the tracker
        has it; what calls for the staff's answers is nobody's message."""
        said = await self.speaker.said(conversation, key)
        if said is None or not said.bubbles:
            return ()
        chat = await self.store.find(conversation)
        if shown is None and chat is not None and said.heard not in ("", NEWS):
            shown = await self._shown(chat, said.heard)
        return await self._finish(conversation, key, (*((shown,) if shown else ()), *said.bubbles))

    async def _finish(self, conversation: str, key: str, bubbles: Sequence[Bubble]) -> tuple[ChatEvent, ...]:
        events = await self.store.finish(conversation, key, bubbles)
        self.hub.wake(conversation)
        return events

    async def _shown(self, chat: Chat, text: str) -> Bubble:
        """A message of the user as it stands in the chat: of a button its title, of a secret nothing."""
        if not text.startswith("/"):
            return Bubble(USER, text)
        intent = text[1:].partition("{")[0]
        if intent in _HIDDEN:
            return Bubble(USER, "", hidden=_HIDDEN[intent])
        earlier = await self.store.after(chat.conversation, chat.last - _MOST_LOOKED_BACK)
        return Bubble(USER, title_of(text, earlier))

    async def _waiting_for_staff(self) -> tuple[str, ...]:
        try:
            return () if self._desk is None else await self.store.waiting_for_staff(self.channel)
        except PortError as error:
            _log.warning("the staff's answers could not be looked for: %s", error)
            return ()

    async def _push(self, conversation: str) -> bool:
        """A turn of its own, in which nobody but the staff says anything."""
        replies = await self._desk.unheard(conversation) if self._desk else ()
        if not replies or self._closed:
            return False
        key = f"staff-{max(reply.id for reply in replies)}"
        async with self._queue(conversation):
            if await self.store.begin(conversation, key) is None:
                return False
            said = await self._spoken(conversation, NEWS, {}, key)
            if said.failed:
                raise Unavailable("the turn that tells the staff's answer failed")
            await self._finish(conversation, key, tuple(replace(bubble, kind=BOT) for bubble in said.bubbles))
        return True

    def _queue(self, conversation: str) -> asyncio.Lock:
        """One at a time within a conversation; a queue that nobody stands in is thrown away at the next chance."""
        if len(self._queues) > 10_000:
            self._queues = {name: lock for name, lock in self._queues.items() if lock.locked()}
        return self._queues.setdefault(conversation, asyncio.Lock())


def _about(chat: Chat, metadata: Mapping[str, str]) -> dict[str, str]:
    """What the dialogue gets to know. A client names its language with every message; only a change is a choice."""
    about = {name: value for name, value in metadata.items() if name != "language"}
    language = metadata.get("language", "")
    if language and language != chat.switched:
        about = {**about, "language": language, "switched": "yes"}
    return {**about, "locale": chat.language}
