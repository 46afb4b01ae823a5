"""Pieces of a phrase inside one message, too short to be a finding of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from walletdesk.core.secrets import chinese
from walletdesk.core.secrets.folding import Folded
from walletdesk.core.secrets.phrases import Run, dense_stretches, runs
from walletdesk.core.secrets.prose import ANNOUNCEMENTS, CHINESE_GRAMMAR, PREDICATES, WALLET_WORDS
from walletdesk.core.secrets.tokens import Tokens
from walletdesk.core.secrets.wordlists import ENGLISH, FUNCTION, LABEL, SIZES, SOFT, Lexicon, is_near, lexicon

# Longer messages that are not a phrase by themselves are prose; nothing is remembered of them.
_LONGEST = 400
# A message of this many list words is a piece of a phrase; one word less needs the look of a list.
_OBVIOUS, _OBVIOUS_LISTED = 5.0, 4.0
_LISTED = re.compile(r"[,、;/|\n\d]")
# Below this many list words, words of grammar mean that somebody is talking.
_REMARK = 6
_INSIDE_PROSE = 4.0
# Two characters are an everyday answer; a short piece of a phrase may sound a little like prose.
_SHORTEST_PIECE, _TALK = 3, 4.0


@dataclass(frozen=True, eq=False, repr=False)
class Fragment:
    """`weights` per list bit, `span` in the folded text; `characters` only for unseparated Chinese. `bare`: how many
    words a message of nothing but list words has; `clear`: how many of them are no everyday words."""

    weights: dict[int, float]
    span: tuple[int, int]
    is_obvious: bool
    characters: str = ""
    bare: int = 0
    clear: int = 0


def read(folded: Folded) -> Fragment | None:
    if len(folded.lower) > _LONGEST:
        return None
    lex = lexicon()
    tokens = Tokens(folded, lex)
    return (
        _whole_message(tokens, lex)
        or _all_listed(tokens, lex)
        or _unseparated(tokens, lex)
        or _inside_prose(tokens, lex)
    )


def _whole_message(tokens: Tokens, lex: Lexicon) -> Fragment | None:
    """Nothing but words of one list, labels and announcements."""
    strangers = [word for word, mask in zip(tokens.words, tokens.masks, strict=True) if not mask]
    if sum(word not in ANNOUNCEMENTS for word in strangers) > 1:
        return None
    weights = {}
    for bit in _present(tokens, lex, 1):
        weight = _weight_of_all(tokens, lex, bit)
        if weight > 0:
            weights[bit] = weight
    if not weights:
        return None
    hits = [place for place, mask in enumerate(tokens.masks) if any(mask & bit for bit in weights)]
    span = tokens.span(hits[0])[0], tokens.span(hits[-1])[1]
    obvious = max((weight for bit, weight in weights.items() if bit & lex.whole), default=0.0)
    listed = _LISTED.search(tokens.text, *span)
    bare, clear = _bare(tokens, lex)
    return Fragment(weights, span, obvious >= (_OBVIOUS_LISTED if listed else _OBVIOUS), "", bare, clear)


def _all_listed(tokens: Tokens, lex: Lexicon) -> Fragment | None:
    """Words of the English list and nothing else, although some of them are words of grammar."""
    bare, clear = _bare(tokens, lex)
    return (
        Fragment({}, (tokens.span(0)[0], tokens.span(len(tokens.words) - 1)[1]), False, "", bare, clear)
        if bare
        else None
    )


def _bare(tokens: Tokens, lex: Lexicon) -> tuple[int, int]:
    """(words, clear words) of a message of English list words only; (0, 0) for any other."""
    english = lex.lists[ENGLISH]
    if not tokens.words or not all(mask & english for mask in tokens.masks):
        return 0, 0
    clear = sum(
        not mask & (FUNCTION | LABEL) and word not in WALLET_WORDS | PREDICATES
        for word, mask in zip(tokens.words, tokens.masks, strict=True)
    )
    return (len(tokens.words), clear) if 2 * clear >= len(tokens.words) else (0, 0)


def _present(tokens: Tokens, lex: Lexicon, fewest: int) -> list[int]:
    return [bit for bit in lex.lists.values() if sum(map(bool, map(bit.__and__, tokens.masks))) >= fewest]


def _weight_of_all(tokens: Tokens, lex: Lexicon, bit: int) -> float:
    """0 if the message holds anything but this list, or reads like a short remark."""
    weight, slips, soft, grammar, hits = 0.0, 0, 0, 0, 0
    for word, mask in zip(tokens.words, tokens.masks, strict=True):
        if mask & bit:
            hits += 1
            grammar += bool(mask & FUNCTION)
            weight += _weight(word, mask)
        elif mask & (LABEL | SOFT) or word in ANNOUNCEMENTS:
            soft += bool(mask & SOFT)
        elif slips < 1 and len(tokens.words) >= 4 and bit & lex.whole and is_near(word, lex.name_of(bit)):
            slips += 1
        else:
            return 0.0
    if grammar * 2 > hits or (hits < _REMARK and grammar >= 2):
        return 0.0
    return weight if hits >= _REMARK else weight - soft


def _weight(word: str, mask: int) -> float:
    if word in ANNOUNCEMENTS or word in CHINESE_GRAMMAR:
        return 0.0
    return 0.5 if mask & FUNCTION or word in WALLET_WORDS else 1.0


def _unseparated(tokens: Tokens, lex: Lexicon) -> Fragment | None:
    """A short message of Chinese characters that do not read as a sentence."""
    if len(tokens.words) != 1 or not _SHORTEST_PIECE <= len(tokens.words[0]) <= max(SIZES) // 2:
        return None
    word = tokens.words[0]
    if not all(lex.bits.get(char, 0) & lex.chinese for char in word) or chinese.sounds_like_prose(word) > _TALK:
        return None
    return Fragment({}, tokens.span(0), False, word)


def _inside_prose(tokens: Tokens, lex: Lexicon) -> Fragment | None:
    """Several list words in a row within a sentence; only a run without everyday words counts."""
    best: tuple[float, Run] | None = None
    if not any(dense_stretches(tokens.masks, int(_INSIDE_PROSE))):
        return None
    for bit in _present(tokens, lex, int(_INSIDE_PROSE)):
        for run in runs(tokens, lex, bit & lex.whole, 0, len(tokens.masks) - 1):
            weight = sum(_weight(tokens.words[hit], tokens.masks[hit]) for hit in run.hits)
            if weight >= _INSIDE_PROSE and weight > (best[0] if best else 0) and run.score >= weight - 1:
                best = weight, run
    if best is None:
        return None
    weight, run = best
    span = tokens.span(run.first)[0], tokens.span(run.last)[1]
    return Fragment({run.bit: weight}, span, False)


def completes_chinese(seen: Sequence[Fragment | None]) -> bool:
    """Whether the latest pieces of unseparated Chinese, all of one length, make a valid phrase."""
    pieces = [fragment.characters for fragment in seen if fragment and fragment.characters]
    if not pieces or not seen[-1] or not seen[-1].characters:
        return False
    size = len(pieces[-1])
    return any(
        chinese.is_phrase("".join(pieces[-(total // size) :]), lexicon(), 0.0)
        for total in SIZES
        if total % size == 0 and {len(piece) for piece in pieces[-(total // size) :]} == {size}
    )
