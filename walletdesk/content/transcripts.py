"""Reads `conversations.yml`: transcripts that must come true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from walletdesk.content.node import Node

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@dataclass(frozen=True)
class Exchange:
    """One message (`user`) or pressed button (`press`), and the keys of the bubbles that must follow, in order.

    intent: what a message is understood as, where it is not an answer.
    says: pieces of text that must be in the reply.
    staff: what a member of staff answered to the newest ticket before this message.
    """

    bot: tuple[str, ...]
    user: str | None = None
    press: str | None = None
    intent: str | None = None
    says: tuple[str, ...] = ()
    staff: str | None = None


@dataclass(frozen=True)
class Transcript:
    """look_ups: what each port answers in this transcript (outcome name); a port not named is unavailable."""

    file: str
    title: str
    language: str
    exchanges: tuple[Exchange, ...]
    look_ups: Mapping[str, str] = field(default_factory=dict)


def build(node: Node) -> tuple[Transcript, ...]:
    return tuple(_transcript(child) for child in node.list()) if node.value is not None else ()


def _transcript(node: Node) -> Transcript:
    node.only("title", "language", "look_ups", "turns")
    language = node.child("language").text()
    if language not in LANGUAGES:
        node.report("is not a language", f"one of {', '.join(LANGUAGES)}", "language")
    look_ups = {port: outcome.text() for port, outcome in node.child("look_ups").items()}
    turns = tuple(_exchange(turn) for turn in node.child("turns").list())
    return Transcript(node.file, node.child("title").text(), language, turns, look_ups)


def _exchange(node: Node) -> Exchange:
    node.only("user", "press", "intent", "bot", "says", "staff")
    if node.has("user") == node.has("press"):
        node.report("must have either `user` or `press`", "a message, or the value of a button")
    return Exchange(
        bot=node.child("bot").texts(),
        user=node.optional("user"),
        press=node.optional("press"),
        intent=node.optional("intent"),
        says=node.child("says").texts(),
        staff=node.optional("staff"),
    )
