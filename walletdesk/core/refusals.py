"""What is refused stays refused: after help into somebody else's wallet was declined, the ways into a wallet stay shut
until another problem is told, or the user says that the wallet is their own. Pure."""

from __future__ import annotations

from dataclasses import replace

from walletdesk.core.scene import ACT_AT, Response, Scene, aside
from walletdesk.core.turn import Line, Remark

OWN = "own_wallet"  # the phrases of somebody who means their own


def _refusal(scene: Scene) -> Remark | None:
    """The refusal in force."""
    made = (watch.remark for watch in scene.library.watches.rest if watch.remark.holds)
    return next((remark for remark in made if remark.key in scene.talk.told), None)


def still_holds(scene: Scene) -> Response | None:
    """Whatever is no other problem is about the refused one."""
    refusal, topic = _refusal(scene), scene.reply.intent
    if refusal is None or scene.talk.case:
        return None
    known = topic in scene.library.playbooks and topic != scene.library.fallback
    other = known and topic not in refusal.holds and scene.reply.confidence >= ACT_AT
    return None if other or scene.mentions(OWN) else aside(scene, "dialogue.still_refused")


def kept(scene: Scene, response: Response) -> Response:
    """The response, with what it leaves of a refusal: a shut topic that was opened after all is for the user's own
    wallet, and any other one ends the refusal."""
    refusal, talk = _refusal(scene), response.conversation
    opened = _opened(scene, response)
    if refusal is None or opened is None:
        return response
    if opened in refusal.holds:
        return replace(response, lines=(Line("dialogue.only_your_own"), *response.lines))
    return replace(response, conversation=replace(talk, told=tuple(key for key in talk.told if key != refusal.key)))


def _opened(scene: Scene, response: Response) -> str | None:
    """The topic that this turn opened, or opened and closed."""
    before, after = scene.talk, response.conversation
    if after.case:
        return after.case.topic if before.case is None or before.case.topic != after.case.topic else None
    ended = after.last is not before.last or after.closed != before.closed
    return after.closed.partition(".")[0] if after.closed and ended and before.case is None else None
