"""The official BIP-39 lists as one table: word -> which lists it stands on.

The lists are the text files inside the PyPI package `mnemonic`. They are read once, at the first message.
A list is a bit. Abbreviations (first four letters) and English spelt backwards are lists of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from walletdesk.core.secrets import prose
from walletdesk.core.secrets.folding import fold_word

SIZES = (12, 15, 18, 21, 24)
CHINESE = ("chinese_simplified", "chinese_traditional")
ENGLISH = "english"
_NOT_ABBREVIATED = (*CHINESE, "japanese", "korean")

# Above every list bit. A token with one of these weighs nothing when dense stretches are looked for.
FUNCTION = 1 << 40
SOFT = 1 << 41
LABEL = 1 << 42


@dataclass(frozen=True, eq=False, repr=False)
class Lexicon:
    """`bits` maps a folded word to its list bits and flags; `whole` are the bits of complete words."""

    bits: dict[str, int]
    lists: dict[str, int]
    whole: int
    chinese: int
    heads: frozenset[str]
    longest: int

    def name_of(self, bit: int) -> str:
        return next(name for name, own in self.lists.items() if own == bit)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    lists = _all_lists()
    numbered = {name: 1 << place for place, name in enumerate(lists)}
    bits: dict[str, int] = {}
    for name, words in lists.items():
        for word in words:
            bits[word] = bits.get(word, 0) | numbered[name]
    flagged = ((FUNCTION, prose.FUNCTION_WORDS), (SOFT, prose.SOFT_JOINTS), (LABEL, prose.LABELS))
    for flag, flagged_words in flagged:
        for word in flagged_words:
            bits[word] = bits.get(word, 0) | flag
    whole = sum(numbered[name] for name in _names())
    glued = [word for word, own in bits.items() if own & whole and len(word) >= 3]
    return Lexicon(
        bits=bits,
        lists=numbered,
        whole=whole,
        chinese=sum(numbered[name] for name in CHINESE),
        heads=frozenset(word[:3] for word in glued),
        longest=max(map(len, glued)),
    )


@lru_cache(maxsize=1)
def _all_lists() -> dict[str, Sequence[str]]:
    lists: dict[str, Sequence[str]] = {name: list_words(name) for name in _names()}
    for name in _names():
        if name not in _NOT_ABBREVIATED:
            lists[f"{name}/short"] = sorted({word[:4] for word in lists[name]} | set(lists[name]))
    lists[f"{ENGLISH}/backwards"] = [word[::-1] for word in lists[ENGLISH]]
    return lists


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    folder = resources.files("mnemonic") / "wordlist"
    return tuple(sorted(file.name[:-4] for file in folder.iterdir() if file.name.endswith(".txt")))


@cache
def list_words(name: str) -> tuple[str, ...]:
    """The 2048 words of one list in official order, folded."""
    file = resources.files("mnemonic") / "wordlist" / f"{name}.txt"
    return tuple(fold_word(word.strip()) for word in file.read_text(encoding="utf-8").split())


@cache
def _places(name: str) -> dict[str, int]:
    return {word: place for place, word in enumerate(list_words(name))}


@cache
def _spelt_alike(name: str) -> frozenset[str]:
    """Every word of a list, whole and with any one letter left out."""
    words = list_words(name)
    return frozenset(words) | {word[:i] + word[i + 1 :] for word in words for i in range(len(word))}


def is_near(token: str, name: str) -> bool:
    """One letter wrong, missing, added or swapped, and not a common word in its own right."""
    if not 3 <= len(token) <= 12 or token in prose.COMMON_WORDS:
        return False
    alike = _spelt_alike(name)
    return token in alike or any(token[:i] + token[i + 1 :] in alike for i in range(len(token)))


def has_checksum(words: Sequence[str], name: str) -> bool:
    """Whether the words, all folded and on the list, end in their BIP-39 checksum."""
    if len(words) not in SIZES:
        return False
    places = _places(name)
    number = 0
    for word in words:
        number = number << 11 | places[word]
    check = len(words) // 3
    entropy = (number >> check).to_bytes(check * 4, "big")
    return hashlib.sha256(entropy).digest()[0] >> (8 - check) == number & ((1 << check) - 1)
