"""The chat widget's own tests and types, by Node: above all that the guard in the browser agrees with the server's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core import guard_cases

WIDGET = Path(__file__).parents[1] / "widget"
BIN = Path(sys.executable).parent

pytestmark = pytest.mark.slow


def npm(script: str) -> str:
    assert (WIDGET / "node_modules").is_dir(), "run `make widget` first"
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    command = [str(BIN / "npm"), "run", "--silent", script]
    run = subprocess.run(command, cwd=WIDGET, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-4_000:] + run.stderr[-2_000:]
    return run.stdout


def test_the_widgets_own_tests_pass() -> None:
    passed = re.search(r"^\S+ pass (\d+)$", npm("test"), re.MULTILINE)
    assert passed
    assert int(passed[1]) > sum(case["where"] == "both" for case in guard_cases.cases())


def test_its_types_fit() -> None:
    npm("types")
