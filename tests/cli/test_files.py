"""A text that is worth a file: in the machine mode beside its reply, in the shell after a yes."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from walletdesk.cli.machine import _answer
from walletdesk.cli.shell import Shell

FILE = {"name": "walletdesk-evidence-20261122-0805.txt", "text": "一份清单"}
REPLY = {"text": "here\n一份清单", "custom": {"file": FILE}}


def test_the_machine_mode_hands_the_file_over_with_its_reply() -> None:
    said = SimpleNamespace(replies=({"text": "before"}, REPLY), conversation=None, intent="", confidence=0.0)
    answer = _answer("a", said, 0.0)  # type: ignore[arg-type]

    assert answer["replies"] == [
        {"text": "before", "buttons": []},
        {"text": "here\n一份清单", "buttons": [], "file": FILE},
    ]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    return Shell("zh-Hans")


@pytest.mark.parametrize("typed", ["y", "YES", "是"])
def test_the_shell_keeps_it_in_the_current_folder_after_a_yes(
    shell: Shell, typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shell, "_read", lambda: typed)
    shell._show([REPLY])

    assert (tmp_path / FILE["name"]).read_text("utf-8") == "一份清单\n"
    assert "已保存" in capsys.readouterr().out


@pytest.mark.parametrize("typed", ["", "n", "no", None])
def test_the_shell_keeps_nothing_without_a_yes(
    shell: Shell, typed: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "_read", lambda: typed)
    shell._show([REPLY])

    assert list(tmp_path.iterdir()) == []


def test_a_file_stays_in_the_current_folder_whatever_its_name(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "_read", lambda: "y")
    shell._show([{"text": "x", "custom": {"file": {"name": "../../over.txt", "text": "x"}}}])

    assert [path.name for path in tmp_path.iterdir()] == ["over.txt"]


def test_a_file_that_cannot_be_written_is_said(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shell, "_read", lambda: "y")
    (tmp_path / FILE["name"]).mkdir()
    shell._show([REPLY])

    assert "没能保存" in capsys.readouterr().out


def test_without_a_terminal_nobody_is_asked(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    shell._show([REPLY])

    assert list(tmp_path.iterdir()) == []
    assert "一份清单" in capsys.readouterr().out
