"""Starts the workers, one at a time and in turn: A, B, A, B ... on one core, the stock action server on another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench import ours, stock
from bench.scenario import Plan
from bench.worker import resident

Progress = Callable[[str], None]
ROOT = Path(__file__).parents[1]
WORKER_SECONDS = 3600.0
_TAIL = 30
_MARK = "bench: "


@dataclass(frozen=True)
class Side:
    """module: the one of this package that knows how to train and load it."""

    name: str
    module: str
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Results:
    """Of one side. runs: what worker.measure returned; failures: a line each; server_memory: MB."""

    trainings: list[float] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    server_memory: list[float] = field(default_factory=list)


class WorkerFailed(Exception):
    """The message is fit for a report; the worker's last lines have gone to standard error."""


def cores() -> tuple[int, int]:
    """The core of the workers and the core of the action server; the same one where there is only one."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


def environment(side: Side) -> dict[str, str]:
    """The same for both sides: one thread for numbers, nothing reported to anybody, no look-ups."""
    quiet = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RASA_TELEMETRY_ENABLED": "false", "PYTHONUTF8": "1"}
    return {**os.environ, **quiet, **ours.ENVIRONMENT, **side.environment}


def compare(project: Path, sides: Sequence[Side], plan: Plan, scratch: Path, report: Progress) -> dict[str, Results]:
    """Train every side once, then let them talk in turn; a side that cannot be trained does not talk."""
    results = {side.name: Results() for side in sides}
    folders = {side.name: scratch / side.name for side in sides}
    for side in sides:
        train = partial(_train, side, project, folders[side.name], results[side.name], report)
        _attempt(results[side.name], "training", train)
    for number in range(plan.rounds):
        for side in sides:
            if results[side.name].trainings:
                where = f"round {number + 1}"
                report(f"{where} of {plan.rounds}: {side.name}")
                talk = partial(_talk, side, plan, number, folders[side.name], results[side.name], report)
                _attempt(results[side.name], where, talk)
    return results


def _attempt(results: Results, where: str, work: Callable[[], None]) -> None:
    try:
        work()
    except (WorkerFailed, OSError, RuntimeError, subprocess.SubprocessError) as error:
        results.failures.append(f"{where}: {error}")


def _train(side: Side, project: Path, folder: Path, results: Results, report: Progress) -> None:
    report(f"training: {side.name}")
    (stock if side.module == "stock" else ours).write_project(project, folder)
    done = _work(side, "train", folder, {}, None, report)
    results.trainings.append(done["training"])


def _talk(side: Side, plan: Plan, number: int, folder: Path, results: Results, report: Progress) -> None:
    mine, other = cores()
    job = {"plan": asdict(plan), "round": number}
    with stock.action_server(folder, environment(side), other) if side.module == "stock" else nullcontext() as server:
        results.runs.append(_work(side, "talk", folder, job, mine, report))
        if server is not None:
            results.server_memory.append(resident(server.pid))


def _work(
    side: Side, task: str, folder: Path, job: Mapping[str, Any], core: int | None, report: Progress
) -> dict[str, Any]:
    """What the worker measured. Raises WorkerFailed."""
    answer = folder / f"{task}.json"
    answer.unlink(missing_ok=True)
    spawned = json.dumps({**job, "spawned": time.monotonic()})
    command = [sys.executable, "-m", "bench.worker", side.module, task, str(folder), str(answer), spawned]
    home = {"WALLETDESK_HOME": str(folder)} if side.module == "ours" else {}
    worker = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**environment(side), **home},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if core is not None:
        os.sched_setaffinity(worker.pid, {core})
    last, tail = _listen(worker, side, report)
    if worker.returncode or not answer.exists():
        print(*tail, sep="", file=sys.stderr, flush=True)
        raise WorkerFailed(f"exit code {worker.returncode} at “{last}”: {_said(tail, folder)}")
    done: dict[str, Any] = json.loads(answer.read_text("utf-8"))
    return done


def _listen(worker: subprocess.Popen[str], side: Side, report: Progress) -> tuple[str, deque[str]]:
    """Pass the stages on until the worker ends; its last stage and its last lines."""
    last, tail = "import", deque[str](maxlen=_TAIL)
    limit = threading.Timer(WORKER_SECONDS, worker.kill)
    limit.start()
    try:
        for line in worker.stdout or ():
            if line.startswith(_MARK):
                last = line.removeprefix(_MARK).strip()
                report(f"  {side.name}: {last}")
            else:
                tail.append(line)
        worker.wait()
    finally:
        limit.cancel()
        worker.kill()
        worker.wait()
    return last, tail


def _said(tail: Sequence[str], folder: Path) -> str:
    """The last line of a traceback, without the paths of this machine."""
    lines = [line.strip() for line in tail if line.strip()]
    last = lines[-1] if lines else "it said nothing"
    for path in (folder, folder.parent, ROOT, Path.home()):
        last = last.replace(str(path), "…")
    return last[:300]
