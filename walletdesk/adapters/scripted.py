"""Ports and a ticket desk that answer from a script or from memory: for transcripts and tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from walletdesk.core.errors import Unavailable
from walletdesk.core.ports import Addition, Kind, Priority, StaffReply, Status, Ticket, TicketDraft
from walletdesk.core.turn import Outcome

# A ticket of somebody else that every scripted desk knows.
OTHERS = "WD-2222-2222"


class ScriptedPort:
    """Always finds `outcome`; without one it is unavailable, as a machine without network is."""

    def __init__(self, outcome: Outcome | None = None) -> None:
        self._outcome = outcome

    async def ask(self, facts: Mapping[str, str]) -> Outcome:
        if self._outcome is None:
            raise Unavailable("nothing scripted")
        return self._outcome


class ScriptedDesk:
    """Implements `TicketDesk` in memory, with numbers that follow one another: WD-0000-0001, WD-0000-0002, …"""

    def __init__(self, now: Callable[[], datetime], down: bool = False) -> None:
        """`down`: raises `Unavailable` whatever it is asked."""
        self.down = down
        self._now = now
        other = TicketDraft("", Kind.PROBLEM, Priority.NORMAL, "sync_problem", "technical", "en", {})
        self.tickets = {OTHERS: Ticket(OTHERS, other, Status.ANSWERED, now())}
        self._heard: set[int] = set()

    async def open(self, draft: TicketDraft) -> Ticket:
        self._answer()
        ticket = Ticket(f"WD-0000-{len(self.tickets):04d}", draft, Status.OPEN, self._now())
        self.tickets[ticket.number] = ticket
        return ticket

    async def add(self, number: str, text: str) -> Ticket | None:
        self._answer()
        ticket = self.tickets.get(number)
        if ticket is None:
            return None
        added = (*ticket.additions, Addition(text, self._now()))
        self.tickets[number] = replace(ticket, status=Status.OPEN, additions=added)
        return self.tickets[number]

    async def find(self, number: str) -> Ticket | None:
        self._answer()
        return self.tickets.get(number)

    async def of(self, conversation: str) -> tuple[Ticket, ...]:
        self._answer()
        own = [ticket for ticket in self.tickets.values() if ticket.draft.conversation == conversation]
        return tuple(reversed(own))

    async def unheard(self, conversation: str) -> tuple[StaffReply, ...]:
        replies = [reply for ticket in reversed(await self.of(conversation)) for reply in ticket.replies]
        return tuple(reply for reply in replies if reply.id not in self._heard)

    async def heard(self, replies: tuple[int, ...]) -> None:
        self._answer()
        self._heard |= set(replies)

    def reply(self, text: str, number: str = "") -> None:
        """What a member of staff writes to a ticket; to the one opened last, where no number is given."""
        ticket = self.tickets[number] if number else list(self.tickets.values())[-1]
        known = sum(len(each.replies) for each in self.tickets.values())
        reply = StaffReply(known + 1, ticket.number, text, self._now())
        answered = replace(ticket, status=Status.ANSWERED, replies=(*ticket.replies, reply))
        self.tickets[ticket.number] = answered

    def _answer(self) -> None:
        if self.down:
            raise Unavailable("scripted to be down")
