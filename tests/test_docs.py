"""The documents keep their promises."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import click
import pytest

from tests.content import demo
from walletdesk.cli import main
from walletdesk.content.check import check
from walletdesk.content.loader import TEMPLATE
from walletdesk.core.chain.finding import FACTS, VERDICTS

ROOT = Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_command_of_the_readme_exists_and_every_command_is_in_it() -> None:
    named = set(re.findall(r"walletdesk (\w+)", re.sub(r"```.*?\n", "", text("README.md"))))
    known = {name for name in main.list_commands(click.Context(main)) if not main.commands[name].hidden}

    assert known <= named | {"train"}
    assert {name for name in named if name not in known} <= {"command"}


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.M))
    named = {name for doc in DOCS for name in re.findall(r"(?:`|^)make ([a-z]+)", doc.read_text("utf-8"), re.M)}

    assert named <= targets
    assert {"install", "chat", "test", "check", "bench", "serve", "train", "help"} <= targets


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_template_becomes_a_topic_by_copying_and_renaming(tmp_path: Path) -> None:
    project = demo.make(tmp_path)
    copy = project / "data" / "topics" / "lost_memo"
    shutil.copytree(ROOT / "data" / "topics" / TEMPLATE, copy)
    for file in copy.iterdir():
        file.write_text(file.read_text("utf-8").replace(TEMPLATE, "lost_memo"), "utf-8")

    problems = {problem.problem for problem in check(project)}
    assert problems == {"has 1 transcripts", "has no transcript in zh", "has no examples"}


def test_editors_find_every_verdict_and_fact_of_a_look_up() -> None:
    verdicts = {verdict for of_status in VERDICTS.values() for verdict in of_status}
    told = set(re.findall(r"`(\w+)`", text("docs/lookups.md")))

    assert FACTS - told == set()
    assert verdicts - told == set()
