"""The Markdown page: what was measured, against which budget, how, and what went wrong."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.figures import Figure

Figures = Mapping[str, Figure]


@dataclass(frozen=True)
class Row:
    """limits: the budget by tier; most: whether the budget is the most (or the least) that is allowed."""

    name: str
    measure: str
    unit: str = ""
    digits: int = 0
    limits: Mapping[str, float] | None = None
    most: bool = True


def _any_tier(limit: float) -> Mapping[str, float]:
    return {"light": limit, "full": limit}


ROWS = (
    Row("p50", "turn, p50", "ms", 1, {"light": 10, "full": 25}),
    Row("p95", "turn, p95", "ms", 1, {"light": 25, "full": 65}),
    Row("cpu", "turn, CPU of the Rasa process", "ms", 1),
    Row("rate", "turns a second, one core", "", 0, {"light": 120, "full": 40}, most=False),
    Row("early", "turn 5 of one conversation (median of 3–7)", "ms", 1),
    Row("late", "turn 200 of one conversation (median of 198–202)", "ms", 1),
    Row("growth", "turn 200 / turn 5", "×", 2, _any_tier(1.3)),
    Row("start_cpu", "start to first answer, CPU", "s", 1, _any_tier(8)),
    Row("start", "start to first answer, wall clock", "s", 1),
    Row("start_memory", "memory at the first answer", "MB"),
    Row("memory", "memory after {short} conversations", "MB", 0, {"light": 350, "full": 600}),
    Row("installed", "installed size, without test tools", "MB", 0, {"light": 800, "full": 1100}),
    Row("training", "training from nothing", "s", 0, _any_tier(60)),
)
NOTHING = "–"


def table(titles: tuple[str, str], ours: Figures, theirs: Figures, tier: str = "full", short: int = 1000) -> list[str]:
    """Lines of a Markdown table; the budgets are those of `tier`, and `ours` is held against them."""
    header = ("measure", *titles, "ratio", "budget", "met?")
    lines = [f"| {' | '.join(header)} |", "| --- | ---: | ---: | ---: | ---: | :---: |"]
    for row in ROWS:
        mine, other = ours.get(row.name), theirs.get(row.name)
        limit = row.limits[tier] if row.limits else None
        budget = NOTHING if limit is None else f"{'≤' if row.most else '≥'} {number(limit, row)}"
        met = NOTHING if limit is None or mine is None else "yes" if within(mine.value, limit, row) else "**no**"
        cells = (
            row.measure.format(short=f"{short:,}"),
            cell(mine, row),
            cell(other, row),
            ratio(mine, other),
            budget,
            met,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def within(value: float, limit: float, row: Row) -> bool:
    return value <= limit if row.most else value >= limit


def number(limit: float, row: Row) -> str:
    return f"{limit:g} {row.unit}".rstrip()


def cell(figure: Figure | None, row: Row) -> str:
    """Median, then the lowest and highest round where there was more than one."""
    if figure is None:
        return NOTHING
    median = f"{figure.value:,.{row.digits}f} {row.unit}".rstrip()
    if figure.rounds < 2:
        return median
    return f"{median} ({figure.low:,.{row.digits}f}–{figure.high:,.{row.digits}f})"


def ratio(mine: Figure | None, other: Figure | None) -> str:
    if mine is None or other is None or not other.value:
        return NOTHING
    return f"{mine.value / other.value:.2f}"


def machine() -> str:
    """Cores, processor and Python of this machine; nothing that tells where it is."""
    allowed = len(os.sched_getaffinity(0))
    return f"{allowed} cores ({_processor()}), {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            return next(line.partition(":")[2].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def failures(failed: Mapping[str, Sequence[str]]) -> list[str]:
    """A section that cannot be overlooked, or nothing."""
    lines = [f"- {side}, {what}" for side, whats in failed.items() for what in whats]
    return ["", "## What failed", "", *lines] if lines else []
