"""Reads `conversations.yml`: transcripts that must come true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from walletdesk.content.node import Node
from walletdesk.core.chain.finding import FACTS, TOLD
from walletdesk.core.chain.report import report
from walletdesk.core.consent import ALWAYS, POLICIES
from walletdesk.core.turn import Outcome

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
    """look_ups: what each port answers in this transcript; a port not named is not connected. consent: whether users
    are asked before a chain is read."""

    file: str
    title: str
    language: str
    exchanges: tuple[Exchange, ...]
    look_ups: Mapping[str, Outcome] = field(default_factory=dict)
    consent: str = ALWAYS


def build(node: Node) -> tuple[Transcript, ...]:
    return tuple(_transcript(child) for child in node.list()) if node.value is not None else ()


def _transcript(node: Node) -> Transcript:
    node.only("title", "language", "look_ups", "consent", "turns")
    language = node.child("language").text()
    if language not in LANGUAGES:
        node.report("is not a language", f"one of {', '.join(LANGUAGES)}", "language")
    look_ups = {port: _outcome(outcome) for port, outcome in node.child("look_ups").items()}
    consent = node.optional("consent") or ALWAYS
    if consent not in POLICIES:
        node.report("is not a policy", f"one of {', '.join(POLICIES)}", "consent")
    turns = tuple(_exchange(turn) for turn in node.child("turns").list())
    return Transcript(node.file, node.child("title").text(), language, turns, look_ups, consent)


def _outcome(node: Node) -> Outcome:
    """`pending`, or `{is: pending, facts: {…}, notes: […]}`."""
    if isinstance(node.value, str):
        return Outcome(node.text())
    node.only("is", "facts", "notes")
    facts = {name: value.text() for name, value in node.child("facts").items()}
    for name in facts:
        if name not in FACTS | TOLD:
            node.report(f"`{name}` is no fact of a look-up", "docs/playbooks.md lists them", "facts")
    return Outcome(node.child("is").text(), facts, report(facts, node.child("notes").texts()))


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
