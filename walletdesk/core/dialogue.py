"""The conversation around the cases: moves, digressions, a new problem, panic, and what to do when lost. Pure.

`respond` tries the readings of a message in a fixed order; the first that fits decides. Lines under `dialogue.` and
`smalltalk.` are the words of the desk itself, all others belong to a topic.
"""

from __future__ import annotations

from dataclasses import replace

from walletdesk.core import (
    cards,
    consent,
    diagnosis,
    forgetting,
    guarded,
    handover,
    named_addresses,
    readings,
    refusals,
    remarks,
)
from walletdesk.core.case import Case, Conversation
from walletdesk.core.playbook import Ask, LookUp
from walletdesk.core.scene import Library, Response, Scene, told
from walletdesk.core.turn import Line, Need, Outcome, Reply


def respond(
    library: Library, talk: Conversation, reply: Reply, staffed: bool = True, look_ups: str = consent.NEVER
) -> Response:
    """One message in, what to do about it out.

    staffed: whether there are people to send something to. look_ups: whether chains may be read, one of
    `consent.POLICIES`.
    """
    if reply.language and not talk.pinned:
        talk = replace(talk, language=reply.language)
    if reply.intent == guarded.SECRET:
        talk = forgetting.after_secret(library, talk)
    about = named_addresses.notice(reply, [value for kind, value in talk.codes if kind == "address"])
    talk = cards.remember_codes(talk, reply)
    scene = Scene(library, replace(talk, asked=None, news=None), reply, talk.asked, staffed, talk.news, look_ups)
    if scene.lone and not reply.press:  # its digits are not about anything
        scene = replace(scene, reply=replace(reply, intent="", confidence=0.0, ranking=(), alert=None))
    for reading in readings.IN_ORDER:
        response = reading(scene)
        if response:
            return _numbered(refusals.kept(scene, _with_remarks(scene, _with_notice(response, library, about))))
    raise AssertionError("the last reading takes everything")


def resume(
    library: Library,
    talk: Conversation,
    outcome: Outcome,
    need: Need | None = None,
    staffed: bool = True,
    look_ups: str = consent.NEVER,
) -> Response:
    """Go on once a port, or the desk, has answered what was needed: with the open case, or with the card."""
    scene = Scene(library, talk, Reply(), staffed=staffed, look_ups=look_ups)
    if need and need.port == handover.DESK:
        return _numbered(handover.delivered(scene, outcome))
    if talk.case is None or scene.playbook is None:
        return Response(talk)
    return _numbered(told(scene, diagnosis.resume(scene.playbook, talk.case, outcome)))


def _with_notice(response: Response, library: Library, about: tuple[Line, ...]) -> Response:
    """In an emergency the first line stays what to do."""
    case = response.conversation.case
    urgent = case is not None and library.playbooks[case.topic].urgent
    head = response.lines[:1] if urgent else ()
    return replace(response, lines=(*head, *about, *response.lines[len(head) :])) if about else response


def _with_remarks(scene: Scene, response: Response) -> Response:
    due = remarks.to_say(scene.reply.remarks, scene.talk.told)
    if not due:
        return response
    talk = response.conversation
    before = scene.talk.case.topic if scene.talk.case else None
    now = talk.case.topic if talk.case else (talk.closed or "").partition(".")[0]
    said = due if not any(remark.firm for remark in due) else ()  # a firm one has been said, and nothing beside it
    lines = remarks.among(response.lines, said, scene.library.playbooks, now if now != before else None)
    made = said or tuple(remark for remark in due if remark.holds)
    return replace(response, conversation=replace(talk, told=remarks.remember(talk.told, made)), lines=lines)


def _numbered(response: Response) -> Response:
    talk = response.conversation
    return replace(response, conversation=replace(talk, nonce=talk.nonce + 1))


def without_lost_cases(library: Library, talk: Conversation) -> Conversation:
    """The conversation without cases whose topic or question today's playbooks no longer have."""

    def lives(case: Case) -> bool:
        playbook = library.playbooks.get(case.topic)
        return playbook is not None and isinstance(playbook.steps.get(case.step), (Ask, LookUp))

    case = talk.case if talk.case and lives(talk.case) else None
    last = talk.last if talk.last and talk.last.topic in library.playbooks else None
    draft = talk.draft if talk.draft and (not talk.draft.topic or talk.draft.topic in library.playbooks) else None
    parked = tuple(case for case in talk.parked if lives(case))
    return replace(talk, case=case, last=last, draft=draft, parked=parked)
