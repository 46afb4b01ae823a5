"""`SqlChats`: what the channels showed, turn by turn, so that nothing is said twice or lost over a restart.

Every method raises `Unavailable` where the database does not answer. Bubbles come in after the guard; they are looked
through once more, and 64 hex digits are shortened as in every other store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from walletdesk.adapters.desk import bubbles, clean
from walletdesk.adapters.desk.inbox import SqlInbox
from walletdesk.adapters.desk.store import Store, utc_now
from walletdesk.adapters.desk.tables import conversations, events, phrases, replies, tickets, turns
from walletdesk.core.chats import USER, Bubble, ChatEvent
from walletdesk.core.errors import Unavailable

_MOST_PIECES = 200  # as many messages, ours among them, as the search for a phrase in pieces looks back
_AT_ONCE = 500  # values in one statement
_MOST_OF_PHRASE = 200  # the journal is given that much of a message
_KEPT_KEYS = 2_000  # turns of one conversation whose keys are remembered


class Begun(Enum):
    """What is known of a message when it comes: never seen, interrupted by the end of a process, answered."""

    NEW = "new"
    INTERRUPTED = "interrupted"
    DONE = "done"


@dataclass(frozen=True)
class Chat:
    """A conversation as a channel keeps it. address: where the channel finds its user, empty on the web. language: of
    the user's device; switched: the one they chose by hand, if any. last: the newest position; delivered: the last one
    that reached them. generation, renewed: of the session's token. silent: nothing may be pushed."""

    conversation: str
    channel: str
    address: str
    language: str
    switched: str
    last: int
    delivered: int
    generation: int
    renewed: datetime
    silent: bool


_CHAT = [conversations.c[name] for name in Chat.__dataclass_fields__]


class SqlChats:
    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now) -> None:
        self._store, self._now = store, now
        self.inbox = SqlInbox(store, now)

    async def open(
        self, conversation: str, channel: str, address: str, language: str, welcome: Sequence[Bubble]
    ) -> Chat:
        """Make it, beginning with `welcome`; one that exists is left as it is."""
        return await self._store.run(lambda: self._open(conversation, channel, address, language, welcome))

    async def find(self, conversation: str) -> Chat | None:
        return await self._store.run(lambda: self._find(conversation))

    async def begin(self, conversation: str, key: str) -> tuple[Begun, Chat] | None:
        """Note that a message is being answered. None where there is no such conversation."""
        return await self._store.run(lambda: self._begin(conversation, key))

    async def finish(self, conversation: str, key: str, said: Sequence[Bubble]) -> tuple[ChatEvent, ...]:
        """What was said to a message; empty where the conversation was erased meanwhile."""
        return await self._store.run(lambda: self._finish(conversation, key, said))

    async def said_to(self, conversation: str, key: str) -> tuple[ChatEvent, ...]:
        return await self._store.run(lambda: self._select(conversation, events.c.key == key, 100))

    async def after(self, conversation: str, position: int, limit: int = 500) -> tuple[ChatEvent, ...]:
        """What came behind a position, oldest first."""
        return await self._store.run(lambda: self._select(conversation, events.c.position > position, limit))

    async def interrupted(self, channel: str) -> tuple[tuple[str, str], ...]:
        """Conversation and key of the turns that a process has begun and did not finish."""
        return await self._store.run(lambda: self._interrupted(channel))

    async def undelivered(self, channel: str) -> tuple[str, ...]:
        """Conversations with something said that has not reached their user."""
        waiting = (conversations.c.channel == channel) & (conversations.c.last > conversations.c.delivered)
        return await self._store.run(lambda: self._names(waiting & conversations.c.silent.is_(False)))

    async def waiting_for_staff(self, channel: str) -> tuple[str, ...]:
        """Those of a channel whose tickets were answered and who have not been told."""
        answered = sa.select(tickets.c.conversation).select_from(replies.join(tickets)).where(replies.c.heard.is_(None))
        asked = (conversations.c.channel == channel) & conversations.c.conversation.in_(answered)
        return await self._store.run(lambda: self._names(asked & conversations.c.silent.is_(False)))

    async def unhear(self, conversation: str) -> None:
        """A turn broke: answers of the staff that were marked as told behind the last thing shown were not shown."""
        await self._store.run(lambda: self._unhear(conversation))

    async def update(self, conversation: str, **changes: object) -> None:
        """Columns of `Chat`: delivered, language, silent, generation, renewed."""
        await self._store.run(lambda: self._update(conversation, changes))

    async def renew(self, conversation: str, generation: int) -> int | None:
        """The next generation of a session's token; None where `generation` is no longer the newest."""
        return await self._store.run(lambda: self._renew(conversation, generation))

    async def forget_words(self, conversation: str) -> None:
        """A phrase came in pieces: what this user typed lately is taken out, also where it was said back."""
        await self._store.run(lambda: self._forget_words(conversation))

    async def erase(self, conversation: str) -> None:
        await self._store.run(lambda: self._erase(conversation))

    async def settle(self) -> None:
        """What was taken out leaves the last byte of the database's files."""
        await self._store.run(self._store.settle)

    async def unseen_since(self, channel: str, before: datetime) -> tuple[str, ...]:
        old = (conversations.c.channel == channel) & (conversations.c.seen < before)
        return await self._store.run(lambda: self._names(old))

    def _open(self, conversation: str, channel: str, address: str, language: str, welcome: Sequence[Bubble]) -> Chat:
        now = self._now()
        row = {"conversation": conversation, "channel": channel, "address": address, "language": language}
        fresh = {"switched": "", "opened": now, "seen": now, "last": 0, "delivered": 0, "generation": 1, "renewed": now}
        with self._store.writing() as connection:
            try:
                with connection.begin_nested():
                    made = connection.execute(conversations.insert().values(**row, **fresh, silent=False))
            except IntegrityError:
                pass  # somebody was faster, or it is an old one
            else:
                self._append(connection, made.inserted_primary_key[0], "", welcome)
            return _the_chat(connection, conversation)

    def _find(self, conversation: str) -> Chat | None:
        with self._store.reading() as connection:
            return _chat(connection, conversation)

    def _begin(self, conversation: str, key: str) -> tuple[Begun, Chat] | None:
        with self._store.writing() as connection:
            row = _row(connection, conversation)
            if row is None:
                return None
            number, *fields = row
            own = (turns.c.chat_id == number) & (turns.c.key == key)
            done = connection.execute(sa.select(turns.c.done).where(own)).scalar()
            if done is None:
                connection.execute(turns.insert().values(chat_id=number, key=key, done=False))
            return (Begun.NEW if done is None else Begun.DONE if done else Begun.INTERRUPTED), Chat(*fields)

    def _finish(self, conversation: str, key: str, said: Sequence[Bubble]) -> tuple[ChatEvent, ...]:
        with self._store.writing() as connection:
            chat = _id(connection, conversation)
            if chat is None:
                return ()
            own = turns.c.chat_id == chat
            connection.execute(turns.update().where(own & (turns.c.key == key)).values(done=True))
            oldest = sa.select(turns.c.id).where(own).order_by(turns.c.id.desc()).offset(_KEPT_KEYS).limit(1)
            connection.execute(turns.delete().where(own & (turns.c.id <= oldest.scalar_subquery())))
            return self._append(connection, chat, key, said)

    def _append(self, connection: Any, chat: int, key: str, said: Sequence[Bubble]) -> tuple[ChatEvent, ...]:
        now = self._now()
        own = conversations.c.id == chat
        last = connection.execute(sa.select(conversations.c.last).where(own)).scalar()
        made = [ChatEvent(last + n, now, bubbles.clean(bubble), key) for n, bubble in enumerate(said, start=1)]
        if made:
            rows = [
                {"chat_id": chat, "position": it.position, "key": key, "at": now, "bubble": bubbles.dump(it.bubble)}
                for it in made
            ]
            connection.execute(events.insert(), rows)
        connection.execute(conversations.update().where(own).values(last=last + len(made), seen=now))
        return tuple(made)

    def _select(self, conversation: str, condition: Any, limit: int) -> tuple[ChatEvent, ...]:
        query = (
            sa.select(events.c.position, events.c.at, events.c.bubble, events.c.key)
            .select_from(events.join(conversations))
            .where((conversations.c.conversation == conversation) & condition)
            .order_by(events.c.position)
            .limit(limit)
        )
        with self._store.reading() as connection:
            return tuple(ChatEvent(r.position, r.at, bubbles.load(r.bubble), r.key) for r in connection.execute(query))

    def _interrupted(self, channel: str) -> tuple[tuple[str, str], ...]:
        query = (
            sa.select(conversations.c.conversation, turns.c.key)
            .select_from(turns.join(conversations))
            .where((conversations.c.channel == channel) & turns.c.done.is_(False))
        )
        with self._store.reading() as connection:
            return tuple((row.conversation, row.key) for row in connection.execute(query))

    def _names(self, condition: Any) -> tuple[str, ...]:
        query = sa.select(conversations.c.conversation).where(condition).order_by(conversations.c.id)
        with self._store.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def _unhear(self, conversation: str) -> None:
        its = sa.select(tickets.c.id).where(tickets.c.conversation == conversation)
        shown = sa.select(conversations.c.seen).where(conversations.c.conversation == conversation)
        with self._store.writing(through=True) as connection:
            lost = replies.c.ticket_id.in_(its) & (replies.c.heard > shown.scalar_subquery())
            connection.execute(replies.update().where(lost).values(heard=None))

    def _update(self, conversation: str, changes: Any) -> None:
        own = conversations.c.conversation == conversation
        with self._store.writing() as connection:
            connection.execute(conversations.update().where(own).values(**changes))

    def _renew(self, conversation: str, generation: int) -> int | None:
        own = (conversations.c.conversation == conversation) & (conversations.c.generation == generation)
        now = self._now()
        with self._store.writing() as connection:
            change = conversations.update().where(own).values(generation=generation + 1, renewed=now, seen=now)
            return generation + 1 if connection.execute(change).rowcount else None

    def _forget_words(self, conversation: str) -> None:
        with self._store.writing() as connection:
            chat = _id(connection, conversation)
            query = sa.select(events.c.id, events.c.bubble).where(events.c.chat_id == chat)
            rows = connection.execute(query.order_by(events.c.position.desc()).limit(_MOST_PIECES)).all()
            pieces = [bubbles.load(row.bubble).text for row in rows if row.bubble["kind"] == USER]
            _forget_phrases(connection, pieces)
            for row in rows:
                left = bubbles.dump(bubbles.without(bubbles.load(row.bubble), pieces))
                if left != row.bubble:
                    connection.execute(events.update().where(events.c.id == row.id).values(bubble=left))

    def _erase(self, conversation: str) -> None:
        with self._store.writing() as connection:
            query = sa.select(events.c.bubble).where(events.c.chat_id == _id(connection, conversation))
            said = [bubbles.load(each) for each in connection.execute(query).scalars()]
            _forget_phrases(connection, [bubble.text for bubble in said if bubble.kind == USER])
            connection.execute(conversations.delete().where(conversations.c.conversation == conversation))


def _forget_phrases(connection: Any, texts: Sequence[str]) -> None:
    """The journal keeps what nobody understood without a name to it; word by word it may be a recovery phrase."""
    told = sorted({clean.phrase(cut) for text in texts for cut in (text, text[:_MOST_OF_PHRASE])} - {""})
    for start in range(0, len(told), _AT_ONCE):
        connection.execute(phrases.delete().where(phrases.c.phrase.in_(told[start : start + _AT_ONCE])))


def _id(connection: Any, conversation: str) -> int | None:
    query = sa.select(conversations.c.id).where(conversations.c.conversation == conversation)
    found: int | None = connection.execute(query).scalar()
    return found


def _row(connection: Any, conversation: str) -> Any:
    query = sa.select(conversations.c.id, *_CHAT).where(conversations.c.conversation == conversation)
    return connection.execute(query).first()


def _chat(connection: Any, conversation: str) -> Chat | None:
    row = _row(connection, conversation)
    return None if row is None else Chat(*row[1:])


def _the_chat(connection: Any, conversation: str) -> Chat:
    found = _chat(connection, conversation)
    if found is None:
        raise Unavailable("a conversation that was just made is not there")
    return found
