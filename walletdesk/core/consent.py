"""Whether a conversation may read chains: the deployment's policy, and the user's word once it is asked for. Pure.

A hash or an address that leaves the machine tells a public node who is interested in it, so the user agrees first.
"""

from __future__ import annotations

from collections.abc import Mapping

from walletdesk.core.playbook import NO, YES, Ask, Kind, Option
from walletdesk.core.turn import MOVE_STEP, Button, Form, Line, Move, Need

ASK, ALWAYS, NEVER = "ask", "always", "never"  # policies
POLICIES = (ASK, ALWAYS, NEVER)
PORTS = frozenset({"transaction", "address"})
FACT, ON, OFF = "look_ups", "on", "off"  # what playbooks branch on
TEXT = "dialogue.look_up_consent"
_WAYS_OUT = (Move.BACK, Move.RESTART, Move.PERSON)


def allowed(policy: str, agreed: str | None) -> bool:
    """Whether chains can be read here, or could after a yes. agreed: the user's word, None before it was asked for."""
    return policy == ALWAYS or (policy == ASK and agreed != NO)


def is_due(policy: str, agreed: str | None, need: Need) -> bool:
    return need.port in PORTS and policy == ASK and agreed is None


def is_refused(policy: str, agreed: str | None, need: Need) -> bool:
    return need.port in PORTS and (policy == NEVER or (policy == ASK and agreed == NO))


def question(topic: str, step: str, port: str, facts: Mapping[str, str], form: Form = Form.ASK) -> Line:
    here = f"{topic}.{step}"
    answers = tuple(Button(f"{TEXT}.options.{value}", here, value) for value in (YES, NO))
    ways = tuple(Button(f"moves.{move.value}", MOVE_STEP, move.value) for move in _WAYS_OUT)
    return Line(TEXT if port == "transaction" else f"{TEXT}_address", form, facts, (*answers, *ways))


def as_ask(phrases: Mapping[str, tuple[str, ...]]) -> Ask:
    """The question as one that `answers.read_answer` reads."""
    # A yes must be the whole message: "what if you look it up" has the words, too.
    options = (Option(YES, "", alone=phrases.get("look_up", ())), Option(NO, "", words=phrases.get("dont_look_up", ())))
    return Ask("look_up_consent", FACT, Kind.YES_NO, "", "", options)
