"""One spelling for what looks the same: compatibility forms, invisible characters, letters of other scripts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

# Written without being seen; none of them belongs into a name.
_INVISIBLE_KINDS = frozenset({"Cf", "Cc", "Me"})
_VARIATION = range(0xFE00, 0xFE10)
_DIGITS_AS_LETTERS = str.maketrans("013457$|l", "oieastsii")
_PAIRS_AS_LETTERS = (("rn", "m"), ("vv", "w"))
_HAN_DIGITS = {ord(han): digit for han, digit in zip("〇零一二三四五六七八九幺洞拐", "00123456789107", strict=True)}


@dataclass(frozen=True)
class Plain:
    """A text in NFKC and lower case without invisible characters. `at[i]` is where character i stood."""

    text: str
    at: tuple[int, ...]
    hidden: frozenset[int]  # places of the original where something invisible stood between two others

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stood in the original."""
        return self.at[start], self.at[end - 1] + 1

    def hides_something(self, start: int, end: int) -> bool:
        first, last = self.place(start, end)
        return any(first < place < last for place in self.hidden)


def plain(text: str) -> Plain:
    if text.isascii() and text.isprintable():
        return Plain(text.lower(), tuple(range(len(text))), frozenset())
    pieces = [(place, piece) for place, char in enumerate(text) for piece in _folded(char)]
    hidden = frozenset(place for place, char in enumerate(text) if is_invisible(char))
    return Plain("".join(piece for _, piece in pieces), tuple(place for place, _ in pieces), hidden)


def is_invisible(char: str) -> bool:
    return not char.isspace() and (unicodedata.category(char) in _INVISIBLE_KINDS or ord(char) in _VARIATION)


def _folded(char: str) -> Iterator[str]:
    """What a character counts as: styled and foreign digits as digits; nothing for what cannot be seen."""
    if is_invisible(char):
        return
    digit = unicodedata.digit(char, None) if not char.isascii() else None
    folded = str(digit) if digit is not None else unicodedata.normalize("NFKC", char).lower()
    yield from folded


def with_han_digits(text: str) -> str:
    """四零零 -> 400; same length."""
    return text.translate(_HAN_DIGITS)


def skeleton(name: str) -> str:
    """`name` as the eye takes it: two names with one skeleton look alike. `i`, `l` and `1` are one letter."""
    letters = "".join(_as_latin(char) for char in name.lower())
    for pair, letter in _PAIRS_AS_LETTERS:
        letters = letters.replace(pair, letter)
    return letters.translate(_DIGITS_AS_LETTERS)


@lru_cache(maxsize=2048)
def _as_latin(char: str) -> str:
    """The ASCII letter that Unicode's table of confusables, or dropping an accent, makes of it; else itself."""
    if char.isascii():
        return char
    from confusable_homoglyphs.confusables import confusables_data  # 14 MB, wanted by odd spellings only

    alike = (each["c"].lower() for each in confusables_data.get(char, ()))
    found = next((each for each in alike if each.isascii() and each.isalnum()), None)
    base = unicodedata.normalize("NFKD", char)[:1]
    return found or (base.lower() if base.isascii() else "" if unicodedata.combining(char) else char)


def odd_letters(name: str) -> str:
    """The characters beyond ASCII, with their numbers, for people to see: `п (U+043F)`."""
    odd = dict.fromkeys(char for char in name if not char.isascii())
    return ", ".join(f"{char} (U+{ord(char):04X})" for char in list(odd)[:3])


def distance(one: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap, up to `most` + 1."""
    return int(OSA.distance(one, other, score_cutoff=most))
