"""The last net before the database: whatever came this far is looked through once more, and shortened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate

from walletdesk.core import secrets
from walletdesk.core.words import fold

MOST_OF_STORY = 4_000
MOST_OF_REPLY = 1_000
_MOST_OF_FACT = 500
_MOST_OF_PHRASE = 200
_MOST_FACTS = 60
# Longer texts than any channel lets through are not searched to their end; what is kept is far shorter.
_MOST_SEARCHED = 20_000
_CODE = re.compile(r"[A-Za-z][\w.:-]{0,47}", re.ASCII)
NOT_A_CODE = "?"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_LONG = re.compile(r"\b(?=\w*\d)(\w{4})\w{12,}(\w{4})\b", re.ASCII)
_DIGITS = re.compile(r"\+?\d[\d -]{5,}\d")
_OF_PHRASES = (secrets.MNEMONIC, secrets.MNEMONIC_PART)


def code(text: str) -> str:
    """Names that our own content gives (a topic, a team): what has another form was written by somebody else."""
    return text if _CODE.fullmatch(text) else NOT_A_CODE


def words(text: str, most: int) -> str:
    """Free text: no secret, nothing that steers a terminal or turns the direction of writing."""
    return secrets.redact(_printable(text)).text[:most].strip()


def facts_and_story(facts: Mapping[str, str], story: str) -> tuple[dict[str, str], str]:
    """As `words`, and a phrase that is spread over several of them is found too."""
    names = [words(name, 48) for name in list(facts)[:_MOST_FACTS]]
    values = [words(str(value), _MOST_OF_FACT) for value in list(facts.values())[:_MOST_FACTS]]
    *values, story = _without_spread_phrases([*values, words(story, MOST_OF_STORY)])
    return dict(zip(names, values, strict=True)), story


def phrase(text: str) -> str:
    """What was not understood, folded; of addresses, numbers and mail only the form is left."""
    clean = secrets.mask_hashes(words(text, _MOST_SEARCHED))
    clean = _LONG.sub(r"\1...\2", _EMAIL.sub("[email]", clean))
    return fold(_DIGITS.sub("#", clean))[:_MOST_OF_PHRASE].strip()


@lru_cache(maxsize=10_000)
def conversation(sender: str, most: int = 255) -> str:
    """A sender's id as it is, where it can be stored; else its digest, which finds the same conversation again."""
    if len(sender) <= most and sender == _printable(sender) and not secrets.find(sender):
        return sender
    return "digest:" + blake2b(sender.encode("utf-8", "replace"), digest_size=24).hexdigest()


def _printable(text: str) -> str:
    return "".join(char for char in text[:_MOST_SEARCHED] if char in "\n\t\u200c\u200d" or _is_shown(char))


def _is_shown(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _without_spread_phrases(parts: Sequence[str]) -> list[str]:
    found = [finding for finding in secrets.find("\n".join(parts)) if finding.kind in _OF_PHRASES]
    ends = accumulate(len(part) + 1 for part in parts)
    return [
        f"[{secrets.MNEMONIC}]" if any(f.start < end - 1 and f.end > end - 1 - len(part) for f in found) else part
        for part, end in zip(parts, ends, strict=True)
    ]
