"""What would be sent to a person: made from a case, shown as a card with buttons, and as a list to keep. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from walletdesk.core import moments, secrets
from walletdesk.core.answers import as_written
from walletdesk.core.case import MOST_CODES, Case, Conversation, Draft
from walletdesk.core.diagnosis import UNKNOWN
from walletdesk.core.playbook import Ask, HandOver, Playbook
from walletdesk.core.playbook import Kind as Answer
from walletdesk.core.ports import Kind, Priority
from walletdesk.core.stated import not_stated
from walletdesk.core.turn import DRAFT_STEP, MOVE_STEP, Button, Line, Move, Reply

CARD, STORY, FACT, BESIDE = "card", "story", "fact:", "beside"
SEND, DISCARD, SHOW, MORE, OUT = "send", "discard", "show", "more", "out:"
ADD, ANSWER = "add", "answer:"
CODES = ("tx_hash", "address")
# Kept beside the codes: when it happened and whose an address is, as told; spans of time by how they were told.
WHEN, MINE, THEIRS, COUNTED, GUESSED = "when", "mine", "theirs", "counted", "guessed"
_NOTES = (WHEN, MINE, THEIRS, COUNTED, GUESSED)
HAPPENED = "happened"
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
        facts=_facts(case, playbook, talk, labelled) if case else {},
    )
    if isinstance(step, HandOver) and step.feedback and case and playbook:
        return replace(draft, kind=Kind.FEEDBACK, facts={}, story=free_answers(playbook, case))
    earlier = talk.draft
    if earlier and earlier.about == draft.about:
        return replace(draft, changes=earlier.changes, story=earlier.story)
    return draft


def _facts(case: Case, playbook: Playbook | None, talk: Conversation, labelled: Collection[str]) -> Mapping[str, str]:
    """What the user said or chose: nothing that we worked out from it."""
    silent = not_stated(case, playbook, labelled)
    shown = {
        n: v for n, v in case.facts.items() if n in labelled and n not in ("topic", *silent) and v not in _NOT_SAID
    }
    if shown.get("amount", "").endswith(shown.get("token", "-")):
        del shown["token"]  # said with the amount
    if shown.get("duration") in _noted(talk, GUESSED):
        del shown["duration"]
    when = next((moments.load(told) for told in _noted(talk, WHEN)), None)
    if when and HAPPENED in labelled:
        shown[HAPPENED] = when.words
    seen = {kind: _noted(talk, kind) for kind in CODES}
    return {name: ", ".join(seen[name]) if value in seen.get(name, ()) else value for name, value in shown.items()}


def _noted(talk: Conversation, kind: str) -> list[str]:
    return [value for name, value in talk.codes if name == kind]


def free_answers(playbook: Playbook, case: Case) -> str:
    """What the user wrote at the free questions."""
    asks = [step for step in playbook.steps.values() if isinstance(step, Ask) and step.kind is Answer.TEXT]
    said = [case.facts[ask.fact] for ask in asks if case.facts.get(ask.fact, UNKNOWN) not in _NOT_SAID]
    return as_written(" ".join(said))


def is_empty(draft: Draft) -> bool:
    return not draft.kept and not draft.story


def asks(draft: Draft, staffed: bool = True) -> str:
    """What the card waits for: a yes or a no, or, where there is nothing to send yet, a few words."""
    return STORY if staffed and is_empty(draft) else CARD


def card(talk: Conversation, draft: Draft, key: str, playbook: Playbook | None, staffed: bool = True) -> Line:
    """The draft as its user sees it, with what may be done about it."""
    back = (_move(Move.RESUME),) if talk.case else ()
    if not staffed:
        key = "dialogue.feedback" if draft.kind is Kind.FEEDBACK else key
        return Line(f"{key}_unstaffed", facts=contents(draft), buttons=(*_list_button(draft, playbook), *back))
    if is_empty(draft):
        key, words = ("dialogue.answer_staff", ()) if draft.ticket else (f"{key}_empty", (story_button(draft),))
        return Line(
            key, facts=contents(draft), buttons=(*words, *_list_button(draft, playbook), _button(DISCARD), *back)
        )
    if draft.kind is Kind.FEEDBACK or draft.ticket:
        key = "dialogue.answer_card" if draft.ticket else "dialogue.feedback_card"
        buttons = (_button(SEND), _button(STORY, "change"), _button(DISCARD), *back)
        return Line(key, facts=_words(draft), buttons=buttons)
    parts = (story_button(draft), *_fact_buttons(draft), *_list_button(draft, playbook))
    return Line(key, facts=contents(draft), buttons=(_button(SEND), *parts, _button(DISCARD), *back))


def _words(draft: Draft) -> dict[str, str]:
    return {**({"ticket": draft.ticket} if draft.ticket else {}), "story": draft.story}


def contents(draft: Draft) -> dict[str, str]:
    """All that would be sent, by the labels users know it under."""
    if draft.ticket:
        return _words(draft)
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


def story_button(draft: Draft) -> Button:
    return _button(STORY, "change_story" if draft.story else STORY)


def discard_button() -> Button:
    return _button(DISCARD)


# Addresses that a look-up read, by what they did.
ROLES = ("sender", "recipient", "token_sender", "token_recipient", "spender")


def beside_buttons() -> tuple[Button, ...]:
    return _button(ADD), _button(SHOW, "dont_add")


def answer_button(number: str) -> Button:
    return Button("dialogue.button_answer", DRAFT_STEP, f"{ANSWER}{number}")


def to_keep(talk: Conversation, draft: Draft, playbook: Playbook | None, reply: Reply) -> Line:
    """The same facts, and every code of the conversation, as a text for the police, an exchange or an e-mail."""
    listed = {name: value for name, value in contents(draft).items() if name not in (*CODES, "story", "team")}
    codes = {"hashes": " ".join(_noted(talk, "tx_hash")), "addresses": " ".join(_noted(talk, "address"))}
    owners = {name: " ".join(_noted(talk, name)) for name in (MINE, THEIRS)}
    times = {WHEN: next(iter(_noted(talk, WHEN)), ""), "counted_at": _counted_at(talk, listed.get("duration", ""))}
    read = " ".join(f"{name}|{listed.pop(name)}" for name in ROLES if name in listed)
    facts = {**listed, **codes, **owners, **times, "read": read, "story": draft.story}
    theft = playbook is not None and playbook.evidence
    key = "dialogue.evidence" if theft else "dialogue.card"
    stamp = reply.at[:16].replace("-", "").replace(":", "").replace("T", "-")
    name = "-".join(part for part in ("walletdesk", "evidence" if theft else "summary", stamp) if part)
    listing = {"evidence" if theft else "summary": "yes"}
    return Line(key, facts={**facts, **listing, "at": reply.at, "zone": reply.zone}, file=f"{name}.txt")


def _counted_at(talk: Conversation, duration: str) -> str:
    """When the span of time was told: it counts back from there, not from the list."""
    told = dict(value.split("@", 1) for value in _noted(talk, COUNTED))
    return told.get(duration, "")


def remember_codes(talk: Conversation, reply: Reply) -> Conversation:
    """Keep the hashes and addresses of a message, and what it says of them; a whole one takes the place of its masked
    form."""
    new = tuple((kind, value) for kind in CODES for value in reply.entities.get(kind, ()))
    notes = _notes(talk, reply)
    if not new and not notes:
        return talk
    masked = {secrets.mask_hashes(value) for _, value in new if "…" not in value}
    kept = [code for code in talk.codes if code[0] in _NOTES or code[1] not in masked]
    every = dict.fromkeys((*kept, *notes, *new))
    beside = [note for note in every if note[0] in _NOTES][-MOST_CODES:]
    codes = [code for code in every if code[0] not in _NOTES][-MOST_CODES:]
    return replace(talk, codes=(*beside, *codes))


def _notes(talk: Conversation, reply: Reply) -> tuple[tuple[str, str], ...]:
    text = reply.verbatim
    if not text:
        return ()
    owned = [(moments.owner(text, value), value) for value in reply.entities.get("address", ())]
    known = {value for kind in (MINE, THEIRS) for value in _noted(talk, kind)}
    owners = tuple((name, value) for name, value in owned if name and value not in known)
    spans = reply.entities.get("duration", ())
    counted = moments.is_counted(text)
    told = tuple((COUNTED, f"{value}@{reply.at}") if counted else (GUESSED, value) for value in spans)
    when = moments.told_time(text, reply.at) if moments.has_hour(text) or (spans and not counted) else None
    noted = ((WHEN, when.dump()),) if when and not _noted(talk, WHEN) else ()
    return (*noted, *owners, *told)
