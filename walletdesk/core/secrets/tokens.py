"""A folded text as words: what each is to the word lists, and where it stands."""

from __future__ import annotations

import re
from itertools import repeat

from walletdesk.core.secrets.folding import Folded
from walletdesk.core.secrets.wordlists import LABEL, Lexicon

HAN = "㐀-䶿一-鿿"
_KANA = "ぁ-ヿ"
_JAMO = "ᄀ-ᇿ"
# Han, kana, Hangul and the other letters never share a word; digits and signs only separate.
# Escaped line ends ("\n" as two characters) must not lend their letter to the next word.
_NUMERAL = "[0-9一二三四五六七八九十]{1,3}"
_WORD = re.compile(
    rf"第\s?{_NUMERAL}\s?(?:[个個号號位]?[单單]?[字词詞]|[个個号號位])?|[{HAN}]+|[{_KANA}]+|[{_JAMO}]+"
    rf"|(?<!\\)[^\W\d_{HAN}{_KANA}{_JAMO}]+|(?<=\\)[nrt]|[^\W\d_{HAN}{_KANA}{_JAMO}]+"
)


_DIGIT = re.compile(r"\d")
_ASCII_WORD = re.compile(r"[a-z]+")


class Tokens:
    """`words` and `masks` run in step. Places are worked out only when a stretch looks like a phrase."""

    __slots__ = ("_pattern", "_spans", "masks", "text", "words")

    def __init__(self, folded: Folded, lexicon: Lexicon) -> None:
        self.text = folded.lower
        self._spans: list[tuple[int, int]] | None = None
        simple = self.text.isascii() and "\\" not in self.text
        self._pattern = _ASCII_WORD if simple else _WORD
        self.words: list[str] = self._pattern.findall(self.text)
        self.masks = list(map(lexicon.bits.get, self.words, repeat(0)))
        if "第" in self.text or "\\" in self.text:
            self._mark_ordinals()

    def _mark_ordinals(self) -> None:
        for place, word in enumerate(self.words):
            if (word[0] == "第" and len(word) > 1) or word in ("n", "r", "t"):
                self.masks[place] = LABEL

    def span(self, place: int) -> tuple[int, int]:
        if self._spans is None:
            self._spans = [word.span() for word in self._pattern.finditer(self.text)]
        return self._spans[place]

    def gap_has_digit(self, place: int) -> bool:
        """Whether a number stands right before this word ("3. word", "#3 word")."""
        start = self.span(place)[0]
        return _DIGIT.search(self.text, max(0, start - 4), start) is not None
