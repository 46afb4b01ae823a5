"""A playbook: the documented diagnostic steps for one problem, as data.

Steps name each other by id. `content.playbooks` builds these from `data/topics/<topic>/playbook.yml` and guarantees
that every id exists, that every look-up handles `unavailable`, and that no circle of silent steps exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Union

UNAVAILABLE = "unavailable"
YES, NO = "yes", "no"


class Kind(str, Enum):
    """How a question is answered."""

    CHOICE = "choice"
    YES_NO = "yes_no"
    ENTITY = "entity"
    TEXT = "text"


@dataclass(frozen=True)
class Option:
    """One answer to a question.

    values: values of the question's source fact that mean this option (`ethereum` and `bsc` both mean `evm`).
    words: how people say it, folded, in every language; the longest match in a message wins.
    alone: short replies that mean it only when they are the whole message.
    """

    id: str
    next: str
    values: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ask:
    """A question. `source` names the fact (an entity type, mostly) that answers it without asking."""

    id: str
    fact: str
    kind: Kind
    dont_know: str
    skip: str
    options: tuple[Option, ...] = ()
    source: str | None = None
    next: str | None = None
    early: bool = False

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True)
class LookUp:
    """Something a port can find out; `outcomes` maps what it says to the next step."""

    id: str
    port: str
    outcomes: Mapping[str, str]


@dataclass(frozen=True)
class Tell:
    """Words the user needs before the next step."""

    id: str
    text: str
    next: str


@dataclass(frozen=True)
class Branch:
    """A silent turn of the road on a fact known by now."""

    id: str
    fact: str
    cases: Mapping[str, str]
    otherwise: str


@dataclass(frozen=True)
class HandOver:
    """A person takes over. team: general, technical or security. feedback: it is something to hear, not to solve; the
    answers to free questions are the message."""

    id: str
    team: str
    feedback: bool = False


@dataclass(frozen=True)
class Conclude:
    """The end: found, do now, do not, not checked, source. `text` is also the outcome's name.

    ask_if_helped: whether the user is asked afterwards; no where nothing was solved.
    """

    id: str
    text: str
    ask_if_helped: bool = True


Step = Union[Ask, LookUp, Tell, Branch, HandOver, Conclude]


@dataclass(frozen=True)
class Playbook:
    """The steps for one topic. `urgent` topics jump any queue.

    team: who gets a ticket about it. evidence: its users need a list for the police and exchanges.
    """

    topic: str
    start: str
    steps: Mapping[str, Step]
    urgent: bool = False
    team: str = "general"
    evidence: bool = False

    def __getitem__(self, step_id: str) -> Step:
        return self.steps[step_id]

    def asks_about(self, fact: str) -> bool:
        """Whether any of its questions is about the fact, or answered by it."""
        return any(isinstance(step, Ask) and fact in (step.fact, step.source) for step in self.steps.values())
