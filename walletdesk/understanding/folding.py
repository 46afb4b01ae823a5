"""Spelling variants folded onto one another without moving a single offset.

`fold` gives lower case, half width and Simplified characters; character i of the result stands for character i of the
text, so that what is found in the folded text has the same place in the original.
"""

from __future__ import annotations

import functools
from importlib import resources

# What phones and input methods insert by themselves.
_PLAIN = {
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "\u00a0": " ",
    "\u3000": " ",
}


@functools.lru_cache(maxsize=1)
def _variants() -> tuple[dict[str, str], frozenset[str]]:
    pairs: dict[str, str] = {}
    simplified: set[str] = set()
    source = resources.files(__package__).joinpath("data/han_variants.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "t":
            pairs.update({pair[0]: pair[1] for pair in rest.split()})
        elif mark == "s":
            simplified.update(rest)
    return pairs, frozenset(simplified)


@functools.lru_cache(maxsize=1)
def traditional_only() -> frozenset[str]:
    """Characters that Simplified text does not use."""
    return frozenset(_variants()[0])


def simplified_only() -> frozenset[str]:
    """Characters that Traditional text does not use."""
    return _variants()[1]


@functools.lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    table = {ord(odd): plain for odd, plain in _PLAIN.items()}
    table.update({ord(old): new for old, new in _variants()[0].items()})
    table.update({code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)})
    return table


def to_simplified(text: str) -> str:
    """Character by character; same length."""
    pairs = _variants()[0]
    return "".join(pairs.get(char, char) for char in text)


def fold(text: str) -> str:
    """Same length as `text`, always."""
    plain = text.translate(_table())
    lowered = plain.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in plain)
