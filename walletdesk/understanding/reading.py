"""What the classifier sees of a message: its terms and its sentence vectors, centred per language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .encoders import LANGUAGES, Encoders, Floats, unit_rows
from .ideas import Ideas
from .language import language_of
from .lexicon import Lexicon
from .terms import TermReader, readable
from .tokens import segmenter_for

_HAN = re.compile(r"[\u3400-\u9fff]")


def side_of(text: str, language: str | None) -> str:
    """ "en" or "zh": whose mean vector is taken off. Any Chinese makes an undecided message Chinese."""
    if language is None:
        return "zh" if _HAN.search(text) else "en"
    return "en" if language == "en" else "zh"


def term_reader(lexicon: Lexicon) -> TermReader:
    return TermReader(segmenter_for(lexicon.words), Ideas(lexicon.ideas))


@dataclass(frozen=True)
class Means:
    """(encoder, side) -> mean vector of the training messages; taking it off brings the two languages together."""

    vectors: Mapping[tuple[str, str], Floats]

    def centre(self, name: str, side: str, vectors: Floats) -> Floats:
        mean = self.vectors.get((name, side))
        return vectors if mean is None else unit_rows(vectors - mean)


class Reading:
    """One message; each encoder is run when its vector is first asked for."""

    def __init__(self, text: str, encoders: Encoders, means: Means, lexicon_words: frozenset[str]) -> None:
        self.text = text
        self.language = language_of(text, neutral=lexicon_words)
        self.side = side_of(text, self.language)
        self._readable = readable(text)
        self._encoders = encoders
        self._means = means
        self._vectors: dict[str, Floats | None] = {}

    def vector(self, name: str) -> Floats | None:
        """Centred, of length 1; None where the encoder is missing or does not know the language."""
        if name not in self._vectors:
            raw = self._encoders.encode(name, [self._readable]) if self.side in LANGUAGES[name] else None
            self._vectors[name] = None if raw is None else self._means.centre(name, self.side, raw)[0]
        return self._vectors[name]
