"""The server's secret guard on the cases that the browser's is held to as well (widget/tests/guard.test.ts)."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.core import guard_cases
from walletdesk.core import secrets

DATA: dict[str, Any] = json.loads(guard_cases.FILE.read_text("utf-8"))
CASES: list[guard_cases.Case] = DATA["cases"]
CONVERSATIONS: list[guard_cases.Case] = DATA["conversations"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_guard_finds_what_it_must_and_nothing_else(case: guard_cases.Case) -> None:
    assert sorted(secrets.Window().see(case["text"]).found) == sorted(case["kinds"])


@pytest.mark.parametrize("talk", CONVERSATIONS, ids=lambda talk: talk["id"])
def test_the_first_message_that_gives_a_secret_away_is_stopped(talk: guard_cases.Case) -> None:
    window = secrets.Window()
    for place, message in enumerate(talk["messages"]):
        found = window.see(message).found
        if found:
            assert (place, list(found)) == (talk["refused"], talk["kinds"])
            return
    assert talk["refused"] == -1


def test_the_file_is_what_its_seeds_give() -> None:
    assert guard_cases.FILE.read_text("utf-8") == guard_cases.rendered(), "run python -m tests.core.guard_cases"


def test_the_cases_cover_every_list_length_and_layout() -> None:
    for_both = [case for case in CASES if case["where"] == "both"]
    holding = [case for case in for_both if case["kinds"]]
    assert len(holding) >= 200
    assert len(for_both) - len(holding) >= 150
    names = [case["id"] for case in CASES]
    assert len(set(names)) == len(names)
    phrases = [name.split(", ") for name in names if " words, " in name]
    combined = Counter((language, size) for language, size, *_ in phrases)
    for language in (*guard_cases.LANGUAGES, *guard_cases.SERVER_LANGUAGES):
        for size in guard_cases.SIZES:
            assert combined[language, f"{size} words"] >= 5
    assert {", ".join(layout) for _, _, *layout in phrases} == set(guard_cases.LAYOUTS)


def test_every_kind_of_secret_is_among_the_cases() -> None:
    assert {kind for case in CASES for kind in case["kinds"]} == set(secrets.KINDS)
