"""What a token's symbol looks like to the eye: letters of other scripts and signs read as those they imitate."""

from __future__ import annotations

import re
from functools import lru_cache

from walletdesk.core.official import spelling

_SIGNS = {"₮": "T", "€": "E", "₿": "B"}
_NOT_A_LETTER = re.compile(r"[\W_]+")


def look(symbol: str) -> str:
    """Equal for symbols that can be taken for one another. Capitals are told apart before they become small: a Cyrillic
    capital T is a T, its small form is none."""
    capitals = spelling.plain("".join(_as_capital(char) for char in symbol)).text
    return _NOT_A_LETTER.sub("", spelling.skeleton(capitals))


@lru_cache(maxsize=512)
def _as_capital(char: str) -> str:
    if char.isascii() or not (char.isupper() or char in _SIGNS):
        return char
    if char in _SIGNS:
        return _SIGNS[char]
    from confusable_homoglyphs.confusables import confusables_data  # 14 MB, wanted by odd spellings only

    alike = (each["c"] for each in confusables_data.get(char, ()))
    return next((each for each in alike if each.isascii() and each.isalnum()), char)
