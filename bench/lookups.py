"""`python -m bench.lookups`: what WalletDesk adds to the time that a node takes, on a real EVM node (anvil).

Prints the section and puts it into docs/bench.md; `--quick` and `-o FILE` as in bench.turns. Needs the tools of
tests/e2e, which `make test` installs.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import looked_up, lookups_page

_DEFAULT = Path(__file__).resolve().parents[1] / "docs" / "bench.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when a look-up said something wrong; the budget never decides it."""
    chosen = _options().parse_args(arguments)
    plan = looked_up.QUICK if chosen.quick else looked_up.FULL
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="walletdesk-lookups-") as scratch:
        measured = asyncio.run(looked_up.measure(Path(scratch), plan))
    section = lookups_page.render(measured, plan, load)
    print(section)
    file = chosen.output or (None if chosen.quick else _DEFAULT)
    if file:
        file.write_text(lookups_page.placed(file.read_text("utf-8") if file.exists() else "", section), "utf-8")
    return int(bool(measured.wrong))


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.lookups", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few look-ups: seconds, rough numbers")
    parser.add_argument("-o", dest="output", type=Path, metavar="FILE", help="the page that gets the section")
    return parser


if __name__ == "__main__":
    sys.exit(main())
