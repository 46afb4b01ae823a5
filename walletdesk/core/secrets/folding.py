"""One plain spelling for every look of a text, with the way back to the original places.

Folding drops invisible characters, accents and enclosing marks, turns full-width, circled and mathematical
letters into plain ones, katakana into hiragana and Hangul syllables into their letters (NFKD). Case is kept.
"""

from __future__ import annotations

import re
import unicodedata

from walletdesk.core.secrets.findings import KINDS, Finding

# A mark left by an earlier redaction is nobody's secret and nobody's context.
_MARK = re.compile(r"\[(?:" + "|".join(KINDS) + r")\]")
_ODD_LETTERS = {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "œ": "oe", "đ": "d", "ß": "ss"}
_UNSEEN = {"Cf", "Mn", "Me"}


def _plain(char: str) -> str:
    if char in _ODD_LETTERS:
        return _ODD_LETTERS[char]
    pieces = [c for c in unicodedata.normalize("NFKD", char) if unicodedata.category(c) not in _UNSEEN]
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in pieces)


class _Plain(dict[str, str]):
    """Remembers what it has seen; above the basic plane only a few blocks have another spelling at all."""

    def __missing__(self, char: str) -> str:
        code = ord(char)
        if code < 0x10000 or 0x1D400 <= code < 0x1D800 or 0x1F100 <= code < 0x1F200 or code >= 0x2F800:
            return self.setdefault(char, _plain(char)) if code < 0xF0000 else char
        return char


_PLAIN = _Plain()


class Folded:
    """`text` keeps case, `lower` has the same length. No repr of its content: it may hold a secret."""

    __slots__ = ("_size", "_starts", "lower", "text")

    def __init__(self, original: str) -> None:
        self._size = len(original)
        self._starts: list[int] | None = None
        self.text = original if original.isascii() else self._fold(original)
        if "[" in self.text:
            self.text = _MARK.sub(lambda mark: "\0" * len(mark[0]), self.text)
        lower = self.text.lower()
        self.lower = lower if len(lower) == len(self.text) else "".join(map(_lower_one, self.text))

    def _fold(self, original: str) -> str:
        pieces = list(map(_PLAIN.__getitem__, original))
        if set(map(len, pieces)) != {1}:
            self._starts = [at for at, piece in enumerate(pieces) for _ in piece]
        return "".join(pieces)

    def finding(self, kind: str, start: int, end: int) -> Finding:
        """A finding in original places; invisible characters behind the last letter belong to it."""
        if self._starts is None:
            return Finding(kind, start, end)
        after = self._starts[end] if end < len(self._starts) else self._size
        return Finding(kind, self._starts[start], max(after, self._starts[end - 1] + 1))


def _lower_one(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else char


def fold_word(word: str) -> str:
    """The spelling under which a word-list entry is looked up."""
    return word.lower() if word.isascii() else "".join(map(_PLAIN.__getitem__, word)).lower()
