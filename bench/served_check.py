"""Whether every message was answered exactly once, told from what one conversation sent, was answered, and saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Frame:
    """One server-sent event; a comment (heartbeat) is none."""

    event: str
    data: str
    id: str = ""


class Frames:
    """Cuts the bytes of an event stream into frames, wherever the network cut them."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Frame]:
        *whole, self._rest = (self._rest + data).replace(b"\r\n", b"\n").split(b"\n\n")
        for block in whole:
            fields = _fields(block.decode("utf-8"))
            if "data" in fields or "event" in fields:
                yield Frame(fields.get("event", "message"), fields.get("data", ""), fields.get("id", ""))


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        if name:
            value = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{value}" if name == "data" and name in fields else value
    return fields


@dataclass
class Ledger:
    """Of one conversation. answers: message id -> what the server answered, once for every time it was sent;
    no answer at all where every attempt failed. streamed: as it came over the event stream, reconnections included."""

    answers: dict[str, list[Sequence[Event]]] = field(default_factory=dict)
    streamed: list[Event] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The highest position that any answer has named."""
        return max((event["position"] for each in self.answers.values() for one in each for event in one), default=0)


@dataclass(frozen=True)
class Verdict:
    """Counts. lost: messages without a place or an answer, positions that never came. duplicated: messages or
    positions that came twice, second turns. foreign: events of somebody else's message."""

    lost: int = 0
    duplicated: int = 0
    foreign: int = 0

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(self.lost + other.lost, self.duplicated + other.duplicated, self.foreign + other.foreign)


def verdict(ledger: Ledger, history: Sequence[Event]) -> Verdict:
    """`history`: the whole conversation as the server tells it at the end."""
    kept = Counter(event["position"] for event in history)
    seen = Counter(event["position"] for event in ledger.streamed)
    lost = len(_gaps(kept) | _gaps(seen)) + len(kept.keys() - seen.keys() - _gaps(seen))
    duplicated = sum(count - 1 for count in (*kept.values(), *seen.values()))
    foreign = {event["key"] for event in (*history, *ledger.streamed) if event.get("key")} - ledger.answers.keys()
    total = Verdict(lost, duplicated, len(foreign))
    for key, answers in ledger.answers.items():
        total += _of_message(answers, [event for event in history if event.get("key") == key])
    return total


def _gaps(positions: Mapping[int, int]) -> set[int]:
    """Positions are counted from 1 without gaps."""
    return set(range(1, max(positions, default=0) + 1)) - positions.keys()


def _of_message(answers: Sequence[Sequence[Event]], kept: Sequence[Event]) -> Verdict:
    """One message: what was answered to it must be what is kept, as often as it was sent."""
    kinds = Counter(event["kind"] for event in kept)
    if not answers:
        return Verdict(lost=1, duplicated=max(kinds["user"] - 1, 0))
    places = {event["position"] for event in kept}
    told = [{event["position"] for event in answer} for answer in answers]
    is_lost = kinds["user"] < 1 or kinds["bot"] < 1 or not told[0] or bool(told[0] - places)
    second_turn = sum(each != told[0] for each in told[1:]) or int(bool(places - told[0]))
    return Verdict(lost=int(is_lost), duplicated=max(kinds["user"] - 1, second_turn))


def stock_verdict(sent: int, answered: int, turns: int) -> Verdict:
    """Of a conversation of stock Rasa, which knows no message ids: messages meant, messages with an answer, and turns
    in the tracker."""
    return Verdict(lost=sent - answered, duplicated=max(turns - sent, 0))
