"""`python -m bench.serve`: many users of `walletdesk serve` at once, then of stock Rasa, in one run.

Progress goes to standard error, the section to standard output, everything measured to bench/results/serve.json.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from bench import served_page, served_sides
from bench.served_crowd import Load
from bench.served_rounds import Plan, Progress, Side, measure
from walletdesk import settings

_RESULT = served_sides.KEPT / "serve.json"
_QUICK = {"users": 100, "seconds": 10.0, "think": 5.0}
_FULL = {"users": 500, "seconds": 60.0, "think": 25.0}
# Both ends of a connection are files: here and, inherited, in the server.
_FILES = 8192


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when WalletDesk lost or doubled anything, answered an error, or a side could not be measured."""
    chosen = _options().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _allow_files()
    plan = _plan(chosen)
    load = os.getloadavg()[0]
    report = _progress()
    sides = {name: Side() for name in ("ours", "stock") if chosen.only in (None, name)}
    with tempfile.TemporaryDirectory(prefix="walletdesk-serve-") as scratch:
        for name, side in sides.items():
            report(name)
            _measure(name, side, plan, Path(scratch), report)
    section = served_page.render(sides, plan, load)
    print(section)
    _RESULT.parent.mkdir(parents=True, exist_ok=True)
    _RESULT.write_text(json.dumps({name: side.as_json() for name, side in sides.items()}), "utf-8")
    if chosen.output:
        old = chosen.output.read_text("utf-8") if chosen.output.exists() else ""
        chosen.output.write_text(served_page.placed(old, section), "utf-8")
    return int(any(_has_failed(name, side) for name, side in sides.items()))


def _measure(name: str, side: Side, plan: Plan, scratch: Path, report: Progress) -> None:
    project = settings.read().root
    start = served_sides.walletdesk if name == "ours" else served_sides.stock_rasa
    server: AbstractContextManager[served_sides.Server] = start(project, scratch)
    try:
        with server as running:
            measure(running, plan, side, report)
    except (served_sides.NotServed, OSError, RuntimeError, subprocess.SubprocessError) as error:
        side.failures.append(f"{type(error).__name__}: {str(error).replace(str(scratch), '…')}")
        report(f"  {side.failures[-1]}")


def _has_failed(name: str, side: Side) -> bool:
    if name != "ours":
        return bool(side.failures)
    return bool(served_page.troubles(side)) or any(each.verdict.duplicated for each in side.rounds)


def _plan(chosen: argparse.Namespace) -> Plan:
    default = _QUICK if chosen.quick else _FULL
    users, seconds, think = (
        default[name] if getattr(chosen, name) is None else getattr(chosen, name) for name in default
    )
    return Plan(Load(int(users), seconds, think), chosen.flat, chosen.sweep, 8.0 if chosen.quick else 20.0)


def _allow_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < _FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES if hard < 0 else min(_FILES, hard), hard))


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.serve", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="100 users for 10 s, 5 s to think: rough numbers")
    parser.add_argument("--only", choices=("ours", "stock"), help="one side only")
    parser.add_argument("--users", type=int, metavar="N", help="conversations at once (default: 500)")
    parser.add_argument("--seconds", type=float, metavar="S", help="length of a round (default: 60)")
    parser.add_argument(
        "--think", type=float, metavar="S", help="mean pause before a message, 0 for none (default: 25)"
    )
    parser.add_argument("--flat", action="store_true", help="also a round in which nobody pauses")
    parser.add_argument("--sweep", action="store_true", help="also look for the highest rate with p95 <= 500 ms")
    parser.add_argument("-o", dest="output", type=Path, metavar="FILE", help="the page that gets the section")
    return parser


def _progress() -> Progress:
    began = time.monotonic()

    def report(line: str) -> None:
        print(f"[{time.monotonic() - began:6.0f} s] {line}", file=sys.stderr, flush=True)

    return report


if __name__ == "__main__":
    sys.exit(main())
