"""What the secret guard leaves of a message: that there was a secret, or that nobody can read it. Pure."""

from __future__ import annotations

from dataclasses import replace

from walletdesk.core.scene import Response, Scene, aside, open_topic
from walletdesk.core.turn import Line

SECRET, UNREADABLE = "secret_shared", "unreadable"  # the guard's intents
LEAK_TOPIC = "seed_leaked"
NOTHING_TO_BURN = frozenset({"pairing_link", "password"})


def secret(scene: Scene) -> Response | None:
    if scene.reply.intent != SECRET:
        return None
    kinds = set(scene.reply.entities.get("kinds", ()))
    if kinds and kinds <= NOTHING_TO_BURN:
        return aside(scene, f"dialogue.secret_{min(kinds)}")
    talk = replace(scene.talk, burnt=True)
    if talk.case and talk.case.topic == LEAK_TOPIC:
        return aside(replace(scene, talk=talk), "dialogue.secret_again")
    return open_topic(replace(scene, talk=talk), LEAK_TOPIC, {"shown_where": "here"}, Line("dialogue.secret"))


def unreadable(scene: Scene) -> Response | None:
    if scene.reply.intent != UNREADABLE:
        return None
    return aside(scene, f"dialogue.unreadable_{scene.reply.first('why') or 'empty'}")
