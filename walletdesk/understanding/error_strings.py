"""Recognises known error messages however they were copied: any case, glued together, cut off, with odd punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .folding import fold

_KEPT = re.compile(r"[a-z0-9\u4e00-\u9fff]")
_CUT_OFF = re.compile(r"[\s_-]*(?:…|\.{2,}|[\"'”’」』）)\]]|$)")
# From this length on (blanks taken out) a message is recognised inside glued text, and by its first part if cut off.
_UNMISTAKABLE = 12
_PART = 0.6
# Digits alone are an error's number only where they are called one, or are all there is.
_NUMBERED = re.compile(r"(?:^|error|err|code|错误码?|代码|报错|错误代码)[\s:：#\"']*$")


@dataclass(frozen=True)
class _Candidate:
    """length: letters matched. part: whether more would have to follow. known: the whole of what it is part of."""

    value: str
    start: int
    end: int
    length: int
    part: bool
    known: str

    def rivals(self, other: _Candidate) -> bool:
        same_place = (other.start, other.end) == (self.start, self.end)
        return same_place and other.part and other.value != self.value and not other.known.startswith(self.known)


class ErrorStrings:
    def __init__(self, aliases: Mapping[str, tuple[str, ...]]) -> None:
        squeezed = {(_squeeze(spelling)[0], value) for value, spellings in aliases.items() for spelling in spellings}
        self._known = sorted(squeezed, key=lambda entry: (-len(entry[0]), entry))

    def find(self, text: str) -> list[tuple[str, int, int]]:
        """(canonical id, start, end): at each place what explains most of the text, never overlapping.

        Where the text was cut off so early that several are possible, it is the one all others begin with, or none.
        """
        candidates = sorted(self._candidates(text), key=lambda one: (-one.length, one.part, len(one.known)))
        found: list[tuple[str, int, int]] = []
        for one in candidates:
            rivals = {other.value for other in candidates if one.part and one.rivals(other)}
            if not rivals and _free(one.start, one.end, found):
                found.append((one.value, one.start, one.end))
        return sorted(found, key=lambda entry: entry[1])

    def _candidates(self, text: str) -> Iterator[_Candidate]:
        flat, places = _squeeze(text)
        for known, value in self._known:
            at = flat.find(known[: _needed(known)])
            while at >= 0:
                length = _shared(flat, at, known)
                start, end = places[at], places[at + length - 1] + 1
                if self._counts(text, known, length, start, end):
                    yield _Candidate(value, start, end, length, length < len(known), known)
                at = flat.find(known[: _needed(known)], at + 1)

    @staticmethod
    def _counts(text: str, known: str, length: int, start: int, end: int) -> bool:
        if known.isdecimal():
            named = _NUMBERED.search(fold(text[:start]))
            return named is not None and _is_edge(text, end) and bool(named[0].strip() or not text[end:].strip())
        if length < len(known):
            return _CUT_OFF.match(text, end) is not None and _is_edge(text, start - 1)
        return len(known) >= _UNMISTAKABLE or (_is_edge(text, start - 1) and _is_edge(text, end))


def _squeeze(text: str) -> tuple[str, list[int]]:
    """Letters, digits and Han only, and where each of them stands in the text."""
    folded = fold(text)
    places = [place for place, char in enumerate(folded) if _KEPT.match(char)]
    return "".join(folded[place] for place in places), places


def _needed(known: str) -> int:
    return len(known) if len(known) < _UNMISTAKABLE else max(_UNMISTAKABLE, int(len(known) * _PART))


def _shared(flat: str, at: int, known: str) -> int:
    length = _needed(known)
    while length < len(known) and flat[at + length : at + length + 1] == known[length]:
        length += 1
    return length


def _is_edge(text: str, place: int) -> bool:
    """Outside the text, or no Latin letter or digit there."""
    return not 0 <= place < len(text) or not (text[place].isascii() and text[place].isalnum())


def _free(start: int, end: int, found: list[tuple[str, int, int]]) -> bool:
    return all(end <= other_start or start >= other_end for _, other_start, other_end in found)
