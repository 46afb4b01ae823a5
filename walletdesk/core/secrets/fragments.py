"""Pieces of a phrase inside one message, too short to be a finding of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from walletdesk.core.secrets import chinese
from walletdesk.core.secrets.folding import Folded
from walletdesk.core.secrets.phrases import Run, runs
from walletdesk.core.secrets.prose import CHINESE_GRAMMAR, WALLET_WORDS
from walletdesk.core.secrets.tokens import Tokens
from walletdesk.core.secrets.wordlists import FUNCTION, LABEL, SIZES, SOFT, Lexicon, is_near, lexicon

# Longer messages that are not a phrase by themselves are prose; nothing is remembered of them.
_LONGEST = 400
_OBVIOUS = 4.0
_INSIDE_PROSE = 4.0
# They announce words of a phrase and may stand beside a fragment without making it a sentence.
_ANNOUNCES = frozenset(
    """next then first last rest words word phrase seed mnemonic recovery secret backup continue more remaining
    half part line row here ok okay and now two three four five six final other
    助记词 助記詞 单词 接着 接著 继续 繼續 然后 然後 后面 後面 下面 剩下 剩下的 还有 前面 前六个 后六个 最后""".split()
)


@dataclass(frozen=True, eq=False, repr=False)
class Fragment:
    """`weights` per list bit, `span` in the folded text; `characters` only for unseparated Chinese."""

    weights: dict[int, float]
    span: tuple[int, int]
    is_obvious: bool
    characters: str = ""


def read(folded: Folded) -> Fragment | None:
    if len(folded.lower) > _LONGEST:
        return None
    lex = lexicon()
    tokens = Tokens(folded, lex)
    return _whole_message(tokens, lex) or _unseparated(tokens, lex) or _inside_prose(tokens, lex)


def _whole_message(tokens: Tokens, lex: Lexicon) -> Fragment | None:
    """Nothing but words of one list, labels and announcements."""
    weights = {}
    for bit in lex.lists.values():
        weight = _weight_of_all(tokens, lex, bit)
        if weight > 0:
            weights[bit] = weight
    if not weights:
        return None
    hits = [place for place, mask in enumerate(tokens.masks) if any(mask & bit for bit in weights)]
    span = tokens.span(hits[0])[0], tokens.span(hits[-1])[1]
    obvious = max((weight for bit, weight in weights.items() if bit & lex.whole), default=0.0)
    return Fragment(weights, span, obvious >= _OBVIOUS)


def _weight_of_all(tokens: Tokens, lex: Lexicon, bit: int) -> float:
    """0 if the message holds anything but this list; everyday words count for little or nothing."""
    weight, slips = 0.0, 0
    for word, mask in zip(tokens.words, tokens.masks, strict=True):
        if mask & bit:
            weight += _weight(word, mask)
        elif mask & (LABEL | SOFT) or word in _ANNOUNCES:
            continue
        elif slips < 1 and len(tokens.words) >= 4 and bit & lex.whole and is_near(word, lex.name_of(bit)):
            slips += 1
        else:
            return 0.0
    return weight


def _weight(word: str, mask: int) -> float:
    if mask & FUNCTION or word in CHINESE_GRAMMAR or word in _ANNOUNCES:
        return 0.0
    return 0.5 if word in WALLET_WORDS else 1.0


def _unseparated(tokens: Tokens, lex: Lexicon) -> Fragment | None:
    """A short message of Chinese characters that do not read as a sentence."""
    if len(tokens.words) != 1 or not 2 <= len(tokens.words[0]) <= max(SIZES) // 2:
        return None
    word = tokens.words[0]
    if not all(lex.bits.get(char, 0) & lex.chinese for char in word) or chinese.reads_as_prose(word):
        return None
    return Fragment({}, tokens.span(0), False, word)


def _inside_prose(tokens: Tokens, lex: Lexicon) -> Fragment | None:
    """Several list words in a row within a sentence; only a run without everyday words counts."""
    best: tuple[float, Run] | None = None
    for bit in lex.lists.values():
        if not bit & lex.whole or sum(1 for mask in tokens.masks if mask & bit) < _INSIDE_PROSE:
            continue
        for run in runs(tokens, lex, bit, 0, len(tokens.masks) - 1):
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
        chinese.is_phrase("".join(pieces[-total // size :]), lexicon())
        for total in SIZES
        if total % size == 0 and all(len(piece) == size for piece in pieces[-total // size :])
    )
