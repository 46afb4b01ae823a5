"""Rasa's structured log: no local variables, no secrets in any language, nothing on standard output."""

from __future__ import annotations

import subprocess
import sys

import pytest
from edge_toys import HERE, ROOT

PROGRAM = """
import json, logging, sys, warnings
sys.path.insert(0, sys.argv[1])
from edge_toys import entropy, phrase
from mnemonic import Mnemonic
from walletdesk.rasa_edge import logs
logs.install("DEBUG")
if "reconfigured" in sys.argv:
    from rasa.utils.log_utils import configure_structlog
    configure_structlog(logging.DEBUG)
import structlog
log = structlog.get_logger("rasa.core.channels.rest")
english, chinese = phrase("locals", 24), Mnemonic("chinese_simplified").to_mnemonic(entropy("chinese")[:16])
def fail(text):
    halves = [text[:70], text[70:]]
    raise ValueError("it failed")
log.debug("processor.message.parse", parse_data_text=english, nested={"entities": [chinese]}, thing=object())
log.error(f"the event itself {english}")
warnings.warn(f"a warning {english}")
try:
    fail(english)
except ValueError:
    log.exception("rest.message.received.failure", text=english)
    logging.getLogger("stdlib").exception("failed for %s", english)
threes = [" ".join(words[i:i + 3]) for words in (english.split(), chinese.split()) for i in range(len(words) - 2)]
print("|".join([*threes, *(json.dumps(three).strip('"') for three in threes)]), file=open(sys.argv[2], "w"))
"""


@pytest.mark.parametrize("when", ["at start", "reconfigured"])
def test_a_secret_in_fields_locals_and_warnings_never_shows(when: str, tmp_path: object) -> None:
    threes = f"{tmp_path}/threes.txt"
    command = [sys.executable, "-c", PROGRAM, str(HERE), threes, when]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout == ""
    assert "rest.message.received.failure" in done.stderr
    assert "it failed" in done.stderr
    assert "halves" not in done.stderr.replace("halves = [text", "")
    with open(threes) as file:
        assert [three for three in file.read().strip().split("|") if three in done.stderr] == []
