"""Chinese phrases written without separators. Nearly every sentence is made of list characters, so
this asks for an exact count, a valid checksum, a run that stands alone, and no sign of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from walletdesk.core.secrets.findings import MNEMONIC, Finding
from walletdesk.core.secrets.folding import Folded
from walletdesk.core.secrets.prose import CHINESE_GRAMMAR, CHINESE_PAIRS
from walletdesk.core.secrets.tokens import HAN
from walletdesk.core.secrets.wordlists import CHINESE, SIZES, Lexicon, has_checksum

_RUN = re.compile(rf"[{HAN}]{{2,}}")
# Groups of a phrase ("two words per line") stand apart by blanks and light punctuation only.
_APART = re.compile(r"[\s,、.;/|-]{1,4}(?:\d{1,2}[.)、:]?\s?)?\Z")
_CUE = re.compile(r"(?:助[记記][词詞]|[单單][词詞])(?:就?是|[为為]|如下)?")
_CUE_BEHIND = re.compile(r"(?:[这這]?(?:就?是|[为為]))?我?的?(?:[钱錢]包)?的?助[记記][词詞]")
_LONGEST = max(SIZES)


def find(folded: Folded, lex: Lexicon) -> Iterator[Finding]:
    hits = [hit.span() for hit in _RUN.finditer(folded.lower)]
    for start, end in hits:
        for first, last in _possible(folded.lower, start, end):
            if is_phrase(folded.lower[first:last], lex):
                yield folded.finding(MNEMONIC, first, last)
                break
    for first, last in _grouped(folded.lower, hits):
        if is_phrase("".join(_RUN.findall(folded.lower[first:last])), lex):
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


def is_phrase(characters: str, lex: Lexicon) -> bool:
    return (
        len(characters) in SIZES
        and any(_all_on(characters, lex, name) and has_checksum(characters, name) for name in CHINESE)
        and not reads_as_prose(characters)
    )


def _all_on(characters: str, lex: Lexicon, name: str) -> bool:
    bit = lex.lists[name]
    return all(lex.bits.get(char, 0) & bit for char in characters)


def reads_as_prose(characters: str) -> bool:
    """Two everyday pairs, one beside a grammar character, or a quarter of grammar: not random characters."""
    pairs = sum(characters[at : at + 2] in CHINESE_PAIRS for at in range(len(characters) - 1))
    grammar = sum(char in CHINESE_GRAMMAR for char in characters)
    return pairs >= 2 or (pairs == 1 and grammar >= 1) or grammar * 4 >= len(characters)


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
