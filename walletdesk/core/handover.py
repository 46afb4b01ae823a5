"""A message to a person, before it is sent: shown, changed, given a few words, sent or dropped. Pure.

It never stands in the way: whatever is no answer to the card is read like any other message, and the draft waits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from walletdesk.core import answers, cards, words
from walletdesk.core.cards import CARD, DISCARD, FACT, MORE, OUT, SEND, SHOW, STORY
from walletdesk.core.case import MOST_TICKETS, Case, Conversation, Draft
from walletdesk.core.playbook import Ask, Conclude, HandOver, Playbook
from walletdesk.core.playbook import Kind as Answer
from walletdesk.core.ports import Kind, Priority
from walletdesk.core.scene import (
    Library,
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
LEFT = "left"
SURE = 0.7  # an urgent problem told instead of the words asked for is that problem from here
_LONG = 120  # columns; more is not the value of a fact
_SETS = re.compile(r"\s*(?:[:：=]|改成|改为|应该是|\bshould be\b|\bto\b|\bis\b)\s*", re.IGNORECASE)


def read(scene: Scene) -> Response | None:
    """The message as an answer to what the card asked."""
    draft, asked = scene.talk.draft, scene.asked or ""
    if draft is None or scene.reply.press or not scene.reply.text:
        return None
    if asked.startswith(FACT) or asked == STORY:
        return _told(scene, draft, asked)
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
    if scene.phrase("dont_send") or any(scene.says(move) for move in (Move.BACK, Move.SKIP, Move.DONT_KNOW)):
        return discard(scene) if cards.is_empty(draft) else show(scene, draft)
    if any(scene.says(move) for move in Move):
        return None
    if _is_other_problem(scene, draft):
        kept = draft if asked != STORY else replace(draft, story=answers.as_written(scene.reply.verbatim))
        return open_topic(replace(scene, talk=replace(scene.talk, draft=kept)), scene.reply.intent, said(scene.reply))
    if asked == STORY:
        return with_story(scene, draft)
    if words.width(scene.reply.text) > _LONG:
        return None
    fact = asked[len(FACT) :]
    return show(scene, draft.change(fact, _value(scene, draft, fact, scene.reply.verbatim)), "dialogue.changed")


def _is_other_problem(scene: Scene, draft: Draft) -> bool:
    """An urgent one, that is, unless the message to a person is about one already."""
    playbook = scene.library.playbooks.get(scene.reply.intent)
    urgent = playbook is not None and playbook.urgent and draft.priority is not Priority.URGENT
    return urgent and scene.reply.confidence >= SURE


def with_story(scene: Scene, draft: Draft) -> Response:
    return show(scene, replace(draft, story=answers.as_written(scene.reply.verbatim)))


def _at_card(scene: Scene, draft: Draft) -> Response | None:
    if scene.phrase("plain_yes"):
        return send(scene, draft)
    if scene.phrase("plain_no"):
        return discard(scene)
    if scene.phrase("add_words"):
        return ask_story(scene)
    if draft.kind is Kind.FEEDBACK:
        return None
    return _changed(scene, draft) or _dropped(scene, draft) or _elaborated(scene, draft)


def _changed(scene: Scene, draft: Draft) -> Response | None:
    """ "amount: 300 USDT": a label, what sets it, a value."""
    for fact, names in scene.library.names.items():
        for name in names:
            if not scene.reply.text.startswith(name):
                continue
            sets = _SETS.match(scene.reply.text, len(name))
            if sets and 0 < words.width(scene.reply.text[sets.end() :].strip()) <= _LONG // 2:
                written = _SETS.split(scene.reply.verbatim, maxsplit=1)[-1]
                return show(scene, draft.change(fact, _value(scene, draft, fact, written)), "dialogue.changed")
    return None


def _dropped(scene: Scene, draft: Draft) -> Response | None:
    """ "leave out the address"."""
    if not scene.mentions("drop"):
        return None
    named = {fact: scene.library.names.get(fact, ()) for fact in (*draft.kept, "story")}
    fact = words.best(named, scene.reply.text)
    if fact is None:
        return None
    return show(scene, replace(draft, story="") if fact == "story" else draft.change(fact, ""), "dialogue.dropped")


def _elaborated(scene: Scene, draft: Draft) -> Response | None:
    """More about the very problem, once its case is over: words for the card."""
    about = draft.topic and scene.reply.intent == draft.topic and not scene.talk.case
    return with_story(scene, draft) if about else None


def _value(scene: Scene, draft: Draft, fact: str, written: str) -> str:
    """What the message gives for a fact: an option, an entity, else its words."""
    playbook = scene.library.playbooks.get(draft.topic)
    asks = [step for step in playbook.steps.values() if isinstance(step, Ask)] if playbook else []
    choices = [ask for ask in asks if ask.fact == fact and ask.kind in (Answer.CHOICE, Answer.YES_NO)]
    chosen = next(filter(None, (answers.read_answer(ask, scene.reply, scene.library.phrases) for ask in choices)), None)
    return chosen or ", ".join(scene.reply.entities.get(fact, ())) or answers.as_written(written)[: cards.MOST_FACT]


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
    talk = replace(scene.talk, draft=draft, asked=CARD, misses=0)
    line = cards.card(talk, draft, "dialogue.draft", scene.library.playbooks.get(draft.topic), scene.staffed)
    return Response(talk, (*map(Line, before), line))


def ask_story(scene: Scene) -> Response:
    return Response(replace(scene.talk, asked=STORY), (Line("dialogue.story", buttons=(cards.show_button(),)),))


def _ask_fact(scene: Scene, draft: Draft, fact: str) -> Response:
    out = Button("dialogue.button_out", DRAFT_STEP, f"{OUT}{fact}")
    line = Line("dialogue.change", facts={fact: draft.kept[fact]}, buttons=(out, cards.show_button()))
    return Response(replace(scene.talk, asked=f"{FACT}{fact}"), (line,))


def _choose_fact(scene: Scene, draft: Draft) -> Response:
    line = Line("dialogue.which_fact", buttons=(*cards.fact_buttons(draft), cards.show_button()))
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


def after_secret(library: Library, talk: Conversation) -> Conversation:
    """Nothing the user wrote freely is kept: part of the secret may be in it."""

    def without_words(case: Case | None) -> Case | None:
        book = library.playbooks.get(case.topic) if case else None
        if case is None or book is None:
            return case
        free = {step.fact for step in book.steps.values() if isinstance(step, Ask) and step.kind is Answer.TEXT}
        return replace(case, facts={name: value for name, value in case.facts.items() if name not in free})

    draft = talk.draft
    if draft:
        draft = (
            None if draft.kind is Kind.FEEDBACK else replace(draft, story="", changes=dict.fromkeys(draft.changes, ""))
        )
    return replace(talk, draft=draft, case=without_words(talk.case), last=without_words(talk.last))


_PRESSED: Mapping[str, Callable[[Scene, Draft], Response]] = {
    SEND: send,
    STORY: lambda scene, draft: ask_story(scene),
    SHOW: show,
    MORE: _choose_fact,
    DISCARD: lambda scene, draft: discard(scene),
}
