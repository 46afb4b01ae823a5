"""The arithmetic of the comparison of classifiers, its page and its picture; nobody is trained here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import nlu, picture
from bench.judged import Judged, Row, calibration, confusions, figures, read_rows, weakest

pytestmark = pytest.mark.slow


def judged(right: str, said: str, confidence: float = 0.9, *ranking: str, language: str = "en") -> Judged:
    return Judged(Row("text", frozenset(right.split("|")), language), said, confidence, ranking or (said,), 5.0)


def test_rows_are_read_with_every_intent_that_counts(tmp_path: Path) -> None:
    rows = [
        {"text": "转账卡住", "intent": "transfer_pending", "also": ["sync_problem"]},
        {"text": "stuck", "intent": "transfer_pending", "also": "sync_problem", "lang": "en"},
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", "utf-8")

    assert read_rows(file) == [
        Row("转账卡住", frozenset({"transfer_pending", "sync_problem"}), "zh"),
        Row("stuck", frozenset({"transfer_pending", "sync_problem"}), "en"),
    ]


def test_scope_and_safety_are_counted_apart() -> None:
    found = figures(
        [
            judged("fee_question|howto_use", "howto_use"),
            judged("assets_stolen", "howto_use", 0.5, "howto_use", "assets_stolen"),
            judged("balance_mismatch", "out_of_scope", 0.4, "out_of_scope", "sync_problem", "balance_mismatch"),
            judged("out_of_scope", "out_of_scope"),
            judged("out_of_scope", "fee_question"),
        ]
    )

    assert found["right"] == pytest.approx(40.0)
    assert found["inside"] == pytest.approx(100 / 3)
    assert found["top 3"] == pytest.approx(100.0)
    assert found["outside found"] == pytest.approx(50.0)
    assert found["falsely rejected"] == pytest.approx(100 / 3)
    assert (found["safety"], found["safety as how-to"]) == (0.0, 100.0)


def test_what_nobody_could_show_is_no_figure() -> None:
    assert figures([judged("greet", "greet")])["outside found"] is None


def test_an_alert_for_safety_counts_as_asked_about() -> None:
    one = Judged(Row("t", frozenset({"seed_leaked"}), "en"), "howto_use", 0.6, ("howto_use",), 5.0, alert="seed_leaked")

    assert figures([one])["safety or alert"] == 100.0


def test_confidence_is_compared_with_being_right() -> None:
    rows = [judged("greet", "greet", 0.95), judged("greet", "thank", 0.95), judged("greet", "greet", 0.25)]

    assert calibration(rows) == [(0.25, 1.0, 1), (0.95, 0.5, 2)]
    assert figures(rows)["calibration error"] == pytest.approx((0.75 * 1 + 0.45 * 2) / 3 * 100)


def test_the_weakest_come_first_and_confusions_are_counted() -> None:
    rows = [judged("greet", "greet"), judged("thank", "greet"), judged("thank", "greet"), judged("thank", "thank")]

    assert weakest(rows) == [("thank", pytest.approx(100 / 3), 3), ("greet", 100.0, 1)]
    assert confusions(rows) == [("thank", "greet", 2)]


def test_the_page_names_every_run_and_the_picture_is_drawn(tmp_path: Path) -> None:
    ours = nlu.Run("WalletDesk", "en", (judged("greet", "greet"), judged("thank", "greet", 0.4)), 30.0, 400.0)
    rival = nlu.Run("NLP.js", "en", (judged("greet", "thank"),), 2.0, 90.0)

    text = nlu.page([ours, rival], "3 messages.")
    picture.draw(tmp_path / "nlu.png", {ours.name: ours.judged})

    assert "| WalletDesk, en | 2 | 50 |" in text
    assert "| NLP.js, en | 1 | 0 |" in text
    assert "thank → greet 1" in text
    assert (tmp_path / "nlu.png").read_bytes().startswith(b"\x89PNG")


def test_banking77_is_judged_with_our_out_of_scope_beside_it(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text('text,category\n"my card, it is lost",lost_card\n', "utf-8")
    (tmp_path / "test.csv").write_text("text,category\nwhere is my card,card_arrival\n", "utf-8")

    rows, messages = nlu.banking(tmp_path)

    assert rows == [Row("where is my card", frozenset({"card_arrival"}), "en")]
    assert messages[0].intent == "lost_card"
    assert {message.intent for message in messages[1:]} == {"out_of_scope"}
