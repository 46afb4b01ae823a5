"""Passwords and one-time codes a user writes out. Only values that do not read as ordinary words count."""

from __future__ import annotations

import re
from collections.abc import Iterator

from walletdesk.core.secrets.findings import CODE, PASSWORD, Finding
from walletdesk.core.secrets.folding import Folded

_STATED = re.compile(
    r"(?<![a-z])(?:pass[\s_-]?(?:word|code|phrase)|pwd|passwd|pin(?:[\s_-]?code)?)\s{0,3}(?::|=|(?:is|was)(?![a-z])\s{0,3}:?|->)"
    r"\s{0,3}[\"'`“‘「(]?([!-~]{4,64})"
    r"|(?:密\s?[码碼]|口令|パスワード|비밀번호)(?:就)?\s{0,3}(?:是|为|為|[:=]|はは?|는)\s{0,3}:?\s{0,3}[\"'`“‘「(]?([!-~]{4,64})"
)
# "密码abc…" and "password abc…", with nothing between them; such a value must look like a password by itself.
_ADJACENT = re.compile(
    r"(?:(?<![a-z])(?:pass[\s_-]?(?:word|code)|pwd|passwd)\s{1,2}|(?:密\s?[码碼]|口令)\s{0,2})[\"'`“‘「(]?([!-~]{6,64})"
)
_PRODUCT = re.compile(
    r"(?:i?phone|ipad|ios|android|imtoken|token|mac|win|huawei|xiaomi|mate|redmi|vivo|oppo|web|v\d|app|http|usdt|eth|trc|erc|bip)",
    re.I,
)
_CODE_CUE = (
    r"(?:(?:短信|手机|谷歌|邮箱|安全)?(?:验证|驗證|校验|校驗|动态|動態)[码碼]|动态口令"
    r"|(?<![a-z])(?:otp|2fa|(?:(?:one[\s-]?time|verification|sms|2fa|auth(?:entication|enticator)?|security|login|confirmation)"
    r"\s(?:pass)?code)))"
)
_VALUE = r"(\d{4,8}|\d{3}[ -]\d{3})"
_NO_MEASURE = r"(?![\d.%]|\s?(?:[年月位分秒个個次号號块元]|characters?|digits?|min|sec|times|usd|u(?![a-z])))"
_ONE_TIME = re.compile(
    rf"{_CODE_CUE}\s?(?:code\s?)?(?:就?是|[为為]|is(?![a-z])|was(?![a-z])|[:=])?\s?:?\s?[\"'“‘「]?{_VALUE}{_NO_MEASURE}"
    rf"|(?<![\d.a-z]){_VALUE}[\"'”’」]?\s?(?:就?是我?的?|is (?:my |the )?|这个|這個)\s?{_CODE_CUE}"
)
_CODE_HINTS = ("码", "碼", "口令", "otp", "code", "2fa")
_HINTS = ("pass", "pwd", "pin", "密", "口令", "ハスワート", "パスワード")
_EDGE = "\"'`.,;!?)>]"
# "8-16 characters", "100%", "6-digit", "2.9.3", web addresses and file names describe; they are not values.
_DESCRIBES = re.compile(
    r"\d+%?$(?<!\d{4})|\d{1,2}[-~]\d{1,2}|\d+-?[a-z]|[\d.]+$(?<!\d{6})|https?:|www\.|0x|\*+$|x+$|_+$|\.+$"
)

_COUNTED = re.compile(r"\s?[年月位个個天次号號]")
_CODE = re.compile(r"[(){}<>\[\]]|&\w+")


def find(folded: Folded) -> Iterator[Finding]:
    yield from _stated(folded)
    if any(hint in folded.lower for hint in _CODE_HINTS):
        for hit in _ONE_TIME.finditer(folded.lower):
            yield folded.finding(CODE, *hit.span(1 if hit[1] else 2))


def _stated(folded: Folded) -> Iterator[Finding]:
    lower = folded.lower
    if not any(hint in lower for hint in _HINTS):
        return
    for hit in _STATED.finditer(lower):
        group = 1 if hit[1] else 2
        start = hit.start(group)
        value = folded.text[start : hit.end(group)].rstrip(_EDGE)
        if _is_value(value) and not _COUNTED.match(lower, start + len(value)):
            yield folded.finding(PASSWORD, start, start + len(value))
    for hit in _ADJACENT.finditer(lower):
        value = folded.text[hit.start(1) : hit.end(1)].rstrip(_EDGE)
        if _looks_made_up(value):
            yield folded.finding(PASSWORD, hit.start(1), hit.start(1) + len(value))


def _looks_made_up(value: str) -> bool:
    """Letters and digits with a sign among them, or eight and more of both; no device and no version."""
    if not _is_value(value) or value.isdigit() or _PRODUCT.match(value) or not re.search(r"\d", value):
        return False
    return len(value) >= 8 or re.search(r"[!@#$%^&*+=~_]", value) is not None


def _is_value(value: str) -> bool:
    """At least four digits, or at least six characters that mix letters with digits or signs."""
    if value.isdigit():
        return 4 <= len(value) <= 16
    if len(value) < 6 or _DESCRIBES.match(value) or _CODE.search(value):
        return False
    mixed = re.search(r"\d", value) or re.search(r"[!@#$%^&*+=~]", value)
    return bool(mixed) and bool(re.search(r"[A-Za-z]", value))
