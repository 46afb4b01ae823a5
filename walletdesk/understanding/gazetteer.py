"""Finds the lexicon's spellings in a text: word boundaries, longest first, no regular expression per word."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from .folding import fold
from .lexicon import Lexicon

# Looked up by other rules: in a window, or with the blanks taken out.
_ELSEWHERE = frozenset({"error_string", "explorer_status"})
_IGNORE = "ignore"
_LETTER = re.compile(r"[a-z_]")
_ALNUM = re.compile(r"[a-z0-9_]")
# USDTTRC20, TRC20USDT: coin and standard are often written as one word.
_GLUED_BEHIND = re.compile(r"(?:erc|trc|bep)-?\d|usd[tc](?![a-z])")
_GLUED_COIN_BEFORE = re.compile(r"(?<![a-z])usd[tc]$")


@dataclass(frozen=True)
class Match:
    kind: str
    value: str
    start: int
    end: int


class Gazetteer:
    """Spellings of networks, coins, wallets, exchanges, fixed time phrases and explorer words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._folded: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self._exact: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for kind, values in lexicon.aliases.items():
            if kind not in _ELSEWHERE:
                for value, spellings in values.items():
                    self._add(kind, value, spellings)
        self._add(_IGNORE, "", lexicon.ignore)
        self._add("explorer", "", lexicon.explorer)
        for index in (self._folded, self._exact):
            for candidates in index.values():
                candidates.sort(key=lambda entry: -len(entry[0]))

    def _add(self, kind: str, value: str, spellings: tuple[str, ...]) -> None:
        for spelling in itertools.chain.from_iterable(map(_variants, spellings)):
            capital = spelling != spelling.lower()
            (self._exact if capital else self._folded)[spelling[:2] if capital else fold(spelling)[:2]].append(
                (spelling if capital else fold(spelling), kind, value)
            )

    def find(self, text: str, folded: str) -> list[Match]:
        """From left to right, the longest at each place, never overlapping."""
        # Where everything is capitals, LINK may be any link.
        exact_too = not text.isupper() or len(text.split()) < 3
        matches: list[Match] = []
        at = 0
        while at < len(text):
            best = self._best(text, folded, at, exact_too)
            if best is None:
                at += 1
                continue
            at = best.end
            if best.kind != _IGNORE:
                matches.append(best)
        return matches

    def _best(self, text: str, folded: str, at: int, exact_too: bool) -> Match | None:
        found = _first(self._folded.get(folded[at : at + 2]), folded, folded, at)
        exact = _first(self._exact.get(text[at : at + 2]), text, folded, at) if exact_too else None
        if found and exact:
            return exact if exact.end > found.end else found
        return found or exact


def _variants(spelling: str) -> Iterator[str]:
    """trc-20 -> trc-20, trc 20, trc20."""
    parts = spelling.split("-")
    return iter({glue.join(parts) for glue in ("-", " ", "")}) if len(parts) > 1 else iter((spelling,))


def _first(candidates: list[tuple[str, str, str]] | None, text: str, folded: str, at: int) -> Match | None:
    for spelling, kind, value in candidates or ():
        end = at + len(spelling)
        if text.startswith(spelling, at) and _is_whole(folded, at, end):
            return Match(kind, value, at, end)
    return None


def _is_whole(folded: str, start: int, end: int) -> bool:
    """Latin words end where letters end; a digit may stand before a coin (500usdt) and behind a name (imtoken2)."""
    return _opens(folded, start) and _closes(folded, end)


def _opens(folded: str, start: int) -> bool:
    before = folded[start - 1 : start] if start else ""
    if not before or not _ALNUM.match(before) or _GLUED_COIN_BEFORE.search(folded[:start]):
        return True
    return not (_ALNUM.match(folded[start]) and (_LETTER.match(before) or folded[start].isdigit()))


def _closes(folded: str, end: int) -> bool:
    after = folded[end : end + 1]
    if not after or not _ALNUM.match(after) or _GLUED_BEHIND.match(folded, end):
        return True
    return not (_ALNUM.match(folded[end - 1]) and (_LETTER.match(after) or folded[end - 1].isdigit()))
