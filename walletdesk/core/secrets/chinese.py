"""Chinese phrases written without separators. Nearly every sentence is made of list characters, so
this asks for an exact count, a valid checksum, a run that stands alone, and no sound of a sentence."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from functools import lru_cache

from walletdesk.core.secrets.findings import MNEMONIC, Finding
from walletdesk.core.secrets.folding import Folded
from walletdesk.core.secrets.prose import CHINESE_PAIRS
from walletdesk.core.secrets.tokens import HAN
from walletdesk.core.secrets.wordlists import CHINESE, SIZES, Lexicon, has_checksum, list_words

_RUN = re.compile(rf"[{HAN}]{{2,}}")
# Groups of a phrase ("two words per line") stand apart by blanks only; commas make lists of everyday words.
_APART = re.compile(r"\s{1,4}(?:\d{1,2}[.)、:]?\s?)?\Z")
_CUE = re.compile(r"(?:助[记記][词詞]|[单單][词詞])(?:就?是|[为為]|如下)?")
_CUE_BEHIND = re.compile(r"(?:[这這]?(?:就?是|[为為]))?我?的?(?:[钱錢]包)?的?助[记記][词詞]")
_LONGEST = max(SIZES)
_BOUNDS = (100, 300, 600, 1000)
_WEIGHTS = (2.15, 0.94, 0.15, -0.89, -1.86)
_PAIR = 3.0
# One random phrase in about a thousand sounds more like prose than the first bound, and none like the second.
_UNANNOUNCED, _ANNOUNCED = 2.0, 6.0


def find(folded: Folded, lex: Lexicon) -> Iterator[Finding]:
    hits = [hit.span() for hit in _RUN.finditer(folded.lower)]
    for start, end in hits:
        for first, last in _possible(folded.lower, start, end):
            announced = first > start or last < end
            if is_phrase(folded.lower[first:last], lex, _ANNOUNCED if announced else _UNANNOUNCED):
                yield folded.finding(MNEMONIC, first, last)
                break
    for first, last in _grouped(folded.lower, hits):
        if is_phrase("".join(_RUN.findall(folded.lower[first:last])), lex, _UNANNOUNCED):
            yield folded.finding(MNEMONIC, first, last)


def _possible(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The run itself, and what follows or precedes the words that announce a phrase."""
    if end - start in SIZES:
        yield start, end
    cue = _CUE.search(text, start, min(end, start + 24))
    if cue:
        yield from ((cue.end(), cue.end() + size) for size in reversed(SIZES) if cue.end() + size <= end)
    behind = _CUE_BEHIND.search(text, start + min(SIZES), min(end, start + 2 * _LONGEST))
    if behind and behind.start() - start in SIZES:
        yield start, behind.start()


def is_phrase(characters: str, lex: Lexicon, patience: float) -> bool:
    return (
        len(characters) in SIZES
        and any(_all_on(characters, lex, name) and has_checksum(characters, name) for name in CHINESE)
        and sounds_like_prose(characters) < patience
    )


def _all_on(characters: str, lex: Lexicon, name: str) -> bool:
    bit = lex.lists[name]
    return all(lex.bits.get(char, 0) & bit for char in characters)


def sounds_like_prose(characters: str) -> float:
    """Log-likelihood of everyday Chinese against random characters of the list.

    The list is ordered by how common a character is, so its first hundred make up nearly half of any
    sentence and a twentieth of a phrase. An everyday pair ("交易") all but rules random characters out.
    """
    places = _common_places()
    single = sum(_WEIGHTS[bisect(_BOUNDS, places.get(char, _BOUNDS[-1]))] for char in characters)
    return single + _PAIR * sum(characters[at : at + 2] in CHINESE_PAIRS for at in range(len(characters) - 1))


@lru_cache(maxsize=1)
def _common_places() -> dict[str, int]:
    return {char: place for name in reversed(CHINESE) for place, char in enumerate(list_words(name))}


def _grouped(text: str, hits: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbouring groups of equal length (2 to 6) that make an exact count together."""
    block: list[tuple[int, int]] = []
    for start, end in [*hits, (-1, -1)]:
        size = end - start
        fits = block and size == block[0][1] - block[0][0] and _APART.match(text[block[-1][1] : start])
        if not fits:
            yield from _whole(block)
            block = []
        if 2 <= size <= 6:
            block.append((start, end))


def _whole(block: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    if len(block) > 1 and len(block) * (block[0][1] - block[0][0]) in SIZES:
        yield block[0][0], block[-1][1]
