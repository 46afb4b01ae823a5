"""Hashes and addresses that a line's end, an invisible character or full-width letters broke are put together again."""

from __future__ import annotations

import pytest

from walletdesk.core import secrets
from walletdesk.understanding.finding import EntityFinder
from walletdesk.understanding.lexicon import Lexicon

HASH = "0x" + "8f3a1b2c" * 8
CODES = {
    "address": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "tron": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "bitcoin": "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "hash": HASH,
}
BREAKS = {
    "line": lambda code: f"{code[:20]}\n{code[20:]}",
    "line of Windows, blanks": lambda code: f"{code[:20]} \r\n {code[20:]}",
    "three lines": lambda code: f"{code[:12]}\n{code[12:25]}\n{code[25:]}",
    "among words": lambda code: f"here it is\n{code[:20]}\n{code[20:]}\nplease look",
    "invisible": lambda code: f"{code[:20]}\u200b{code[20:]}",
    "full width": lambda code: "".join(chr(ord(char) + 0xFEE0) for char in code),
}


@pytest.fixture(scope="module")
def finder() -> EntityFinder:
    return EntityFinder(Lexicon({}))


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_a_broken_code_is_put_together(finder: EntityFinder, code: str, broken) -> None:
    text = broken(code)
    (found,) = finder.find(text)

    assert found.value in (code, code.lower())
    assert text[found.start : found.end] == text[found.start : found.end].strip()


@pytest.mark.parametrize(
    "text",
    [
        f"{HASH}\nplease help",
        f"please help\n{HASH}",
        f"{HASH[:30]}\nnothing more\n{HASH[30:]}",
        "first line of words\nsecond line of words\nthird",
        "0x5aAeb6053F3E94C9b9A0\n9f33669435E7Ef1BeAeE",
    ],
)
def test_neighbouring_lines_are_not_glued(finder: EntityFinder, text: str) -> None:
    assert all(found.value == HASH for found in finder.find(text))


@pytest.mark.parametrize("text", [HASH, f"{HASH[:30]}\n{HASH[30:]}", f"a\n{HASH[2:20]}\r\n{HASH[20:]} b"])
def test_sixty_four_digits_are_masked_in_one_piece_or_in_several(text: str) -> None:
    masked = secrets.mask_hashes(text)

    assert "8f3a…1b2c" in masked
    assert len(masked) < 24


def test_masking_leaves_ordinary_text_alone() -> None:
    text = "added 12 faces at a bad cafe,\n2 decades ago: 3 beds, 1 dead fad, İ 0x12 and 99 more"

    assert secrets.mask_hashes(text) == text
