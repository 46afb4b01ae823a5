"""A ticket's number, however it is typed; and words that only look like one."""

from __future__ import annotations

import pytest

from walletdesk.understanding.codes import find_codes


def tickets(text: str) -> list[str]:
    return [code.value for code in find_codes(text) if code.kind == "ticket"]


@pytest.mark.parametrize(
    "written",
    [
        "WD-7K3M-9Q2F",
        "wd-7k3m-9q2f",
        "wd 7k3m 9q2f",
        "wd7k3m9q2f",
        "WD–7K3M—9Q2F",
        "ＷＤ－７Ｋ３Ｍ－９Ｑ２Ｆ",
        "我的工单WD-7K3M-9Q2F，有消息吗",
        "(WD-7K3M-9Q2F)",
    ],
)
def test_a_number_is_read_however_it_is_typed(written: str) -> None:
    assert tickets(written) == ["WD-7K3M-9Q2F"]


def test_letters_that_are_no_part_of_numbers_are_read_as_the_digits_they_look_like() -> None:
    assert tickets("WD-O0IL-9Q2F") == ["WD-0011-9Q2F"]


@pytest.mark.parametrize(
    "text",
    ["wd have been", "WD40 spray", "WD-7K3M", "WD-7K3M-9Q2F-77", "xWD-7K3M-9Q2F", "cwd 1234 5678 90", "工单 7719"],
)
def test_other_words_are_no_number(text: str) -> None:
    assert tickets(text) == []
