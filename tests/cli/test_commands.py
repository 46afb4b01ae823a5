"""The commands that need no Rasa, as separate processes: exit codes, streams, speed of the first word."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from mnemonic import Mnemonic

from tests.content import demo
from walletdesk.cli import main

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
WORDS = Mnemonic("english").to_mnemonic(bytes(range(16)))


def walletdesk(*arguments: str, given: str = "", home: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "WALLETDESK_HOME": str(home), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "walletdesk.cli", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, env=environment, cwd=home)


@pytest.mark.parametrize("command", ["", "chat", "classify", "redact", "check", "graph", "train", "serve", "actions"])
def test_every_command_explains_itself(command: str) -> None:
    done = CliRunner().invoke(main, [*command.split(), "--help"])

    assert done.exit_code == 0
    assert "Usage:" in done.output


def test_wrong_usage_is_exit_code_2() -> None:
    assert walletdesk("chat", "--lang", "klingon").returncode == 2
    assert walletdesk("graph", "no_such_topic").returncode == 2


def test_redact_sees_a_phrase_split_over_messages_of_one_sender_only() -> None:
    half, rest = WORDS.split()[:6], WORDS.split()[6:]
    given = "\n".join(
        json.dumps({"sender": sender, "text": " ".join(part)})
        for sender, part in (("a", half), ("b", half), ("a", rest), ("c", rest))
    )
    answers = [json.loads(line) for line in walletdesk("redact", given=given + "\n").stdout.splitlines()]

    assert "mnemonic" in answers[2]["found"]
    assert "mnemonic" not in answers[3]["found"]
    assert not any(word in answers[2]["text"].split() for word in rest)


def test_a_bad_line_is_answered_and_the_rest_goes_on() -> None:
    done = walletdesk("redact", given='{"text": \nhello\n')

    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"error": "malformed_json", "line": 1},
        {"text": "hello", "found": []},
    ]
    assert done.returncode == 0


def test_check_is_quiet_about_good_content_and_lists_every_mistake_of_bad(tmp_path: Path) -> None:
    project = demo.make(tmp_path)
    assert walletdesk("check", home=project).returncode == 0

    demo.replace(project, "playbook.yml", "start: ask_chain", "start: nowhere")
    demo.replace(project, "nlu.yml", "intent: demo", "intent: other")
    done = walletdesk("check", home=project)
    assert done.returncode == 1
    assert (
        "data/topics/demo/playbook.yml: start: names a step that does not exist (name one of the steps)" in done.stdout
    )
    assert "data/topics/demo/nlu.yml" in done.stdout


def test_check_plays_the_transcripts(tmp_path: Path) -> None:
    project = demo.make(tmp_path)
    demo.replace(project, "conversations.yml", "demo.tron_rule", "demo.other_rule")
    done = walletdesk("check", home=project)

    assert done.returncode == 1
    assert "the bot says demo.tron_rule" in done.stdout


def test_graph_draws_the_tree_and_says_what_an_svg_needs(tmp_path: Path) -> None:
    done = walletdesk("graph", "transfer_pending", "--lang", "zh")
    assert done.returncode == 0
    assert done.stdout.startswith("flowchart TD")
    assert "ask_side -->" in done.stdout

    picture = tmp_path / "tree.svg"
    drawn = walletdesk("graph", "transfer_pending", "--svg", str(picture))
    if shutil.which("dot"):
        assert picture.read_text("utf-8").lstrip().startswith("<?xml")
    else:
        assert (drawn.returncode, "Graphviz is not installed" in drawn.stderr) == (1, True)


def test_a_broken_project_is_explained_without_a_traceback(tmp_path: Path) -> None:
    done = walletdesk("graph", "demo", home=tmp_path)

    assert done.returncode == 1
    assert "no WalletDesk project here" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = walletdesk("serve", "--port", port)

    assert done.returncode == 1
    assert done.stderr.startswith(f"cannot listen on 127.0.0.1:{port}: ")
    assert "Traceback" not in done.stderr
