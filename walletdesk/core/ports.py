"""What the product needs from the outside world. Adapters implement these; fakes ship beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from walletdesk.core.turn import Outcome


class Port(Protocol):
    """One thing a playbook can look up (`look_up: transaction` names the port `transaction`)."""

    async def ask(self, facts: Mapping[str, str]) -> Outcome:
        """Find out, given the facts of the case.

        The caller sets the deadline and turns `PortError` into the outcome `unavailable`.
        """
        ...


class Chooser(Protocol):
    """Reads a reply by its meaning where its words decide nothing."""

    def nearest(self, reply: str, options: Mapping[str, Sequence[str]]) -> str | None:
        """The option whose phrases it is clearly nearest to, or None."""
        ...


@dataclass(frozen=True)
class Edition:
    """Which block list is there. fetched: ISO date it was downloaded; count: domains in it."""

    version: str
    fetched: str
    count: int


class PhishingList(Protocol):
    """Domains that others have listed as phishing, on this machine; nothing is asked over the network."""

    @property
    def edition(self) -> Edition | None:
        """None where there is no list; `lists` then says no to everything."""
        ...

    def lists(self, host: str) -> bool:
        """Whether the host, or a domain it belongs to, is listed. `host` is in ASCII and lower case."""
        ...


class Kind(str, Enum):
    """What a ticket is about: something to solve, or something to hear."""

    PROBLEM = "problem"
    FEEDBACK = "feedback"


class Priority(str, Enum):
    URGENT = "urgent"
    NORMAL = "normal"


class Status(str, Enum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True)
class TicketDraft:
    """What a user agreed to send.

    conversation: the sender's id in its channel. team: general, technical or security. facts: labelled public facts by
    name. story: the user's own words, through the secret guard; only with their consent.
    """

    conversation: str
    kind: Kind
    priority: Priority
    category: str
    team: str
    language: str
    facts: Mapping[str, str]
    story: str = ""


@dataclass(frozen=True)
class StaffReply:
    """at: UTC."""

    id: int
    ticket: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Addition:
    """What the user wrote to a ticket after it was opened. at: UTC."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Ticket:
    """number: not guessable, e.g. `WD-7K3M-9Q2F`. opened: UTC. replies, additions: oldest first."""

    number: str
    draft: TicketDraft
    status: Status
    opened: datetime
    replies: tuple[StaffReply, ...] = ()
    additions: tuple[Addition, ...] = ()


class TicketDesk(Protocol):
    """Where people take over. Every method raises `Unavailable` where the store does not answer."""

    async def open(self, draft: TicketDraft) -> Ticket: ...

    async def add(self, number: str, text: str) -> Ticket | None:
        """Words of its user for a ticket, which is open again with them. None where there is no such ticket; whose it
        is the caller must know."""
        ...

    async def find(self, number: str) -> Ticket | None:
        """By number in any case, with or without its dashes."""
        ...

    async def of(self, conversation: str) -> tuple[Ticket, ...]:
        """All of one conversation, newest first."""
        ...

    async def unheard(self, conversation: str) -> tuple[StaffReply, ...]:
        """Replies this conversation was not told yet, oldest first."""
        ...

    async def heard(self, replies: tuple[int, ...]) -> None:
        """Note that these replies reached their user."""
        ...


class Erasable(Protocol):
    """A room that keeps something of conversations and must be able to forget one, by its own name."""

    async def erase(self, conversation: str) -> None: ...


@dataclass(frozen=True)
class Visit:
    """What one turn did, for the report; no words of the user but `unanswered`, which went through the guard.

    conversation: a keyed hash, not the sender's id. topic, step: of the open or just ended case. opened: a case began.
    outcome: what a case ended with (`hand_over` included). helped: yes, partly or no. unanswered: what we did not
    understand.
    """

    conversation: str
    language: str
    topic: str | None = None
    step: str | None = None
    opened: bool = False
    outcome: str | None = None
    helped: str | None = None
    unanswered: str | None = None


class Journal(Protocol):
    """What the report is made from."""

    async def note(self, visit: Visit) -> None: ...
