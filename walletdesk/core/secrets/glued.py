"""Phrases whose words are written together, all of them or a few at a time."""

from __future__ import annotations

from collections.abc import Iterator

from walletdesk.core.secrets.findings import MNEMONIC, Finding
from walletdesk.core.secrets.folding import Folded
from walletdesk.core.secrets.tokens import Tokens
from walletdesk.core.secrets.wordlists import Lexicon

_FEWEST = 10
_SHORTEST = 30
# Hex digits and drawn-out sounds ("babababa...") split into list words too, but use few letters.
_FEWEST_LETTERS = 7
# Nobody glues a longer phrase; the budget keeps hostile input linear.
_BUDGET = 40_000


def find(folded: Folded, tokens: Tokens, lex: Lexicon) -> Iterator[Finding]:
    budget = _BUDGET
    for place, word in enumerate(tokens.words):
        if len(word) < _SHORTEST or budget <= 0 or tokens.masks[place]:
            continue
        stretch = word[:budget]
        budget -= len(stretch)
        start = tokens.span(place)[0]
        for first, last in chains(stretch, lex):
            yield folded.finding(MNEMONIC, start + first, start + last)
    if budget == _BUDGET:
        yield from _in_pieces(folded, tokens, lex)


def chains(word: str, lex: Lexicon) -> Iterator[tuple[int, int]]:
    """Stretches of a word that split into ten or more list words without a rest."""
    counts, starts = _longest_chains(word, lex)
    end = len(word)
    while end > 0:
        if counts[end] >= _FEWEST and len(set(word[starts[end] : end])) >= _FEWEST_LETTERS:
            yield starts[end], end
            end = starts[end]
        else:
            end -= 1


def _longest_chains(word: str, lex: Lexicon) -> tuple[list[int], list[int]]:
    """For each place: how many list words in a row end there at most, and where that chain began."""
    counts, starts = [0] * (len(word) + 1), list(range(len(word) + 1))
    heads, bits, whole, longest = lex.heads, lex.bits, lex.whole, lex.longest
    for at in range(len(word) - 2):
        if word[at : at + 3] not in heads:
            continue
        for end in range(at + 3, min(at + longest, len(word)) + 1):
            if bits.get(word[at:end], 0) & whole and counts[at] + 1 > counts[end]:
                counts[end], starts[end] = counts[at] + 1, starts[at]
    return counts, starts


_PIECES_TEXT = 3_000


def _in_pieces(folded: Folded, tokens: Tokens, lex: Lexicon) -> Iterator[Finding]:
    """ "abandonability ableabout ...": neighbouring tokens that are all made of list words."""
    if len(folded.lower) > _PIECES_TEXT or sum(len(word) >= 6 for word in tokens.words) < 3:
        return
    first, count, pairs = 0, 0, 0
    for place, word in enumerate([*tokens.words, ""]):
        parts = _parts(word, lex) if word else 0
        if parts:
            first = first if count else place
            count, pairs = count + parts, pairs + (parts > 1)
            continue
        if count >= _FEWEST + 2 and pairs >= 3:
            yield folded.finding(MNEMONIC, tokens.span(first)[0], tokens.span(place - 1)[1])
        count = pairs = 0


def _parts(word: str, lex: Lexicon) -> int:
    """Into how many list words a token splits without a rest; 0 if it does not."""
    if lex.bits.get(word, 0) & lex.whole:
        return 1
    if len(word) < 6 or word[:3] not in lex.heads:
        return 0
    counts, starts = _longest_chains(word, lex)
    return counts[-1] if starts[-1] == 0 else 0
