"""Recovery phrases written as words: counted in runs, forgiving about slips, strict about prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from walletdesk.core.secrets import chinese, glued
from walletdesk.core.secrets.findings import MNEMONIC, Finding
from walletdesk.core.secrets.folding import Folded
from walletdesk.core.secrets.tokens import Tokens
from walletdesk.core.secrets.wordlists import (
    FUNCTION,
    LABEL,
    SIZES,
    SOFT,
    Lexicon,
    has_checksum,
    is_near,
    lexicon,
)

# Weights of one token in a run. A stranger costs three words, so prose never climbs; a slip costs one, and
# list words that are everyday grammar count for nothing.
_NEAR, _SOFT, _STRANGER = -1.0, -1.0, -3.0
_MOST_NEAR = 4
# The score that makes a phrase of at least ten words (two may be missing): a row without any gap is the
# clearest sign, a row of abbreviations the weakest.
_FEWEST, _FULL = 10, 12
_ENOUGH, _ENOUGH_UNBROKEN, _ENOUGH_SHORT = 7.0, 6.0, 9.0
_DENSE = 6
# "the second word is": no more joints than this stand before a word that is read out.
_MOST_SOFT = 4
# No person writes this many list words in a row: taken whole, so that hostile input costs one pass.
_ENDLESS = 2_000


@dataclass(repr=False)
class Run:
    """Tokens first..last (inclusive) seen as words of one list."""

    bit: int
    first: int
    last: int
    hits: list[int]
    score: float


def find(folded: Folded) -> Iterator[Finding]:
    lex = lexicon()
    tokens = Tokens(folded, lex)
    for first, last in dense_stretches(tokens.masks, _DENSE):
        for run in phrases_in(tokens, lex, first, last):
            yield folded.finding(MNEMONIC, tokens.span(run.first)[0], tokens.span(run.last)[1])
    yield from glued.find(folded, tokens, lex)
    yield from chinese.find(folded, lex)


def dense_stretches(masks: list[int], enough: int) -> Iterator[tuple[int, int]]:
    """Where list words of any language outweigh strangers; a cheap sieve, so it is generous."""
    score, first, peak, idle = 0, 0, 0, 0
    for place, mask in enumerate(masks):
        if not mask:
            if score > 0:
                score -= 2
                if score <= 0 and peak >= enough:
                    yield first, place
                if score <= 0:
                    peak = 0
        elif mask < FUNCTION:
            if score <= 0:
                first, score = place, 0
            score += 1
            idle = 0
            if score > peak:
                peak = score
        elif score > 0 and mask & SOFT:
            idle += 1
            score -= idle > _MOST_SOFT
    if peak >= enough:
        yield first, len(masks) - 1


def phrases_in(tokens: Tokens, lex: Lexicon, first: int, last: int) -> Iterator[Run]:
    """Phrases of the list that explains most of this stretch, or else of the next best."""
    if last - first > _ENDLESS and _mostly_hits(tokens.masks[first : last + 1]):
        yield Run(0, max(0, first - 3), last, [], 0.0)
        return
    for bit in _likely_lists(tokens.masks[first : last + 1], lex):
        found = [run for run in runs(tokens, lex, bit, max(0, first - 3), last) if _is_phrase(tokens, lex, run)]
        if found:
            yield from (_with_edges(tokens, lex, run) for run in found)
            return


def _mostly_hits(masks: list[int]) -> bool:
    return 2 * sum(0 < mask < FUNCTION for mask in masks) >= len(masks)


def _likely_lists(masks: list[int], lex: Lexicon) -> list[int]:
    kinds = Counter(masks).items()
    counts = {bit: sum(count for mask, count in kinds if mask & bit) for bit in lex.lists.values()}
    likely = [bit for bit, count in counts.items() if count >= _FEWEST - 2]
    return sorted(likely, key=lambda bit: (-counts[bit], bit))[:4]


def runs(tokens: Tokens, lex: Lexicon, bit: int, first: int, last: int) -> Iterator[Run]:
    """Best-scoring runs of one list inside first..last, in order."""
    best: Run | None = None
    score, start, hits, near, numbered = 0.0, first, list[int](), 0, False
    for place in range(first, last + 1):
        mask = tokens.masks[place]
        if mask & bit:
            if not hits:
                start, score, near = place, 0.0, 0
            hits.append(place)
            score += not mask & (FUNCTION | LABEL)
            numbered = numbered or bool(mask & LABEL)
            if best is None or score >= best.score:
                best = Run(bit, start, place, hits, score)
        elif mask & LABEL:
            numbered = True
        elif hits:
            cost = _cost(tokens, lex, place, bit, numbered, near)
            near += cost == _NEAR and not mask
            numbered = numbered and cost > _STRANGER
            score += cost
        if hits and (score < 0 or (score == 0 and not mask & bit)):
            if best:
                yield _trimmed(best)
            best, hits, score = None, [], 0.0
    if best:
        yield _trimmed(best)


def _cost(tokens: Tokens, lex: Lexicon, place: int, bit: int, numbered: bool, near: int) -> float:
    if tokens.masks[place] & SOFT:
        return 0.0 if numbered or tokens.gap_has_digit(place) else _SOFT
    if near < _MOST_NEAR and _is_slip(tokens, lex, place, bit):
        return _NEAR
    return _STRANGER


def _is_slip(tokens: Tokens, lex: Lexicon, place: int, bit: int) -> bool:
    return bool(bit & lex.whole & ~lex.chinese) and is_near(tokens.words[place], lex.name_of(bit))


def _trimmed(run: Run) -> Run:
    """The hits list goes on growing behind the best place; what lies behind it is not part of the run."""
    return Run(run.bit, run.first, run.last, [hit for hit in run.hits if hit <= run.last], run.score)


def _is_phrase(tokens: Tokens, lex: Lexicon, run: Run) -> bool:
    count = len(run.hits)
    if _is_repetitive(tokens, run):
        slack = 2 if _has_one_main_word(tokens, run) else 0
        return _is_unbroken(tokens, run) and _checks_out(tokens, lex, run, slack)
    if not run.bit & lex.whole:
        return count >= _FULL and run.score >= _ENOUGH_SHORT
    if count >= _FULL and _checks_out(tokens, lex, run, slack=28):
        return True
    enough = _ENOUGH_UNBROKEN if _is_unbroken(tokens, run) else _ENOUGH
    return count >= _FEWEST and run.score >= enough


def _is_repetitive(tokens: Tokens, run: Run) -> bool:
    """Lists of synonyms, code and tables repeat a few words; the phrases known for it have a checksum."""
    words = [tokens.words[hit] for hit in run.hits if not tokens.masks[hit] & LABEL]
    return 3 * len(set(words)) < 2 * len(words)


def _has_one_main_word(tokens: Tokens, run: Run) -> bool:
    """As in the phrases for tests that are one word eleven times and a last one."""
    words = [tokens.words[hit] for hit in run.hits]
    return 2 * max(map(words.count, set(words))) >= len(words)


def _is_unbroken(tokens: Tokens, run: Run) -> bool:
    """Nothing but labels stands between the words."""
    return all(mask & (run.bit | LABEL) for mask in tokens.masks[run.first : run.last + 1])


def _checks_out(tokens: Tokens, lex: Lexicon, run: Run, slack: int) -> bool:
    """Whether words that follow each other end in their checksum; at most `slack` words may be left over."""
    if not run.bit & lex.whole:
        return False
    name = lex.name_of(run.bit)
    words = [tokens.words[hit] for hit in run.hits]
    sizes = [size for size in SIZES if 0 <= len(words) - size <= slack]
    return any(has_checksum(words[at : at + size], name) for size in sizes for at in range(len(words) - size + 1))


def _with_edges(tokens: Tokens, lex: Lexicon, run: Run) -> Run:
    """Takes in misspelt words at either end, and words cut off by one stranger."""
    run.first = _reach(tokens, lex, run.bit, run.first, -1)
    run.last = _reach(tokens, lex, run.bit, run.last, 1)
    return run


def _reach(tokens: Tokens, lex: Lexicon, bit: int, edge: int, step: int) -> int:
    place = edge
    while 0 <= (ahead := place + step) < len(tokens.masks):
        beyond = ahead + step
        if (tokens.masks[ahead] & bit and not tokens.masks[ahead] & FUNCTION) or (
            not tokens.masks[ahead] and _is_slip(tokens, lex, ahead, bit)
        ):
            place = edge = ahead
        elif 0 <= beyond < len(tokens.masks) and place == edge and _plain_hit(tokens.masks[beyond], bit):
            place = ahead
        else:
            break
    return edge


def _plain_hit(mask: int, bit: int) -> bool:
    return bool(mask & bit) and not mask & FUNCTION
