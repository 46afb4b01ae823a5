"""From what the workers measured to numbers one can compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.scenario import EARLY, HALF_WINDOW, LATE

Run = Mapping[str, Any]


def percentile(values: Sequence[float], percent: float) -> float:
    """Between the two nearest values where it falls between them; ValueError for no values."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def around(latencies: Sequence[float], turn: int, half: int = HALF_WINDOW) -> float:
    """Median of the turns `turn - half` to `turn + half`, counted from 1; ValueError where there are not that many."""
    window = latencies[turn - 1 - half : turn + half]
    if turn <= half or len(window) < 2 * half + 1:
        raise ValueError(f"no window around turn {turn} in {len(latencies)} turns")
    return median(window)


@dataclass(frozen=True)
class Figure:
    """One measure of one side: the median over the rounds, and the lowest and highest round."""

    value: float
    low: float
    high: float
    rounds: int

    @classmethod
    def over(cls, values: Sequence[float]) -> Figure:
        """ValueError for no values."""
        return cls(median(values), min(values), max(values), len(values))


def figures(run: Run) -> dict[str, float]:
    """The measures of one worker's run, by name; times in ms or s, memory in MB, as the names in report.ROWS say."""
    turns: list[float] = run["turns"]
    early, late = around(run["long"], EARLY), around(run["long"], LATE)
    return {
        "p50": percentile(turns, 50),
        "p95": percentile(turns, 95),
        "cpu": run["turns_cpu"] / len(turns) * 1000,
        "rate": len(turns) / (sum(turns) / 1000),
        "early": early,
        "late": late,
        "growth": late / early,
        "start_cpu": run["start_cpu"],
        "start": run["start"],
        "start_memory": run["start_memory"],
        "memory": run["memory"],
    }


def over_rounds(runs: Sequence[Run], trainings: Sequence[float]) -> dict[str, Figure]:
    """Every measure that at least one round has."""
    rounds = [figures(run) for run in runs]
    values = {name: [each[name] for each in rounds] for name in (rounds[0] if rounds else ())}
    values["training"] = list(trainings)
    return {name: Figure.over(each) for name, each in values.items() if each}
