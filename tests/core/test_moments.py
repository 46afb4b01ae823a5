"""When it happened and whose an address is: as told, and nothing that was not."""

from __future__ import annotations

import pytest

from walletdesk.core import moments

AT = "2026-11-22T08:05:00Z"
MINE = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
THEIRS = "0x52908400098527886E0F7030069857D2E4169EE7"


@pytest.mark.parametrize(
    ("text", "days", "hour", "minute"),
    [
        ("昨晚8点被转走", 1, 20, 0),
        ("昨天晚上八点半", 1, 20, 30),
        ("昨晚 20:30 少了", 1, 20, 30),
        ("今天凌晨3点", 0, 3, 0),
        ("前天下午两点", 2, 14, 0),
        ("yesterday 8pm", 1, 20, 0),
        ("8:15 pm yesterday", 1, 20, 15),
        ("last night at 8", 1, 20, 0),
    ],
)
def test_an_hour_that_is_certain_is_taken(text: str, days: int, hour: int, minute: int) -> None:
    told = moments.told_time(text, AT)

    assert told is not None
    assert (told.days_ago, told.hour, told.minute) == (days, hour, minute)
    assert told.chinese is not text.isascii()
    assert moments.load(told.dump()) == told


@pytest.mark.parametrize("stored", ["", "1|2", "x|20|0|zh|now|words", "1|20|y||now|words"])
def test_only_what_was_dumped_is_loaded(stored: str) -> None:
    assert moments.load(stored) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("last night my coins left", "last night"),
        ("昨晚被盗", "昨晚"),
        ("昨晚2点", "昨晚2点"),
        ("昨晚8点多", "昨晚8点多"),
        ("yesterday 300 usdt", "yesterday"),
        ("today 5 usdt", "today"),
        ("last night at 2am", "last night at 2am"),
    ],
)
def test_what_is_not_certain_stays_in_words(text: str, words: str) -> None:
    told = moments.told_time(text, AT)

    assert told is not None
    assert (told.words, told.hour) == (words, None)


@pytest.mark.parametrize("text", ["3 hours ago", "以前的钱包", "目前还没到", "", "a" * 400, "今" * 400])
def test_no_day_no_time(text: str) -> None:
    assert moments.told_time(text, AT) is None


@pytest.mark.parametrize(
    ("text", "counted"),
    [("3 hours ago", True), ("三个半小时", True), ("an hour ago", True), ("半小时", True), ("昨晚", False),
     ("几天了", False),
     ("a few days", False), ("半天", False), ("last night", False)],
)  # fmt: skip
def test_only_numbers_count(text: str, counted: bool) -> None:
    assert moments.is_counted(text) is counted


@pytest.mark.parametrize(
    "text",
    [
        "对方地址 {b} 我的地址 {a}",
        "my address {a}, scammer {b}",
        "我的收款地址是 {a}；转到了 {b}",
        "{a} 是我的, {b} 是骗子",
    ],
)
def test_an_address_is_whose_the_words_beside_it_say(text: str) -> None:
    said = text.format(a=MINE, b=THEIRS)

    assert (moments.owner(said, MINE), moments.owner(said, THEIRS)) == ("mine", "theirs")


def test_an_address_without_words_is_nobodys() -> None:
    assert moments.owner(f"地址 {MINE}", MINE) is None
    assert moments.owner("nothing here", MINE) is None
