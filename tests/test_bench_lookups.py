"""The benchmark of look-ups: its arithmetic, its section of the page, and one short run on a real node."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import lookups, lookups_page
from bench.looked_up import QUICK, Crowd, Kind, Measured

PAGE = "# A turn\n\nnumbers\n\n## How it was measured\n\n- so\n"


def measured(whole: float = 9.0, wrong: tuple[str, ...] = ()) -> Measured:
    kind = Kind("waiting", "behind", [whole, whole - 1, whole + 1], [[2.0, 1.0, 3.0], [4.0, 4.0, 4.0]])
    crowd = Crowd("100 at once", [10.0, 30.0, 20.0], [40.0], [200])
    return Measured([kind], [crowd], list(wrong))


def test_what_is_ours_is_what_the_node_did_not_take() -> None:
    assert lookups_page.overhead(measured().kinds[0]) == (5.0, 3.0)


@pytest.mark.parametrize(("whole", "cell"), [(9.0, "| 5.0 ms |"), (9.5, "| **5.5 ms** |")])
def test_a_budget_that_is_not_kept_stands_out(whole: float, cell: str) -> None:
    assert cell in lookups_page.render(measured(whole), QUICK, 0.5)


def test_the_section_tells_requests_and_what_went_wrong() -> None:
    text = lookups_page.render(measured(wrong=("waiting: unavailable", "waiting: unavailable")), QUICK, 0.5)
    assert "| 100 at once | 20.0 ms | 29.0 ms | 40.0 ms | 200 |" in text
    assert text.count("- waiting: unavailable") == 1


def test_the_section_is_the_last_of_the_page_and_there_is_only_one() -> None:
    first, second = (lookups_page.render(measured(whole), QUICK, 0.5) for whole in (9.0, 19.0))
    once = lookups_page.placed(PAGE, first)
    assert once.startswith(PAGE)
    assert once.endswith(first)
    assert lookups_page.placed(once, second) == lookups_page.placed(PAGE, second)
    assert lookups_page.placed("", first) == first


def test_a_new_page_of_turns_keeps_the_section() -> None:
    section = lookups_page.render(measured(), QUICK, 0.5)
    assert PAGE + lookups_page.kept(lookups_page.placed(PAGE, section)) == lookups_page.placed(PAGE, section)
    assert lookups_page.kept(PAGE) == ""


@pytest.mark.slow
def test_a_short_run_on_a_real_node(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "bench.md"
    page.write_text(PAGE, "utf-8")
    assert lookups.main(["--quick", "-o", str(page)]) == 0
    said = capsys.readouterr().out
    assert page.read_text("utf-8").startswith(PAGE + "\n# Reading a chain")
    assert "What went wrong" not in said
    requests = {
        line.split("|")[1].strip(): line.split("|")[-2].strip() for line in said.splitlines() if " at once |" in line
    }
    assert requests["100 different hashes at once"] == "200"
    assert requests["the same hash 100 times at once"] == "2"
