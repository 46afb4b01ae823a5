"""What `walletdesk tickets` does and shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click
from rich.text import Text

from walletdesk.adapters.desk import MOST_OF_REPLY, Search, Staff
from walletdesk.cli import tables
from walletdesk.cli.lines import write_line
from walletdesk.content.catalogue import to_simplified
from walletdesk.content.loader import Content
from walletdesk.core import secrets
from walletdesk.core.ports import Addition, Priority, StaffReply, Status, Ticket
from walletdesk.core.staff_replies import doubts, hosts_in

_SHORT_LIST = ("number", "priority", "status", "team", "category", "opened")
_LIST = ("number", "priority", "status", "team", "category", "language", "opened_utc", "opened_local", "replies")
# From here on a value is an address or a hash, which nobody can use shortened.
_WHOLE = 40


class Counter:
    """Its methods give the exit code: 1 where there is no such ticket or nothing was sent."""

    def __init__(self, content: Content, staff: Staff, language: str) -> None:
        self._content, self._staff, self._language = content, staff, language
        self._say = tables.saying(content.catalogue, language)
        self._out = tables.console()

    def list_tickets(self, status: str, team: str | None, urgent: bool, most: int, machine: bool) -> None:
        search = Search(None if status == "all" else Status(status), team, urgent, most)
        found = self._staff.tickets(search)
        if machine:
            heard = self._staff.heard(*found)
            for ticket in found:
                write_line(as_json(ticket, heard))
            return
        if not found:
            self._out.print(Text(self._say("no_tickets")))
            return
        columns, row = (_SHORT_LIST, self._short_row) if self._out.is_terminal else (_LIST, self._row)
        tables.show(self._out, [self._say(name) for name in columns], [row(ticket) for ticket in found])
        how_many = self._staff.how_many(search)
        if how_many > len(found):
            click.echo(self._say("more_tickets", shown=len(found), all=how_many), err=True)

    def show(self, number: str, machine: bool) -> int:
        ticket = self._staff.ticket(number)
        if ticket is None:
            return self._no_such_ticket()
        if machine:
            write_line(as_json(ticket, self._staff.heard(ticket)))
        else:
            self._print(ticket)
        return 0

    def reply(self, number: str, text: str, sure: bool, closing: bool = False) -> int:
        """Nothing is sent where the text gives rise to doubts and its writer is not `sure`."""
        text = text.strip()
        ticket = self._staff.ticket(number)
        if ticket is None:
            return self._no_such_ticket()
        if not text:
            return _refused(self._say("reply_empty"))
        if len(text) > MOST_OF_REPLY:
            return _refused(self._say("reply_too_long", length=len(text), most=MOST_OF_REPLY))
        kinds = {finding.kind for finding in secrets.find(text)}
        if kinds:
            return _refused(self._say("reply_secret", kinds=", ".join(sorted(kinds))))
        reopens = ticket.status is Status.CLOSED and not closing
        held = [] if sure else [*self._doubts(text), *([f"· {self._say('doubt_closed')}"] if reopens else [])]
        if held:
            return _refused("\n".join((self._say("doubts"), *held, self._say("doubts_way_out"))))
        return self._done(self._staff.reply(number, text, closing), "replied", *(["closed"] if closing else []))

    def close(self, number: str) -> int:
        return self._done(self._staff.close(number), "closed")

    def _done(self, ticket: Ticket | None, *said: str) -> int:
        if ticket is None:
            return self._no_such_ticket()
        for name in said:
            self._out.print(Text(self._say(name, number=ticket.number)))
        return 0

    def _no_such_ticket(self) -> int:
        return _refused(self._say("unknown_number"))

    def _doubts(self, text: str) -> list[str]:
        official = hosts_in(self._content.profile.values())
        found = doubts(to_simplified(text), official, self._content.reply_words)
        return [f"· {self._content.catalogue.say(doubt.key, self._language, doubt.facts)}" for doubt in found]

    def _row(self, ticket: Ticket) -> tuple[object, ...]:
        draft = ticket.draft
        priority = self._name("priority", draft.priority.value)
        return (
            ticket.number,
            priority.upper() if draft.priority is Priority.URGENT else priority,
            self._name("status", _state(ticket)),
            self._name("team", draft.team),
            self._category(draft.category),
            self._name("language", draft.language),
            tables.utc(ticket.opened),
            tables.local(ticket.opened),
            len(ticket.replies),
        )

    def _short_row(self, ticket: Ticket) -> tuple[object, ...]:
        """So that it fits on a terminal."""
        number, priority, status, team, category, _, utc, local, _ = self._row(ticket)
        return (number, priority, status, team, f"{category} ({ticket.draft.language})", f"{utc} UTC\n{local}")

    def _print(self, ticket: Ticket) -> None:
        draft, heard = ticket.draft, self._staff.heard(ticket)
        head = {
            "number": ticket.number,
            "priority": self._name("priority", draft.priority.value),
            "status": self._name("status", _state(ticket)),
            "kind": self._name("kind", draft.kind.value),
            "team": self._name("team", draft.team),
            "category": self._category(draft.category),
            "language": self._name("language", draft.language),
            "opened": tables.both_times(ticket.opened),
        }
        self._lines([f"{self._say(name)}: {value}" for name, value in head.items()])
        self._block("facts", [f"{self._fact(name)}: {self._value(name, value)}" for name, value in draft.facts.items()])
        self._block("story", draft.story.splitlines())
        self._block("replies", [])
        since: list[StaffReply | Addition] = [*ticket.replies, *ticket.additions]
        for said in sorted(since, key=lambda each: each.at):
            line = f"  {tables.both_times(said.at)} · {self._by(said, heard)}"
            self._lines([line, *(f"    {each}" for each in said.text.splitlines())])
        if not (ticket.replies or ticket.additions):
            self._lines([f"  {self._say('none')}"])

    def _by(self, said: StaffReply | Addition, heard: Mapping[int, datetime]) -> str:
        if isinstance(said, Addition):
            return self._say("user_wrote")
        seen = heard.get(said.id)
        state = self._say("reply_heard", time=tables.both_times(seen)) if seen else self._say("reply_waits")
        return f"{self._say('staff_wrote')} · {state}"

    def _block(self, name: str, lines: list[str]) -> None:
        self._out.print()
        self._out.print(Text(self._say(name), style="bold"))
        if lines or name != "replies":
            self._lines([f"  {line}" for line in lines or [self._say("none")]])

    def _lines(self, lines: list[str]) -> None:
        for line in lines:
            self._out.print(Text(line))

    def _name(self, prefix: str, value: str) -> str:
        return tables.named(self._content.catalogue, prefix, value, self._language)

    def _category(self, category: str) -> str:
        return tables.topic_name(self._content.catalogue, category, self._language)

    def _fact(self, name: str) -> str:
        key = f"facts.{name}"
        return self._content.catalogue.say(key, self._language) if key in self._content.catalogue else name

    def _value(self, name: str, value: str) -> str:
        if len(value) >= _WHOLE:
            return value
        return self._content.catalogue.name_of(name, value, "zh" if self._language.startswith("zh") else "en")


def as_json(ticket: Ticket, heard: Mapping[int, datetime]) -> dict[str, Any]:
    draft = ticket.draft
    return {
        "number": ticket.number,
        "status": ticket.status.value,
        "priority": draft.priority.value,
        "kind": draft.kind.value,
        "category": draft.category,
        "team": draft.team,
        "language": draft.language,
        "opened": ticket.opened.isoformat(),
        "facts": dict(draft.facts),
        "story": draft.story,
        "replies": [
            {
                "id": each.id,
                "at": each.at.isoformat(),
                "text": each.text,
                "seen": heard[each.id].isoformat() if each.id in heard else None,
            }
            for each in ticket.replies
        ],
        "additions": [{"at": each.at.isoformat(), "text": each.text} for each in ticket.additions],
    }


def _state(ticket: Ticket) -> str:
    """The status, and whether a ticket is open because its user wrote again."""
    return "added" if ticket.status is Status.OPEN and ticket.additions else ticket.status.value


def _refused(why: str) -> int:
    click.echo(why, err=True)
    return 1
