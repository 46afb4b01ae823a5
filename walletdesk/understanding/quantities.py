"""Numbers with a meaning: amounts of a coin, spans of time, versions of the app."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_HAN_DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2}
_HAN_UNIT = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100}
_SCALE = {
    "k": 1000,
    "w": 10_000,
    "万": 10_000,
    "千": 1000,
    "百": 100,
    "亿": 100_000_000,
    "mil": 10**6,
    "million": 10**6,
    "thousand": 1000,
}

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_HAN_NUMBER = r"[零一二三四五六七八九两十百千万亿]+"
_NUMBER = (
    rf"(?:(?P<digits>{_DIGITS})\s*(?P<scale>k|w|万|千|百|亿|mil|million|thousand)?(?![a-z])|(?P<han>{_HAN_NUMBER}))"
)
_BEFORE_COIN = re.compile(rf"(?<![\d.,a-z_]){_NUMBER}\s*(?:多|来)?\s*(?:个|枚|颗|块|of)?\s*(?:的)?\s*$")
_AFTER_COIN = re.compile(
    rf"\s?(?:[:：]|有|共)?\s?{_NUMBER}(?:\s?[个枚](?!半|多|小|钟|月|星|礼|地|人|钱|交|工))?"
    r"(?![\d.,]|\s*(?:[a-z]|个?多?半?小时|天|分钟|月|周|年|号|点|%|次|笔|个))"
)

_UNITS = {
    "second": (1 / 60, "秒钟?|seconds?|secs?"),
    "minute": (1, "分钟|minutes?|minuts?|mins?"),
    "hour": (60, "个?多?小时|个?多?钟头|个钟|hours?|hrs?|h"),
    "day": (1440, "多?天|days?|d"),
    "week": (10_080, "个?多?星期|个?多?礼拜|周|weeks?|wks?"),
    "month": (43_200, "个多?月|months?"),
    "year": (525_600, "年|years?|yrs?"),
}
_ANY_UNIT = "|".join(f"(?P<{name}>{spellings})" for name, (_, spellings) in _UNITS.items())
_MOST_YEARS = 30  # "2024年" is a date
_WORD_NUMBER = "|".join(sorted(_WORDS, key=len, reverse=True))
_SPAN = re.compile(
    rf"(?<![\d.,a-z_第])(?:(?P<digits>\d{{1,4}}(?:\.\d+)?)|(?P<word>{_WORD_NUMBER})(?![a-z])|(?P<han>[一二三四五六七八九两十百]+))"
    rf"\s?(?:\+|plus|多|来|几)?[\s-]?(?P<half>个半)?(?:{_ANY_UNIT})(?P<tail>半)?(?![a-z])"
)
_JOINT = re.compile(r"\s?(?:and|又|零)?\s?")
_GLUED_SPAN = re.compile(r"(?<![\d.,a-z_])(\d{1,3})h(\d{1,2})m(?:in)?(?![a-z0-9])")

_VERSION = re.compile(
    r"(?P<cue>(?:version|ver\.?|版本号?|版|imtoken(?:\s?app)?|\bapp)\s*(?:is|是|为)?\s*[:：]?\s*)?"
    r"(?:(?P<v>(?<![a-z])v\.?\s?)|(?<![\d.a-z]))"
    r"(?P<number>\d{1,2}(?:\.\d{1,3}){1,3})(?![\d%]|\.\d|\s*(?:[a-z]{2,5}\b|个|万|%))"
)
_SYSTEM = re.compile(
    r"(?:ios|android|miui|emui|harmonyos|hyperos|coloros|one ui|windows|macos|安卓|鸿蒙|苹果|系统)"
    r"\s*(?:版本|version)?\s*$"
)


def han_number(text: str) -> int:
    """两万五千 -> 25000."""
    total = section = digit = 0
    for char in text:
        if char in _HAN_DIGIT:
            digit = _HAN_DIGIT[char]
        elif _HAN_UNIT[char] >= 10_000:
            total, section, digit = (total + section + digit or 1) * _HAN_UNIT[char], 0, 0
        else:
            section, digit = section + (digit or 1) * _HAN_UNIT[char], 0
    return total + section + digit


def amount_before(folded: str, coin_start: int) -> tuple[int, str] | None:
    """Where the number in front of a coin starts, and its plain decimal value."""
    window = max(0, coin_start - 32)
    match = _BEFORE_COIN.search(folded[window:coin_start])
    value = _value(match) if match else None
    return (window + match.start(), value) if match and value else None


def amount_after(folded: str, coin_end: int) -> tuple[int, str] | None:
    """Where the number behind a coin ends, and its plain decimal value."""
    match = _AFTER_COIN.match(folded, coin_end)
    value = _value(match) if match else None
    return (match.end(), value) if match and value else None


def _value(match: re.Match[str]) -> str | None:
    if match["han"]:
        return str(han_number(match["han"]))
    try:
        number = Decimal(match["digits"].replace(",", "")) * _SCALE.get(match["scale"] or "", 1)
    except InvalidOperation:
        return None
    return f"{number.normalize():f}"


def durations(folded: str) -> list[tuple[int, int, int]]:
    """(start, end, minutes) of every span of time; "2 days and 3 hours" is one."""
    found = [(m.start(), m.end(), int(m[1]) * 60 + int(m[2])) for m in _GLUED_SPAN.finditer(folded)]
    for match in _SPAN.finditer(folded):
        minutes = _minutes(match)
        if minutes is None or any(start <= match.start() < end for start, end, _ in found):
            continue
        if found and _joined(folded, found[-1][1], match.start()):
            start, _, before = found.pop()
            found.append((start, match.end(), before + minutes))
        else:
            found.append((match.start(), match.end(), minutes))
    return found


def _joined(folded: str, end: int, start: int) -> bool:
    return end <= start and _JOINT.fullmatch(folded[end:start]) is not None


def _minutes(match: re.Match[str]) -> int | None:
    number = _count(match) + (0.5 if match["half"] or match["tail"] else 0)
    if match["year"] and number > _MOST_YEARS:
        return None
    unit = next(name for name in _UNITS if match[name])
    return max(1, round(number * _UNITS[unit][0]))


def _count(match: re.Match[str]) -> float:
    if match["digits"]:
        return float(match["digits"])
    return float(_WORDS[match["word"]] if match["word"] else han_number(match["han"]))


def versions(folded: str) -> list[tuple[int, int, str]]:
    """(start, end, "2.14.3"). Two parts ("2.9") need a cue in front; four parts, and a system's number (iOS 17.5.1),
    are no app version."""
    found = []
    for match in _VERSION.finditer(folded):
        parts = match["number"].count(".") + 1
        if parts == 4 or (parts == 2 and not (match["cue"] or match["v"])):
            continue
        if not _SYSTEM.search(folded[: match.start("number")]):
            start = match.start("v") if match["v"] else match.start("number")
            found.append((start, match.end("number"), match["number"]))
    return found
