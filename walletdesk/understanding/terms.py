"""The words of a message as weighted terms: words and word pairs, character runs, ideas (each family of length 1)."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .encoders import Floats
from .folding import fold, to_simplified
from .ideas import Ideas
from .tokens import MixedSegmenter

# Beside an encoder, which weighs 1; chosen by cross-validation, with the strength of training.
FAMILIES = {"words": 1.25, "characters": 1.25, "ideas": 1.25}
# A term must occur in this many training messages.
_RARE = {"words": 2, "characters": 2, "ideas": 1}

_WORD = re.compile(r"\w")
_HAN_OR_LATIN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")
_CODE = re.compile(
    r"https?://\S+|www\.\S+|(?:0x)?[0-9a-f]+(?:…|\.{2,6}|\*{2,})[0-9a-f]+|\b0x[0-9a-fA-F]{8,}\b|\b(?=\w*\d)[0-9A-Za-z]{24,}\b"
)


def readable(text: str) -> str:
    """The message as the encoders see it: Simplified, codes replaced by a word (they are noise, and slow)."""
    return to_simplified(_CODE.sub(_name_of_code, text)) if text.strip() else "?"


def _name_of_code(match: re.Match[str]) -> str:
    if match[0].startswith(("http", "www")):
        return " link "
    return " address " if match[0].startswith(("bc1", "T", "1", "3")) or len(match[0]) == 42 else " hash "


class TermReader:
    def __init__(self, segmenter: MixedSegmenter, ideas: Ideas) -> None:
        self._segmenter = segmenter
        self._ideas = ideas

    def read(self, text: str) -> dict[str, list[str]]:
        folded = fold(_CODE.sub(_name_of_code, text))
        words = [word for word in self._segmenter.words(folded) if _WORD.search(word)]
        pairs = [f"{a} {b}" for a, b in itertools.pairwise(words)]
        return {"words": words + pairs, "characters": _characters(folded), "ideas": self._ideas.terms(text)}


def _characters(folded: str) -> list[str]:
    """Chinese: runs of 1-4 characters; Latin words: runs of 2-4 letters with the word's ends marked."""
    runs: list[str] = []
    for match in _HAN_OR_LATIN.finditer(folded):
        latin = match[0].isascii()
        run = f"_{match[0]}_" if latin else match[0]
        for size in range(2 if latin else 1, 5):
            runs.extend(run[i : i + size] for i in range(len(run) - size + 1))
    return runs


@dataclass(frozen=True)
class TermSpace:
    """One column per known term; `rarity` holds each column's inverse document frequency."""

    columns: dict[str, int]
    rarity: Floats

    @classmethod
    def fit(cls, messages: Sequence[dict[str, list[str]]]) -> TermSpace:
        columns: dict[str, int] = {}
        rarity: list[float] = []
        for family in FAMILIES:
            counts = Counter(term for message in messages for term in set(message[family]))
            for term, count in sorted(counts.items()):
                if count >= _RARE[family]:
                    columns[f"{family[0]}:{term}"] = len(columns)
                    rarity.append(float(np.log((1 + len(messages)) / (1 + count))) + 1.0)
        return cls(columns, np.array(rarity, dtype=np.float32))

    def row(self, message: dict[str, list[str]]) -> tuple[npt.NDArray[np.int64], Floats]:
        """The message's columns and their weights."""
        columns: list[int] = []
        weights: list[Floats] = []
        for family, share in FAMILIES.items():
            places, values = self._family(family, message[family])
            columns.extend(places)
            weights.append(values * np.float32(share**0.5))
        return np.array(columns, dtype=np.int64), np.concatenate(weights)

    def _family(self, family: str, terms: Iterable[str]) -> tuple[list[int], Floats]:
        counts = Counter(place for term in terms if (place := self.columns.get(f"{family[0]}:{term}")) is not None)
        values = (1 + np.log(np.array(list(counts.values()), dtype=np.float32))) * self.rarity[list(counts)]
        return list(counts), values / max(float(np.linalg.norm(values)), 1e-9)
