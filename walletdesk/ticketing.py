"""What a turn does at the ticket desk and in the journal. Whatever fails there never costs the user an answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from walletdesk.core import cards, secrets
from walletdesk.core.case import MOST_TICKETS, Case, Conversation, Draft
from walletdesk.core.errors import PortError
from walletdesk.core.handover import GONE, SENT
from walletdesk.core.playbook import UNAVAILABLE
from walletdesk.core.ports import Journal, StaffReply, Status, Ticket, TicketDesk, TicketDraft, Visit
from walletdesk.core.scene import HANDED_OVER
from walletdesk.core.turn import Form, Line, Outcome

DEADLINE = 3.0  # seconds
NEWS_DEADLINE = 1.0  # seconds a turn waits for replies that it was not asked for
SAME_WITHIN = timedelta(minutes=10)
MOST_SHOWN = 3
MOST_OF_REPLY = 1_000
MOST_OF_PHRASE = 200
ADDED = "added"  # a status of its own for users: open again, with their words
NO_TOPIC = "contact_support"  # the category of a ticket about no known problem
MINE, ANSWERED, OTHER, NOT_KNOWN, NONE = "mine", "answered", "other", "unknown", "none"
_HELPED: Mapping[str, str] = {"dialogue.helped": "yes", "dialogue.partly": "partly", "dialogue.not_helped": "no"}
_log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


async def send(tickets: TicketDesk, draft: Draft, sender: str, language: str, now: datetime) -> Outcome:
    """Open a ticket, or add to one; the same message again within ten minutes (a timeout, a restart) is no second one.

    The outcome `gone`: there is no such ticket of this sender to add to.
    """
    if draft.ticket:
        return await _or_unavailable(_add(tickets, draft, sender, now), DEADLINE)
    agreed = TicketDraft(
        conversation=sender,
        kind=draft.kind,
        priority=draft.priority,
        category=draft.topic or NO_TOPIC,
        team=draft.team,
        language=language,
        facts=dict(draft.kept),
        story=draft.story,
    )
    return await _or_unavailable(_open(tickets, agreed, now), DEADLINE)


async def _open(tickets: TicketDesk, agreed: TicketDraft, now: datetime) -> Outcome:
    own = await tickets.of(agreed.conversation)
    fresh = [ticket for ticket in own if now - ticket.opened < SAME_WITHIN]
    same = next((ticket for ticket in fresh if _is_same(ticket.draft, agreed)), None)
    ticket = same or await tickets.open(agreed)
    return Outcome(SENT, {"ticket": ticket.number})


async def _add(tickets: TicketDesk, draft: Draft, sender: str, now: datetime) -> Outcome:
    own = await tickets.of(sender) if sender else ()
    ticket = next((ticket for ticket in own if ticket.number == draft.ticket), None)
    if ticket is None:
        return Outcome(GONE)
    fresh = [each for each in ticket.additions[-1:] if now - each.at < SAME_WITHIN]
    known = any(secrets.mask_hashes(each.text) == secrets.mask_hashes(draft.story) for each in fresh)
    kept = ticket if known else await tickets.add(ticket.number, draft.story)
    return Outcome(SENT, {"ticket": kept.number}) if kept else Outcome(GONE)


def _is_same(stored: TicketDraft, agreed: TicketDraft) -> bool:
    """Stores redact and shorten once more, so values are compared after that."""

    def fingerprint(draft: TicketDraft) -> tuple[object, ...]:
        facts = tuple(sorted((name, secrets.mask_hashes(value)) for name, value in draft.facts.items()))
        return draft.kind, draft.category, draft.team, secrets.mask_hashes(draft.story), facts

    return fingerprint(stored) == fingerprint(agreed)


class TicketPort:
    """The port `ticket`: the ticket with the number in the facts, else those of this conversation.

    Of somebody else's ticket it gives number, status and date alone.
    """

    def __init__(self, tickets: TicketDesk, sender: str) -> None:
        self._tickets, self._sender = tickets, sender

    async def ask(self, facts: Mapping[str, str]) -> Outcome:
        own = await self._tickets.of(self._sender) if self._sender else ()
        number = facts.get("ticket")
        if not number:
            return _status(own[:MOST_SHOWN]) if own else Outcome(NONE)
        found = await self._tickets.find(number)
        if found is None:
            return Outcome(NOT_KNOWN)
        is_own = found.number in {ticket.number for ticket in own}
        return _status((found,)) if is_own else Outcome(OTHER, {"tickets": _listed((found,))})


def _status(own: Sequence[Ticket]) -> Outcome:
    facts = {"tickets": _listed(own)}
    replies = own[0].replies if len(own) == 1 else ()
    return Outcome(ANSWERED, {**facts, "reply": plain(replies[-1].text)}) if replies else Outcome(MINE, facts)


def _listed(tickets: Sequence[Ticket]) -> str:
    """`number|status|opened` separated by blanks: the catalogue puts it into words."""
    return " ".join(f"{t.number}|{_state(t)}|{t.opened.astimezone(timezone.utc):%Y-%m-%d}" for t in tickets)


def _state(ticket: Ticket) -> str:
    return ADDED if ticket.status is Status.OPEN and ticket.additions else ticket.status.value


async def news(tickets: TicketDesk | None, sender: str) -> tuple[StaffReply, ...]:
    """Replies that this conversation was not told yet; none where the desk does not answer at once."""
    if tickets is None or not sender:
        return ()
    try:
        return await asyncio.wait_for(tickets.unheard(sender), NEWS_DEADLINE)
    except (PortError, asyncio.TimeoutError):
        return ()


async def told(tickets: TicketDesk | None, replies: Sequence[StaffReply]) -> None:
    """They reached their user. Where that cannot be noted they are told once more: better twice than never."""
    if tickets is None or not replies:
        return
    try:
        await asyncio.wait_for(tickets.heard(tuple(reply.id for reply in replies)), NEWS_DEADLINE)
    except (PortError, asyncio.TimeoutError) as error:
        _log.warning("a reply could not be marked as heard: %s", type(error).__name__)


def as_lines(replies: Sequence[StaffReply]) -> tuple[Line, ...]:
    """The last one to each ticket can be answered."""
    last = {reply.ticket: reply.id for reply in replies}
    return tuple(_as_line(reply, last[reply.ticket] == reply.id) for reply in replies)


def _as_line(reply: StaffReply, is_last: bool) -> Line:
    facts = {"ticket": reply.ticket, "reply": plain(reply.text)}
    return Line("dialogue.desk_reply", facts=facts, buttons=(cards.answer_button(reply.ticket),) if is_last else ())


def after_news(talk: Conversation, replies: Sequence[StaffReply]) -> Conversation:
    """What the user says next may be meant for the staff."""
    if not replies:
        return talk
    answered = dict.fromkeys(reply.ticket for reply in replies)
    tickets = (*(number for number in talk.tickets if number not in answered), *answered)[-MOST_TICKETS:]
    return replace(talk, tickets=tickets, news=tickets[-1])


def plain(text: str) -> str:
    """Text of the staff as text: printable, of a bounded length."""
    return "".join(char for char in text if char.isprintable() or char == "\n").strip()[:MOST_OF_REPLY]


async def note(journal: Journal | None, visit: Visit) -> None:
    if journal is None:
        return
    try:
        await asyncio.wait_for(journal.note(visit), NEWS_DEADLINE)
    except Exception as error:  # noqa: BLE001  (whatever becomes of the statistics, the user gets the answer)
        _log.warning("a visit was not noted: %s", type(error).__name__)


def visit(name: str, before: Conversation, after: Conversation, lines: Sequence[Line], text: str) -> Visit:
    """One turn for the report. name: what stands for the sender; text: the message, after the guard."""
    keys = [line.key for line in lines]
    topic, step, outcome = _place(before, after, lines)
    lost = any(key.startswith("dialogue.lost") for key in keys)
    return Visit(
        conversation=name,
        language=after.language,
        topic=topic,
        step=step,
        opened=topic is not None and topic not in _known(before, None if _is_sent(lines) else outcome),
        outcome=outcome,
        helped=next((_HELPED[key] for key in keys if key in _HELPED), None),
        unanswered=_phrase(text) if lost else None,
    )


def _place(
    before: Conversation, after: Conversation, lines: Sequence[Line]
) -> tuple[str | None, str | None, str | None]:
    """Topic, step and, where something ended in this turn, the outcome; also of what was told in passing."""
    if before.draft and _is_sent(lines):
        return before.draft.topic or NO_TOPIC, None, HANDED_OVER
    if after.last and after.closed and (after.last is not before.last or after.closed != before.closed):
        topic, _, outcome = after.closed.partition(".")
        return topic, _asked_last(after.last), outcome
    ended = next((line.key for line in lines if line.form is Form.CONCLUDE), None)
    if ended:
        topic, _, outcome = ended.partition(".")
        return topic, None, outcome
    if after.case:
        return after.case.topic, after.case.step, None
    topic = (after.closed or "").partition(".")[0]
    return topic or None, None, None


def _is_sent(lines: Sequence[Line]) -> bool:
    return any(line.key == "dialogue.ticket_sent" for line in lines)


def _asked_last(case: Case) -> str:
    return case.trail[-1] if case.trail else case.step


def _known(before: Conversation, outcome: str | None) -> set[str]:
    """Topics whose case was open, parked or, where nothing ended now, just closed."""
    cases = {case.topic for case in (before.case, *before.parked) if case}
    return cases if outcome else cases | {(before.closed or "").partition(".")[0]}


def _phrase(text: str) -> str | None:
    return secrets.mask_hashes(secrets.redact(text).text)[:MOST_OF_PHRASE] or None


async def _or_unavailable(work: Awaitable[Outcome], seconds: float) -> Outcome:
    try:
        return await asyncio.wait_for(work, seconds)
    except (PortError, asyncio.TimeoutError):
        return Outcome(UNAVAILABLE)
