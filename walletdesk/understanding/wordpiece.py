"""BERT's uncased WordPiece tokenizer, as far as one sentence encoder needs it."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator, Mapping

_MAX_WORD = 100
CLS, SEP, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"


class WordPiece:
    def __init__(self, vocabulary: Mapping[str, int], max_length: int = 128) -> None:
        self._ids = vocabulary
        self._max_length = max_length
        self._pieces_of = functools.lru_cache(maxsize=20_000)(self._split_word)

    def encode(self, text: str) -> list[int]:
        """Token ids with [CLS] and [SEP], cut at `max_length`."""
        ids = [piece for word in _words(text) for piece in self._pieces_of(word)]
        return [self._ids[CLS], *ids[: self._max_length - 2], self._ids[SEP]]

    def _split_word(self, word: str) -> tuple[int, ...]:
        """Greedy, longest piece first; a word with an unknown part is unknown as a whole."""
        if len(word) > _MAX_WORD:
            return (self._ids[UNKNOWN],)
        pieces: list[int] = []
        start = 0
        while start < len(word):
            end = next((e for e in range(len(word), start, -1) if self._piece(word, start, e) in self._ids), None)
            if end is None:
                return (self._ids[UNKNOWN],)
            pieces.append(self._ids[self._piece(word, start, end)])
            start = end
        return tuple(pieces)

    @staticmethod
    def _piece(word: str, start: int, end: int) -> str:
        return word[start:end] if start == 0 else "##" + word[start:end]


def _words(text: str) -> Iterator[str]:
    """Lower case, accents off; punctuation marks and Chinese characters are words of their own."""
    plain = (char for char in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(char) != "Mn")
    spaced = (f" {char} " if _stands_alone(char) else char for char in plain if char.isspace() or char.isprintable())
    return iter("".join(spaced).split())


@functools.lru_cache(maxsize=4096)
def _stands_alone(char: str) -> bool:
    code = ord(char)
    ascii_mark = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return (
        ascii_mark or unicodedata.category(char).startswith("P") or 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF
    )
