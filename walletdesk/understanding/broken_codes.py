"""Codes that were broken on the way: by a line's end, an invisible character, or full-width letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

_INVISIBLE = "\u200b-\u200d\u2060\ufeff"
_BREAK = rf"(?:[ \t]*\r?\n[ \t]*|[{_INVISIBLE}])+"
_PIECES = re.compile(rf"(?<![0-9A-Za-z_])[0-9A-Za-z]{{3,}}(?:{_BREAK}[0-9A-Za-z]{{2,}})+(?![0-9A-Za-z_])")
_PIECE = re.compile(r"[0-9A-Za-z]+")
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_MOST_PIECES = 6
_SHORTEST, _LONGEST = 26, 90


def narrow(text: str) -> str:
    """Full-width letters and digits in their plain form; same length."""
    return text.translate(_WIDE)


def joined(text: str) -> Iterator[tuple[str, int, int]]:
    """(letters put together, start, end) of what may be one code in two to six pieces; the longest first."""
    for match in _PIECES.finditer(text):
        pieces = list(_PIECE.finditer(text, match.start(), match.end()))
        for first in range(len(pieces)):
            for last in range(min(len(pieces), first + _MOST_PIECES) - 1, first, -1):
                run = "".join(piece[0] for piece in pieces[first : last + 1])
                if _SHORTEST <= len(run) <= _LONGEST:
                    yield run, pieces[first].start(), pieces[last].end()
