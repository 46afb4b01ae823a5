"""What a message may be: the readings that `dialogue.respond` tries, in `IN_ORDER`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from walletdesk.core import (
    diagnosis,
    guarded,
    guesses,
    handover,
    look_ups,
    moves,
    people,
    refusals,
    remarks,
    staff_answers,
    words,
)
from walletdesk.core.playbook import Ask, Kind, LookUp, Playbook
from walletdesk.core.scene import (
    ACT_AT,
    ASKED_IF_HELPED,
    HANDED_OVER,
    SWITCH_AT,
    Response,
    Scene,
    aside,
    button,
    open_topic,
    present,
    readable,
    said,
    told,
)
from walletdesk.core.turn import Line, Move

_ERRORS = "errors."
PANIC_AT = 0.35  # an urgent topic is opened from here
INTERRUPT_AT = 0.7  # and takes over from an open case from here
LEAVE_AT = 0.9  # an emergency is left for something else from here
STORY_AT = 0.75  # a long message is about another problem, whatever option it mentions, from here
CHAT_AT = 0.8  # small talk interrupts an open question from here


def _firm(scene: Scene) -> Response | None:
    """What is answered in one way only, whatever else the message is; `respond` says the remark itself."""
    remark = next((remark for remark in scene.reply.remarks if remark.firm), None)
    if remark is None:
        return None
    return Response(scene.talk, (Line(remark.key),)) if remark.stops else aside(scene, remark.key)


def _moved(scene: Scene) -> Response | None:
    move = next((move for move in Move if scene.says(move)), None)
    if move in people.VERDICTS and (scene.talk.case or not scene.talk.closed):
        move = None
    if move is None and scene.asked == ASKED_IF_HELPED:
        move = people.verdict(scene)
    if move is None or _is_an_option(scene):
        return None
    return moves.do(scene, move)


def _is_an_option(scene: Scene) -> bool:
    """Whether the whole message is an answer of the open question: "support" may be who saw the phrase."""
    ask = scene.playbook[scene.talk.case.step] if scene.talk.case and scene.playbook else None
    options = ask.options if isinstance(ask, Ask) else ()
    return any(words.is_one_of((*option.words, *option.alone), scene.reply.text) for option in options)


def _panic(scene: Scene) -> Response | None:
    """An urgent problem jumps the queue, unless the words just answer the open question."""
    topic = _urgent_topic(scene)
    if topic is None or any(remark.enough and remark.topic == topic for remark in scene.reply.remarks):
        return None
    in_urgent_case = scene.playbook is not None and scene.playbook.urgent
    if (in_urgent_case or scene.is_brief) and (_answered(scene) or _briefly_informed(scene)):
        return None
    likelier = next((name for name, sure in scene.reply.ranking[1:2] if sure > scene.reply.confidence), None)
    if likelier in scene.library.playbooks and likelier != scene.library.fallback and not scene.talk.case:
        return guesses.offer(scene, (topic, str(likelier)))  # urgent, and yet something else is likelier
    return open_topic(scene, topic, said(scene.reply))


def _urgent_topic(scene: Scene) -> str | None:
    playbook = scene.library.playbooks.get(scene.reply.intent)
    answered = any(remark.enough for remark in scene.reply.remarks)
    sure = INTERRUPT_AT if scene.talk.case else PANIC_AT
    if answered or (scene.playbook and scene.playbook.urgent):
        sure = LEAVE_AT
    if playbook is None or not playbook.urgent or scene.reply.confidence < sure:
        return None
    already = scene.talk.case and scene.talk.case.topic == playbook.topic
    return None if already else playbook.topic


def _answered(scene: Scene) -> Response | None:
    """The reply as an answer to the open question."""
    if scene.talk.case is None or scene.playbook is None:
        return None
    ask = scene.playbook[scene.talk.case.step]
    if isinstance(ask, Ask) and guesses.wants_other_topic(scene) and _is_no_answer(scene, ask):
        return None
    if scene.mentions("correction"):
        corrected = _corrected(scene)
        if corrected:
            return corrected
    turn = diagnosis.advance(scene.playbook, scene.talk.case, scene.reply, scene.library.phrases)
    if turn is None and isinstance(ask, Ask) and ask.kind is Kind.ENTITY and scene.phrase("have_none"):
        turn = diagnosis.pass_over(scene.playbook, scene.talk.case, Move.DONT_KNOW)
    return told(scene, turn) if turn else None


def _corrected(scene: Scene) -> Response | None:
    if scene.talk.case is None or scene.playbook is None:
        return None
    if not scene.mentions("correction") and (not scene.reply.entities or guesses.wants_other_topic(scene)):
        return None
    turn = diagnosis.correct(scene.playbook, scene.talk.case, scene.reply, scene.library.phrases)
    return told(scene, turn, Line("dialogue.corrected")) if turn else None


def _is_no_answer(scene: Scene, ask: Ask) -> bool:
    """Whether it is too long, and too clearly about something else, for a coin's name in it to be the answer."""
    if ask.kind is Kind.ENTITY and scene.reply.first(ask.source or ask.fact):
        return False
    if ask.kind is Kind.TEXT:  # one that asks for words about anything gives way to an emergency only
        return not ask.early or scene.library.playbooks[scene.reply.intent].urgent
    return not scene.is_brief and scene.reply.confidence >= STORY_AT


def _remarked(scene: Scene) -> Response | None:
    """A remark that is an answer by itself, or that says clearer than the words what the message is about."""
    lead = next((remark for remark in scene.reply.remarks if remark.leads), None)
    playbook = scene.library.playbooks.get(lead.topic or "") if lead else None
    urgent = lead and playbook and playbook.urgent and not lead.enough
    other = scene.talk.case is None or (urgent and playbook and playbook.topic != scene.talk.case.topic)
    if lead and playbook and other:
        return open_topic(scene, playbook.topic, {**said(scene.reply), **lead.knows})
    enough = any(remark.enough for remark in scene.reply.remarks)
    return aside(scene) if enough else None


def _raised(scene: Scene) -> Response | None:
    """The topic of a remark, where the message itself fits none."""
    topic = next((remark.topic for remark in scene.reply.remarks if remark.topic in scene.library.playbooks), None)
    if topic and not scene.talk.case:
        return open_topic(scene, topic, said(scene.reply))
    return aside(scene) if remarks.to_say(scene.reply.remarks, scene.talk.told) else None


def _small_talk(scene: Scene) -> Response | None:
    intent = scene.reply.intent
    sure = CHAT_AT if scene.talk.case else ACT_AT
    if scene.talk.case and intent in ("affirm", "deny"):
        return None  # a yes to no question of ours
    if intent not in scene.library.small_talk or scene.reply.confidence < sure:
        return None
    return aside(scene, f"smalltalk.{intent}")


def _topic(scene: Scene) -> Response | None:
    topic = scene.reply.intent
    playbook = scene.library.playbooks.get(topic)
    sure = SWITCH_AT if scene.talk.case else ACT_AT
    if scene.playbook and scene.playbook.urgent:
        sure = LEAVE_AT
    if playbook is None or scene.reply.confidence < sure or topic == scene.library.fallback:
        return None
    if scene.talk.case and scene.talk.case.topic == topic:
        return _informed(scene) or aside(scene, "dialogue.same_topic")
    if scene.reply.confidence < guesses.SURE_AT and _error_topic(scene) not in (None, topic):
        return None  # the error says better than a weak reading what it is about
    if scene.reply.alert in scene.library.playbooks and not scene.talk.case:
        return guesses.offer(scene, (str(scene.reply.alert), topic))
    if _cannot_read(scene, playbook):
        return guesses.offer(scene, (guarded.HASH_TOPIC, topic))
    if guesses.rival(scene) and not scene.talk.case:
        return guesses.offer(scene, (topic, str(guesses.rival(scene))))
    if scene.talk.case:
        facts = {**scene.talk.case.facts, **said(scene.reply), **readable(scene)}
        answer = diagnosis.start(playbook, facts, scene.reply, scene.library.phrases)
        if answer.ended == HANDED_OVER:  # the open question is put again once the card is dealt with
            return present(scene, answer.case, "dialogue.person", *answer.lines)
        if answer.ended:  # nothing had to be asked, so it is told in passing
            return aside(scene, *answer.lines)
    return open_topic(scene, topic, said(scene.reply))


def _cannot_read(scene: Scene, playbook: Playbook) -> bool:
    """A hash came along, and a topic that is not sure could do nothing with it."""
    able = any(isinstance(step, LookUp) for step in playbook.steps.values()) or scene.talk.case
    known = guarded.HASH_TOPIC in scene.library.playbooks and scene.reply.first("tx_hash")
    return bool(known) and not able and scene.reply.confidence < LEAVE_AT


def _error_topic(scene: Scene) -> str | None:
    """What a known error text in the message belongs to."""
    errors = (remark.topic for remark in scene.reply.remarks if remark.key.startswith(_ERRORS))
    playbook = scene.library.playbooks.get(scene.reply.intent)
    takes_it = playbook is not None and playbook.asks_about("error_string")
    return None if scene.talk.case or takes_it else next(errors, None)


def _briefly_informed(scene: Scene) -> Response | None:
    """A short message with news for the open case is about that case, however it sounds on its own."""
    if not scene.is_brief or scene.reply.confidence >= guesses.CERTAIN_AT:
        return None
    return _noted(scene, said(scene.reply))


def _informed(scene: Scene) -> Response | None:
    """No answer, but facts that a later question may need."""
    if scene.playbook is None:
        return None
    early = diagnosis.early_answers(scene.playbook, scene.reply, scene.library.phrases)
    return _noted(scene, {**said(scene.reply), **early})


def _noted(scene: Scene, facts: Mapping[str, str]) -> Response | None:
    """What is new to the open case is kept, and the question is put again."""
    case, playbook = scene.talk.case, scene.playbook
    if case is None or playbook is None:
        return None
    news = {name: value for name, value in facts.items() if name not in case.facts}
    new = {name: value for name, value in news.items() if playbook.asks_about(name)}
    if not scene.library.labelled & set(new):
        return None
    knowing = replace(scene, talk=replace(scene.talk, case=case.know(**new)))
    return aside(knowing, Line("dialogue.noted", facts=new))


def _out_of_scope(scene: Scene) -> Response | None:
    sure = scene.reply.confidence
    if scene.reply.intent != scene.library.fallback or sure < guesses.OFFER_AT or scene.news:
        return None  # behind an answer of the staff it is meant for them
    if sure < ACT_AT and (scene.talk.case or guesses.likely(scene, guesses.CLOSE_AT)):
        return None
    fallback = scene.library.playbooks[scene.library.fallback]
    told = diagnosis.start(fallback, {}, scene.reply, scene.library.phrases)
    return aside(scene, *told.lines)


def _lost(scene: Scene) -> Response:
    misses = scene.talk.misses + 1
    talk = replace(scene.talk, misses=misses)
    key = "dialogue.lost_twice" if misses >= guesses.LOST_TWICE else "dialogue.lost"
    if talk.case and scene.playbook:
        again = diagnosis.ask_again(scene.playbook, talk.case)
        return Response(talk, (Line(key), *again.lines))
    return Response(talk, (Line(f"{key}_at_start", buttons=(button(Move.HELP), button(Move.PERSON))),))


IN_ORDER: tuple[Callable[[Scene], Response | None], ...] = (
    guarded.secret,
    guarded.unreadable,
    moves.pressed,
    guesses.confirmed,
    _firm,
    handover.read,
    staff_answers.asked_for,
    _moved,
    _panic,
    look_ups.consented,
    look_ups.withdrawn,
    look_ups.granted,
    look_ups.came_late,
    look_ups.no_hash,
    _answered,
    _corrected,
    _briefly_informed,
    people.what_is_left,
    people.numbered_ticket,
    guarded.lone_code,
    guarded.lone_address,
    _remarked,
    guesses.meant,
    guesses.chose_offer,
    staff_answers.unplaced,
    _small_talk,
    people.wants_person,
    refusals.still_holds,
    _topic,
    _informed,
    _raised,
    staff_answers.unplaced_in_case,
    _out_of_scope,
    guesses.unsure,
    guarded.kept_code,
    _lost,
)
