"""Ticket numbers: `WD-XXXX-XXXX`, forty random bits in Crockford's base 32, which has no I, L, O and U to misread."""

from __future__ import annotations

import re
import unicodedata
from secrets import choice

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PREFIX = "WD"
_LENGTH = 8
_MISREAD = str.maketrans("OIL", "011")
_CODE = re.compile(f"[{ALPHABET}]{{{_LENGTH}}}")


def new() -> str:
    """Says nothing of how many tickets there are; uniqueness is the store's business."""
    return written("".join(choice(ALPHABET) for _ in range(_LENGTH)))


def read(text: str) -> str | None:
    """The number as `new` writes it, whatever its case, width, dashes and blanks, and with O for 0 or I for 1."""
    folded = unicodedata.normalize("NFKC", text[:100]).upper()
    code = "".join(char for char in folded if char.isascii() and char.isalnum())
    if len(code) == len(_PREFIX) + _LENGTH and code.startswith(_PREFIX):
        code = code[len(_PREFIX) :]
    code = code.translate(_MISREAD)
    return written(code) if _CODE.fullmatch(code) else None


def written(code: str) -> str:
    return f"{_PREFIX}-{code[:4]}-{code[4:]}"
