"""Plays the transcripts of `conversations.yml` through the engine, without Rasa and without a trained model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone

from walletdesk.adapters.scripted import ScriptedDesk, ScriptedPort
from walletdesk.content.loader import Content
from walletdesk.content.transcripts import Exchange, Transcript
from walletdesk.core import cards
from walletdesk.core.case import Conversation, load
from walletdesk.core.chain.links import explorer_hosts
from walletdesk.core.errors import Problem
from walletdesk.core.playbook import NO, YES, LookUp
from walletdesk.core.ports import Port
from walletdesk.core.scene import Library
from walletdesk.core.turn import DRAFT_STEP, Press
from walletdesk.support import Bubble, Desk, Heard, Spoken, in_words, take_turn

# The (entity, value) pairs in a message.
Listen = Callable[[str], Sequence[tuple[str, str]]]
# Finding secrets in a message of one conversation: the kinds found.
Guard = Callable[[str], Sequence[str]]
_SURE = 0.9
_DESK = "desk"
_SENDER = "rehearsal"
# When all transcripts play.
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
_AT_CARD = frozenset({cards.SEND, cards.STORY, cards.SHOW, cards.MORE, cards.DISCARD, cards.ADD})


def ports_of(transcript: Transcript) -> Mapping[str, Port]:
    return {name: ScriptedPort(outcome) for name, outcome in transcript.look_ups.items() if name != _DESK}


def desk_for(content: Content, transcript: Transcript) -> Desk:
    """A desk of its own for one transcript; `look_ups: {desk: …}` makes its staff `unavailable`, or leaves `none`."""
    scripted = transcript.look_ups.get(_DESK)
    state = scripted.name if scripted else None
    tickets = None if state == "none" else ScriptedDesk(lambda: NOON, down=state == "unavailable")
    ports, policy = ports_of(transcript), transcript.consent
    return Desk(
        content.library,
        ports,
        content.home,
        tickets=tickets,
        clock=lambda: NOON,
        look_ups=policy,
        explorers=explorer_hosts(content.networks.values()),
    )


def staff_writes(desk: Desk, exchange: Exchange) -> None:
    """What happened at the other side of the desk before this message."""
    if exchange.staff and isinstance(desk.tickets, ScriptedDesk):
        desk.tickets.reply(exchange.staff)


async def rehearse(
    content: Content, transcript: Transcript, listen: Listen, guard: Guard
) -> tuple[list[list[Bubble]], list[Problem]]:
    """Play one transcript: the bubbles after each exchange, and where they differ from what the transcript expects."""
    desk = desk_for(content, transcript)
    stored: object = None
    heard_back: list[list[Bubble]] = []
    problems: list[Problem] = []
    for number, exchange in enumerate(transcript.exchanges, 1):
        staff_writes(desk, exchange)
        spoken = await take_turn(desk, stored, heard(exchange, load(stored), content.library, listen, guard))
        stored = spoken.stored
        heard_back.append(in_words(content.catalogue, spoken))
        problems += _compare(transcript, number, exchange, spoken, heard_back[-1])
    return heard_back, problems


def heard(exchange: Exchange, talk: Conversation | None, library: Library, listen: Listen, guard: Guard) -> Heard:
    if exchange.press is not None:
        return Heard(intent="press", press=press_of(exchange.press, talk, library), sender=_SENDER)
    text = exchange.user or ""
    kinds = guard(text)
    if kinds:
        return Heard(
            intent="secret_shared", confidence=1.0, entities=tuple(("kinds", kind) for kind in kinds), sender=_SENDER
        )
    ranking = ((exchange.intent, _SURE),) if exchange.intent else ()
    sure = _SURE if exchange.intent else 0.0
    return Heard(text, exchange.intent or "", sure, ranking, tuple(listen(text)), sender=_SENDER)


def press_of(value: str, talk: Conversation | None, library: Library) -> Press:
    """The button with this value: one of the card, an answer of the open question, else a move, else a topic."""
    talk = talk or Conversation()
    nonce = str(talk.nonce)
    if value.startswith(cards.ANSWER):
        return Press(DRAFT_STEP, value, nonce)
    if talk.draft and (value in _AT_CARD or value.startswith((cards.FACT, cards.OUT))):
        return Press(DRAFT_STEP, value, nonce)
    step = library.playbooks[talk.case.topic].steps.get(talk.case.step) if talk.case else None
    answers = (YES, NO) if isinstance(step, LookUp) else (option.id for option in getattr(step, "options", ()))
    if talk.case and value in answers:
        return Press(f"{talk.case.topic}.{talk.case.step}", value, nonce)
    return Press("topic" if value in library.playbooks else "move", value, nonce)


def _compare(t: Transcript, number: int, exchange: Exchange, spoken: Spoken, said: list[Bubble]) -> list[Problem]:
    place = f"{t.title}, turn {number}"
    problems = []
    keys = tuple(bubble.key for bubble in said)
    if keys != exchange.bot:
        problems.append(
            Problem(t.file, place, f"the bot says {', '.join(keys)}", f"expected {', '.join(exchange.bot)}")
        )
    text = "\n".join(bubble.text for bubble in said)
    missing = [piece for piece in exchange.says if piece not in text]
    problems += [
        Problem(t.file, place, f"the reply lacks “{piece}”", "change the text or the transcript") for piece in missing
    ]
    if number == len(t.exchanges) and spoken.conversation.language != t.language:
        problems.append(Problem(t.file, place, f"ended in {spoken.conversation.language}", f"expected {t.language}"))
    return problems
