"""Decides what Rasa may see of a message. Pure: knows neither Rasa nor conversations.

A message ends as one of
    plain words                          (a leading "/" is taken away: nobody can type a command to Rasa)
    /press{"s":...,"v":...,"n":...}      a well-formed button, the only payload a client may send
    /secret_shared{"kinds":[...]}        instead of a text that holds a secret
    /unreadable{"why":...}               instead of a text nobody can answer: "empty", "too_long" or "binary"
The last two also say in which `language` the text was, where that can be told, so that the answer is in it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable

from walletdesk.core import secrets
from walletdesk.understanding.language import language_of

MAX_TEXT = 4_000
MAX_PAYLOAD = 256
# A secret is looked for in this much of an over-long text; what lies behind it is dropped unread.
MAX_SEARCHED = 400_000

_PAYLOAD_KEYS = frozenset({"s", "v", "n"})
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"})
_BLANK_LETTERS = frozenset("\u2800\u3164\uffa0\u115f\u1160")
_LEADING_SLASHES = re.compile(r"^[\s/]+")
_DATA_URI = re.compile(r"^\s*data:[\w.+-]+/[\w.+-]+;base64,")


class Guarded(str):
    """Text that has been through `screen`; a second pass leaves it alone. Users cannot forge a Python type."""


def screen(text: object, see: Callable[[str], secrets.Redacted] = secrets.redact) -> Guarded:
    """What Rasa may see of `text`. Never raises; `see` is the conversation's window, or plain redaction."""
    if isinstance(text, Guarded):
        return text
    words = normalise(_as_words(text))
    kinds = _secret_kinds(words, see)
    if kinds:
        return _instead("secret_shared", words, kinds=list(kinds))
    why = _unreadable(words)
    if why is None and not isinstance(text, (str, int, float)):
        why = "binary"
    if why:
        return _instead("unreadable", words, why=why)
    return _without_commands(words)


def normalise(text: str) -> str:
    """Joins surrogate pairs, replaces lone surrogates (no database or socket takes them), drops NULs."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", "")


def payload_of(text: str) -> str | None:
    """The payload of a well-formed button, re-written canonically; None for everything else."""
    text = text.strip()
    if not text.startswith("/press{") or len(text) > MAX_PAYLOAD:
        return None
    try:
        fields = json.loads(text[len("/press") :])
    except ValueError:
        return None
    if not isinstance(fields, dict) or not fields or not _PAYLOAD_KEYS.issuperset(fields):
        return None
    if not all(isinstance(value, str) for value in fields.values()):
        return None
    return "/press" + json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _instead(intent: str, words: str, **fields: object) -> Guarded:
    language = language_of(words[:MAX_TEXT])
    known = {**fields, "language": language} if language else fields
    return Guarded(f"/{intent}{json.dumps(known)}")


def _as_words(text: object) -> str:
    if text is None:
        return ""
    if isinstance(text, bytes):
        return text.decode("utf-8", "replace")
    return str(text)


def _secret_kinds(words: str, see: Callable[[str], secrets.Redacted]) -> tuple[str, ...]:
    # A text beyond the limit never reaches a store, so its words need no place in the conversation's window.
    look = see if len(words) <= MAX_TEXT else secrets.redact
    return look(words[:MAX_SEARCHED]).found


def _unreadable(words: str) -> str | None:
    if len(words) > MAX_TEXT:
        return "too_long"
    if all(char == "/" or _is_invisible(char) for char in words):
        return "empty"
    return "binary" if _looks_binary(words) else None


def _is_invisible(char: str) -> bool:
    return char in _BLANK_LETTERS or unicodedata.category(char) in _INVISIBLE


def _looks_binary(words: str) -> bool:
    if _DATA_URI.match(words):
        return True
    # Nobody types a control character; a broken emoji in a short message happens.
    noise = 3 * sum(unicodedata.category(char) == "Cc" and not char.isspace() for char in words)
    noise += words.count("\ufffd")
    return noise * (10 if len(words) >= 40 else 2) >= len(words)


def _without_commands(words: str) -> Guarded:
    payload = payload_of(words)
    return Guarded(payload if payload is not None else _LEADING_SLASHES.sub("", words).strip())
