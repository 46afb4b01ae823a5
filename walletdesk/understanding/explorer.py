"""What the user says a block explorer shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .folding import fold

_STOP = re.compile(r"[.。!！?？;；\n]")
_REACH_AHEAD, _REACH_BACK = 45, 25


class ExplorerStatus:
    def __init__(self, aliases: Mapping[str, tuple[str, ...]]) -> None:
        self._value = {fold(spelling): value for value, spellings in aliases.items() for spelling in spellings}
        spellings = sorted(self._value, key=len, reverse=True)
        words = "|".join(rf"(?<![a-z]){re.escape(s)}(?![a-z])" for s in spellings)
        self._status = re.compile(words) if words else re.compile(r"(?!)")

    def find(self, folded: str, mentions: Iterable[tuple[int, int]]) -> list[tuple[str, int, int]]:
        """For each mention of an explorer the first status word behind it, else the last before it; same sentence."""
        found: list[tuple[str, int, int]] = []
        for start, end in mentions:
            match = self._ahead(folded, end) or self._back(folded, start)
            if match and (self._value[match[0]], *match.span()) not in found:
                found.append((self._value[match[0]], *match.span()))
        return found

    def _ahead(self, folded: str, end: int) -> re.Match[str] | None:
        stop = _STOP.search(folded, end)
        return self._status.search(folded, end, min(end + _REACH_AHEAD, stop.start() if stop else len(folded)))

    def _back(self, folded: str, start: int) -> re.Match[str] | None:
        first = max(0, start - _REACH_BACK)
        stops = [stop.end() for stop in _STOP.finditer(folded, first, start)]
        matches = list(self._status.finditer(folded, stops[-1] if stops else first, start))
        return matches[-1] if matches else None
