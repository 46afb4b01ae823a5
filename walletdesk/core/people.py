"""Readings around people: who asks for one, how a ticket stands, whether it helped, and what is left. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from walletdesk.core import handover, words
from walletdesk.core.scene import ACT_AT, BRIEF, SWITCH_AT, Response, Scene, open_topic, present, said
from walletdesk.core.turn import Move

FRONT_DESK = "contact_support"
TICKETS = "ticket_status"
VERDICTS = (Move.HELPED, Move.PARTLY, Move.NOT_HELPED)
_PAUSE = re.compile(r"[,.;!?，。；！？、~\n]+")
_COURTESY = 10  # columns: room for a thank-you beside a verdict


def wants_person(scene: Scene) -> Response | None:
    """Somebody who asks how to reach support, and says that it must be a human."""
    sure = SWITCH_AT if scene.talk.case else ACT_AT
    if scene.reply.intent != FRONT_DESK or scene.reply.confidence < sure or not scene.mentions("wants_person"):
        return None
    return handover.person(scene)


def numbered_ticket(scene: Scene) -> Response | None:
    """A ticket's number and little else asks how it stands."""
    brief = words.width(scene.reply.text) <= BRIEF
    if "ticket" not in scene.reply.entities or TICKETS not in scene.library.playbooks or not brief:
        return None
    return open_topic(scene, TICKETS, said(scene.reply))


def verdict(scene: Scene) -> Move | None:
    """ "Yes, that worked": the one verdict that the pieces of the message give, with nothing longer beside it."""
    phrases = scene.library.phrases
    ways = {move: phrases.get(move.value, ()) for move in VERDICTS}
    ways[Move.HELPED] = (*ways[Move.HELPED], *phrases.get("plain_yes", ()))
    ways[Move.NOT_HELPED] = (*ways[Move.NOT_HELPED], *phrases.get("plain_no", ()))
    pieces = [piece for piece in _PAUSE.split(scene.reply.text) if words.bare(piece)]
    given = [next((move for move in ways if words.is_one_of(ways[move], piece)), None) for piece in pieces]
    rest = [piece for piece, move in zip(pieces, given, strict=True) if move is None]
    meant = {move for move in given if move}
    if rest and scene.reply.intent in scene.library.playbooks:
        return None  # "yes, hacked"
    return meant.pop() if len(meant) == 1 and all(words.width(piece) <= _COURTESY for piece in rest) else None


def what_is_left(scene: Scene) -> Response | None:
    """What is left of a problem, told in words that fit nothing we know, goes to a person."""
    if scene.asked != handover.LEFT or scene.talk.last is None or not scene.reply.text:
        return None
    intent, sure = scene.reply.intent, scene.reply.confidence
    other = intent in scene.library.playbooks or intent in scene.library.small_talk
    if intent != scene.talk.last.topic and other and sure >= SWITCH_AT:
        return None
    shown = present(scene, scene.talk.last, "dialogue.person")
    draft = shown.conversation.draft
    return handover.with_story(replace(scene, talk=shown.conversation), draft) if draft else None
