"""`python -m bench.turns`: a turn of WalletDesk against a turn of stock Rasa, side by side in one run.

Progress goes to standard error, the page to standard output and to a file.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench import installed, lookups_page, ours, page, rounds, scenario
from walletdesk import settings
from walletdesk.rasa_edge import training

# What turns WalletDesk's light tier on: rasa_edge/nlu.py reads it.
LIGHT = "WALLETDESK_ENCODERS=use"
_DEFAULT = Path("docs") / "bench.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when a worker failed or a bot fell silent; budgets never decide it."""
    chosen = _options().parse_args(arguments)
    # Ends like any exception: the workers, the action server and the scratch folder go with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    plan = scenario.QUICK if chosen.quick else scenario.FULL
    plan = replace(plan, rounds=chosen.rounds) if chosen.rounds else plan
    project = settings.read().root
    before = training.fingerprint(project)
    with tempfile.TemporaryDirectory(prefix="walletdesk-bench-") as scratch:
        results = rounds.compare(project, _sides(chosen), plan, Path(scratch), _progress())
    if "ours" in results and training.fingerprint(project) != before:
        results["ours"].failures.append("the project or its code changed during the run: measure again")
    size = None if chosen.only == "stock" else installed.megabytes()
    text = page.render(results, page.Setting(plan, chosen.quick, ours.pipeline(project), size))
    print(text)
    file = chosen.output or (None if chosen.quick or chosen.only else rounds.ROOT / _DEFAULT)
    if file:
        old = file.read_text("utf-8") if file.exists() else ""
        file.write_text(text + lookups_page.kept(old), "utf-8")
    return int(page.failed(results))


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.turns", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one round and few turns: minutes, rough numbers")
    parser.add_argument("--only", choices=("ours", "stock"), help="one side only")
    parser.add_argument("--rounds", type=_positive, metavar="N", help="rounds (default: 3, quick: 1)")
    parser.add_argument(
        "--light",
        default=LIGHT,
        metavar="NAME=VALUE",
        help="environment variable that turns the light tier on (default: %(default)s); "
        "no light tier is measured where the code does not know NAME",
    )
    parser.add_argument(
        "-o",
        dest="output",
        type=Path,
        metavar="FILE",
        help=f"where the page goes (default: {_DEFAULT}; with --quick or --only it is only printed)",
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _sides(chosen: argparse.Namespace) -> list[rounds.Side]:
    sides = [rounds.Side("ours", "ours"), rounds.Side("stock", "stock")]
    name, _, value = chosen.light.partition("=")
    if _is_known(name):
        sides.append(rounds.Side("light", "ours", {name: value}))
    return [side for side in sides if chosen.only in (None, side.module)]


def _is_known(variable: str) -> bool:
    code = (rounds.ROOT / "walletdesk").rglob("*.py")
    return any(variable in path.read_text("utf-8") for path in code)


def _progress() -> rounds.Progress:
    began = time.monotonic()

    def report(line: str) -> None:
        print(f"[{time.monotonic() - began:6.0f} s] {line}", file=sys.stderr, flush=True)

    return report


if __name__ == "__main__":
    sys.exit(main())
