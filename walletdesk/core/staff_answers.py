"""Back to the staff: the user's answer to what they wrote, and words that may be meant for them. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from walletdesk.core import answers, cards, handover, words
from walletdesk.core.cards import BESIDE, CARD, STORY
from walletdesk.core.case import Draft
from walletdesk.core.scene import BRIEF, SWITCH_AT, Response, Scene
from walletdesk.core.turn import Line

_NUMBER = re.compile(r"\bwd[ -]?[0-9a-z]{4}[ -]?[0-9a-z]{4}\b")
_THEN = re.compile(r"[:：,，]|\bthat\b", re.IGNORECASE)
_TOO_SHORT = 8  # columns; "hm" belongs nowhere


def asked_for(scene: Scene) -> Response | None:
    """ "I want to reply to the staff", "add to my ticket: …"."""
    head, then, _ = _cut(scene.reply.text)
    if not words.is_one_of(scene.library.phrases.get("answer_staff", ()), _NUMBER.sub(" ", head)):
        return None
    number = scene.reply.first("ticket") or scene.news or next(reversed(scene.talk.tickets), None)
    if number is None or not scene.staffed:
        return handover.person(scene)
    return _answer(scene, number, answers.as_written(_cut(scene.reply.verbatim)[2]) if then else "")


def pressed(scene: Scene, number: str) -> Response | None:
    """The button below an answer of the staff; nothing goes out by it, so it never grows old."""
    return _answer(scene, number, "") if number in scene.talk.tickets and scene.staffed else None


def _cut(text: str) -> tuple[str, str, str]:
    found = _THEN.search(text)
    return (text[: found.start()], found[0], text[found.end() :].strip()) if found else (text, "", "")


def _answer(scene: Scene, number: str, story: str) -> Response:
    other, draft = scene.talk.draft, Draft(ticket=number, story=story)
    notes = ("dialogue.draft_replaced",) if other and other.story and other.about != draft.about else ()
    if other and other.about == draft.about and not story:
        draft = other
    return handover.show(scene, draft, *notes)


def unplaced(scene: Scene) -> Response | None:
    """Where no question is open: words that no topic reads clearly."""
    return None if scene.talk.case else unplaced_in_case(scene)


def unplaced_in_case(scene: Scene) -> Response | None:
    """Right after an answer of the staff they may be meant for them, below the card for the message."""
    draft = scene.talk.draft
    if not scene.staffed or not scene.reply.text:
        return None
    if scene.news and not (draft and draft.story) and _may_be_answer(scene):
        meant = Draft(ticket=scene.news, story=answers.as_written(scene.reply.verbatim))
        return handover.show(scene, meant, "dialogue.answer_offered")
    if draft and scene.asked in (CARD, BESIDE) and _fits_nothing(scene, draft.topic):
        return _offer(scene, draft)
    return None


def _may_be_answer(scene: Scene) -> bool:
    yes_or_no = scene.phrase("plain_yes") or scene.phrase("plain_no")
    return yes_or_no or _fits_nothing(scene)


def _fits_nothing(scene: Scene, topic: str = "") -> bool:
    """topic: what the message to a person is about; more words about that belong to it."""
    reply, library = scene.reply, scene.library
    known = reply.intent in library.small_talk or (
        reply.intent in library.playbooks and reply.intent not in (topic, library.fallback)
    )
    clear = known and reply.confidence >= SWITCH_AT
    wants_person = scene.mentions("wants_person") and words.width(reply.text) <= BRIEF
    return not clear and not wants_person and words.width(words.bare(reply.text)) >= _TOO_SHORT


def _offer(scene: Scene, draft: Draft) -> Response:
    beside = answers.as_written(f"{draft.beside}\n{scene.reply.verbatim}")
    talk = replace(scene.talk, draft=replace(draft, beside=beside), asked=BESIDE, misses=0)
    return Response(talk, (Line("dialogue.beside", facts={STORY: beside}, buttons=cards.beside_buttons()),))
