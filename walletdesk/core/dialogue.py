"""The conversation around the cases: moves, digressions, a new problem, panic, and what to do when lost. Pure.

`respond` tries the readings of a message in a fixed order; the first that fits decides. Lines under `dialogue.` and
`smalltalk.` are the words of the desk itself, all others belong to a topic.
"""

from __future__ import annotations

from dataclasses import replace

from walletdesk.core import diagnosis, readings
from walletdesk.core.case import Case, Conversation
from walletdesk.core.playbook import Ask
from walletdesk.core.scene import Library, Response, Scene, told
from walletdesk.core.turn import Outcome, Reply


def respond(library: Library, talk: Conversation, reply: Reply) -> Response:
    """One message in, what to do about it out."""
    if reply.language and not talk.pinned:
        talk = replace(talk, language=reply.language)
    scene = Scene(library, talk, reply)
    for reading in readings.IN_ORDER:
        response = reading(scene)
        if response:
            return _numbered(response)
    raise AssertionError("the last reading takes everything")


def resume(library: Library, talk: Conversation, outcome: Outcome) -> Response:
    """Go on with the open case once a port has answered."""
    scene = Scene(library, talk, Reply())
    if talk.case is None or scene.playbook is None:
        return Response(talk)
    return _numbered(told(scene, diagnosis.resume(scene.playbook, talk.case, outcome)))


def _numbered(response: Response) -> Response:
    talk = response.conversation
    return replace(response, conversation=replace(talk, nonce=talk.nonce + 1))


def without_lost_cases(library: Library, talk: Conversation) -> Conversation:
    """The conversation without cases whose topic or question today's playbooks no longer have."""

    def lives(case: Case) -> bool:
        playbook = library.playbooks.get(case.topic)
        return playbook is not None and isinstance(playbook.steps.get(case.step), Ask)

    case = talk.case if talk.case and lives(talk.case) else None
    return replace(talk, case=case, parked=tuple(case for case in talk.parked if lives(case)))
