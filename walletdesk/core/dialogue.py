"""The conversation around the cases: moves, digressions, a new problem, panic, and what to do when lost. Pure.

`respond` tries its readings of a message in a fixed order (`_READINGS`); the first that fits decides. Lines under
`dialogue.` and `smalltalk.` are the words of the desk itself, all others belong to a topic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from walletdesk.core import diagnosis, words
from walletdesk.core.case import Case, Conversation
from walletdesk.core.playbook import Ask, Kind, Playbook
from walletdesk.core.turn import MOVE_STEP, TOPIC_STEP, Button, Form, Line, Move, Need, Outcome, Press, Reply

SECRET_TOPIC = "seed_leaked"
NOTHING_TO_BURN = frozenset({"pairing_link", "password"})
PANIC_AT = 0.35  # an urgent topic takes over from here
ACT_AT = 0.55  # any other topic is opened from here
SWITCH_AT = 0.6  # an open case is left for another problem from here
OFFER_AT = 0.12  # below this a topic is not even offered
LOST_TWICE = 2
_SHORT = 24  # characters; a longer message that names an urgent problem is not just an answer


@dataclass(frozen=True)
class Library:
    """All playbooks by topic, and the phrases of the dialogue: each `Move` by its value, `yes`, `no`, `denial`,
    `correction`. `small_talk` intents have a text and no playbook; `fallback` is what out-of-scope is answered with."""

    playbooks: Mapping[str, Playbook]
    phrases: Mapping[str, tuple[str, ...]]
    small_talk: frozenset[str] = frozenset()
    fallback: str = "out_of_scope"


@dataclass(frozen=True)
class Response:
    """What to say, the conversation after it, and what a port must find out first (then call `resume`)."""

    conversation: Conversation
    lines: tuple[Line, ...] = ()
    need: Need | None = None


@dataclass(frozen=True)
class _Scene:
    library: Library
    talk: Conversation
    reply: Reply
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def playbook(self) -> Playbook | None:
        return self.library.playbooks.get(self.talk.case.topic) if self.talk.case else None

    def says(self, move: Move) -> bool:
        return words.is_one_of(self.library.phrases.get(move.value, ()), self.reply.text)


def respond(library: Library, talk: Conversation, reply: Reply) -> Response:
    """One message in, what to do about it out."""
    if reply.language and not talk.pinned:
        talk = replace(talk, language=reply.language)
    scene = _Scene(library, talk, reply)
    for reading in _READINGS:
        response = reading(scene)
        if response:
            return _numbered(response)
    raise AssertionError("the last reading takes everything")


def resume(library: Library, talk: Conversation, outcome: Outcome) -> Response:
    """Go on with the open case once a port has answered."""
    scene = _Scene(library, talk, Reply())
    if talk.case is None or scene.playbook is None:
        return Response(talk)
    return _numbered(_told(scene, diagnosis.resume(scene.playbook, talk.case, outcome)))


def _numbered(response: Response) -> Response:
    talk = response.conversation
    return replace(response, conversation=replace(talk, nonce=talk.nonce + 1))


# ---- readings, in the order they are tried -------------------------------------------------------------------------


def _secret(scene: _Scene) -> Response | None:
    if scene.reply.intent != "secret_shared":
        return None
    kinds = set(scene.reply.entities.get("secret_kind", ()))
    if kinds and kinds <= NOTHING_TO_BURN:
        return _aside(scene, f"dialogue.secret_{min(kinds)}")
    talk = replace(scene.talk, burnt=True)
    if talk.case and talk.case.topic == SECRET_TOPIC:
        return _aside(replace(scene, talk=talk), "dialogue.secret_again")
    return _open_topic(replace(scene, talk=talk), SECRET_TOPIC, {"shown_where": "here"}, Line("dialogue.secret"))


def _unreadable(scene: _Scene) -> Response | None:
    if scene.reply.intent != "unreadable":
        return None
    return _aside(scene, f"dialogue.unreadable_{scene.reply.first('why') or 'empty'}")


def _pressed(scene: _Scene) -> Response | None:
    press = scene.reply.press
    if press is None:
        return None
    if press.step == MOVE_STEP and press.value in (Move.PERSON.value, Move.RESTART.value, Move.HELP.value):
        return _do(scene, Move(press.value))
    if press.nonce != str(scene.talk.nonce):
        return _aside(scene, "dialogue.stale_button")
    return _current_press(scene, press) or _aside(scene, "dialogue.unknown_button")


def _current_press(scene: _Scene, press: Press) -> Response | None:
    if press.step == MOVE_STEP and press.value in {move.value for move in Move}:
        return _do(scene, Move(press.value))
    if press.step == TOPIC_STEP and press.value in scene.library.playbooks:
        return _open_topic(scene, press.value, {})
    case = scene.talk.case
    if case and scene.playbook and press.step == f"{case.topic}.{case.step}":
        turn = diagnosis.choose(scene.playbook, case, press.value)
        return _told(scene, turn) if turn else None
    return None


def _moved(scene: _Scene) -> Response | None:
    move = next((move for move in Move if scene.says(move)), None)
    if move is None or (move is Move.NOT_HELPED and (scene.talk.case or not scene.talk.closed)):
        return None
    return _do(scene, move)


def _panic(scene: _Scene) -> Response | None:
    topic = _urgent_topic(scene)
    if topic is None:
        return None
    if len(scene.reply.text) <= _SHORT and _answered(scene):
        return None
    return _open_topic(scene, topic, _said(scene.reply))


def _urgent_topic(scene: _Scene) -> str | None:
    playbook = scene.library.playbooks.get(scene.reply.intent)
    if playbook is None or not playbook.urgent or scene.reply.confidence < PANIC_AT:
        return None
    already = scene.talk.case and scene.talk.case.topic == playbook.topic
    return None if already else playbook.topic


def _answered(scene: _Scene) -> Response | None:
    """The reply as an answer to the open question."""
    if scene.talk.case is None or scene.playbook is None:
        return None
    ask = scene.playbook[scene.talk.case.step]
    if isinstance(ask, Ask) and ask.kind is Kind.TEXT and _wants_other_topic(scene):
        return None
    if words.contains(scene.library.phrases.get("correction", ()), scene.reply.text):
        corrected = _corrected(scene)
        if corrected:
            return corrected
    turn = diagnosis.advance(scene.playbook, scene.talk.case, scene.reply, scene.library.phrases)
    return _told(scene, turn) if turn else None


def _corrected(scene: _Scene) -> Response | None:
    if scene.talk.case is None or scene.playbook is None or _wants_other_topic(scene):
        return None
    marked = words.contains(scene.library.phrases.get("correction", ()), scene.reply.text)
    if not marked and not scene.reply.entities:
        return None
    turn = diagnosis.correct(scene.playbook, scene.talk.case, scene.reply, scene.library.phrases)
    return _told(scene, turn, Line("dialogue.corrected")) if turn else None


def _wants_other_topic(scene: _Scene) -> bool:
    case, reply = scene.talk.case, scene.reply
    known = reply.intent in scene.library.playbooks and reply.intent != scene.library.fallback
    return known and reply.confidence >= SWITCH_AT and (case is None or reply.intent != case.topic)


def _chose_offer(scene: _Scene) -> Response | None:
    """A bare number after "which of these?"."""
    said = words.bare(scene.reply.text)
    if scene.talk.case or not said.isdecimal() or not 1 <= int(said) <= len(scene.talk.offered):
        return None
    return _open_topic(scene, scene.talk.offered[int(said) - 1], {})


def _small_talk(scene: _Scene) -> Response | None:
    intent = scene.reply.intent
    if intent not in scene.library.small_talk or scene.reply.confidence < ACT_AT:
        return None
    return _aside(scene, f"smalltalk.{intent}")


def _topic(scene: _Scene) -> Response | None:
    topic = scene.reply.intent
    playbook = scene.library.playbooks.get(topic)
    sure = SWITCH_AT if scene.talk.case else ACT_AT
    if playbook is None or scene.reply.confidence < sure or topic == scene.library.fallback:
        return None
    if scene.talk.case and scene.talk.case.topic == topic:
        return _aside(scene, "dialogue.same_topic")
    if scene.talk.case and playbook.is_answer:
        told = diagnosis.start(playbook, _said(scene.reply))
        return _aside(scene, *told.lines)
    return _open_topic(scene, topic, _said(scene.reply))


def _out_of_scope(scene: _Scene) -> Response | None:
    if scene.reply.intent != scene.library.fallback:
        return None
    told = diagnosis.start(scene.library.playbooks[scene.library.fallback], {})
    return _aside(scene, *told.lines)


def _unsure(scene: _Scene) -> Response | None:
    """Offer the likeliest problems instead of guessing."""
    likely = tuple(
        name
        for name, confidence in scene.reply.ranking[:3]
        if name in scene.library.playbooks and name != scene.library.fallback and confidence >= OFFER_AT
    )
    if scene.talk.case or len(likely) < 1 or scene.talk.misses >= LOST_TWICE:
        return None
    talk = replace(scene.talk, offered=likely, misses=scene.talk.misses + 1)
    buttons = (*(_topic_button(topic) for topic in likely), _button(Move.PERSON))
    return Response(talk, (Line("dialogue.which", buttons=buttons),))


def _lost(scene: _Scene) -> Response:
    misses = scene.talk.misses + 1
    talk = replace(scene.talk, misses=misses)
    key = "dialogue.lost_twice" if misses >= LOST_TWICE else "dialogue.lost"
    if talk.case and scene.playbook:
        again = diagnosis.ask_again(scene.playbook, talk.case)
        return Response(talk, (Line(key), *again.lines))
    return Response(talk, (Line(f"{key}_at_start", buttons=(_button(Move.HELP), _button(Move.PERSON))),))


_READINGS: tuple[Callable[[_Scene], Response | None], ...] = (
    _secret,
    _unreadable,
    _pressed,
    _moved,
    _panic,
    _answered,
    _corrected,
    _chose_offer,
    _small_talk,
    _topic,
    _out_of_scope,
    _unsure,
    _lost,
)

# ---- moves ---------------------------------------------------------------------------------------------------------


def _do(scene: _Scene, move: Move) -> Response:
    if move in (Move.DONT_KNOW, Move.SKIP):
        return _passed(scene, move)
    if move in _LANGUAGES:
        talk = replace(scene.talk, language=_LANGUAGES[move], pinned=True)
        return _aside(replace(scene, talk=talk), "dialogue.language")
    return _MOVES[move](scene)


def _passed(scene: _Scene, move: Move) -> Response:
    case, playbook = scene.talk.case, scene.playbook
    turn = diagnosis.pass_over(playbook, case, move) if case and playbook else None
    return _told(scene, turn) if turn else _aside(scene, "dialogue.nothing_open")


def _back(scene: _Scene) -> Response:
    case, playbook = scene.talk.case, scene.playbook
    turn = diagnosis.step_back(playbook, case) if case and playbook else None
    return _told(scene, turn) if turn else _aside(scene, "dialogue.nothing_before")


def _restart(scene: _Scene) -> Response:
    old = scene.talk
    talk = Conversation(language=old.language, pinned=old.pinned, nonce=old.nonce, burnt=old.burnt)
    return Response(talk, (Line("dialogue.restarted"),))


def _person(scene: _Scene) -> Response:
    """Hand over with a summary; the case stays where it is."""
    case = scene.talk.case or Case(scene.talk.closed or "none", "")
    keep = (_button(Move.RESUME),) if scene.talk.case else ()
    line = Line("dialogue.person", facts=_summary(case), buttons=(*keep, _button(Move.RESTART)))
    return Response(replace(scene.talk, misses=0), (line,))


def _help(scene: _Scene) -> Response:
    return _aside(scene, "dialogue.help", form=Form.ASK)


def _resume(scene: _Scene) -> Response:
    if scene.talk.case:
        return _aside(scene)
    if not scene.talk.parked:
        return _aside(scene, "dialogue.nothing_open")
    return _open_topic(scene, scene.talk.parked[-1].topic, {})


def _not_helped(scene: _Scene) -> Response:
    line = Line("dialogue.not_helped", facts=_summary(Case(scene.talk.closed or "none", "")), buttons=(_button(Move.PERSON),))
    return Response(scene.talk, (line,))


_MOVES: Mapping[Move, Callable[[_Scene], Response]] = {
    Move.BACK: _back,
    Move.RESTART: _restart,
    Move.PERSON: _person,
    Move.HELP: _help,
    Move.RESUME: _resume,
    Move.NOT_HELPED: _not_helped,
}
_LANGUAGES: Mapping[Move, str] = {Move.ENGLISH: "en", Move.CHINESE: "zh-Hans", Move.TRADITIONAL: "zh-Hant"}

# ---- what the readings share -----------------------------------------------------------------------------------------


def _aside(scene: _Scene, *said: str | Line, form: Form = Form.AGAIN) -> Response:
    """Say something, then come back to the open question where there is one."""
    lines = tuple(Line(item) if isinstance(item, str) else item for item in said)
    if scene.talk.case is None or scene.playbook is None:
        return Response(scene.talk, lines)
    again = diagnosis.ask_again(scene.playbook, scene.talk.case)
    return Response(scene.talk, (*lines, *(replace(line, form=form) for line in again.lines)))


def _open_topic(scene: _Scene, topic: str, facts: Mapping[str, str], *before: Line) -> Response:
    """Start a topic, or return to it where it was parked; what is open now is parked."""
    was_open = scene.talk.case
    talk = scene.talk if was_open is None or was_open.topic == topic else scene.talk.park()
    parked = next((case for case in talk.parked if case.topic == topic), None)
    lines = (*before, *((Line("dialogue.parked", facts={"topic": was_open.topic}),) if talk.parked != scene.talk.parked and was_open else ()))
    playbook = scene.library.playbooks[topic]
    if parked and isinstance(playbook.steps.get(parked.step), Ask):
        talk = replace(talk, case=parked, parked=tuple(c for c in talk.parked if c is not parked), misses=0)
        again = diagnosis.ask_again(playbook, parked)
        return Response(talk, (*lines, Line("dialogue.resumed", facts={"topic": topic}), *again.lines))
    opened = replace(scene, talk=replace(talk, case=None, offered=()))
    return _told(opened, diagnosis.start(playbook, facts, scene.reply, scene.library.phrases), *lines)


def _told(scene: _Scene, turn: diagnosis.Turn, *before: Line) -> Response:
    """Turn what the diagnosis said into a response, with what we noted unasked and what is still waiting."""
    noted = (Line("dialogue.noted", facts={name: turn.case.facts[name] for name in turn.used}),) if turn.used else ()
    lines = (*before, *noted, *turn.lines)
    if turn.need or not turn.ended:
        return Response(replace(scene.talk, case=turn.case, misses=0, closed=None), lines, turn.need)
    talk = replace(scene.talk, case=None, misses=0, closed=turn.case.topic)
    if turn.ended == "hand_over":
        lines = (*lines, Line("dialogue.person", facts=_summary(turn.case)))
    return Response(talk, (*lines, *_afterwards(talk)))


def _afterwards(talk: Conversation) -> tuple[Line, ...]:
    waiting = tuple(_topic_button(case.topic) for case in reversed(talk.parked))
    if waiting:
        return (Line("dialogue.waiting", buttons=(*waiting, _button(Move.PERSON))),)
    return (Line("dialogue.anything_else", buttons=(_button(Move.PERSON), _button(Move.RESTART))),)


def _said(reply: Reply) -> dict[str, str]:
    return {entity: values[0] for entity, values in reply.entities.items() if values}


def _summary(case: Case) -> Mapping[str, str]:
    return {"topic": case.topic, **case.facts}


def _button(move: Move) -> Button:
    return Button(f"moves.{move.value}", MOVE_STEP, move.value)


def _topic_button(topic: str) -> Button:
    return Button(f"{topic}.title", TOPIC_STEP, topic)


def without_lost_cases(library: Library, talk: Conversation) -> Conversation:
    """The conversation without cases whose topic or question today's playbooks no longer have."""

    def lives(case: Case) -> bool:
        playbook = library.playbooks.get(case.topic)
        return playbook is not None and isinstance(playbook.steps.get(case.step), Ask)

    case = talk.case if talk.case and lives(talk.case) else None
    return replace(talk, case=case, parked=tuple(case for case in talk.parked if lives(case)))
