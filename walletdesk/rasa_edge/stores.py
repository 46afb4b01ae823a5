"""Tracker stores that hold no secret, hand back only the last turns, and lose no turn.

They scrub events before anything is written or published, and scrub what was written earlier when a phrase that
was split over several messages is completed. What an event broker has published cannot be called back.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

from walletdesk.core.errors import SetupError
from walletdesk.rasa_edge import compat, history, scrub
from walletdesk.rasa_edge.hashes import hashes
from walletdesk.rasa_edge.watch import watch

_STORED = "_walletdesk_stored"

compat.expect("TrackerStore.save", TrackerStore.save, ("self", "tracker"))
compat.expect("TrackerStore.stream_events", TrackerStore.stream_events, ("self", "tracker"))


_watched: ContextVar[list[DialogueStateTracker]] = ContextVar("saved trackers")


@contextmanager
def watching_saves() -> Iterator[list[DialogueStateTracker]]:
    """The trackers saved within the block, by this task and those it waits for."""
    saved: list[DialogueStateTracker] = []
    token = _watched.set(saved)
    try:
        yield saved
    finally:
        _watched.reset(token)


def stored(tracker: DialogueStateTracker) -> int | None:
    """How many of the tracker's events came from the store; None when it did not come from ours."""
    return getattr(tracker, _STORED, None)


def new_events(tracker: DialogueStateTracker) -> list[Any]:
    return list(tracker.events)[stored(tracker) or 0 :]


class Redacting(TrackerStore):
    """What both stores share; comes first among the bases."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        for event in tracker.events:
            if event.type_name == "slot":
                event.value = hashes.mask(tracker.sender_id, event.value)
        fragments: list[str] = []
        if watch.take_split(tracker.sender_id):
            fragments = self._forget_fragments(tracker)
        for event in new_events(tracker):
            _scrub(event, fragments)
        await super().save(tracker)
        setattr(tracker, _STORED, len(tracker.events))
        _watched.get([]).append(tracker)

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new_events(tracker), tracker.sender_id)

    def said(self, sender_id: str, message_id: str) -> list[history.Event]:
        """The bot's events of the turn that this message began; empty where no such turn was stored."""
        raise NotImplementedError

    def erase(self, sender_id: str) -> None:
        """Every event of the conversation. What a broker has published cannot be called back."""
        raise NotImplementedError

    def _forget_fragments(self, tracker: DialogueStateTracker) -> list[str]:
        """Scrubs what is stored of this conversation; returns the texts to take out of the new events too."""
        raise NotImplementedError

    def _tracker(self, sender_id: str, events: list[history.Event]) -> DialogueStateTracker:
        for event in events:
            if event["event"] == "slot":
                event["value"] = hashes.restore(sender_id, event["value"])
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

    def __init__(self, domain: Any, event_broker: Any = None, conversations: int = 10_000, **kwargs: Any) -> None:
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
        return json.loads(self._kept.get(sender_id, "[]"))

    async def keys(self) -> Iterable[str]:
        return list(self._kept)


class RedactingMemoryTrackerStore(Redacting, _Memory):
    def __init__(self, domain: Any, host: Any = None, event_broker: Any = None, **kwargs: Any) -> None:
        """Called by Rasa for `tracker_store: {type: walletdesk...}`; `host` is Rasa's and unused."""
        super().__init__(domain, event_broker, **kwargs)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        events = self._events(sender_id)
        return self._tracker(sender_id, events) if events else None

    def said(self, sender_id: str, message_id: str) -> list[history.Event]:
        return history.said_to(self._events(sender_id), message_id)

    def erase(self, sender_id: str) -> None:
        self._kept.pop(sender_id, None)

    def _forget_fragments(self, tracker: DialogueStateTracker) -> list[str]:
        events = self._events(tracker.sender_id)
        fragments = history.fragments_of(events)
        for event in list(tracker.events)[: stored(tracker) or 0]:
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


def store_of(agent: Any) -> Redacting:
    """Ours, inside the wrapper that Rasa puts around every store."""
    wrapped = agent.tracker_store
    store = wrapped._tracker_store if isinstance(wrapped, FailSafeTrackerStore) else wrapped
    if not isinstance(store, Redacting):
        raise SetupError(f"tracker store {type(store).__name__} does not redact what it stores")
    return store


def install() -> None:
    """Idempotent. Every Agent of this process gets one of our stores, and hears of its errors.

    Rasa replaces a store that it cannot import by its own in-memory one, and answers a store that fails with
    a silently empty conversation.
    """
    original = Agent._create_tracker_store
    if compat.is_ours(original):
        return
    compat.expect("Agent._create_tracker_store", original, ("store", "domain"))
    parameters = ("self", "tracker_store", "on_tracker_store_error", "fallback_tracker_store")
    compat.expect("FailSafeTrackerStore.__init__", FailSafeTrackerStore.__init__, parameters)

    def _create_tracker_store(store: TrackerStore | None, domain: Any) -> TrackerStore:
        store = RedactingMemoryTrackerStore(domain) if store is None else store
        if not isinstance(store, Redacting):
            raise SetupError(f"endpoints.yml: tracker_store: {type(store).__name__} does not redact what it stores")
        wrapped = original(store, domain)
        wrapped._on_tracker_store_error = _raise
        return wrapped

    Agent._create_tracker_store = staticmethod(compat.mark(_create_tracker_store))


def _raise(error: Exception) -> None:
    raise error
