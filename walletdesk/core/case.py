"""What we know of one user's problem, and of their conversation; small, frozen, and safe to store.

Everything here travels through the tracker as plain JSON (`dump`, `load`). Values are canonical ids or text that has
been through the secret guard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

VERSION = 1
MOST_PARKED = 3


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
class Conversation:
    """One sender's state between two messages.

    nonce: number of the question now open; a button that carries another one is stale.
    offered: topics shown as buttons because we were unsure; answers to "which of these?".
    closed: `<topic>.<outcome>` concluded last, for "it did not help".
    burnt: a secret was shown in this conversation, so the wallet must not be trusted again.
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
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _dump_case(case: Case) -> dict[str, Any]:
    return {"topic": case.topic, "step": case.step, "facts": dict(case.facts), "trail": list(case.trail)}


def _load_case(stored: Mapping[str, Any]) -> Case:
    facts = {str(name): str(value) for name, value in stored["facts"].items()}
    return Case(str(stored["topic"]), str(stored["step"]), facts, tuple(str(step) for step in stored["trail"]))
