"""`Staff`: the tickets as the people see who answer them. Called from a command, so it blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from walletdesk.adapters.desk import clean, numbers
from walletdesk.adapters.desk.store import Store, utc_now
from walletdesk.adapters.desk.tables import replies, tickets
from walletdesk.adapters.desk.tickets import fetch
from walletdesk.core.ports import Priority, Status, Ticket

MOST_OF_REPLY = clean.MOST_OF_REPLY
_URGENT_FIRST = sa.case((tickets.c.priority == Priority.URGENT.value, 0), else_=1)


@dataclass(frozen=True)
class Search:
    """status: None for all."""

    status: Status | None = Status.OPEN
    team: str | None = None
    urgent_only: bool = False
    most: int = 50


class Staff:
    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now) -> None:
        self._store, self._now = store, now

    def tickets(self, search: Search) -> tuple[Ticket, ...]:
        """Urgent ones first, then those that wait longest."""
        with self._store.reading() as connection:
            return fetch(connection, _narrowed(sa.select(tickets), search).order_by(*_ORDER).limit(search.most))

    def how_many(self, search: Search) -> int:
        """Without the limit."""
        with self._store.reading() as connection:
            return int(connection.execute(_narrowed(sa.select(sa.func.count(tickets.c.id)), search)).scalar())

    def ticket(self, number: str) -> Ticket | None:
        with self._store.reading() as connection:
            found = fetch(connection, sa.select(tickets).where(tickets.c.number == numbers.read(number)))
        return found[0] if found else None

    def heard(self, *of: Ticket) -> dict[int, datetime]:
        """When each reply (by its id) reached the user; those that did not are missing."""
        ids = [reply.id for ticket in of for reply in ticket.replies]
        query = sa.select(replies.c.id, replies.c.heard).where(replies.c.id.in_(ids), replies.c.heard.isnot(None))
        with self._store.reading() as connection:
            return {row.id: row.heard for row in connection.execute(query)}

    def reply(self, number: str, text: str, closing: bool = False) -> Ticket | None:
        """None where there is no such ticket. Channels push the text, or tell it with the next message."""
        return self._change(number, Status.CLOSED if closing else Status.ANSWERED, clean.words(text, MOST_OF_REPLY))

    def close(self, number: str) -> Ticket | None:
        return self._change(number, Status.CLOSED)

    def _change(self, number: str, status: Status, text: str = "") -> Ticket | None:
        its = tickets.c.number == numbers.read(number)
        with self._store.writing(through=True) as connection:
            found = connection.execute(sa.select(tickets.c.id).where(its)).scalar()
            if found is None:
                return None
            if text:
                connection.execute(replies.insert().values(ticket_id=found, text=text, at=self._now()))
            connection.execute(tickets.update().where(its).values(status=status.value))
            return fetch(connection, sa.select(tickets).where(its))[0]


_ORDER = (_URGENT_FIRST, tickets.c.opened, tickets.c.id)


def _narrowed(query: Any, search: Search) -> Any:
    if search.status:
        query = query.where(tickets.c.status == search.status.value)
    if search.team:
        query = query.where(tickets.c.team == search.team)
    return query.where(tickets.c.priority == Priority.URGENT.value) if search.urgent_only else query
