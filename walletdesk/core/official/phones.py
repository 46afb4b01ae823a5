"""Telephone numbers in a folded text, in any grouping, in Chinese numerals too. Shapes only: nobody is called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from walletdesk.core.official.spelling import with_han_digits

_GAP = r"[\s().·•_/*–—-]{0,2}"
_RUN = re.compile(rf"(?<![a-z0-9_.+/=-])(?:\+{_GAP})?\(?\d(?:{_GAP}\d){{6,15}}(?![a-z0-9_=])")
_HAN_RUN = re.compile(r"[〇零一二三四五六七八九幺洞拐]{7,}")
_NUMBER = re.compile(
    r"(?:\+|00)\d{7,15}"  # any country
    r"|(?:86)?(?:1[3-9]\d{9}|[48]00\d{7}|0[1-9]\d{8,10})"  # mainland China: mobile, service, with area code
    r"|85[23]\d{8}|886\d{8,9}"
    r"|18(?:00|33|44|55|66|77|88)\d{7}"  # toll-free in North America
)
_GROUPED = re.compile(r"\(?[2-9]\d{2}\)?[\s.-]{1,2}\d{3}[\s.-]\d{4}")
_CALLED = re.compile(
    r"(?:电话|热线|拨打|致电|座机|手机号?码?|打|call|dial|phone|hotline|helpline|tel|whatsapp)\W{0,12}(?:是|为|is|at|us)?\W{0,4}$"
)
_REACH = 30
_DECIMAL = re.compile(r"\d+\.\d+")  # an amount
_FEWEST, _MOST = 7, 15


def find(text: str) -> Iterator[tuple[int, int]]:
    spelt = _HAN_RUN.sub(lambda run: with_han_digits(run[0]), text)
    for match in _RUN.finditer(spelt):
        start, end = match.span()
        if _DECIMAL.fullmatch(match[0]):
            continue
        if is_number(match[0]) or _GROUPED.fullmatch(match[0]) or _CALLED.search(spelt[max(0, start - _REACH) : start]):
            yield start, end


def digits(text: str) -> str:
    """`+` and digits alone."""
    return re.sub(r"[^\d+]", "", with_han_digits(text))


def is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(digits(text)))


def may_be_number(text: str) -> bool:
    """Whether a text that stands alone has nothing but the digits of a telephone number."""
    bare = re.sub(r"[\s().·•_/*–—+-]", "", with_han_digits(text))
    return bare.isdecimal() and _FEWEST <= len(bare) <= _MOST
