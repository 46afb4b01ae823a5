"""What the benchmark's users do: the same for both sides, in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "conversations.yml"
LONG_TURNS = 220
EARLY, LATE = 5, 200
HALF_WINDOW = 2
# Divides LATE - EARLY: the early and the late window of a long conversation hold the same messages.
CYCLE = 39
SHORT_TURNS = 2


@dataclass(frozen=True)
class Step:
    """press: which button of the last answer, counted from 1; `say` is typed without one."""

    say: str
    press: int | None = None

    def message(self, replies: Sequence[Mapping[str, Any]]) -> str:
        buttons = [button for reply in replies for button in reply.get("buttons") or ()]
        if self.press is None or self.press > len(buttons):
            return self.say
        return str(buttons[self.press - 1]["payload"])


@dataclass(frozen=True)
class Plan:
    """How much of everything one worker does."""

    rounds: int
    passes: int
    short: int

    def conversations(self) -> list[tuple[Step, ...]]:
        return read() * self.passes

    def short_conversations(self) -> Iterator[tuple[Step, ...]]:
        return islice(cycle(conversation[:SHORT_TURNS] for conversation in read()), self.short)


FULL = Plan(rounds=3, passes=4, short=1000)
QUICK = Plan(rounds=1, passes=1, short=100)


def read(file: Path = FILE) -> list[tuple[Step, ...]]:
    listed = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  (strings only)
    return [tuple(_step(step) for step in conversation) for conversation in listed]


def _step(fields: Mapping[str, str]) -> Step:
    return Step(fields["say"], int(fields["press"]) if "press" in fields else None)


def long_conversation(number: int) -> list[Step]:
    """LONG_TURNS typed messages that repeat after CYCLE; `number` says with which of them it begins."""
    typed = [step for conversation in read() for step in conversation if step.press is None][:CYCLE]
    begin = number * 11 % CYCLE
    return list(islice(cycle(typed), begin, begin + LONG_TURNS))
