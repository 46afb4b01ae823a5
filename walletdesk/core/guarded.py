"""What the secret guard leaves of a message: that there was a secret, that nobody can read it, or 64 hex digits that
may be a transaction or a key. Pure."""

from __future__ import annotations

from dataclasses import replace

from walletdesk.core import consent, secrets, words
from walletdesk.core.scene import Response, Scene, aside, open_topic, said, topic_button
from walletdesk.core.turn import TOPIC_STEP, Button, Line

SECRET, UNREADABLE = "secret_shared", "unreadable"  # the guard's intents
LEAK_TOPIC = "seed_leaked"
CODE = "code"  # `asked`, after a lone code
_HASH_TOPIC = "transfer_pending"
_BESIDE = 12  # columns of "hash:", quotes or a prefix
# Kinds that leave the wallet as it is, the one most worth a word first.
NOTHING_TO_BURN = ("phrase_part", "pairing_link", "password", "code")


def secret(scene: Scene) -> Response | None:
    if scene.reply.intent != SECRET:
        return None
    kinds = set(scene.reply.entities.get("kinds", ()))
    if kinds and kinds <= set(NOTHING_TO_BURN):
        return aside(scene, f"dialogue.secret_{min(kinds, key=NOTHING_TO_BURN.index)}")
    talk = replace(scene.talk, burnt=True)
    if talk.case and talk.case.topic == LEAK_TOPIC:
        return aside(replace(scene, talk=talk), "dialogue.secret_again")
    return open_topic(replace(scene, talk=talk), LEAK_TOPIC, {"shown_where": "here"}, Line("dialogue.secret"))


def unreadable(scene: Scene) -> Response | None:
    if scene.reply.intent != UNREADABLE:
        return None
    return aside(scene, f"dialogue.unreadable_{scene.reply.first('why') or 'empty'}")


def lone_code(scene: Scene) -> Response | None:
    """Nothing but 64 hex digits: a transaction's hash and a private key look alike, so it is asked which it is. A link
    to an explorer holds no key; what it shows can be looked up at once."""
    code = scene.reply.first("tx_hash")
    if code and _is_link(scene.reply.text) and scene.reply.first("network") and not scene.talk.case:
        readable = consent.allowed(scene.look_ups, scene.talk.look_ups)
        return open_topic(scene, _HASH_TOPIC, said(scene.reply)) if readable else None
    if code and _is_sent_again(scene, code):
        return open_topic(scene, str(scene.talk.last and scene.talk.last.topic), said(scene.reply))
    family = next((topics for topics in scene.library.families.values() if _HASH_TOPIC in topics), ())
    if code is None or scene.talk.case or not family or words.width(scene.reply.text) > len(code) + _BESIDE:
        return None
    buttons = (*(topic_button(topic) for topic in family), Button("dialogue.it_is_a_key", TOPIC_STEP, LEAK_TOPIC))
    talk = replace(scene.talk, offered=family, asked=CODE)
    return Response(talk, (Line("dialogue.lone_code", buttons=buttons),))


def _is_sent_again(scene: Scene, code: str) -> bool:
    """Whether it is the hash of the problem that was closed last, alone: "send me this hash again"."""
    last = scene.talk.last
    before = last.facts.get("tx_hash", "") if last and last.topic in scene.library.playbooks else ""
    alone = words.width(scene.reply.text) <= len(code) + _BESIDE and not scene.talk.case
    return bool(before) and alone and secrets.mask_hashes(before) == secrets.mask_hashes(code)


def _is_link(text: str) -> bool:
    """Whether nothing is said beside the link."""
    return text.startswith(("https://", "http://")) and not any(char.isspace() for char in text.strip())


def about_the_code(scene: Scene, topic: str) -> dict[str, str]:
    """What a topic chosen for a lone code knows by that."""
    if scene.asked != CODE or not scene.talk.codes:
        return {}
    return {"shown_where": "here", "shown_what": "private_key"} if topic == LEAK_TOPIC else dict([scene.talk.codes[-1]])
