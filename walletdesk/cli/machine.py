"""chat --json, classify and redact."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from walletdesk.cli.lines import InputLine, read_lines, write_error, write_line
from walletdesk.core import secrets
from walletdesk.core.case import place
from walletdesk.core.turn import Press

if TYPE_CHECKING:
    from walletdesk.rasa_edge.talk import Exchange, Talk

_MOST_SENDERS = 10_000
# What the guard makes of a message, in terms of the intents users of `classify` know.
_GUARDED = {"secret_shared": "seed_leaked", "unreadable": "out_of_scope"}


async def chat(talk: Talk, language: str | None) -> None:
    """One conversation for each sender; lines are answered in order."""
    for line in read_lines():
        if line.error:
            write_error(line)
            continue
        started = time.perf_counter()
        exchange = await talk.say(line.sender, _message(line), {"language": language} if language else None)
        write_line(_answer(line.sender, exchange, time.perf_counter() - started))


def _message(line: InputLine) -> object:
    """The text, or the payload of a button; what is no payload of ours becomes a button nobody knows."""
    if "payload" not in line.fields:
        return line.text
    payload = line.fields["payload"]
    known = isinstance(payload, str) and payload.startswith("/press{")
    return payload if known else Press("", "", "").payload()


def _answer(sender: str, exchange: Exchange, seconds: float) -> dict[str, Any]:
    state = exchange.conversation if isinstance(exchange.conversation, Mapping) else {}
    topic, step = place(state)
    return {
        "sender": secrets.redact(sender).text,
        "replies": [_reply(reply) for reply in exchange.replies],
        "intent": {"name": exchange.intent, "confidence": round(exchange.confidence, 4)},
        "topic": topic,
        "step": step,
        "language": state.get("language"),
        "latency_ms": round(seconds * 1000, 2),
    }


def _reply(reply: Mapping[str, Any]) -> dict[str, Any]:
    shown = {"text": reply.get("text", ""), "buttons": reply.get("buttons") or []}
    file = (reply.get("custom") or {}).get("file")
    return {**shown, "file": file} if file else shown


async def classify(talk: Talk) -> None:
    for line in read_lines():
        if line.error:
            write_error(line)
            continue
        text = line.text if isinstance(line.text, str) else ""
        write_line(classified(await talk.understand(text), text))


def classified(parsed: Mapping[str, Any], text: str) -> dict[str, Any]:
    """`parsed` is Rasa's parse of the guarded text, whose offsets may lack what the guard took from the front."""
    intent = parsed.get("intent") or {}
    name = _GUARDED.get(intent.get("name", ""))
    shift = max(text.find(str(parsed.get("text") or "")), 0)
    ranking = [] if name else list(parsed.get("intent_ranking") or ())
    confidence = float(intent.get("confidence") or 0.0)
    decided = name or intent.get("name")
    return {
        "intent": decided,
        "confidence": round(confidence, 4),
        "ranking": [_ranked(each) for each in ranking[:3]] or [{"name": decided, "confidence": round(confidence, 4)}],
        "entities": [] if name else [_entity(each, shift) for each in parsed.get("entities") or ()],
        "language": (parsed.get("language") if not name else None),
    }


def _ranked(each: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": each["name"], "confidence": round(float(each["confidence"]), 4)}


def _entity(each: Mapping[str, Any], shift: int) -> dict[str, Any]:
    return {
        "entity": each["entity"],
        "value": each["value"],
        "start": int(each["start"]) + shift,
        "end": int(each["end"]) + shift,
    }


def redact() -> None:
    windows: OrderedDict[str, secrets.Window] = OrderedDict()
    for line in read_lines():
        if line.error:
            write_error(line)
            continue
        window = windows.setdefault(line.sender, secrets.Window())
        windows.move_to_end(line.sender)
        if len(windows) > _MOST_SENDERS:
            windows.popitem(last=False)
        redacted = window.see(line.text if isinstance(line.text, str) else "")
        write_line({"text": redacted.text, "found": list(redacted.found)})
