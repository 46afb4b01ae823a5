"""A message to a person, before it is sent: shown, changed, given a few words, sent or dropped. Pure.

It never stands in the way: whatever is no answer to the card is read like any other message, and the draft waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from walletdesk.core import answers, card_edits, cards, words
from walletdesk.core.cards import ADD, BESIDE, CARD, DISCARD, FACT, MORE, OUT, SEND, SHOW, STORY
from walletdesk.core.case import MOST_TICKETS, Case, Draft
from walletdesk.core.playbook import Conclude, HandOver, Playbook
from walletdesk.core.ports import Kind, Priority
from walletdesk.core.scene import (
    BRIEF,
    SWITCH_AT,
    Response,
    Scene,
    aside,
    open_question,
    open_topic,
    present,
    said,
    still_waiting,
)
from walletdesk.core.turn import DRAFT_STEP, Button, Line, Move, Need, Outcome

DESK = "desk"
SENT = "sent"
GONE = "gone"  # there is no such ticket any more, or it is not this conversation's
LEFT = "left"
SURE = 0.7  # an urgent problem told instead of the words asked for is that problem from here
_GREETING = 20  # columns: more than small talk is worth telling a person
_QUESTIONS = ("about_sending", "about_waiting", "about_reader")


def read(scene: Scene) -> Response | None:
    """The message as an answer to what the card asked."""
    draft, asked = scene.talk.draft, scene.asked or ""
    if draft is None or scene.reply.press or not scene.reply.text:
        return None
    if asked.startswith(FACT) or asked == STORY:
        return _told(scene, draft, asked)
    if asked == BESIDE:
        return _beside(scene, draft)
    if asked != CARD and _answers_the_question(scene):
        return None  # "cancel" may be about a transaction
    if scene.phrase("send"):
        return send(scene, draft) if asked == CARD else show(scene, draft)
    if scene.phrase("dont_send"):
        return discard(scene)
    return _at_card(scene, draft) if asked == CARD else None


def _answers_the_question(scene: Scene) -> bool:
    ask = open_question(scene.library, scene.talk)
    return ask is not None and answers.read_answer(ask, scene.reply, scene.library.phrases) is not None


def _told(scene: Scene, draft: Draft, asked: str) -> Response | None:
    """The words or the value just asked for, unless the message is plainly something else."""
    empty = cards.is_empty(draft)
    if asked == STORY and (scene.phrase("send") or (empty and (_is_yes(scene) or scene.phrase("add_words")))):
        return send(scene, draft) if empty else show(scene, draft)
    question = _question(scene, scene.phrase)
    if question:
        return _ask_again(scene, draft, asked, question)
    if empty and (scene.phrase("plain_no") or scene.phrase("no")):
        return discard(scene)
    if scene.phrase("dont_send") or any(scene.says(move) for move in (Move.BACK, Move.SKIP, Move.DONT_KNOW)):
        return discard(scene) if empty else show(scene, draft)
    if any(scene.says(move) for move in Move) or (asked == STORY and _is_no_tale(scene, draft)):
        return None
    if _is_other_problem(scene, draft):
        kept = draft if asked != STORY else replace(draft, story=answers.as_written(scene.reply.verbatim))
        return open_topic(replace(scene, talk=replace(scene.talk, draft=kept)), scene.reply.intent, said(scene.reply))
    if asked == STORY:
        return with_story(scene, draft)
    if words.width(scene.reply.text) > card_edits.LONG:
        return None
    changed = card_edits.changed_to(scene, draft, asked[len(FACT) :], scene.reply.verbatim)
    return show(scene, changed, "dialogue.changed")


def _is_yes(scene: Scene) -> bool:
    return scene.phrase("plain_yes") or scene.phrase("yes")


def _is_no_tale(scene: Scene, draft: Draft) -> bool:
    """A thank-you, the wish for a person once more, the very answer to the open question: no words for the staff."""
    brief = words.width(scene.reply.text) <= _GREETING
    if brief and scene.reply.intent in scene.library.small_talk and scene.reply.confidence >= SWITCH_AT:
        return scene.reply.intent not in ("affirm", "deny")
    again = cards.is_empty(draft) and words.width(scene.reply.text) <= BRIEF
    return again and (scene.mentions("wants_person") or _is_option(scene))


def _is_option(scene: Scene) -> bool:
    ask = open_question(scene.library, scene.talk)
    return any(words.is_one_of((*each.words, *each.alone), scene.reply.text) for each in (ask.options if ask else ()))


def _question(scene: Scene, heard: Callable[[str], bool]) -> str | None:
    """The text that answers a question about the message itself: what becomes of it, who reads it, when."""
    brief = words.width(scene.reply.text) <= BRIEF
    return next((f"dialogue.{name}" for name in _QUESTIONS if brief and heard(name)), None)


def _ask_again(scene: Scene, draft: Draft, asked: str, answer: str) -> Response:
    """The answer, and what was asked stays asked."""
    again = ask_story(scene) if asked == STORY else _ask_fact(scene, draft, asked[len(FACT) :])
    return replace(again, lines=(Line(answer), *again.lines))


def _beside(scene: Scene, draft: Draft) -> Response | None:
    if _is_yes(scene) or scene.phrase("send") or scene.phrase("add_words"):
        return _add_beside(scene, draft)
    if scene.phrase("plain_no") or scene.phrase("no"):
        return show(scene, draft)
    return discard(scene) if scene.phrase("dont_send") else None


def _add_beside(scene: Scene, draft: Draft) -> Response:
    return show(scene, card_edits.added(draft, draft.beside) if draft.beside else draft)


def _is_other_problem(scene: Scene, draft: Draft) -> bool:
    """An urgent one, that is, unless the message to a person is about one already."""
    playbook = scene.library.playbooks.get(scene.reply.intent)
    urgent = playbook is not None and playbook.urgent and draft.priority is not Priority.URGENT
    known = bool(draft.ticket) and (scene.talk.closed or "").partition(".")[0] == scene.reply.intent
    return urgent and not known and scene.reply.confidence >= SURE


def with_story(scene: Scene, draft: Draft) -> Response:
    return show(scene, replace(draft, story=answers.as_written(scene.reply.verbatim)))


def _at_card(scene: Scene, draft: Draft) -> Response | None:
    if scene.phrase("plain_yes"):
        return send(scene, draft)
    if scene.phrase("plain_no"):
        return discard(scene)
    if scene.phrase("add_words"):
        return ask_story(scene)
    question = _question(scene, scene.mentions)
    if question:
        return show(scene, draft, question)
    if draft.kind is Kind.FEEDBACK or draft.ticket:
        return ask_story(scene) if scene.phrase("edit") else None
    return _edited(scene, draft) or _elaborated(scene, draft)


def _edited(scene: Scene, draft: Draft) -> Response | None:
    if scene.phrase("edit"):
        return _choose_fact(scene, draft)
    changed, dropped = card_edits.changed(scene, draft), card_edits.dropped(scene, draft)
    if changed or dropped:
        return show(scene, changed or dropped or draft, "dialogue.changed" if changed else "dialogue.dropped")
    if card_edits.drops_something(scene):
        return _choose_fact(scene, draft)
    named = card_edits.named(scene, draft)
    if named is None:
        return None
    return ask_story(scene) if named == STORY else _ask_fact(scene, draft, named)


def _elaborated(scene: Scene, draft: Draft) -> Response | None:
    """More about the very problem, once its case is over: words for the card."""
    about = draft.topic and scene.reply.intent == draft.topic and not scene.talk.case
    return show(scene, card_edits.added(draft, scene.reply.verbatim)) if about else None


def pressed(scene: Scene, value: str) -> Response | None:
    draft = scene.talk.draft
    if draft is None:
        return None
    if value.startswith(FACT) and value[len(FACT) :] in draft.kept:
        return _ask_fact(scene, draft, value[len(FACT) :])
    if value.startswith(OUT) and value[len(OUT) :] in draft.kept:
        return show(scene, draft.change(value[len(OUT) :], ""), "dialogue.dropped")
    return _PRESSED[value](scene, draft) if value in _PRESSED else None


def person(scene: Scene, key: str = "dialogue.person") -> Response:
    """Show what would be sent; the case stays where it is."""
    return present(scene, _problem(scene), key)


def _problem(scene: Scene) -> Case | None:
    """What a person is wanted for: the open case, or the last one that was about a problem."""
    last = scene.talk.last
    playbook = _playbook(scene, last)
    end = playbook.steps.get(last.step) if last and playbook else None
    nothing = (isinstance(end, Conclude) and not end.ask_if_helped) or (isinstance(end, HandOver) and end.feedback)
    return scene.talk.case or (None if nothing else last)


def show(scene: Scene, draft: Draft, *before: str) -> Response:
    draft = replace(draft, beside="")
    talk = replace(scene.talk, draft=draft, asked=cards.asks(draft, scene.staffed), misses=0)
    line = cards.card(talk, draft, "dialogue.draft", scene.library.playbooks.get(draft.topic), scene.staffed)
    return Response(talk, (*map(Line, before), line))


def ask_story(scene: Scene) -> Response:
    """Where nothing would be sent without them, the words come first."""
    draft = scene.talk.draft
    first = draft is not None and cards.is_empty(draft)
    key, way_out = ("story_first", cards.discard_button()) if first else ("story", cards.show_button())
    return Response(replace(scene.talk, asked=STORY), (Line(f"dialogue.{key}", buttons=(way_out,)),))


def _ask_fact(scene: Scene, draft: Draft, fact: str) -> Response:
    out = Button("dialogue.button_out", DRAFT_STEP, f"{OUT}{fact}")
    line = Line("dialogue.change", facts={fact: draft.kept[fact]}, buttons=(out, cards.show_button()))
    return Response(replace(scene.talk, asked=f"{FACT}{fact}"), (line,))


def _choose_fact(scene: Scene, draft: Draft) -> Response:
    if not draft.kept:
        return ask_story(scene)
    parts = (*cards.fact_buttons(draft), cards.story_button(draft), cards.show_button())
    line = Line("dialogue.which_fact", buttons=parts)
    return Response(replace(scene.talk, asked=CARD), (line,))


def send(scene: Scene, draft: Draft) -> Response:
    """Only after the user's word; where there is nothing to send yet, a few words are asked for."""
    if not scene.staffed:
        return show(scene, draft)
    if cards.is_empty(draft):
        return ask_story(scene)
    return Response(scene.talk, need=Need(DESK, cards.contents(draft)))


def discard(scene: Scene) -> Response:
    rest = replace(scene, talk=replace(scene.talk, draft=None))
    return _and_on(rest, Line("dialogue.not_sent"))


def delivered(scene: Scene, outcome: Outcome) -> Response:
    """What to say once the desk has answered."""
    draft = scene.talk.draft or Draft()
    if outcome.name == GONE:
        return show(scene, replace(draft, ticket=""), "dialogue.ticket_gone")
    if outcome.name != SENT:
        line = cards.card(
            scene.talk, draft, "dialogue.desk_unavailable", scene.library.playbooks.get(draft.topic), staffed=True
        )
        line = replace(line, key="dialogue.desk_unavailable", facts=cards.contents(draft))
        return Response(replace(scene.talk, asked=CARD), (line,))
    number = outcome.facts["ticket"]
    tickets = (*(known for known in scene.talk.tickets if known != number), number)[-MOST_TICKETS:]
    sent = replace(scene, talk=replace(scene.talk, draft=None, tickets=tickets))
    key = "dialogue.feedback_sent" if draft.kind is Kind.FEEDBACK else "dialogue.ticket_sent"
    key = "dialogue.answer_sent" if draft.ticket else key
    return _and_on(sent, Line(key, facts={"ticket": number}))


def _and_on(scene: Scene, line: Line) -> Response:
    if scene.talk.case:
        return aside(scene, line)
    return Response(scene.talk, (line, *still_waiting(scene.talk)))


def evidence(scene: Scene) -> Response:
    """The facts as a text to copy or keep; a card that is open stays open."""
    draft = scene.talk.draft
    case = _problem(scene)
    shown = draft or cards.draft_for(case, _playbook(scene, case), scene.talk, scene.library.labelled)
    line = cards.to_keep(scene.talk, shown, scene.library.playbooks.get(shown.topic), scene.reply)
    if draft is None:
        return aside(scene, line)
    buttons = (cards.show_button(),) if scene.staffed else ()
    return Response(replace(scene.talk, asked=CARD), (replace(line, buttons=buttons),))


def _playbook(scene: Scene, case: Case | None) -> Playbook | None:
    return scene.library.playbooks.get(case.topic) if case else None


_PRESSED: Mapping[str, Callable[[Scene, Draft], Response]] = {
    SEND: send,
    STORY: lambda scene, draft: ask_story(scene),
    SHOW: show,
    ADD: _add_beside,
    MORE: _choose_fact,
    DISCARD: lambda scene, draft: discard(scene),
}
