"""One message of one conversation, and the answers that readings and moves have in common. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from walletdesk.core import diagnosis, words
from walletdesk.core.case import Case, Conversation
from walletdesk.core.playbook import Ask, Playbook
from walletdesk.core.turn import MOVE_STEP, TOPIC_STEP, Button, Form, Line, Move, Need, Reply


@dataclass(frozen=True)
class Library:
    """All playbooks by topic, and the phrases of the dialogue: each `Move` by its value, `yes`, `no`, `denial`,
    `correction`. `small_talk` intents have a text and no playbook; `fallback` is what out-of-scope is answered with.
    `labelled` facts have a name for users and are said back when they were noted unasked."""

    playbooks: Mapping[str, Playbook]
    phrases: Mapping[str, tuple[str, ...]]
    small_talk: frozenset[str] = frozenset()
    fallback: str = "out_of_scope"
    labelled: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Response:
    """What to say, the conversation after it, and what a port must find out first (then call `dialogue.resume`)."""

    conversation: Conversation
    lines: tuple[Line, ...] = ()
    need: Need | None = None


@dataclass(frozen=True)
class Scene:
    library: Library
    talk: Conversation
    reply: Reply

    @property
    def playbook(self) -> Playbook | None:
        return self.library.playbooks.get(self.talk.case.topic) if self.talk.case else None

    def says(self, move: Move) -> bool:
        return words.is_one_of(self.library.phrases.get(move.value, ()), self.reply.text)

    def mentions(self, phrases: str) -> bool:
        return words.contains(self.library.phrases.get(phrases, ()), self.reply.text)


def aside(scene: Scene, *said: str | Line, form: Form = Form.AGAIN) -> Response:
    """Say something, then come back to the open question where there is one."""
    lines = tuple(Line(item) if isinstance(item, str) else item for item in said)
    if scene.talk.case is None or scene.playbook is None:
        return Response(scene.talk, lines)
    again = diagnosis.ask_again(scene.playbook, scene.talk.case)
    return Response(scene.talk, (*lines, *(replace(line, form=form) for line in again.lines)))


def open_topic(scene: Scene, topic: str, facts: Mapping[str, str], *before: Line) -> Response:
    """Start a topic, or return to it where it was parked; what is open now is parked."""
    was_open = scene.talk.case
    talk = scene.talk if was_open is None or was_open.topic == topic else scene.talk.park()
    parked = next((case for case in talk.parked if case.topic == topic), None)
    lines = (
        *before,
        *(
            (Line("dialogue.parked", facts={"topic": was_open.topic}),)
            if talk.parked != scene.talk.parked and was_open
            else ()
        ),
    )
    playbook = scene.library.playbooks[topic]
    if parked and isinstance(playbook.steps.get(parked.step), Ask):
        talk = replace(talk, case=parked, parked=tuple(c for c in talk.parked if c is not parked), misses=0)
        again = diagnosis.ask_again(playbook, parked)
        return Response(talk, (*lines, Line("dialogue.resumed", facts={"topic": topic}), *again.lines))
    opened = replace(scene, talk=replace(talk, case=None, offered=()))
    return told(opened, diagnosis.start(playbook, facts, scene.reply, scene.library.phrases), *lines)


def told(scene: Scene, turn: diagnosis.Turn, *before: Line) -> Response:
    """Turn what the diagnosis said into a response, with what we noted unasked and what is still waiting."""
    noted = {name: turn.case.facts[name] for name in turn.used if name in scene.library.labelled}
    said_now = _with_note(turn.lines, noted) if noted else turn.lines
    lines = (*before, *said_now)
    if turn.need or not turn.ended:
        return Response(replace(scene.talk, case=turn.case, misses=0, closed=None), lines, turn.need)
    talk = replace(scene.talk, case=None, misses=0, closed=f"{turn.case.topic}.{turn.ended}")
    if turn.ended == "hand_over":
        lines = (*lines, Line("dialogue.person", facts=summary(turn.case)))
    return Response(talk, (*lines, *_afterwards(talk)))


def _with_note(lines: tuple[Line, ...], noted: Mapping[str, str]) -> tuple[Line, ...]:
    """What we noted comes behind the words a topic opens with: the first line may be an action that cannot wait."""
    first = next((at for at, line in enumerate(lines) if line.form is not Form.TELL), len(lines))
    return (*lines[:first], Line("dialogue.noted", facts=noted), *lines[first:])


def _afterwards(talk: Conversation) -> tuple[Line, ...]:
    waiting = tuple(topic_button(case.topic) for case in reversed(talk.parked))
    if waiting:
        return (Line("dialogue.waiting", buttons=(*waiting, button(Move.PERSON))),)
    return (Line("dialogue.anything_else", buttons=(button(Move.PERSON), button(Move.RESTART))),)


def said(reply: Reply) -> dict[str, str]:
    return {entity: values[0] for entity, values in reply.entities.items() if values}


def summary(case: Case) -> Mapping[str, str]:
    return {"topic": case.topic, **case.facts}


def closed_case(talk: Conversation) -> Case:
    return Case((talk.closed or "").partition(".")[0], "")


def button(move: Move) -> Button:
    return Button(f"moves.{move.value}", MOVE_STEP, move.value)


def topic_button(topic: str) -> Button:
    return Button(f"{topic}.title", TOPIC_STEP, topic)
