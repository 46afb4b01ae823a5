"""Cuts long texts into messages. Pure."""

from __future__ import annotations

import re
import unicodedata

MOST = 4096  # UTF-16 code units in one message
# Where to cut, best first: paragraphs, lines, sentences, words.
_BORDERS = tuple(map(re.compile, (r"\n\s*\n", r"\n", r"(?<=[。！？；])|(?<=[.!?;])\s", r"\s|(?<=[，、])")))
_JOINER = "\u200d"
_CLINGING = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")  # joiners, forms and skin colours of emoji


def length(text: str) -> int:
    """As Telegram counts: an emoji is two."""
    return len(text) + sum(char > "\uffff" for char in text)


def in_pieces(text: str, most: int = MOST) -> list[str]:
    """The text in order, each piece at most `most` long and none of it blank."""
    pieces = []
    rest = text.strip()
    while length(rest) > most:
        end = _cut(rest, _reach(rest, most))
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [piece for piece in (*pieces, rest) if piece]


def _reach(text: str, most: int) -> int:
    """How many characters fit."""
    used = 0
    for index, char in enumerate(text):
        used += 2 if char > "\uffff" else 1
        if used > most:
            return index
    return len(text)


def _cut(text: str, reach: int) -> int:
    """Behind the last border of the best kind that leaves a piece of some size; else between two letters."""
    for border in _BORDERS:
        ends = [match.end() for match in border.finditer(text, 0, reach)]
        if ends and ends[-1] > reach // 4:
            return ends[-1]
    end = reach
    while end > reach - 16 and end > 1 and _belongs_before(text, end):
        end -= 1
    return end


def _belongs_before(text: str, at: int) -> bool:
    """Whether what begins here is a part of the letter or emoji before it."""
    char = text[at]
    return text[at - 1] == _JOINER or bool(_CLINGING.match(char)) or unicodedata.combining(char) != 0
