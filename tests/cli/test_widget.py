"""`walletdesk widget-data`: the files that the widget's build reads."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from walletdesk.cli import main


def run(folder: Path) -> dict[str, object]:
    result = CliRunner().invoke(main, ["widget-data", str(folder)])
    assert (result.exit_code, result.output) == (0, "")
    return {file.name: json.loads(file.read_text("utf-8")) for file in sorted(folder.iterdir())}


def test_words_sites_and_guard_words_are_written(tmp_path: Path) -> None:
    files = run(tmp_path / "new" / "generated")
    assert list(files) == ["guard.json", "site.json", "texts.json"]
    assert isinstance(files["site.json"], dict)
    assert files["site.json"].keys() == {"product", "hosts", "repositories"}
    assert isinstance(files["texts.json"], dict)
    assert list(files["texts.json"]) == ["zh-Hans", "zh-Hant", "en"]


def test_unchanged_files_are_left_alone_and_others_are_written_again(tmp_path: Path) -> None:
    before = run(tmp_path)
    kept, spoilt = tmp_path / "texts.json", tmp_path / "site.json"
    written = kept.stat().st_mtime_ns
    spoilt.write_text("{}", "utf-8")
    assert run(tmp_path) == before
    assert kept.stat().st_mtime_ns == written


def test_staff_do_not_see_it_among_the_commands() -> None:
    assert "widget-data" not in CliRunner().invoke(main, ["--help"]).output
