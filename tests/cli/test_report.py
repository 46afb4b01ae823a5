"""`walletdesk report`: tables, JSON and the page."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import click
import pytest

from tests.adapters.desks import draft
from tests.cli.desks import Office, office
from tests.core.secret_material import phrase_words
from walletdesk.adapters.desk import SqlDesk, visits
from walletdesk.cli.report_tables import since_when
from walletdesk.cli.tables import terminal_language
from walletdesk.core.ports import Priority, Visit

__all__ = ["office"]
NOW = datetime.now(timezone.utc)
HOSTILE = "<script>alert(1)</script> <b>bold</b> {{ 7 * 7 }} [red]x[/red]"


def busy(office: Office) -> None:
    seen = [
        ("a", "transfer_pending", "ask_side", "wait", "yes", 2),
        ("b", "transfer_pending", "ask_side", None, None, 2),
        ("c", "transfer_pending", "ask_side", "hand_over", "no", 30),
        ("d", "fee_question", "ask_chain", "fee_tron", "partly", 2),
    ]
    batch = [
        (Visit(who, "zh-Hans", topic, step, True, outcome, helped), NOW - timedelta(days=days))
        for who, topic, step, outcome, helped, days in seen
    ]
    batch += [(Visit("e", "en", unanswered=HOSTILE), NOW)] * 2
    batch.append((Visit("e", "en", unanswered=f"oops: {' '.join(phrase_words(8))}"), NOW))
    with office.store.writing() as connection:
        visits.write(connection, batch)
    asyncio.run(SqlDesk(office.store).open(draft(priority=Priority.URGENT, team="security")))


@pytest.mark.parametrize("arguments", [[], ["--since", "7d"]])
def test_an_empty_database_is_no_error(office: Office, arguments: list[str]) -> None:
    done = office("report", *arguments)

    assert done.exit_code == 0
    assert "Nothing was noted" in done.output
    assert json.loads(office("report", "--json", *arguments).stdout)["cases"] == 0


def test_the_tables_say_what_happened(office: Office) -> None:
    busy(office)
    lines = office("report").output.splitlines()

    assert any(line.endswith("\t3\t1\t1\t1\t0\t1\t0\t1") for line in lines)
    assert "Chinese, simplified\t4\t100%" in lines
    assert "given up\t1\t25%" in lines
    assert any(re.fullmatch(r"transfer_pending\.ask_side\t.+\t1\t33%", line) for line in lines)
    assert "It helped: 33% (Answers: 3)" in lines
    assert "Team\tsecurity\t1" in lines
    assert any(line.startswith(f"{HOSTILE}\tEnglish\t2\t") for line in lines)
    assert "各类问题" in office("report", "--lang", "zh").output


def test_since_leaves_out_what_was_before(office: Office) -> None:
    busy(office)
    recent = json.loads(office("report", "--json", "--since", "7d").stdout)

    assert (recent["cases"], recent["endings"]["handed_over"], recent["answers"], recent["rate"]) == (3, 0, 2, 0.5)
    assert json.loads(office("report", "--json").stdout)["cases"] == 4


def test_json_holds_every_number(office: Office) -> None:
    busy(office)
    figures = json.loads(office("report", "--json").stdout)

    assert figures["given_up"] == [{"topic": "transfer_pending", "step": "ask_side", "cases": 1, "share": 0.3333}]
    assert {"topic": "fee_question", "outcome": "fee_tron", "cases": 1, "share": 1.0} in figures["outcomes"]
    assert figures["topics"][0]["languages"] == {"zh-Hans": 3}
    assert figures["tickets"] == {
        "priority": {"urgent": 1},
        "status": {"open": 1},
        "team": {"security": 1},
        "kind": {"problem": 1},
    }
    assert [(each["phrase"], each["count"]) for each in figures["unanswered"]] == [
        (HOSTILE, 2),
        ("[mnemonic]", 1),
    ]


class Page(HTMLParser):
    """Notes tags that are not closed in order, and everything a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if tag in ("script", "link", "img", "iframe") or any(name in ("src", "href", "onclick") for name, _ in attrs):
            self.wrong.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(office: Office, file: Path) -> Page:
    done = office("report", "--html", str(file))
    assert done.exit_code == 0
    page = Page()
    page.feed(file.read_text("utf-8"))
    return page


def test_the_page_is_whole_runs_nothing_and_speaks_both_languages(office: Office, tmp_path: Path) -> None:
    busy(office)
    page = page_of(office, tmp_path / "report.html")

    assert (page.open, page.wrong) == ([], [])
    assert HOSTILE in page.text
    assert "[mnemonic]" in page.text
    for words in ("Problems by topic", "各类问题", "Where people give up", "用户在哪一步离开", "33%"):
        assert words in page.text
    source = (tmp_path / "report.html").read_text("utf-8")
    assert "http" not in source.replace("http-equiv", "")
    assert "prefers-color-scheme: dark" in source
    assert "default-src 'none'" in source


def test_the_page_of_an_empty_database_says_so(office: Office, tmp_path: Path) -> None:
    page = page_of(office, tmp_path / "report.html")

    assert (page.open, page.wrong) == ([], [])
    assert "Nothing was noted" in page.text


def test_a_page_that_cannot_be_written_is_no_traceback(office: Office, tmp_path: Path) -> None:
    done = office("report", "--html", str(tmp_path / "nowhere" / "report.html"))

    assert done.exit_code == 1
    assert "nowhere" in done.stderr


def test_the_same_words_in_every_way_to_say_when() -> None:
    assert since_when("36h", NOW) == NOW - timedelta(hours=36)
    assert since_when(" 2W ", NOW) == NOW - timedelta(days=14)
    assert since_when("2026-11-01", NOW) == datetime(2026, 11, 1).astimezone()
    for nonsense in ("", "yesterday", "7", "999999w", "2026-13-01"):
        with pytest.raises(click.BadParameter):
            since_when(nonsense, NOW)


def test_a_time_nobody_understands_is_wrong_usage(office: Office) -> None:
    assert office("report", "--since", "yesterday").exit_code == 2


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, "zh-Hant"),
    ],
)
def test_the_terminal_says_its_language(environment: dict[str, str], language: str) -> None:
    assert terminal_language(environment) == language
