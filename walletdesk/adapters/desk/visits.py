"""How a visit changes the journal: one row for each case, one for each phrase nobody understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from walletdesk.adapters.desk import clean
from walletdesk.adapters.desk.tables import cases, phrases
from walletdesk.core.ports import Visit

# A flood of nonsense must not fill the disk: the rarest and oldest phrases go first.
MOST_PHRASES = 5_000
_SPARE = 250
ERASED = "erased"


def write(connection: Any, batch: Sequence[tuple[Visit, datetime]]) -> None:
    """In the order they came, within the caller's transaction."""
    for visit, at in batch:
        if visit.topic or visit.helped:
            _case(connection, visit, at)
        if visit.unanswered:
            _phrase(connection, clean.phrase(visit.unanswered), clean.code(visit.language), at)


def erase(connection: Any, conversation: str) -> None:
    own = cases.c.conversation == clean.conversation(conversation, 128)
    connection.execute(cases.update().where(own).values(conversation=ERASED))


def _case(connection: Any, visit: Visit, at: datetime) -> None:
    row = None if visit.opened else _current(connection, visit)
    if row is None:
        if visit.topic:
            connection.execute(cases.insert().values({**_new(visit, at), **_news(visit, at)}))
        return
    is_over = row.ended is not None
    changes = _news(visit, at) if visit.outcome or not is_over else _only_help(visit)
    if changes:
        connection.execute(cases.update().where(cases.c.id == row.id).values(changes))


def _current(connection: Any, visit: Visit) -> Any:
    """The newest case of this conversation and topic; an older one without an end was given up."""
    own = cases.c.conversation == clean.conversation(visit.conversation, 128)
    if visit.topic:
        own &= cases.c.topic == clean.code(visit.topic)
    query = sa.select(cases.c.id, cases.c.ended).where(own).order_by(cases.c.id.desc())
    return connection.execute(query.limit(1)).first()


def _new(visit: Visit, at: datetime) -> dict[str, Any]:
    return {
        "conversation": clean.conversation(visit.conversation, 128),
        "topic": clean.code(visit.topic or ""),
        "opened": at,
    }


def _news(visit: Visit, at: datetime) -> dict[str, Any]:
    news: dict[str, Any] = {"language": clean.code(visit.language), "seen": at}
    if visit.step:
        news["last_step"] = clean.code(visit.step)
    if visit.outcome:
        news.update(outcome=clean.code(visit.outcome), ended=at)
    return {**news, **_only_help(visit)}


def _only_help(visit: Visit) -> dict[str, Any]:
    return {"helped": clean.code(visit.helped)} if visit.helped else {}


def _phrase(connection: Any, phrase: str, language: str, at: datetime) -> None:
    if not phrase or _counted(connection, phrase, at):
        return
    try:
        with connection.begin_nested():
            row = {"phrase": phrase, "language": language, "count": 1, "first_seen": at, "last_seen": at}
            connection.execute(phrases.insert().values(row))
    except IntegrityError:  # another process was faster
        _counted(connection, phrase, at)
    _forget_rare(connection)


def _counted(connection: Any, phrase: str, at: datetime) -> bool:
    known = phrases.update().where(phrases.c.phrase == phrase)
    return bool(connection.execute(known.values(count=phrases.c.count + 1, last_seen=at)).rowcount)


def _forget_rare(connection: Any) -> None:
    if connection.execute(sa.select(sa.func.count(phrases.c.id))).scalar() <= MOST_PHRASES:
        return
    rarest = sa.select(phrases.c.id).order_by(phrases.c.count, phrases.c.last_seen).limit(_SPARE)
    ids = [row.id for row in connection.execute(rarest)]
    connection.execute(phrases.delete().where(phrases.c.id.in_(ids)))
