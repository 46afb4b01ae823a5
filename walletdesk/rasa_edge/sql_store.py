"""The tracker store for conversations that must survive a restart: Rasa's SQL store behind our redaction.

Rasa's own reads the whole session for every turn, and drops the events of whoever saves second.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

from walletdesk.rasa_edge import compat, history
from walletdesk.rasa_edge.stores import Redacting, new_events, stored
from walletdesk.rasa_edge.watch import watch

_PATIENCE = 1.0  # seconds for a lock; Rasa waits in its event loop, and everybody with it
_REMEMBERED = 1_000  # conversations; about ten kilobytes each
_LOOKED_BACK = 200  # events; a turn has about ten, and at most a few turns come after an interrupted one
_ADDITIONAL = ("self", "session", "tracker")
compat.expect("SQLTrackerStore._additional_events", SQLTrackerStore._additional_events, _ADDITIONAL)


class _Rows(SQLTrackerStore):
    """Rasa's store with a cheaper way in and out: a turn's events go in one statement, and what this process has stored
    last is not read back while nobody else has stored anything since."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._latest: OrderedDict[str, tuple[int, str]] = OrderedDict()
        super().__init__(*args, **kwargs)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        with self.session_scope() as session:
            newest = _newest_id(session, self.SQLEvent, sender_id)
            known, events = self._latest.get(sender_id, (0, "[]"))
            recent = json.loads(events) if known == newest else _recent_rows(session, self.SQLEvent, sender_id)
        return self._tracker(sender_id, recent) if recent else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        with self.session_scope() as session:
            rows = [_row(tracker.sender_id, event) for event in self._additional_events(session, tracker)]
            if rows:
                session.execute(sa.insert(self.SQLEvent.__table__), rows)
            newest = _newest_id(session, self.SQLEvent, tracker.sender_id)
            session.commit()
        self._keep(tracker, newest)

    def _keep(self, tracker: DialogueStateTracker, newest: int) -> None:
        events = history.recent([event.as_dict() for event in tracker.events])
        self._latest[tracker.sender_id] = (newest, json.dumps(events))
        self._latest.move_to_end(tracker.sender_id)
        if len(self._latest) > _REMEMBERED:
            self._latest.popitem(last=False)


class RedactingSQLTrackerStore(Redacting, _Rows):
    """In endpoints.yml `type: walletdesk.rasa_edge.sql_store.RedactingSQLTrackerStore`; Rasa's own options."""

    def __init__(self, domain: Any = None, host: Any = None, event_broker: Any = None, **kwargs: Any) -> None:
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        made: Any = self.engine
        if made.dialect.name == "sqlite":
            made.dispose()
            # Rasa opens the file anew for every read.
            arguments = {"timeout": _PATIENCE}
            self.engine: Any = sa.create_engine(made.url, poolclass=sa.pool.QueuePool, connect_args=arguments)
            sa.event.listen(self.engine, "connect", _prepare)
            self.sessionmaker.configure(bind=self.engine)
        columns = (self.SQLEvent.sender_id, self.SQLEvent.type_name, self.SQLEvent.id)
        _index_on(columns).create(self.engine, checkfirst=True)

    async def save(self, tracker: DialogueStateTracker) -> None:
        forgets = watch.is_split(tracker.sender_id)
        await super().save(tracker)
        if forgets:  # the rows were cleaned, the tracker in memory was not
            self._latest.pop(tracker.sender_id, None)

    def _additional_events(self, session: Any, tracker: DialogueStateTracker) -> Iterator[Any]:
        """Rasa counts rows, and drops the events of whoever saves second; the tracker knows what it added."""
        if stored(tracker) is None:
            return super()._additional_events(session, tracker)
        return iter(new_events(tracker))

    def said(self, sender_id: str, message_id: str) -> list[history.Event]:
        with self.session_scope() as session:
            own = session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id)
            latest = own.order_by(self.SQLEvent.id.desc()).limit(_LOOKED_BACK).all()
            return history.said_to([json.loads(each.data) for each in reversed(latest)], message_id)

    def erase(self, sender_id: str) -> None:
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id).delete()
            session.commit()
        self._latest.pop(sender_id, None)

    def _forget_fragments(self, tracker: DialogueStateTracker) -> list[str]:
        with self.session_scope() as session:
            fragments = _forget_rows(session, self.SQLEvent, tracker.sender_id)
            session.commit()
        return fragments


def _prepare(connection: Any, _: Any) -> None:
    # Readers and the writers of the desk's own tables, which may be in the same file, must not wait for each other.
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _row(sender_id: str, event: Any) -> dict[str, Any]:
    """As Rasa's own store writes it."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _newest_id(session: Any, row: Any, sender_id: str) -> int:
    return session.query(sa.func.max(row.id)).filter(row.sender_id == sender_id).scalar() or 0


def _index_on(columns: tuple[Any, ...]) -> Any:
    table = columns[0].table
    for index in table.indexes:
        if index.name == "walletdesk_events_by_type":
            return index
    return sa.Index("walletdesk_events_by_type", *columns)


def _recent_rows(session: Any, row: Any, sender_id: str) -> list[history.Event]:
    """The last turns of the current session, without reading the rows before them."""
    own = session.query(row).filter(row.sender_id == sender_id)
    border = _latest_id(session, row, sender_id, ("session_started", "restart"))
    users = own.filter(row.type_name == "user", row.id > border).order_by(row.id.desc())
    start = users.offset(history.KEPT_TURNS - 1).first()
    if start is None:
        return [json.loads(each.data) for each in own.filter(row.id >= border).order_by(row.id)]
    reset = _latest_id(session, row, sender_id, history.SLOT_RESETS)
    newest = (
        session.query(sa.func.max(row.id))
        .filter(row.sender_id == sender_id, row.type_name == "slot", row.id > reset, row.id < start.id)
        .group_by(row.action_name)
    )
    slots = [json.loads(each.data) for each in own.filter(row.id.in_(newest)).order_by(row.id)]
    events = [json.loads(each.data) for each in own.filter(row.id >= start.id).order_by(row.id)]
    return history.opening(history.slots_of(slots), start.timestamp) + events


def _latest_id(session: Any, row: Any, sender_id: str, types: tuple[str, ...]) -> int:
    query = session.query(sa.func.max(row.id)).filter(row.sender_id == sender_id, row.type_name.in_(types))
    return query.scalar() or 0


def _forget_rows(session: Any, row: Any, sender_id: str) -> list[str]:
    own = session.query(row).filter(row.sender_id == sender_id)
    users = own.filter(row.type_name == "user").order_by(row.id.desc()).limit(history.FORGOTTEN_MESSAGES).all()
    fragments = history.fragments_of([json.loads(each.data) for each in users])
    oldest = users[-1].id if users else 0
    for each in own.filter(row.id >= oldest).all():
        event = json.loads(each.data)
        clean = history.forget(event) if history.is_typed(event) else history.without(event, fragments)
        if clean != event:
            each.data = json.dumps(clean)
    return fragments
