"""Whether a hash is all there, and what to say where it is not. Pure, and without the search in `references`."""

from __future__ import annotations

from walletdesk.core.turn import Line

_DIGITS = 64
_SIGNATURE = range(86, 89)  # characters of a Solana signature in base58


def is_whole(code: str) -> bool:
    return code.isalnum() and (len(_bare(code)) == _DIGITS or len(code) in _SIGNATURE)


def trouble(code: str) -> Line | None:
    """What is wrong with the length; None for a whole hash."""
    if is_whole(code):
        return None
    length = len(_bare(code))
    if not _bare(code).isalnum():
        return Line("dialogue.hash_masked")
    key = "dialogue.hash_too_short" if length < _DIGITS else "dialogue.hash_too_long"
    return Line(key, facts={"number": str(abs(_DIGITS - length)), "length": str(length)})


def _bare(code: str) -> str:
    return code.removeprefix("0x")
