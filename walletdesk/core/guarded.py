"""What the secret guard leaves of a message: that there was a secret, that nobody can read it, or 64 hex digits that
may be a transaction or a key. Pure."""

from __future__ import annotations

from dataclasses import replace

from walletdesk.core import consent, secrets
from walletdesk.core.scene import CODE, LEAK_TOPIC, Response, Scene, aside, open_topic, said, topic_button
from walletdesk.core.turn import TOPIC_STEP, Button, Line

SECRET, UNREADABLE = "secret_shared", "unreadable"  # the guard's intents
HASH_TOPIC = "transfer_pending"
_LASTING = ("direction",)  # what does not change while a transaction does
_ADDRESS_TOPICS = ("balance_mismatch", "transfer_wrong_target", "assets_stolen")
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
    if code is None or scene.talk.case or scene.lone != "tx_hash":
        return None
    if _is_sent_again(scene, code):
        last = scene.talk.last
        lasting = {name: last.facts[name] for name in _LASTING if name in last.facts} if last else {}
        return open_topic(scene, last.topic if last else HASH_TOPIC, {**lasting, **said(scene.reply)})
    readable = consent.allowed(scene.look_ups, scene.talk.look_ups)
    if (
        readable
        and scene.reply.first("network")
        and HASH_TOPIC in scene.library.playbooks
        and "://" in scene.reply.text
    ):
        return open_topic(scene, HASH_TOPIC, said(scene.reply))
    family = next((topics for topics in scene.library.families.values() if HASH_TOPIC in topics), ())
    if not family:
        return None
    buttons = (*(topic_button(topic) for topic in family), Button("dialogue.it_is_a_key", TOPIC_STEP, LEAK_TOPIC))
    talk = replace(scene.talk, offered=family, asked=CODE)
    return Response(talk, (Line("dialogue.lone_code", buttons=buttons),))


def lone_address(scene: Scene) -> Response | None:
    """Nothing but an address: what about it?"""
    topics = tuple(topic for topic in _ADDRESS_TOPICS if topic in scene.library.playbooks)
    if scene.lone != "address" or scene.talk.case or not topics:
        return None
    talk = replace(scene.talk, offered=topics, asked=CODE)
    return Response(talk, (Line("dialogue.lone_address", buttons=tuple(topic_button(topic) for topic in topics)),))


def kept_code(scene: Scene) -> Response | None:
    """A hash or an address beside the open question; the list of evidence will have it."""
    return aside(scene, "dialogue.code_kept") if scene.lone and scene.talk.case else None


def _is_sent_again(scene: Scene, code: str) -> bool:
    """Whether it is the hash of the problem that was closed last: "send me this hash again"."""
    last = scene.talk.last
    before = last.facts.get("tx_hash", "") if last and last.topic in scene.library.playbooks else ""
    return bool(before) and secrets.mask_hashes(before) == secrets.mask_hashes(code)


def about_the_key(scene: Scene, topic: str) -> dict[str, str]:
    """What is known where a lone code turned out to be a private key."""
    return {"shown_where": "here", "shown_what": "private_key"} if (scene.asked, topic) == (CODE, LEAK_TOPIC) else {}
