"""What we know of one user's problem, and of their conversation; small, frozen, and safe to store.

Everything here travels through the tracker as plain JSON (`dump`, `load`). Values are canonical ids or text that has
been through the secret guard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from walletdesk.core.ports import Kind, Priority

VERSION = 2
MOST_PARKED = 3
MOST_CODES = 12
MOST_TICKETS = 5


@dataclass(frozen=True)
class Case:
    """One walk through one playbook. `trail` holds the questions put so far, the open one last."""

    topic: str
    step: str
    facts: Mapping[str, str] = field(default_factory=dict)
    trail: tuple[str, ...] = ()

    def know(self, **facts: str) -> Case:
        return replace(self, facts={**self.facts, **facts})


@dataclass(frozen=True)
class Draft:
    """A message to the people behind the desk that its user has not agreed to yet.

    topic: "" where no problem is known. facts: what the case knew; changes: what the user made of it, "" for a fact
    that is to stay out. story: the user's own words, through the secret guard, shown back before they are sent.
    beside: words written below the card that may belong into it. ticket: the one the story is to be added to; such a
    draft has no facts.
    """

    kind: Kind = Kind.PROBLEM
    priority: Priority = Priority.NORMAL
    team: str = "general"
    topic: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, str] = field(default_factory=dict)
    story: str = ""
    beside: str = ""
    ticket: str = ""

    @property
    def about(self) -> tuple[Kind, str, str]:
        """Two drafts with the same are two states of one message."""
        return self.kind, self.topic, self.ticket

    @property
    def kept(self) -> Mapping[str, str]:
        """The facts that would be sent."""
        return {name: value for name, value in {**self.facts, **self.changes}.items() if value}

    def change(self, fact: str, value: str) -> Draft:
        return replace(self, changes={**self.changes, fact: value})


@dataclass(frozen=True)
class Conversation:
    """One sender's state between two messages.

    nonce: number of the question now open; a button that carries another one is stale.
    offered: topics shown as buttons because we were unsure; answers to "which of these?".
    closed: `<topic>.<outcome>` concluded last, for "it did not help"; last: that case.
    burnt: a secret was shown in this conversation, so the wallet must not be trusted again.
    told: remarks already made, the latest last; each is made once.
    draft: a message to a person that waits for its user's word. tickets: numbers of those sent, the one
    sent or answered latest last. news: the ticket whose answer the last turn brought; holds for one message.
    asked: what the last turn asked besides the playbook's question: `helped` (did it?), `left` (what is left?), `card`
    (shall I send this?), `story`, `beside` (shall I add this?), or `fact:<name>`. Holds for one message.
    look_ups: `yes` or `no` once the user was asked whether chains may be read.
    codes: (tx_hash or address, value) as they were mentioned, for the evidence list.
    """

    language: str = "en"
    pinned: bool = False
    case: Case | None = None
    parked: tuple[Case, ...] = ()
    nonce: int = 0
    misses: int = 0
    offered: tuple[str, ...] = ()
    closed: str | None = None
    burnt: bool = False
    told: tuple[str, ...] = ()
    last: Case | None = None
    draft: Draft | None = None
    asked: str | None = None
    codes: tuple[tuple[str, str], ...] = ()
    tickets: tuple[str, ...] = ()
    news: str | None = None
    look_ups: str | None = None

    def park(self) -> Conversation:
        """Set the open case aside; the oldest of too many is forgotten."""
        if self.case is None:
            return self
        others = tuple(case for case in self.parked if case.topic != self.case.topic)
        return replace(self, case=None, parked=(*others, self.case)[-MOST_PARKED:])

    def dump(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "language": self.language,
            "pinned": self.pinned,
            "case": _dump_case(self.case) if self.case else None,
            "parked": [_dump_case(case) for case in self.parked],
            "nonce": self.nonce,
            "misses": self.misses,
            "offered": list(self.offered),
            "closed": self.closed,
            "burnt": self.burnt,
            "told": list(self.told),
            "last": _dump_case(self.last) if self.last else None,
            "draft": _dump_draft(self.draft) if self.draft else None,
            "asked": self.asked,
            "codes": [list(code) for code in self.codes],
            "tickets": list(self.tickets),
            "news": self.news,
            "look_ups": self.look_ups,
        }


def load(stored: object) -> Conversation | None:
    """A stored conversation, or None where its version or shape is not ours."""
    if not isinstance(stored, Mapping) or stored.get("version") != VERSION:
        return None
    try:
        return Conversation(
            language=str(stored["language"]),
            pinned=bool(stored["pinned"]),
            case=_load_case(stored["case"]) if stored["case"] else None,
            parked=tuple(_load_case(case) for case in stored["parked"]),
            nonce=int(stored["nonce"]),
            misses=int(stored["misses"]),
            offered=tuple(str(topic) for topic in stored["offered"]),
            closed=stored["closed"],
            burnt=bool(stored["burnt"]),
            told=tuple(str(name) for name in stored["told"]),
            last=_load_case(stored["last"]) if stored["last"] else None,
            draft=_load_draft(stored["draft"]) if stored["draft"] else None,
            asked=stored["asked"],
            codes=tuple((str(kind), str(value)) for kind, value in stored["codes"]),
            tickets=tuple(str(number) for number in stored["tickets"]),
            news=stored.get("news"),
            look_ups=stored.get("look_ups"),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def place(stored: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Of a stored conversation: topic and step of the open case, else topic and outcome of the one concluded last."""
    case = stored.get("case")
    if case:
        return case["topic"], case["step"]
    topic, _, outcome = (stored.get("closed") or "").partition(".")
    return topic or None, outcome or None


def _dump_case(case: Case) -> dict[str, Any]:
    return {"topic": case.topic, "step": case.step, "facts": dict(case.facts), "trail": list(case.trail)}


def _dump_draft(draft: Draft) -> dict[str, Any]:
    words = {"topic": draft.topic, "team": draft.team, "story": draft.story, "beside": draft.beside}
    kinds = {"kind": draft.kind.value, "priority": draft.priority.value}
    return {**words, **kinds, "facts": dict(draft.facts), "changes": dict(draft.changes), "ticket": draft.ticket}


def _load_draft(stored: Mapping[str, Any]) -> Draft:
    return Draft(
        kind=Kind(stored["kind"]),
        priority=Priority(stored["priority"]),
        team=str(stored["team"]),
        topic=str(stored["topic"]),
        facts=_texts(stored["facts"]),
        changes=_texts(stored["changes"]),
        story=str(stored["story"]),
        beside=str(stored.get("beside", "")),
        ticket=str(stored.get("ticket", "")),
    )


def _texts(stored: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in stored.items()}


def _load_case(stored: Mapping[str, Any]) -> Case:
    return Case(
        str(stored["topic"]), str(stored["step"]), _texts(stored["facts"]), tuple(str(step) for step in stored["trail"])
    )
