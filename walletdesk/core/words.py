"""Finding known phrases in folded text: longest match wins, and a denied phrase does not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

_PUNCTUATION = re.compile(r"[^\w\u3400-\u9fff]+")
_PAUSE = re.compile(r"[,.;:!?，。；：！？、\n]")
# How far before a phrase a "not" still denies it, in characters: one Latin word or two Han characters.
_DENIAL_REACH = 8


def fold(text: str) -> str:
    """Lower case, compatibility forms and curly quotes gone, single blanks; Traditional characters stay (content folds
    those)."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split())


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """`text` without punctuation, words one blank apart: what is left to compare a whole message with a phrase."""
    return _PUNCTUATION.sub(" ", text).strip()


def width(text: str) -> int:
    """Columns on a screen, roughly: how much is said, in whichever script."""
    return len(text) + sum(char >= "\u2e80" for char in text)


@lru_cache(maxsize=8192)
def _pattern(phrase: str) -> re.Pattern[str]:
    left = r"(?<![a-z0-9])" if phrase[0].isascii() and phrase[0].isalnum() else ""
    right = r"(?![a-z0-9])" if phrase[-1].isascii() and phrase[-1].isalnum() else ""
    return re.compile(left + re.escape(phrase) + right)


def spans(phrases: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where any of the phrases occurs in the folded text."""
    # The plain search first: of hundreds of phrases hardly one occurs.
    return [match.span() for phrase in phrases if phrase in text for match in _pattern(phrase).finditer(text)]


def contains(phrases: Iterable[str], text: str) -> bool:
    return bool(spans(phrases, text))


def is_one_of(phrases: Iterable[str], text: str) -> bool:
    """Whether the whole message is one of the phrases, punctuation aside."""
    said = bare(text)
    return any(said == bare(phrase) for phrase in phrases)


def best(
    candidates: Mapping[str, Iterable[str]], text: str, denials: Iterable[str] = (), harmless: Iterable[str] = ()
) -> str | None:
    """The one candidate whose phrases occur in the text, or None where none or several do.

    A match inside a longer match of another candidate does not count ("found" inside "not found"), nor does one that
    a denial precedes ("not tron"), unless the denial is part of a `harmless` phrase.
    """
    found = [(start, end, name) for name, phrases in candidates.items() for start, end in spans(phrases, text)]
    outer = [a for a in found if not any(_covers(b, a) for b in found)]
    fine = spans(harmless, text)
    denied = [end for start, end in spans(denials, text) if not any(a <= start and end <= b for a, b in fine)]
    names = {name for start, _, name in outer if not any(_denies(text, end, start) for end in denied)}
    return names.pop() if len(names) == 1 else None


def _covers(outer: tuple[int, int, str], inner: tuple[int, int, str]) -> bool:
    longer = outer[1] - outer[0] > inner[1] - inner[0]
    return longer and outer[0] <= inner[0] and inner[1] <= outer[1] and outer[2] != inner[2]


def _denies(text: str, end: int, start: int) -> bool:
    """Whether a denial that ends at `end` reaches the phrase at `start`: near, and no pause between them."""
    reach = _DENIAL_REACH if text[end - 1].isascii() else 2
    return 0 <= start - end <= reach and not _PAUSE.search(text[end:start])
