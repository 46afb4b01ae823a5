"""Passwords a user states outright. Only values that do not read as ordinary words count."""

from __future__ import annotations

import re
from collections.abc import Iterator

from walletdesk.core.secrets.findings import PASSWORD, Finding
from walletdesk.core.secrets.folding import Folded

_STATED = re.compile(
    r"(?<![a-z])(?:pass[\s_-]?(?:word|code|phrase)|pwd|passwd|pin(?:[\s_-]?code)?)\s{0,3}(?::|=|(?:is|was)(?![a-z])\s{0,3}:?|->)"
    r"\s{0,3}[\"'`“‘「(]?([!-~]{4,64})"
    r"|(?:密\s?[码碼]|口令|パスワード|비밀번호)(?:就)?\s{0,3}(?:是|为|為|[:=]|はは?|는)\s{0,3}:?\s{0,3}[\"'`“‘「(]?([!-~]{4,64})"
)
_HINTS = ("pass", "pwd", "pin", "密", "口令", "ハスワート", "パスワード")
_EDGE = "\"'`.,;!?)>]"
# "8-16 characters", "100%", "6-digit", "2.9.3", web addresses and file names describe; they are not values.
_DESCRIBES = re.compile(
    r"\d+%?$(?<!\d{4})|\d{1,2}[-~]\d{1,2}|\d+-?[a-z]|[\d.]+$(?<!\d{6})|https?:|www\.|0x|\*+$|x+$|_+$|\.+$"
)

_COUNTED = re.compile(r"\s?[年月位个個天次号號]")
_CODE = re.compile(r"[(){}<>\[\]]|&\w+")


def find(folded: Folded) -> Iterator[Finding]:
    lower = folded.lower
    if not any(hint in lower for hint in _HINTS):
        return
    for hit in _STATED.finditer(lower):
        group = 1 if hit[1] else 2
        start = hit.start(group)
        value = folded.text[start : hit.end(group)].rstrip(_EDGE)
        if _is_value(value) and not _COUNTED.match(lower, start + len(value)):
            yield folded.finding(PASSWORD, start, start + len(value))


def _is_value(value: str) -> bool:
    """At least four digits, or at least six characters that mix letters with digits or signs."""
    if value.isdigit():
        return 4 <= len(value) <= 16
    if len(value) < 6 or _DESCRIBES.match(value) or _CODE.search(value):
        return False
    mixed = re.search(r"\d", value) or re.search(r"[!@#$%^&*+=~]", value)
    return bool(mixed) and bool(re.search(r"[A-Za-z]", value))
