"""When things happened and whose an address is, as the user told it; the list for the police says nothing else. Pure.

An hour is taken only where the words leave no doubt which one it is. Everything else stays in the user's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MOST = 40
_DAYS_AGO = {
    "今": 0, "昨": 1, "前": 2, "today": 0, "this": 0, "tonight": 0, "yesterday": 1, "last": 1,
}  # fmt: skip
_HAN = {
    char: value for value, char in enumerate(["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"])
} | {"两": 2, "兩": 2}
_HAN_DIGIT = f"[{''.join(_HAN)}]"
_CHINESE = re.compile(
    r"(?P<day>大前天|前天|昨天|昨日|今天|今日|昨|前|今)"
    r"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜裡|半夜|晚|夜|早)?"
    rf"(?:大概|大约|大約|差不多)?(?:\s?(?P<hour>\d{{1,2}}|十[一二]|{_HAN_DIGIT})\s?"
    r"(?:(?:[点點]|[时時])钟?(?:(?P<half>半)|(?P<quarter>[一三]刻)|(?P<minute>\d{1,2})分?)?"
    r"|[:：](?P<minutes>\d{2}))(?!\d)(?P<vague>多|左右)?)?"
)
_CLOCK = r"(?P<{0}hour>\d{{1,2}})(?:[:.](?P<{0}minute>\d{{2}}))?\s?(?P<{0}half>[ap]\.?m\b\.?)?"
_ENGLISH = re.compile(
    r"(?<![a-z])(?:(?P<day>yesterday|today|tonight|last night|this (?:morning|afternoon|evening))"
    r"(?:\s(?P<part>morning|afternoon|evening|night))?"
    r"(?:(?:,?\s(?:(?:at|around|about)\s){1,2}|,?\s(?=\d{1,2}(?:[:.]\d\d|\s?[ap]\.?m)))"
    + _CLOCK.format("")
    + r"(?![\d:.]*\d|\s?[a-z]*\s?ago))?"
    r"|" + _CLOCK.format("b") + r"\s(?P<bday>yesterday|today|tonight|last night|this (?:morning|afternoon|evening))"
    r"(?:\s(?P<bpart>morning|afternoon|evening|night))?)(?![a-z])"
)
_COUNTED = re.compile(
    rf"(?:\d|{_HAN_DIGIT}|半(?!天)"
    r"|(?<![a-z])(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|half an)\s)"
    r"[个多来\s]{0,2}半?(?:秒|分钟|小时|钟头|天|周|星期|月|年|sec|min|hours?|hrs?|h\b|days?|weeks?|months?|years?)"
)
_MINE = re.compile(r"我的|我自己|自己的|本人|(?<![a-z])(?:my|mine|own)(?![a-z])|我(?=的?(?:钱包)?地址)")
_THEIRS = re.compile(
    r"对方|對方|骗子|騙子|黑客|盗贼|小偷|(?<!我的)(?<!我)收款|他的|她的|他们|对家|转到了?|转去|转给|被转"
    r"|(?<![a-z])(?:scammers?|hackers?|thief|thieves|attackers?"
    r"|his|her|their|theirs|receivers?|recipients?|counterparty|them)(?![a-z'])"
)
_BESIDE = 24


@dataclass(frozen=True)
class Told:
    """When something happened, as told at `said_at` (ISO 8601, UTC). hour: of 24, None where it may be either of two.
    chinese: told in Chinese."""

    words: str
    days_ago: int
    hour: int | None
    minute: int
    chinese: bool
    said_at: str = ""

    def dump(self) -> str:
        hour = "" if self.hour is None else str(self.hour)
        return "|".join((str(self.days_ago), hour, str(self.minute), "zh" * self.chinese, self.said_at, self.words))


def load(stored: str) -> Told | None:
    """What `dump` made of one; None for anything else."""
    parts = stored.split("|", 5)
    if len(parts) != 6 or not parts[0].isdecimal() or not parts[2].isdecimal():
        return None
    hour = int(parts[1]) if parts[1].isdecimal() else None
    return Told(parts[5], int(parts[0]), hour, int(parts[2]), parts[3] == "zh", parts[4])


def told_time(text: str, said_at: str = "") -> Told | None:
    """The first day a message names, with its hour where one is told."""
    lower = text.lower()
    for match, (days, hour, minute, chinese) in _told(lower):
        written = text[match.start() : match.end()] if len(text) == len(lower) else match[0]
        return Told(written.strip()[:_MOST], days, hour if minute < 60 else None, minute, chinese, said_at)
    return None


def is_counted(text: str) -> bool:
    """Whether the message counts a span of time; "last night" is no twelve hours, and "a few days" are not three."""
    return _COUNTED.search(text.lower()) is not None


def has_hour(text: str) -> bool:
    """Whether the message names a day and an hour."""
    return any(match.groupdict().get("hour") or match.groupdict().get("bhour") for match, _ in _told(text.lower()))


def owner(text: str, address: str) -> str | None:
    """`mine` or `theirs`, where the words right at an address say so."""
    at = text.find(address)
    if at < 0:
        return None
    before = re.split(
        r"[,，。;；\n]|0x[0-9a-fA-F]{8,}|(?<![a-zA-Z0-9])[a-zA-Z0-9]{26,}", text[max(0, at - _BESIDE) : at].lower()
    )[-1]
    said = [(hit.start(), name) for name, cue in (("mine", _MINE), ("theirs", _THEIRS)) for hit in cue.finditer(before)]
    if said:
        return max(said)[1]
    behind = re.match(
        r"\s?(?:是|is|,|，)\s?(我的|mine|my|对方|對方|骗子|theirs|the (?:scammer|thief|hacker))",
        text[at + len(address) :].lower(),
    )
    return None if behind is None else "mine" if behind[1] in ("我的", "mine", "my") else "theirs"


_Spoken = tuple[int, "int | None", int, bool]


def _told(text: str) -> Iterator[tuple[re.Match[str], _Spoken]]:
    """(match, (days ago, hour, minute, in Chinese)); an hour that may mean two is None."""
    for match in _CHINESE.finditer(text):
        if len(match["day"]) > 1 or match["part"]:
            yield match, _chinese(match)
    for match in _ENGLISH.finditer(text):
        yield match, _english(match)


def _chinese(match: re.Match[str]) -> _Spoken:
    days = 3 if match["day"].startswith("大") else _DAYS_AGO[match["day"][0]]
    part = match["part"] or ""
    minute = 30 if match["half"] else 0
    if match["quarter"]:
        minute = 45 if match["quarter"].startswith("三") else 15
    minute = int(match["minute"] or match["minutes"] or minute)
    hour = None if match["hour"] is None or match["vague"] else _number(match["hour"])
    if part in ("晚上", "夜里", "夜裡", "半夜", "晚", "夜", "傍晚"):
        part = "night"
    elif part in ("凌晨", "早上", "早晨", "上午", "早"):
        part = "small" if part == "凌晨" else "morning"
    elif part in ("中午", "下午"):
        part = "noon" if part == "中午" else "afternoon"
    return days, _hour(hour, part), minute, True


def _english(match: re.Match[str]) -> _Spoken:
    pre = "b" if match["bday"] else ""
    day, half = match[f"{pre}day"], (match[f"{pre}half"] or "").replace(".", "")
    part = match[f"{pre}part"] or ("night" if "night" in day else day.partition(" ")[2])
    said = match[f"{pre}hour"]
    hour = int(said) if said else None
    if hour is not None and half:
        late = part == "night" and half == "am"  # "last night 2am" is this morning, or the one before
        hour = None if late or not 1 <= hour <= 12 else hour % 12 + (12 if half == "pm" else 0)
    else:
        hour = _hour(hour, part)
    return _DAYS_AGO[day.split(" ")[0]], hour, int(match[f"{pre}minute"] or 0), False


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return _HAN[text] if len(text) == 1 else 10 + _HAN[text[1]]


def _hour(hour: int | None, part: str) -> int | None:
    """On the clock of 24 hours, or None where the words leave it open."""
    if hour is None or hour > 23:
        return None
    if hour > 12:
        return hour if part in ("", "night", "evening", "afternoon") else None
    ranges = {"small": (1, 6, 0), "morning": (5, 12, 0), "noon": (12, 12, 0), "afternoon": (1, 6, 12)}
    low, high, more = ranges.get(part, (6, 11, 12) if part in ("night", "evening") else (25, 0, 0))
    return hour + more if low <= hour <= high else None
