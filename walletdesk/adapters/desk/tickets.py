"""`SqlDesk`: the tickets as the dialogue sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from walletdesk.adapters.desk import clean, numbers
from walletdesk.adapters.desk.store import Store, utc_now
from walletdesk.adapters.desk.tables import additions, replies, tickets
from walletdesk.core.errors import Unavailable
from walletdesk.core.ports import Addition, Kind, Priority, StaffReply, Status, Ticket, TicketDraft

_TRIES = 5
ERASED = "erased"  # whose tickets they were nobody can tell any more
_UNHEARD = (
    sa.select(replies.c.id, tickets.c.number, replies.c.text, replies.c.at)
    .select_from(replies.join(tickets))
    .where(tickets.c.conversation == sa.bindparam("conversation"), replies.c.heard.is_(None))
    .order_by(replies.c.id)
)


class SqlDesk:
    """Implements `TicketDesk`. What it gives back is what was stored: after the redaction, shortened."""

    def __init__(
        self, store: Store, now: Callable[[], datetime] = utc_now, number: Callable[[], str] = numbers.new
    ) -> None:
        self._store, self._now, self._number = store, now, number

    async def open(self, draft: TicketDraft) -> Ticket:
        return await self._store.run(lambda: self._open(_cleaned(draft)))

    async def add(self, number: str, text: str) -> Ticket | None:
        known, cleaned = numbers.read(number), clean.words(text, clean.MOST_OF_STORY)
        return await self._store.run(lambda: self._add(known, cleaned)) if known and cleaned else None

    async def find(self, number: str) -> Ticket | None:
        known = numbers.read(number)
        found = await self._store.run(lambda: self._fetch(tickets.c.number == known)) if known else ()
        return found[0] if found else None

    async def of(self, conversation: str) -> tuple[Ticket, ...]:
        own = tickets.c.conversation == clean.conversation(conversation)
        return await self._store.run(lambda: self._fetch(own, tickets.c.id.desc()))

    async def unheard(self, conversation: str) -> tuple[StaffReply, ...]:
        return await self._store.run(lambda: self._unheard(clean.conversation(conversation)))

    async def heard(self, replies: tuple[int, ...]) -> None:
        if replies:
            await self._store.run(lambda: self._heard(replies))

    async def erase(self, conversation: str) -> None:
        """Its user wants nothing kept: of the tickets number, category and dates are left, closed and of nobody."""
        await self._store.run(lambda: self._erase(clean.conversation(conversation)))

    def _erase(self, conversation: str) -> None:
        own = tickets.c.conversation == conversation
        ids = sa.select(tickets.c.id).where(own).scalar_subquery()
        bare = {"facts": {}, "story": "", "conversation": ERASED, "status": Status.CLOSED.value}
        with self._store.writing(through=True) as connection:
            for table in (additions, replies):
                connection.execute(table.delete().where(table.c.ticket_id.in_(ids)))
            connection.execute(tickets.update().where(own).values(**bare))

    def _open(self, draft: TicketDraft) -> Ticket:
        opened = self._now()
        for _ in range(_TRIES):
            ticket = Ticket(self._number(), draft, Status.OPEN, opened)
            with self._store.writing(through=True) as connection:
                try:
                    with connection.begin_nested():
                        connection.execute(tickets.insert().values(_row(ticket)))
                except IntegrityError:
                    continue  # the number is taken
                return ticket
        raise Unavailable("no free ticket number was found")

    def _add(self, number: str, text: str) -> Ticket | None:
        its = tickets.c.number == number
        with self._store.writing(through=True) as connection:
            found = connection.execute(sa.select(tickets.c.id).where(its)).scalar()
            if found is None:
                return None
            connection.execute(additions.insert().values(ticket_id=found, text=text, at=self._now()))
            connection.execute(tickets.update().where(its).values(status=Status.OPEN.value))
            return fetch(connection, sa.select(tickets).where(its))[0]

    def _fetch(self, condition: Any, *order: Any) -> tuple[Ticket, ...]:
        with self._store.reading() as connection:
            return fetch(connection, sa.select(tickets).where(condition).order_by(*order))

    def _unheard(self, conversation: str) -> tuple[StaffReply, ...]:
        with self._store.reading() as connection:
            return tuple(StaffReply(*row) for row in connection.execute(_UNHEARD, {"conversation": conversation}))

    def _heard(self, ids: tuple[int, ...]) -> None:
        new = replies.c.id.in_(ids) & replies.c.heard.is_(None)
        with self._store.writing(through=True) as connection:
            connection.execute(replies.update().where(new).values(heard=self._now()))


def fetch(connection: Any, query: Any) -> tuple[Ticket, ...]:
    """The tickets of a query over the ticket table, in its order, with their replies and additions."""
    rows = connection.execute(query).all()
    answers, added = _replies(connection, rows), _additions(connection, rows)
    return tuple(
        Ticket(
            number=row.number,
            draft=_draft(row),
            status=Status(row.status),
            opened=row.opened,
            replies=answers.get(row.id, ()),
            additions=added.get(row.id, ()),
        )
        for row in rows
    )


def _additions(connection: Any, rows: Sequence[Any]) -> dict[int, tuple[Addition, ...]]:
    added: dict[int, tuple[Addition, ...]] = {}
    ids = [row.id for row in rows]
    query = sa.select(additions).where(additions.c.ticket_id.in_(ids)).order_by(additions.c.id)
    for row in connection.execute(query) if ids else ():
        added[row.ticket_id] = (*added.get(row.ticket_id, ()), Addition(row.text, row.at))
    return added


def _replies(connection: Any, rows: Sequence[Any]) -> dict[int, tuple[StaffReply, ...]]:
    numbered = {row.id: row.number for row in rows}
    if not numbered:
        return {}
    answers: dict[int, tuple[StaffReply, ...]] = {}
    query = sa.select(replies).where(replies.c.ticket_id.in_(numbered)).order_by(replies.c.id)
    for row in connection.execute(query):
        reply = StaffReply(row.id, numbered[row.ticket_id], row.text, row.at)
        answers[row.ticket_id] = (*answers.get(row.ticket_id, ()), reply)
    return answers


def _cleaned(draft: TicketDraft) -> TicketDraft:
    facts, story = clean.facts_and_story(draft.facts, draft.story)
    return TicketDraft(
        conversation=clean.conversation(draft.conversation),
        kind=draft.kind,
        priority=draft.priority,
        category=clean.code(draft.category),
        team=clean.code(draft.team),
        language=clean.code(draft.language),
        facts=facts,
        story=story,
    )


def _row(ticket: Ticket) -> dict[str, Any]:
    draft = ticket.draft
    return {
        "number": ticket.number,
        "conversation": draft.conversation,
        "kind": draft.kind.value,
        "priority": draft.priority.value,
        "category": draft.category,
        "team": draft.team,
        "language": draft.language,
        "facts": dict(draft.facts),
        "story": draft.story,
        "status": ticket.status.value,
        "opened": ticket.opened,
    }


def _draft(row: Any) -> TicketDraft:
    return TicketDraft(
        conversation=row.conversation,
        kind=Kind(row.kind),
        priority=Priority(row.priority),
        category=row.category,
        team=row.team,
        language=row.language,
        facts=row.facts,
        story=row.story,
    )
