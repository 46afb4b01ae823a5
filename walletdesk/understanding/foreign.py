"""Whether a message is in a language we do not speak; what is short, misspelt or mixed passes for ours."""

from __future__ import annotations

import functools
import re
from importlib import resources

from .language import WORD, without_codes

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u058f\u0590-\u06ff\u0900-\u0e7f\uac00-\ud7af]")
_VIETNAMESE = re.compile(r"[ơưđăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
# From so many letters of another script on; one or two may be a look-alike in an address.
_LETTERS = 3
_KANA_A_HAN = 0.4
# Of a Latin text, so large a part must be small words of one foreign language, and so many of them.
_PART, _FEWEST = 0.3, 2
# Somebody who begins in their own language and goes on in English is answered. The trade's own words are no sign.
_ENGLISH = re.compile(
    "my|the|are|have|has|had|cannot|sent|wrong|received|stolen|hacked|lost|forgot|missing|stuck|failed"
    "|somebody|someone|somehow|because|with|from|this"
)
_ENOUGH_ENGLISH = 2


def is_foreign(text: str) -> bool:
    """True for a message that is neither Chinese nor English."""
    han, kana = len(_HAN.findall(text)), len(_KANA.findall(text))
    if kana >= _LETTERS and kana >= _KANA_A_HAN * han:
        return True
    words = [word.lower().replace("’", "'") for word in WORD.findall(without_codes(text))]
    letters = len(_OTHER_SCRIPT.findall(text))
    if letters >= _LETTERS and letters > han + sum(map(len, words)):
        return True
    return not han and _is_foreign_latin(words)


def _is_foreign_latin(words: list[str]) -> bool:
    if not words:
        return False
    if sum(bool(_ENGLISH.fullmatch(word)) for word in words) >= _ENOUGH_ENGLISH:
        return False
    known = [word for word in words if len(word) > 1]
    best = max((sum(word in language for word in known) for language in _languages()), default=0)
    marked = sum(bool(_VIETNAMESE.search(word)) for word in words)
    return max(best, marked) >= _FEWEST and max(best, marked) >= _PART * len(words)


@functools.lru_cache(maxsize=1)
def _languages() -> tuple[frozenset[str], ...]:
    source = resources.files(__package__).joinpath("data/foreign_words.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in source.splitlines() if line and not line.startswith("#"))
    return tuple(frozenset(words[1:]) for words in lines)
