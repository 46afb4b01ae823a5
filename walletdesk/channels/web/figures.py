"""Figures of the process for Prometheus. Every label is one of a fixed set of names; nothing here is about a user."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from walletdesk import bootstrap
from walletdesk.channels.chats import NEWS, Chats
from walletdesk.channels.speaker import Said
from walletdesk.core.scene import Library
from walletdesk.core.secrets import findings

CONTENT_TYPE = CONTENT_TYPE_LATEST
OTHER = "other"
_SECRET = "/secret_shared"  # noqa: S105 (an intent)
_KINDS = frozenset(value for name, value in vars(findings).items() if name.isupper() and isinstance(value, str))
# What the guard and Rasa make of messages, beside the intents that have a folder of their own.
_INTENTS = frozenset({"press", "secret_shared", "unreadable", "affirm", "deny", "nlu_fallback"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(frozen=True)
class Names:
    """What may be counted by name. steps: pairs of topic and step."""

    intents: frozenset[str]
    steps: frozenset[tuple[str, str]]


def names_of(library: Library) -> Names:
    books = library.playbooks
    moves = {phrase for phrase in library.phrases if phrase.isascii()}
    return Names(
        intents=_INTENTS | books.keys() | library.small_talk | moves,
        steps=frozenset((topic, step) for topic, book in books.items() for step in book.steps),
    )


@lru_cache(maxsize=1)
def our_names() -> Names:
    return names_of(bootstrap.the_content().library)


class Figures:
    """names: called at the first turn."""

    def __init__(self, names: Callable[[], Names] = our_names) -> None:
        self.registry = registry = CollectorRegistry()
        self._names = names
        self._turns = _counter(registry, "turns", "Messages answered.", "channel", "outcome")
        self._seconds = Histogram(
            "walletdesk_turn_seconds", "From a message to its answer.", ["channel"], buckets=_SECONDS, registry=registry
        )
        self._intents = _counter(registry, "intents", "What messages were about.", "intent")
        self._steps = _counter(registry, "steps", "Where turns left the case.", "topic", "step")
        self._secrets = _counter(registry, "secrets_refused", "Secrets that were kept out.", "kind")
        self._pushed = _counter(registry, "staff_replies_pushed", "Turns that told an answer of the staff.", "outcome")
        self._sessions = _counter(registry, "sessions_opened", "New sessions of the widget.")
        self._refusals = _counter(registry, "refusals", "Calls of the API refused, by the code of the problem.", "code")
        self._streams = Gauge("walletdesk_open_streams", "Event streams that are open now.", registry=registry)
        ProcessCollector(registry=registry)

    def watch(self, chats: Chats) -> None:
        """Counts what these conversations do from now on."""
        self._streams.set_function(lambda: len(chats.hub))

        def observe(text: str, said: Said, seconds: float) -> None:
            self.turn(chats.channel, text, said, seconds)

        chats.observe = observe

    def turn(self, channel: str, text: str, said: Said, seconds: float) -> None:
        """`text`: of the message, after the guard; looked at for the kinds of secrets it held, and for nothing else."""
        outcome = "failed" if said.failed else "ok"
        if text == NEWS:
            self._pushed.labels(outcome).inc()
            return
        names = self._names()
        self._turns.labels(channel, outcome).inc()
        self._seconds.labels(channel).observe(seconds)
        self._intents.labels(said.intent if said.intent in names.intents else OTHER).inc()
        place = (said.topic or "", said.step or "")
        if any(place):
            self._steps.labels(*(place if place in names.steps else (OTHER, OTHER))).inc()
        for kind in _kinds(text):
            self._secrets.labels(kind if kind in _KINDS else OTHER).inc()

    def opened(self) -> None:
        self._sessions.inc()

    def refused(self, code: str) -> None:
        """`code`: of a `Problem`, never a word of the request."""
        self._refusals.labels(code).inc()

    def told(self) -> bytes:
        """In Prometheus's text format."""
        return generate_latest(self.registry)


def figures_of(app: Any) -> Figures:
    """One set for each app, made at its first use."""
    if not hasattr(app.ctx, "figures"):
        app.ctx.figures = Figures()
    figures: Figures = app.ctx.figures
    return figures


def _counter(registry: CollectorRegistry, name: str, meaning: str, *labels: str) -> Counter:
    return Counter(f"walletdesk_{name}", meaning, labels, registry=registry)


def _kinds(text: str) -> list[str]:
    if not text.startswith(_SECRET):
        return []
    kinds: list[str] = json.loads(text.removeprefix(_SECRET) or "{}").get("kinds", [])
    return kinds
