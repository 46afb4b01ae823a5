"""What makes a staff reply look like a phisher's, or promises what nobody can keep: staff accounts get phished too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from walletdesk.core.words import fold, spans

_LINK = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s<>\"'，。、；）】]+")
_HOST = re.compile(r"(?<![a-z0-9-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?![a-z0-9-])")
_WIDE_DOT = re.compile(r"(?<=[a-z0-9])[。｡](?=[a-z0-9])")
_HANDLE = re.compile(r"(?<![\w.])@\w{4,}")
_NO_PHONE = re.compile(r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}:\d{2}(?::\d{2})?\b|(?<![\d.])\d+\.\d+(?![\d.])")
# "within 2 hours", "2小时内"; "in 2 hours" only where something will happen then
_COUNT = r"(?:\d+|an?|one|two|three|a few|[一二三]|[两几])(?: ?[-~到至] ?\d+)?"
_UNIT = r"(?:minute|min|hour|business day|working day|day|week)s?"
_TIME = re.compile(
    rf"\bwithin (?:the next )?{_COUNT} {_UNIT}\b|(?:will|'ll|going to)\b[^.;!?]{{0,60}}\bin {_COUNT} {_UNIT}\b"
    rf"|{_COUNT} ?个?(?:分钟|小时|钟头|工作日|天|日|星期|周)(?:之内|以内|内|左右)"
)
_CLAUSE = re.compile(r"[.,;!?。，；！？\n]")
_PHONE = re.compile(r"(?<![\w.-])\+?\(?\d(?:[ ().-]{0,2}\d){6,}(?![\w.])", re.ASCII)


@dataclass(frozen=True)
class Doubt:
    """key: of the text that says it; facts: what it is about."""

    key: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Suspicious:
    """Folded words. asked: what nobody may ask a user for; promises: what nobody can keep, unless one of `denials`
    stands before it in the same clause."""

    asked: Sequence[str] = ()
    promises: Sequence[str] = ()
    denials: Sequence[str] = ()


def doubts(text: str, official: frozenset[str], suspicious: Suspicious) -> tuple[Doubt, ...]:
    """Phone numbers, places outside `official` (hosts; their subdomains too), and what is `suspicious`."""
    folded = _WIDE_DOT.sub(".", fold(text)).replace("\\", "/")
    phone = [Doubt("desk.doubt_phone", {})] if _PHONE.search(_NO_PHONE.sub(" ", folded)) else []
    strange = [place for place in dict.fromkeys(_places(folded)) if not _is_official(place, official)]
    links = [Doubt("desk.doubt_link", {"host": place}) for place in strange]
    secrets = [Doubt("desk.doubt_secret", {"word": word}) for word in _mentioned(folded, suspicious.asked)]
    lines = "\n".join(fold(line) for line in text.splitlines())  # a new line ends a clause
    return (*phone, *links, *secrets, *(Doubt("desk.doubt_promise", {"word": w}) for w in _promised(lines, suspicious)))


def _promised(folded: str, suspicious: Suspicious) -> list[str]:
    found: dict[str, None] = {}
    for clause in _CLAUSE.split(folded):
        ends = [end for _, end in spans(suspicious.denials, clause)]
        places = [*spans(suspicious.promises, clause), *(match.span() for match in _TIME.finditer(clause))]
        outer = [a for a in places if not any(b != a and b[0] <= a[0] and a[1] <= b[1] for b in places)]
        kept = [place for place in sorted(outer) if not any(end <= place[0] for end in ends)]
        found.update(dict.fromkeys(clause[start:end] for start, end in kept))
    return list(found)


def hosts_in(texts: Iterable[str]) -> frozenset[str]:
    """The hosts of web addresses, mail addresses and bare domains."""
    return frozenset(place for text in texts for place in _places(fold(text)) if not place.startswith("@"))


def _places(folded: str) -> list[str]:
    links = [_host_of(link) for link in _LINK.findall(folded)]
    rest = _LINK.sub(" ", folded)
    return [*links, *_HOST.findall(rest), *_HANDLE.findall(_HOST.sub(" ", rest))]


def _host_of(link: str) -> str:
    try:
        return urlsplit(link).hostname or link
    except ValueError:
        return link


def _is_official(place: str, official: frozenset[str]) -> bool:
    return any(place == host or place.endswith(f".{host}") for host in official)


def _mentioned(folded: str, asked: Sequence[str]) -> list[str]:
    """Each once, longest first where one holds another: `password` within `wallet password` is no second one."""
    found: list[str] = []
    for word in sorted((word for word in asked if spans([word], folded)), key=len, reverse=True):
        if not any(word in longer for longer in found):
            found.append(word)
    return found
