"""What would be sent to a person: made from a case, shown as a card with buttons, and as a list to keep. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from walletdesk.core import secrets
from walletdesk.core.answers import as_written
from walletdesk.core.case import MOST_CODES, Case, Conversation, Draft
from walletdesk.core.diagnosis import UNKNOWN
from walletdesk.core.playbook import Ask, HandOver, Playbook
from walletdesk.core.playbook import Kind as Answer
from walletdesk.core.ports import Kind, Priority
from walletdesk.core.turn import DRAFT_STEP, MOVE_STEP, Button, Line, Move, Reply

CARD, STORY, FACT = "card", "story", "fact:"
SEND, DISCARD, SHOW, MORE, OUT = "send", "discard", "show", "more", "out:"
CODES = ("tx_hash", "address")
MOST_FACT = 120
FEW = 6  # facts with a button each; more of them get a step of their own
_NOT_SAID = frozenset({"", UNKNOWN, "none"})


def draft_for(case: Case | None, playbook: Playbook | None, talk: Conversation, labelled: Collection[str]) -> Draft:
    """What the case has to tell; what the user made of an earlier draft about the same problem stays."""
    step = playbook.steps.get(case.step) if case and playbook else None
    draft = Draft(
        priority=Priority.URGENT if playbook and playbook.urgent else Priority.NORMAL,
        team=step.team if isinstance(step, HandOver) else playbook.team if playbook else Draft.team,
        topic=case.topic if case else "",
        facts=_facts(case, talk, labelled) if case else {},
    )
    if isinstance(step, HandOver) and step.feedback and case and playbook:
        return replace(draft, kind=Kind.FEEDBACK, facts={}, story=free_answers(playbook, case))
    earlier = talk.draft
    if earlier and (earlier.kind, earlier.topic) == (draft.kind, draft.topic):
        return replace(draft, changes=earlier.changes, story=earlier.story)
    return draft


def _facts(case: Case, talk: Conversation, labelled: Collection[str]) -> Mapping[str, str]:
    shown = {n: v for n, v in case.facts.items() if n in labelled and n != "topic" and v not in _NOT_SAID}
    if shown.get("amount", "").endswith(shown.get("token", "-")):
        del shown["token"]  # said with the amount
    seen = {kind: [value for name, value in talk.codes if name == kind] for kind in CODES}
    return {name: ", ".join(seen[name]) if value in seen.get(name, ()) else value for name, value in shown.items()}


def free_answers(playbook: Playbook, case: Case) -> str:
    """What the user wrote at the free questions."""
    asks = [step for step in playbook.steps.values() if isinstance(step, Ask) and step.kind is Answer.TEXT]
    said = [case.facts[ask.fact] for ask in asks if case.facts.get(ask.fact, UNKNOWN) not in _NOT_SAID]
    return as_written(" ".join(said))


def is_empty(draft: Draft) -> bool:
    return not draft.kept and not draft.story


def card(talk: Conversation, draft: Draft, key: str, playbook: Playbook | None, staffed: bool = True) -> Line:
    """The draft as its user sees it, with what may be done about it."""
    back = (_move(Move.RESUME),) if talk.case else ()
    if not staffed:
        key = "dialogue.feedback" if draft.kind is Kind.FEEDBACK else key
        return Line(f"{key}_unstaffed", facts=contents(draft), buttons=(*_list_button(draft, playbook), *back))
    discard = _button(DISCARD)
    if draft.kind is Kind.FEEDBACK:
        buttons: tuple[Button, ...] = (_button(SEND), _button(STORY, "change"), discard, *back)
        return Line("dialogue.feedback_card", facts={"story": draft.story}, buttons=buttons)
    send = () if is_empty(draft) else (_button(SEND),)
    words = _button(STORY, "change_story" if draft.story else STORY)
    return Line(
        key,
        facts=contents(draft),
        buttons=(*send, words, *_fact_buttons(draft), *_list_button(draft, playbook), discard, *back),
    )


def contents(draft: Draft) -> dict[str, str]:
    """All that would be sent, by the labels users know it under."""
    topic = {"topic": draft.topic} if draft.topic else {}
    urgent = {"priority": draft.priority.value} if draft.priority is Priority.URGENT else {}
    story = {"story": draft.story} if draft.story else {}
    return {**topic, **urgent, "team": draft.team, **draft.kept, **story}


def fact_buttons(draft: Draft) -> tuple[Button, ...]:
    return tuple(Button("dialogue.button_fact", DRAFT_STEP, f"{FACT}{name}", {"label": name}) for name in draft.kept)


def _fact_buttons(draft: Draft) -> tuple[Button, ...]:
    return fact_buttons(draft) if len(draft.kept) <= FEW else (_button(MORE),)


def _list_button(draft: Draft, playbook: Playbook | None) -> tuple[Button, ...]:
    if playbook and playbook.evidence:
        return (_move(Move.EVIDENCE),)
    return () if is_empty(draft) else (Button("dialogue.button_list", MOVE_STEP, Move.EVIDENCE.value),)


def _button(value: str, title: str = "") -> Button:
    return Button(f"dialogue.button_{title or value}", DRAFT_STEP, value)


def _move(move: Move) -> Button:
    return Button(f"moves.{move.value}", MOVE_STEP, move.value)


def show_button() -> Button:
    return _button(SHOW)


def to_keep(talk: Conversation, draft: Draft, playbook: Playbook | None, reply: Reply) -> Line:
    """The same facts, and every code of the conversation, as a text for the police, an exchange or an e-mail."""
    codes = {kind: " ".join(value for name, value in talk.codes if name == kind) for kind in CODES}
    listed = {name: value for name, value in contents(draft).items() if name not in (*CODES, "story", "team")}
    facts = {**listed, "hashes": codes["tx_hash"], "addresses": codes["address"], "story": draft.story}
    theft = playbook is not None and playbook.evidence
    key = "dialogue.evidence" if theft else "dialogue.card"
    stamp = reply.at[:16].replace("-", "").replace(":", "").replace("T", "-")
    name = "-".join(part for part in ("walletdesk", "evidence" if theft else "summary", stamp) if part)
    listing = {"evidence" if theft else "summary": "yes"}
    return Line(key, facts={**facts, **listing, "at": reply.at, "zone": reply.zone}, file=f"{name}.txt")


def remember_codes(talk: Conversation, reply: Reply) -> Conversation:
    """Keep the hashes and addresses of a message; a whole one takes the place of its masked form."""
    new = tuple((kind, value) for kind in CODES for value in reply.entities.get(kind, ()))
    if not new:
        return talk
    masked = {secrets.mask_hashes(value) for _, value in new if "…" not in value}
    kept = [code for code in talk.codes if code[1] not in masked]
    return replace(talk, codes=tuple(dict.fromkeys((*kept, *new)))[-MOST_CODES:])
