"""The benchmark's arithmetic and its page; nothing is measured here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bench import installed, page, report, scenario, stock
from bench.figures import Figure, around, figures, over_rounds, percentile
from bench.page import Setting
from bench.rounds import Results
from bench.scenario import EARLY, HALF_WINDOW, LATE, LONG_TURNS, Plan, Step

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PLAN = Plan(rounds=2, passes=1, short=1000)


def run(turn: float = 10.0, late: float = 12.0, **changed: Any) -> dict[str, Any]:
    long = [turn] * 100 + [late] * (LONG_TURNS - 100)
    measured = {"turns": [turn] * 4, "turns_cpu": turn * 4 / 1000, "long": long, "silent": 0, "errors": 0}
    return {**measured, "start": 9.0, "start_cpu": 7.0, "start_memory": 200.0, "memory": 300.0, **changed}


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([7.0], 95, 7.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        ([1.0, 2.0], 50, 1.5),
        ([float(n) for n in range(1, 102)], 95, 96.0),
        ([10.0, 20.0, 30.0, 40.0], 95, 38.5),
        ([4.0, 1.0], 0, 1.0),
        ([4.0, 1.0], 100, 4.0),
    ],
)
def test_a_percentile_lies_between_its_neighbours(values: list[float], percent: float, expected: float) -> None:
    assert percentile(values, percent) == pytest.approx(expected)


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_a_window_is_counted_from_turn_one() -> None:
    assert around([float(n) for n in range(1, 221)], 200) == 200.0
    assert around([1.0, 2.0, 3.0, 99.0, 5.0], 3) == 3.0


@pytest.mark.parametrize("turn", [1, 2, 219, 500])
def test_a_window_that_would_leave_the_conversation_is_refused(turn: int) -> None:
    with pytest.raises(ValueError, match="no window"):
        around([1.0] * 220, turn)


def test_the_figures_of_a_run() -> None:
    found = figures(run(turn=10.0, late=13.0))

    assert (found["p50"], found["p95"], found["early"], found["late"]) == (10.0, 10.0, 10.0, 13.0)
    assert found["growth"] == pytest.approx(1.3)
    assert found["rate"] == pytest.approx(100)
    assert found["cpu"] == pytest.approx(10.0)


def test_rounds_are_summed_up_by_their_median_and_extremes() -> None:
    found = over_rounds([run(turn=10.0), run(turn=30.0), run(turn=12.0)], [50.0])

    assert found["p50"] == Figure(12.0, 10.0, 30.0, 3)
    assert found["training"] == Figure(50.0, 50.0, 50.0, 1)
    assert over_rounds([], []) == {}


def cells(lines: list[str], measure: str) -> list[str]:
    (line,) = [line for line in lines if line.startswith(f"| {measure} ")]
    return [each.strip() for each in line.strip("|").split("|")]


def test_a_row_says_both_sides_their_ratio_and_the_budget() -> None:
    lines = report.table(("a", "b"), over_rounds([run(10.0)], [70.0]), over_rounds([run(40.0)], [35.0]))

    assert lines[0] == "| measure | a | b | ratio | budget | met? |"
    assert cells(lines, "turn, p50") == ["turn, p50", "10.0 ms", "40.0 ms", "0.25", "≤ 25 ms", "yes"]
    assert cells(lines, "turns a second, one core")[1:] == ["100", "25", "4.00", "≥ 40", "yes"]
    assert cells(lines, "training from nothing")[1:] == ["70 s", "35 s", "2.00", "≤ 60 s", "**no**"]
    assert cells(lines, "turn 200 / turn 5")[4:] == ["≤ 1.3 ×", "yes"]
    assert cells(lines, "memory after 1,000 conversations")[1] == "300 MB"
    assert {line.count("|") for line in lines} == {7}


def test_the_light_tier_has_tighter_budgets() -> None:
    measured = over_rounds([run(20.0)], [])

    assert cells(report.table(("a", "b"), measured, {}, "full"), "turn, p50")[4:] == ["≤ 25 ms", "yes"]
    assert cells(report.table(("a", "b"), measured, {}, "light"), "turn, p50")[4:] == ["≤ 10 ms", "**no**"]


def test_a_side_without_numbers_gets_dashes_and_no_verdict() -> None:
    lines = report.table(("a", "b"), {}, over_rounds([run()], []))

    assert cells(lines, "turn, p50") == ["turn, p50", "–", "10.0 ms", "–", "≤ 25 ms", "–"]


def test_several_rounds_show_their_spread() -> None:
    assert report.cell(Figure(12.0, 10.0, 30.0, 3), report.Row("p50", "turn", "ms", 1)) == "12.0 ms (10.0–30.0)"


def test_a_failing_worker_stands_in_the_page() -> None:
    results = {
        "ours": Results([20.0], [run()]),
        "stock": Results([20.0], [], ["round 1: exit code 1 at “starts”: ImportError: x"]),
    }

    assert page.failed(results)
    text = page.render(results, Setting(PLAN))
    assert "## What failed\n\n- stock, round 1: exit code 1 at “starts”: ImportError: x\n" in text


def test_turns_that_were_fast_because_they_failed_stand_in_the_page() -> None:
    results = {"ours": Results([20.0], [run(), run(silent=2, errors=1)])}

    assert page.failed(results)
    text = page.render(results, Setting(PLAN, quick=True))
    assert "- ours, round 2: 2 turns without an answer\n- ours, round 2: 1 errors in the log\n" in text
    assert "quick run" in text


def test_a_page_of_a_good_run_knows_no_failure_and_no_path() -> None:
    results = {"ours": Results([20.0], [run()]), "stock": Results([9.0], [run(40.0)], [], [80.0])}

    text = page.render(results, Setting(PLAN, pipeline=("one.Reader", "Judge"), installed=1234.0))
    assert not page.failed(results)
    assert "What failed" not in text
    assert str(ROOT) not in text
    assert "Its pipeline: one.Reader, Judge." in text
    assert "Its 80 MB are not counted." in text
    assert "| installed size, without test tools | 1,234 MB | – | – | ≤ 1100 MB | **no** |" in text


def test_the_early_and_the_late_window_hold_the_same_messages() -> None:
    for number in range(3):
        steps = scenario.long_conversation(number)
        early, late = (steps[turn - 1 - HALF_WINDOW : turn + HALF_WINDOW] for turn in (EARLY, LATE))

        assert len(steps) == LONG_TURNS
        assert early == late
        assert all(step.press is None for step in early)


def test_a_press_is_a_button_of_the_last_answer_or_the_words_beside_it() -> None:
    replies = [{"text": "a", "buttons": [{"title": "x", "payload": "/1"}]}, {"text": "b", "buttons": None}]

    assert Step("words", press=1).message(replies) == "/1"
    assert Step("words", press=2).message(replies) == "words"
    assert Step("words").message(replies) == "words"


def test_the_conversations_are_of_the_announced_kind() -> None:
    conversations = scenario.read()

    assert all(6 <= len(conversation) <= 8 for conversation in conversations)
    assert sum(step.press is None for each in conversations for step in each) >= scenario.CYCLE
    assert len(list(scenario.FULL.short_conversations())) == 1000


def test_the_installed_size_counts_what_a_package_needs_and_nothing_else() -> None:
    whole, part = installed.megabytes("rasa-sdk"), installed.megabytes("sanic")

    assert 0 < part < whole
    assert installed.megabytes("no-such-distribution") == 0


def test_the_stock_bot_learns_every_intent_and_answers_each_by_one_rule(tmp_path: Path) -> None:
    stock.write_project(ROOT, tmp_path / "stock")

    domain = yaml.safe_load((tmp_path / "stock" / "domain.yml").read_text("utf-8"))
    (rule,) = yaml.safe_load((tmp_path / "stock" / "data" / "rules.yml").read_text("utf-8"))["rules"]
    assert {"transfer_pending", "out_of_scope", "greet"} <= set(domain["intents"])
    assert {each["intent"] for each in rule["steps"][0]["or"]} == {*domain["intents"], "nlu_fallback"}
    assert rule["steps"][1] == {"action": "action_answer"}
