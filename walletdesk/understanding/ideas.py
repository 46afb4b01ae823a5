"""Which ideas a message touches: "took all my money" and 被盗 are one idea, whatever the words."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Mapping

from .folding import fold

_CLAUSE = re.compile(r"[,，。.!！?？;；\n]+")
_LATIN = re.compile(r"[a-z]")


class Ideas:
    """`spellings`: idea -> ways to say it (data/concepts.yml); "~" at the end of a spelling stands for any ending."""

    def __init__(self, spellings: Mapping[str, tuple[str, ...]]) -> None:
        self._index: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        for idea, ways in spellings.items():
            for way in ways:
                stem = fold(way.rstrip("~"))
                self._index[stem[:2]].append((stem, idea, way.endswith("~")))

    def terms(self, text: str) -> list[str]:
        """ "k:stolen" for each idea of the message, "kk:gone&stolen" for each pair within a clause."""
        clauses = [self._in(clause) for clause in _CLAUSE.split(fold(text))]
        single = {f"k:{idea}" for clause in clauses for idea in clause}
        pairs = [f"kk:{a}&{b}" for clause in clauses for a, b in itertools.combinations(sorted(clause), 2)]
        return sorted(single) + pairs

    def _in(self, clause: str) -> set[str]:
        return {
            idea
            for at in range(len(clause))
            for stem, idea, open_end in self._index.get(clause[at : at + 2], ())
            if clause.startswith(stem, at) and _is_word(clause, at, at + len(stem), open_end)
        }


def _is_word(text: str, start: int, end: int, open_end: bool) -> bool:
    """A Latin spelling is a whole word; a Chinese one may stand anywhere."""
    if start and _LATIN.match(text[start]) and _LATIN.match(text[start - 1]):
        return False
    return open_end or end == len(text) or not (_LATIN.match(text[end - 1]) and _LATIN.match(text[end]))
