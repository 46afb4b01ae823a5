"""Reading a chain in the middle of a conversation: the user's consent, and codes that turn up late. Pure."""

from __future__ import annotations

from dataclasses import replace

from walletdesk.core import consent, diagnosis
from walletdesk.core.answers import read_answer
from walletdesk.core.case import Case
from walletdesk.core.chain.wholeness import is_whole, trouble
from walletdesk.core.playbook import NO, UNAVAILABLE, YES, Ask, LookUp, Playbook
from walletdesk.core.scene import Response, Scene, aside, told
from walletdesk.core.turn import Form, Line, Need, Outcome

_FACTS = {"transaction": "tx_hash", "address": "address"}
_HASH = "tx_hash"
_QUESTION = ("?", "吗", "嘛", "呢", "么")


def consented(scene: Scene) -> Response | None:
    """A yes or no to "may I look this up?"."""
    if not _waits(scene):
        return None
    if scene.reply.text.rstrip().endswith(_QUESTION) or scene.mentions("asks_why"):
        return aside(scene, form=Form.ASK)
    answer = read_answer(consent.as_ask(scene.library.phrases), scene.reply, scene.library.phrases)
    return answered(scene, answer) if answer else None


def answered(scene: Scene, answer: str) -> Response | None:
    """What a pressed or read answer leads to; None where nothing was asked."""
    case, playbook = scene.talk.case, scene.playbook
    step = playbook[case.step] if case and playbook else None
    if case is None or playbook is None or not isinstance(step, LookUp) or answer not in (YES, NO):
        return None
    agreed = replace(scene, talk=replace(scene.talk, look_ups=answer))
    if answer == YES:
        return Response(replace(agreed.talk, misses=0), need=Need(step.port, case.facts))
    refused = case.know(**{consent.FACT: consent.OFF})
    return told(agreed, diagnosis.resume(playbook, refused, Outcome(UNAVAILABLE)), Line("dialogue.not_looked_up"))


def withdrawn(scene: Scene) -> Response | None:
    """ "Do not look anything up", said at any other moment."""
    if _waits(scene) or scene.look_ups != consent.ASK or not scene.phrase("dont_look_up"):
        return None
    talk = replace(scene.talk, look_ups=NO)
    case = talk.case.know(**{consent.FACT: consent.OFF}) if talk.case else None
    return aside(
        replace(scene, talk=replace(talk, case=case)), "dialogue.not_looked_up" if case else "dialogue.no_look_ups"
    )


def granted(scene: Scene) -> Response | None:
    """ "You may look it up after all"."""
    if _waits(scene) or scene.look_ups != consent.ASK or scene.talk.look_ups != NO or not scene.phrase("look_up"):
        return None
    case = scene.talk.case.know(**{consent.FACT: consent.ON}) if scene.talk.case else None
    agreed = replace(scene, talk=replace(scene.talk, look_ups=YES, case=case))
    for step in agreed.playbook.steps.values() if agreed.playbook and case else ():
        if isinstance(step, LookUp) and case and _FACTS.get(step.port, "") in case.facts and agreed.playbook:
            turn = diagnosis.go_to(agreed.playbook, case, step.id, scene.reply, scene.library.phrases)
            return told(agreed, turn)
    return aside(agreed, "dialogue.look_ups_on")


def came_late(scene: Scene) -> Response | None:
    """A hash (or the own address) the open case did not have is looked up whatever was asked; newer ones replace it."""
    case, playbook = scene.talk.case, scene.playbook
    if case is None or playbook is None or not consent.allowed(scene.look_ups, scene.talk.look_ups):
        return None
    for step in playbook.steps.values():
        if isinstance(step, LookUp) and step.port in _FACTS and _is_news(scene, playbook, case, step):
            turn = diagnosis.go_to(playbook, case, step.id, scene.reply, scene.library.phrases)
            return told(scene, turn)
    return None


def no_hash(scene: Scene) -> Response | None:
    """An address, or a piece of a hash, where a whole hash was asked for."""
    case, playbook = scene.talk.case, scene.playbook
    ask = playbook[case.step] if case and playbook else None
    if not isinstance(ask, Ask) or ask.fact != _HASH:
        return None
    code = scene.reply.first(_HASH)
    if code is None:
        return aside(scene, "dialogue.address_not_hash") if scene.reply.first("address") else None
    wrong = trouble(code)
    return aside(scene, wrong) if wrong else None


def _is_news(scene: Scene, playbook: Playbook, case: Case, step: LookUp) -> bool:
    fact = _FACTS[step.port]
    code, here = scene.reply.first(fact), playbook[case.step]
    asked_for = isinstance(here, Ask) and here.fact == fact
    if code is None or asked_for or code == case.facts.get(fact):
        return False
    # A second address is somebody else's; in an emergency the first one may be, too.
    return is_whole(code) if fact == _HASH else fact not in case.facts and not playbook.urgent


def _waits(scene: Scene) -> bool:
    case, playbook = scene.talk.case, scene.playbook
    return case is not None and playbook is not None and isinstance(playbook[case.step], LookUp)
