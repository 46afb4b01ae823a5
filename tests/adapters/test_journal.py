"""The journal: one row for each case, one for each phrase, written behind the turn's back."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.adapters.desks import START, Clock, raw, url_of
from tests.core.secret_material import hex64
from tests.core.test_secrets import CASES, built
from walletdesk.adapters.desk import SqlJournal, Store, clean, figures, visits
from walletdesk.adapters.desk.figures import SILENT
from walletdesk.adapters.desk.tables import cases, phrases
from walletdesk.core.errors import Unavailable
from walletdesk.core.ports import Visit

ROOT = Path(__file__).parents[2]


def note(store: Store, clock: Clock, *seen: Visit) -> None:
    for visit in seen:
        clock.pass_(minutes=1)
        with store.writing() as connection:
            visits.write(connection, [(visit, clock.now)])


def rows(store: Store, table: Any) -> list[dict[str, Any]]:
    with store.reading() as connection:
        return [dict(row._mapping) for row in connection.execute(sa.select(table).order_by(table.c.id))]


def visit(**about: Any) -> Visit:
    return Visit(**{"conversation": "h1", "language": "en", "topic": "transfer_pending", **about})


def test_a_case_is_one_row_from_its_first_step_to_the_users_verdict(store: Store, clock: Clock) -> None:
    note(
        store,
        clock,
        visit(step="ask_side", opened=True),
        visit(step="ask_status", language="zh-Hans"),
        visit(outcome="wait", language="zh-Hans"),
        visit(helped="yes"),
    )

    [case] = rows(store, cases)
    case.pop("id")
    minute = (clock.now - START) / 4
    assert case == {
        "conversation": "h1",
        "topic": "transfer_pending",
        "language": "zh-Hans",
        "opened": START + minute,
        "seen": START + 3 * minute,
        "last_step": "ask_status",
        "outcome": "wait",
        "ended": START + 3 * minute,
        "helped": "yes",
    }


def test_conversations_and_topics_do_not_mix(store: Store, clock: Clock) -> None:
    opened = [visit(opened=True), visit(opened=True, topic="fee_question"), visit(opened=True, conversation="h2")]
    note(store, clock, *opened, visit(outcome="wait"), visit(topic=None, helped="partly"))

    assert [(row["topic"], row["outcome"], row["helped"]) for row in rows(store, cases)] == [
        ("transfer_pending", "wait", None),
        ("fee_question", None, "partly"),
        ("transfer_pending", None, None),
    ]


def test_a_case_that_begins_again_leaves_the_old_one_without_an_end(store: Store, clock: Clock) -> None:
    note(
        store,
        clock,
        visit(opened=True, step="a"),
        visit(opened=True, step="b"),
        visit(outcome="wait"),
        visit(helped="no"),
    )

    assert [(row["last_step"], row["outcome"], row["helped"]) for row in rows(store, cases)] == [
        ("a", None, None),
        ("b", "wait", "no"),
    ]


def test_talk_after_the_end_changes_nothing_but_a_second_end_counts(store: Store, clock: Clock) -> None:
    note(store, clock, visit(opened=True, outcome="wait"), visit(step="late"), visit(outcome="speed_up"))

    assert [(row["last_step"], row["outcome"]) for row in rows(store, cases)] == [(None, "speed_up")]


def test_a_visit_without_topic_is_no_case(store: Store, clock: Clock) -> None:
    note(store, clock, visit(topic=None), visit(topic=None, helped="yes"))

    assert rows(store, cases) == []


def test_the_same_phrase_counts_up_however_it_is_written(store: Store, clock: Clock) -> None:
    note(
        store,
        clock,
        *(visit(topic=None, unanswered=text) for text in ("How to STAKE", "how to  stake", "ｈｏｗ to stake", "else")),
    )

    assert [(row["phrase"], row["count"]) for row in rows(store, phrases)] == [("how to stake", 3), ("else", 1)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("see 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed please", "see 0x5a...eaed please"),
        (f"what is {hex64(9)}?", f"what is {hex64(9)[:4]}...{hex64(9)[-4:]}?"),
        ("write to Anna.Lee+x@mail.example.com", "write to [email]"),
        ("call +86 138 1234 5678 now", "call # now"),
        ("怎么质押 2 个 eth", "怎么质押 2 个 eth"),
    ],
)
def test_of_a_phrase_only_what_it_asks_is_kept(said: str, kept: str) -> None:
    assert clean.phrase(said) == kept


def test_a_flood_of_nonsense_pushes_out_the_rarest_and_oldest(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "MOST_PHRASES", 20)
    monkeypatch.setattr(visits, "_SPARE", 5)
    note(store, clock, *[visit(topic=None, unanswered="asked often")] * 3)
    note(store, clock, *(visit(topic=None, unanswered=f"nonsense {chr(97 + number)}") for number in range(20)))

    kept = [row["phrase"] for row in rows(store, phrases)]
    assert len(kept) == 16
    assert {"asked often", "nonsense t"} <= set(kept)
    assert "nonsense a" not in kept


async def test_no_kind_of_secret_reaches_the_disk(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite"
    store = Store(url_of(file))
    journal = SqlJournal(store)
    secrets = []
    for case in CASES["must_find"]:
        text, secret = built(case)
        secrets.append(secret or {"password in English": "blue77sky", "password in Chinese": "abc12345"}[case["name"]])
        everything = Visit(text, text, text, text, True, text, text, text)
        await journal.note(everything)
    await journal.note(visit(topic=None, unanswered="plain words"))
    assert journal.flush()
    stored = raw(file).lower()
    journal.close()
    store.close()

    assert b"plain words" in stored
    assert [number for number, secret in enumerate(secrets) if secret.lower().encode() in stored] == []


async def test_a_turn_does_not_wait_for_the_database(tmp_path: Path) -> None:
    store = Store(url_of(tmp_path / "desk.sqlite"))
    journal = SqlJournal(store)
    times = []
    for number in range(500):
        started = time.perf_counter()
        await journal.note(visit(conversation=f"h{number}", opened=True, unanswered=f"what {number % 7}"))
        times.append(time.perf_counter() - started)

    assert sorted(times)[250] < 0.001
    assert journal.flush(30)
    assert figures.count(store, START).cases == 500
    journal.close()
    store.close()


async def test_what_comes_while_the_database_is_away_is_written_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("walletdesk.adapters.desk.journal._RETRY_AFTER", 0.05)
    folder = tmp_path / "var"
    folder.write_text("in the way")
    store = Store(url_of(folder / "desk.sqlite"))
    journal = SqlJournal(store, most=3)
    with caplog.at_level(logging.WARNING):
        for name in "abcde":
            await journal.note(visit(conversation=name, opened=True, unanswered=f"my words {name}"))
        assert not journal.flush(0.3)
        folder.unlink()
        assert journal.flush()

    assert [row["conversation"] for row in rows(store, cases)] == ["c", "d", "e"]
    assert len(caplog.records) == 1
    assert "words" not in caplog.text
    journal.close()
    with pytest.raises(Unavailable):
        await journal.note(visit())
    store.close()


NOTES_AND_ENDS = """
import asyncio, sys
from walletdesk.adapters.desk import SqlJournal, Store
from walletdesk.core.ports import Visit
journal = SqlJournal(Store(sys.argv[1]))
async def go():
    for number in range(200):
        await journal.note(Visit(f"h{number}", "en", "fee_question", opened=True))
asyncio.run(go())
"""


@pytest.mark.slow
def test_nothing_is_lost_when_the_process_ends(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite"
    subprocess.run([sys.executable, "-c", NOTES_AND_ENDS, url_of(file)], cwd=ROOT, check=True)

    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM journal_cases").fetchone() == (200,)


def test_the_figures_tell_how_cases_end_and_where_people_leave(store: Store, clock: Clock) -> None:
    note(store, clock, visit(conversation="old", opened=True, outcome="wait"))
    clock.pass_(days=8)
    since = clock.now
    note(
        store,
        clock,
        visit(conversation="a", opened=True, outcome="wait", helped="yes"),
        visit(conversation="b", opened=True, outcome="hand_over", helped="no"),
        visit(conversation="c", opened=True, step="ask_side"),
        visit(conversation="d", opened=True, step="ask_side", language="zh-Hans"),
        visit(conversation="e", opened=True, topic="fee_question", outcome="fee_tron", helped="nonsense"),
    )
    clock.pass_(hours=1)
    note(store, clock, visit(conversation="f", opened=True, step="ask_status"))
    counted = figures.count(store, clock.now, since)

    assert counted.endings == {"concluded": 2, "handed_over": 1, "given_up": 2, "in_progress": 1}
    assert counted.given_up == (figures.Place("transfer_pending", "ask_side", 2, 0.4),)
    assert {(place.topic, place.name): place.cases for place in counted.outcomes} == {
        ("transfer_pending", "wait"): 1,
        ("fee_question", "fee_tron"): 1,
    }
    assert counted.languages == {"en": 5, "zh-Hans": 1}
    assert (counted.helped, counted.answers, counted.rate) == ({"yes": 1, "partly": 0, "no": 1}, 2, 0.5)
    assert [(topic.topic, topic.cases) for topic in counted.topics] == [("transfer_pending", 5), ("fee_question", 1)]
    assert figures.count(store, clock.now).cases == 7
    assert figures.count(store, clock.now, clock.now + SILENT).is_empty


async def test_an_erased_conversation_stays_counted_as_nobodys(tmp_path: Path) -> None:
    store = Store(url_of(tmp_path / "desk.sqlite"))
    journal = SqlJournal(store)
    for name in ("h1", "h2"):
        await journal.note(visit(conversation=name, step="ask_side", opened=True))
    await journal.erase("h1")

    assert [row["conversation"] for row in rows(store, cases)] == [visits.ERASED, "h2"]
    journal.close()
    store.close()
