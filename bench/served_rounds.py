"""What one side goes through: a warm-up, the measured round, and the search for the load that it just bears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.figures import percentile
from bench.served_crowd import Crowd, Load, Outcome, cores, run
from bench.served_sides import Server

# ms: what a user may have to wait for an answer, in all but one of twenty cases.
WAIT = 500.0
WARM = Load(users=10, seconds=6, think=0.5, resend=0, drop=0)
# Part of the turns without pause between which the search begins, its steps, and how much it gives way at the end.
_LOWEST, _STEPS, _LESS, _TRIES = 0.4, 4, 0.93, 3
# Part of the offered turns that must be done in time: a queue that grows all the while would look bearable at first.
_KEEPS_UP = 0.93

Progress = Callable[[str], None]
Talk = Callable[[Load], Outcome]


@dataclass(frozen=True)
class Plan:
    """flat: also without any pause. sweep: also the highest rate at which the wait is borne. probe: seconds of each
    step of the search."""

    load: Load
    flat: bool = False
    sweep: bool = False
    probe: float = 20.0


@dataclass
class Side:
    """Of one side. probes: offered and done turns a second and p95 of every step of the search. borne: the last round
    of the search, of the full length."""

    paced: Outcome | None = None
    flat: Outcome | None = None
    borne: Outcome | None = None
    probes: list[tuple[float, float, float]] = field(default_factory=list)
    logged: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def rounds(self) -> list[Outcome]:
        return [each for each in (self.paced, self.flat, self.borne) if each is not None]

    def as_json(self) -> dict[str, Any]:
        rounds = {name: getattr(self, name) for name in ("paced", "flat", "borne")}
        told = {name: each.as_json() if each else None for name, each in rounds.items()}
        return {**told, "probes": self.probes, "logged": self.logged, "failures": self.failures}


def measure(server: Server, plan: Plan, side: Side, report: Progress) -> None:
    """Fills `side` as far as it gets. Raises ConnectionError or OSError when the server is gone."""

    def talk(load: Load) -> Outcome:
        outcome = run(Crowd(server.base, server.make, load, server.probe), cores()[1])
        report(f"  {load.users} users, {load.think:.1f} s to think, {load.seconds:.0f} s: {told(outcome)}")
        return outcome

    report("  warm-up")
    talk(WARM)
    side.paced = talk(plan.load)
    if plan.flat or plan.sweep:
        side.flat = talk(_but(plan.load, think=0.0, seconds=plan.probe if plan.sweep else plan.load.seconds))
    if plan.sweep and side.flat is not None:
        side.borne = search(talk, plan, side.flat.throughput, side.probes)
    side.logged = server.logged_errors()
    if server.has_died():
        side.failures.append("a process of the server ended by itself")


def search(talk: Talk, plan: Plan, most: float, probes: list[tuple[float, float, float]]) -> Outcome | None:
    """A round of the full length at about the highest rate that is borne; None when none is. `most`: turns a second
    without pause."""
    if most <= 0:
        return None
    low, high = _LOWEST * most, most
    for _ in range(_STEPS):
        rate = (low + high) / 2
        outcome = talk(_at(plan.load, rate, plan.probe))
        probes.append((rate, outcome.rate, p95(outcome)))
        low, high = (rate, high) if is_borne(outcome, rate) else (low, rate)
    for _ in range(_TRIES):
        outcome = talk(_at(plan.load, low, plan.load.seconds))
        if is_borne(outcome, low):
            return outcome
        probes.append((low, outcome.rate, p95(outcome)))
        low *= _LESS
    return None


def is_borne(outcome: Outcome, offered: float) -> bool:
    """`offered`: turns a second."""
    return p95(outcome) <= WAIT and outcome.rate >= _KEEPS_UP * offered and not outcome.silent


def turns_a_second(outcome: Outcome) -> float:
    return outcome.rate if outcome.load.think else outcome.throughput


def p95(outcome: Outcome) -> float:
    return percentile(outcome.turns, 95) if outcome.turns else float("inf")


def told(outcome: Outcome) -> str:
    judged = outcome.verdict
    waits = "/".join(f"{percentile(outcome.turns, each):.0f}" for each in (50, 95, 99)) if outcome.turns else "no turns"
    return (
        f"{turns_a_second(outcome):.1f} turns/s, p50/p95/p99 {waits} ms, {judged.lost} lost, "
        f"{judged.duplicated} twice, "
        f"{sum(outcome.errors.values())} errors"
    )


def _at(load: Load, rate: float, seconds: float) -> Load:
    return _but(load, think=load.users / rate, seconds=seconds)


def _but(load: Load, think: float, seconds: float) -> Load:
    return Load(load.users, seconds, think, load.resend, load.drop, load.seed)
