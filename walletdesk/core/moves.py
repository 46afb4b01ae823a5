"""What a user may do besides answering in words: press a button, go back, skip, start over, ask for a person. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from walletdesk.core import diagnosis
from walletdesk.core.case import Conversation
from walletdesk.core.scene import Response, Scene, aside, button, closed_case, open_topic, summary, told
from walletdesk.core.turn import MOVE_STEP, TOPIC_STEP, Form, Line, Move, Press


def pressed(scene: Scene) -> Response | None:
    press = scene.reply.press
    if press is None:
        return None
    if press.step == MOVE_STEP and press.value in (Move.PERSON.value, Move.RESTART.value, Move.HELP.value):
        return do(scene, Move(press.value))
    if press.nonce != str(scene.talk.nonce):
        return aside(scene, "dialogue.stale_button")
    return _current_press(scene, press) or aside(scene, "dialogue.unknown_button")


def _current_press(scene: Scene, press: Press) -> Response | None:
    if press.step == MOVE_STEP and press.value in {move.value for move in Move}:
        return do(scene, Move(press.value))
    if press.step == TOPIC_STEP and press.value in scene.library.playbooks:
        return open_topic(scene, press.value, {})
    case = scene.talk.case
    if case and scene.playbook and press.step == f"{case.topic}.{case.step}":
        turn = diagnosis.choose(scene.playbook, case, press.value)
        return told(scene, turn) if turn else None
    return None


def do(scene: Scene, move: Move) -> Response:
    if move in (Move.DONT_KNOW, Move.SKIP):
        return _passed(scene, move)
    if move in _LANGUAGES:
        talk = replace(scene.talk, language=_LANGUAGES[move], pinned=True)
        return aside(replace(scene, talk=talk), "dialogue.language")
    return _MOVES[move](scene)


def _passed(scene: Scene, move: Move) -> Response:
    case, playbook = scene.talk.case, scene.playbook
    turn = diagnosis.pass_over(playbook, case, move) if case and playbook else None
    return told(scene, turn) if turn else aside(scene, "dialogue.nothing_open")


def _back(scene: Scene) -> Response:
    case, playbook = scene.talk.case, scene.playbook
    turn = diagnosis.step_back(playbook, case) if case and playbook else None
    return told(scene, turn) if turn else aside(scene, "dialogue.nothing_before")


def _restart(scene: Scene) -> Response:
    old = scene.talk
    talk = Conversation(language=old.language, pinned=old.pinned, nonce=old.nonce, burnt=old.burnt)
    return Response(talk, (Line("dialogue.restarted"),))


def _person(scene: Scene) -> Response:
    """Hand over with a summary; the case stays where it is."""
    case = scene.talk.case or closed_case(scene.talk)
    keep = (button(Move.RESUME),) if scene.talk.case else ()
    line = Line("dialogue.person", facts=summary(case), buttons=(*keep, button(Move.RESTART)))
    return Response(replace(scene.talk, misses=0), (line,))


def _help(scene: Scene) -> Response:
    return aside(scene, "dialogue.help", form=Form.ASK)


def _resume(scene: Scene) -> Response:
    if scene.talk.case:
        return aside(scene)
    if not scene.talk.parked:
        return aside(scene, "dialogue.nothing_open")
    return open_topic(scene, scene.talk.parked[-1].topic, {})


def _return(scene: Scene) -> Response:
    """Back to the problem parked last; the one open now is parked instead."""
    return open_topic(scene, scene.talk.parked[-1].topic, {}) if scene.talk.parked else _resume(scene)


def _not_helped(scene: Scene) -> Response:
    line = Line("dialogue.not_helped", facts=summary(closed_case(scene.talk)), buttons=(button(Move.PERSON),))
    return Response(scene.talk, (line,))


_MOVES: Mapping[Move, Callable[[Scene], Response]] = {
    Move.BACK: _back,
    Move.RESTART: _restart,
    Move.PERSON: _person,
    Move.HELP: _help,
    Move.RESUME: _resume,
    Move.RETURN: _return,
    Move.NOT_HELPED: _not_helped,
}
_LANGUAGES: Mapping[Move, str] = {Move.ENGLISH: "en", Move.CHINESE: "zh-Hans", Move.TRADITIONAL: "zh-Hant"}
