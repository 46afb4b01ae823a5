"""Tracker stores that hold no secret, hand back only the last turns, and lose no turn.

Both scrub events before anything is written or published, and scrub what was written earlier when a phrase that was
split over several messages is completed. What an event broker has published cannot be called back.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

from walletdesk.core.errors import SetupError
from walletdesk.rasa_edge import compat, history, scrub
from walletdesk.rasa_edge.watch import watch

_STORED = "_walletdesk_stored"

compat.expect("TrackerStore.save", TrackerStore.save, ("self", "tracker"))
compat.expect("TrackerStore.stream_events", TrackerStore.stream_events, ("self", "tracker"))
_EVENT_QUERY = ("self", "session", "sender_id", "fetch_events_from_all_sessions")
compat.expect("SQLTrackerStore._event_query", SQLTrackerStore._event_query, _EVENT_QUERY)
_ADDITIONAL = ("self", "session", "tracker")
compat.expect("SQLTrackerStore._additional_events", SQLTrackerStore._additional_events, _ADDITIONAL)


def _stored(tracker: DialogueStateTracker) -> int | None:
    """How many of the tracker's events came from the store; None when it did not come from ours."""
    return getattr(tracker, _STORED, None)


def _new_events(tracker: DialogueStateTracker) -> list[Any]:
    return list(tracker.events)[_stored(tracker) or 0 :]


class _Redacting(TrackerStore):
    """What both stores share; comes first among the bases."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        fragments: list[str] = []
        if watch.take_split(tracker.sender_id):
            fragments = self._forget_fragments(tracker)
        for event in _new_events(tracker):
            _scrub(event, fragments)
        await super().save(tracker)
        setattr(tracker, _STORED, len(tracker.events))

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, _new_events(tracker), tracker.sender_id)

    def _forget_fragments(self, tracker: DialogueStateTracker) -> list[str]:
        """Scrubs what is stored of this conversation; returns the texts to take out of the new events too."""
        raise NotImplementedError

    def _tracker(self, sender_id: str, events: list[history.Event]) -> DialogueStateTracker:
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        setattr(tracker, _STORED, len(tracker.events))
        return tracker


def _scrub(event: Any, fragments: list[str]) -> None:
    for name, value in vars(event).items():
        if isinstance(value, (str, dict, list, tuple)):
            clean = scrub.deep(value)
            setattr(event, name, history.without(clean, fragments) if fragments else clean)


class _Memory(TrackerStore):
    """Keeps the last turns of the conversations heard of last."""

    def __init__(
        self, domain: Any, event_broker: Any = None, conversations: int = 10_000, **kwargs: Any
    ) -> None:
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._conversations = int(conversations)
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        self._keep(tracker.sender_id, history.recent([event.as_dict() for event in tracker.events]))

    def _keep(self, sender_id: str, events: list[history.Event]) -> None:
        self._kept[sender_id] = json.dumps(events)
        self._kept.move_to_end(sender_id)
        if len(self._kept) > self._conversations:
            self._kept.popitem(last=False)

    def _events(self, sender_id: str) -> list[history.Event]:
        return json.loads(self._kept.get(sender_id, "[]"))  # type: ignore[no-any-return]

    async def keys(self) -> Iterable[str]:
        return list(self._kept)


class RedactingMemoryTrackerStore(_Redacting, _Memory):
    def __init__(self, domain: Any, host: Any = None, event_broker: Any = None, **kwargs: Any) -> None:
        """Called by Rasa for `tracker_store: {type: walletdesk...}`; `host` is Rasa's and unused."""
        super().__init__(domain, event_broker, **kwargs)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        events = self._events(sender_id)
        return self._tracker(sender_id, events) if events else None

    def _forget_fragments(self, tracker: DialogueStateTracker) -> list[str]:
        events = self._events(tracker.sender_id)
        fragments = history.fragments_of(events)
        for event in list(tracker.events)[: _stored(tracker) or 0]:
            _forget_event(event, fragments)
        return fragments


def _forget_event(event: Any, fragments: list[str]) -> None:
    """In place: what the in-memory store writes again is the tracker's own events."""
    if event.type_name == "user" and history.is_typed(event.as_dict()):
        clean = history.forget(event.as_dict())
        event.text, event.parse_data, event.metadata = clean["text"], clean["parse_data"], clean["metadata"]
        event.entities = []
    else:
        _scrub(event, fragments)


class RedactingSQLTrackerStore(_Redacting, SQLTrackerStore):
    """`type: walletdesk.rasa_edge.stores.RedactingSQLTrackerStore` with the options of Rasa's own SQL store."""

    def __init__(self, domain: Any = None, host: Any = None, event_broker: Any = None, **kwargs: Any) -> None:
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        columns = (self.SQLEvent.sender_id, self.SQLEvent.type_name, self.SQLEvent.id)
        _index_on(columns).create(self.engine, checkfirst=True)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        with self.session_scope() as session:
            events = _recent_rows(session, self.SQLEvent, sender_id)
        return self._tracker(sender_id, events) if events else None

    def _additional_events(self, session: Any, tracker: DialogueStateTracker) -> Iterator[Any]:
        """Rasa counts rows, and drops the events of whoever saves second; the tracker knows what it added."""
        if _stored(tracker) is None:
            return super()._additional_events(session, tracker)  # type: ignore[no-any-return]
        return iter(_new_events(tracker))

    def _forget_fragments(self, tracker: DialogueStateTracker) -> list[str]:
        with self.session_scope() as session:
            fragments = _forget_rows(session, self.SQLEvent, tracker.sender_id)
            session.commit()
        return fragments


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


def install() -> None:
    """Idempotent. Every Agent of this process gets one of our stores, and hears of its errors.

    Rasa replaces a store that it cannot import by its own in-memory one, and answers a store that fails with a
    silently empty conversation.
    """
    original = Agent._create_tracker_store
    if compat.is_ours(original):
        return
    compat.expect("Agent._create_tracker_store", original, ("store", "domain"))
    parameters = ("self", "tracker_store", "on_tracker_store_error", "fallback_tracker_store")
    compat.expect("FailSafeTrackerStore.__init__", FailSafeTrackerStore.__init__, parameters)

    def _create_tracker_store(store: TrackerStore | None, domain: Any) -> TrackerStore:
        store = RedactingMemoryTrackerStore(domain) if store is None else store
        if not isinstance(store, _Redacting):
            raise SetupError(f"endpoints.yml: tracker_store: {type(store).__name__} does not redact what it stores")
        wrapped = original(store, domain)
        wrapped._on_tracker_store_error = _raise
        return wrapped

    Agent._create_tracker_store = staticmethod(compat.mark(_create_tracker_store))


def _raise(error: Exception) -> None:
    raise error
