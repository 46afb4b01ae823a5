import pytest

from walletdesk.core import words

FOUND = {"found": ("found", "查到"), "not_found": ("not found", "查不到"), "pending": ("pending", "打包中")}
DENIALS = ("not", "no", "没有", "不是", "没")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it was found", "found"),
        ("it says not found", "not_found"),
        ("浏览器查不到", "not_found"),
        ("查到了", "found"),
        ("it is not pending", None),
        ("不是打包中", None),
        ("pending or found", None),
        ("no, pending", "pending"),
        ("没有，打包中", "pending"),
        ("profound", None),
        ("nothing of that", None),
        ("pending pending", "pending"),
    ],
)
def test_the_longest_undenied_phrase_decides(text: str, expected: str | None) -> None:
    assert words.best(FOUND, text, DENIALS) == expected


@pytest.mark.parametrize(("raw", "folded"), [("ＵＳＤＴ", "usdt"), ("Don’t Know ", "don't know"), ("\u3000好", "好")])
def test_folding_removes_what_only_looks_different(raw: str, folded: str) -> None:
    assert words.fold(raw) == folded


def test_a_whole_message_is_compared_without_its_punctuation() -> None:
    assert words.is_one_of(("i don't know",), words.fold("I don’t know!!"))
    assert not words.is_one_of(("no",), "no idea what that means")


def test_a_harmless_phrase_denies_nothing() -> None:
    assert words.best(FOUND, "不过打包中", ("不",), ("不过",)) == "pending"
    assert words.best(FOUND, "不打包中", ("不",), ("不过",)) is None
