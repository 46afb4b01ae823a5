"""What a tracker needs of the past, and what must be taken out of it. Pure; works on Rasa's events as JSON dicts.

Rasa's cost of a turn grows with the number of events of the session. Our state lives in one slot, so the last few
turns behind a made-up opening that sets the slots give the same answers at a cost that stays flat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Event = dict[str, Any]

KEPT_TURNS = 3
# As far back as a secrets.Window looks for the parts of a phrase.
FORGOTTEN_MESSAGES = 40

PLACEHOLDER = "[mnemonic]"
SLOT_RESETS = ("session_started", "restart", "reset_slots")


def recent(events: Sequence[Event], turns: int = KEPT_TURNS) -> list[Event]:
    """The last `turns` turns, opened by the slots as they stood before them; everything when there are fewer."""
    starts = [index for index, event in enumerate(events) if event["event"] == "user"]
    if len(starts) <= turns:
        return list(events)
    start = starts[-turns]
    return opening(slots_of(events[:start]), events[start]["timestamp"]) + list(events[start:])


def said_to(events: Sequence[Event], message_id: str) -> list[Event]:
    """The message of this id, and behind it what the bot said in its turn."""
    starts = [index for index, event in enumerate(events) if event["event"] == "user"]
    for number, start in enumerate(starts):
        if events[start].get("message_id") == message_id:
            end = starts[number + 1] if number + 1 < len(starts) else len(events)
            return [events[start], *(event for event in events[start:end] if event["event"] == "bot")]
    return []


def slots_of(events: Sequence[Event]) -> dict[str, Any]:
    """Slot values after `events`; slots that were never set are missing."""
    slots: dict[str, Any] = {}
    for event in events:
        if event["event"] == "slot":
            slots[event["name"]] = event["value"]
        elif event["event"] in SLOT_RESETS:
            slots.clear()
    return slots


def opening(slots: Mapping[str, Any], timestamp: float) -> list[Event]:
    """The events of a session that begins at `timestamp` with `slots` set and waits for the user."""
    events: list[Event] = [
        {"event": "action", "name": "action_session_start"},
        {"event": "session_started"},
        *({"event": "slot", "name": name, "value": value} for name, value in slots.items()),
        {"event": "action", "name": "action_listen"},
    ]
    return [{**event, "timestamp": timestamp} for event in events]


def is_typed(event: Mapping[str, Any]) -> bool:
    """True for words of the user; buttons and what the guard put in place of words begin with a slash."""
    return event["event"] == "user" and bool(event.get("text")) and not event["text"].startswith("/")


def forget(event: Mapping[str, Any]) -> Event:
    """The event of a typed message without its words, entities and metadata."""
    parse_data = event.get("parse_data") or {}
    kept = {"intent": parse_data.get("intent", {}), "entities": [], "text": PLACEHOLDER}
    return {**event, "text": PLACEHOLDER, "parse_data": kept, "metadata": {}}


def fragments_of(events: Sequence[Mapping[str, Any]]) -> list[str]:
    """Texts worth searching for elsewhere: of one word alone nothing can be rebuilt, and it may be any word."""
    texts = {event["text"].strip() for event in events if is_typed(event)}
    return sorted((text for text in texts if _has_several_words(text)), key=len, reverse=True)


def _has_several_words(text: str) -> bool:
    return len(text.split()) > 1 or sum("\u3400" <= char <= "\u9fff" for char in text) > 3


def without(value: Any, fragments: Sequence[str]) -> Any:
    """A copy of nested lists and dicts in which the placeholder stands wherever a fragment stood."""
    if isinstance(value, str):
        for fragment in fragments:
            value = value.replace(fragment, PLACEHOLDER)
        return value
    if isinstance(value, dict):
        return {key: without(item, fragments) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [without(item, fragments) for item in value]
    return value
