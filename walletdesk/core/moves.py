"""What a user may do besides answering in words: press a button, go back, skip, start over, ask for a person. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from walletdesk.core import diagnosis, guarded, handover, look_ups, staff_answers
from walletdesk.core.cards import ANSWER, CARD
from walletdesk.core.case import Conversation
from walletdesk.core.playbook import NO
from walletdesk.core.scene import Response, Scene, aside, open_topic, still_waiting, told
from walletdesk.core.turn import DRAFT_STEP, MOVE_STEP, TOPIC_STEP, Form, Line, Move, Press


def pressed(scene: Scene) -> Response | None:
    press = scene.reply.press
    if press is None:
        return None
    if press.step == MOVE_STEP and press.value in _ANY_TIME:
        return do(scene, Move(press.value))
    if press.step == DRAFT_STEP and press.value.startswith(ANSWER):
        return staff_answers.pressed(scene, press.value[len(ANSWER) :]) or aside(scene, "dialogue.unknown_button")
    if press.nonce != str(scene.talk.nonce):
        return _stale(scene, press)
    return _current_press(scene, press) or aside(scene, "dialogue.unknown_button")


def _stale(scene: Scene, press: Press) -> Response:
    """An old card is shown as it is now, so that nothing is sent unseen."""
    if press.step == DRAFT_STEP and scene.talk.draft:
        return handover.show(scene, scene.talk.draft, "dialogue.stale_button")
    return aside(scene, "dialogue.stale_button")


def _current_press(scene: Scene, press: Press) -> Response | None:
    if press.step == MOVE_STEP and press.value in {move.value for move in Move}:
        return do(scene, Move(press.value))
    if press.step == DRAFT_STEP:
        return handover.pressed(scene, press.value)
    if press.step == TOPIC_STEP and press.value in scene.library.playbooks:
        return open_topic(scene, press.value, guarded.about_the_key(scene, press.value))
    case = scene.talk.case
    if case and scene.playbook and press.step == f"{case.topic}.{case.step}":
        turn = diagnosis.choose(scene.playbook, case, press.value)
        return told(scene, turn) if turn else look_ups.answered(scene, press.value)
    return None


def do(scene: Scene, move: Move) -> Response:
    if move in (Move.DONT_KNOW, Move.SKIP):
        return _passed(scene, move)
    if move in _LANGUAGES:
        talk = replace(scene.talk, language=_LANGUAGES[move], pinned=True)
        changed = replace(scene, talk=talk)
        if scene.asked == CARD and talk.draft:
            return handover.show(changed, talk.draft, "dialogue.language")
        return aside(changed, "dialogue.language")
    return _MOVES[move](scene)


def _passed(scene: Scene, move: Move) -> Response:
    case, playbook = scene.talk.case, scene.playbook
    turn = diagnosis.pass_over(playbook, case, move) if case and playbook else None
    refused = None if turn else look_ups.answered(scene, NO)
    return told(scene, turn) if turn else refused or aside(scene, "dialogue.nothing_open")


def _back(scene: Scene) -> Response:
    case, playbook = scene.talk.case, scene.playbook
    turn = diagnosis.step_back(playbook, case) if case and playbook else None
    return told(scene, turn) if turn else aside(scene, "dialogue.nothing_before")


def _restart(scene: Scene) -> Response:
    old = scene.talk
    kept = Conversation(language=old.language, pinned=old.pinned, nonce=old.nonce, burnt=old.burnt)
    talk = replace(kept, tickets=old.tickets, look_ups=old.look_ups)
    return Response(talk, (Line("dialogue.restarted"),))


def _help(scene: Scene) -> Response:
    return aside(scene, "dialogue.help", form=Form.ASK)


def _verify(scene: Scene) -> Response:
    return aside(scene, "dialogue.verify")


def _resume(scene: Scene) -> Response:
    if scene.talk.case:
        return aside(scene)
    if not scene.talk.parked:
        return aside(scene, "dialogue.nothing_open")
    return open_topic(scene, scene.talk.parked[-1].topic, {})


def _return(scene: Scene) -> Response:
    """Back to the problem parked last; the one open now is parked instead."""
    return open_topic(scene, scene.talk.parked[-1].topic, {}) if scene.talk.parked else _resume(scene)


def _helped(scene: Scene) -> Response:
    if not scene.talk.closed:
        return aside(scene, "dialogue.nothing_open")
    return Response(scene.talk, (Line("dialogue.helped"), *still_waiting(scene.talk)))


def _partly(scene: Scene) -> Response:
    if not scene.talk.closed:
        return aside(scene, "dialogue.nothing_open")
    return Response(replace(scene.talk, asked=handover.LEFT), (Line("dialogue.partly"),))


def _not_helped(scene: Scene) -> Response:
    """Straight to a person, with what was found out."""
    shown = handover.person(scene, "dialogue.not_helped")
    return replace(shown, conversation=replace(shown.conversation, asked=CARD))  # or the problem in other words


_MOVES: Mapping[Move, Callable[[Scene], Response]] = {
    Move.BACK: _back,
    Move.RESTART: _restart,
    Move.PERSON: handover.person,
    Move.HELP: _help,
    Move.VERIFY: _verify,
    Move.RESUME: _resume,
    Move.RETURN: _return,
    Move.NOT_HELPED: _not_helped,
    Move.HELPED: _helped,
    Move.PARTLY: _partly,
    Move.EVIDENCE: handover.evidence,
}
# Buttons that mean the same however old they are.
_ANY_TIME = frozenset(move.value for move in (Move.PERSON, Move.RESTART, Move.HELP, Move.EVIDENCE))
_LANGUAGES: Mapping[Move, str] = {Move.ENGLISH: "en", Move.CHINESE: "zh-Hans", Move.TRADITIONAL: "zh-Hant"}
