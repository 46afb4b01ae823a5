"""The list for the police, an exchange or an e-mail: the same facts in Chinese and English, one under the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from walletdesk.core.moments import Told, load

BEIJING = timezone(timedelta(hours=8))
_LONGEST_ZONE = 64
_DAY = timedelta(days=1)
_OWN = frozenset(
    {
        "at",
        "zone",
        "read",
        "hashes",
        "addresses",
        "mine",
        "theirs",
        "story",
        "priority",
        "when",
        "counted_at",
        "happened",
    }
)


class Words(Protocol):
    """What the list needs of the catalogue."""

    def phrase(self, key: str, written: str, facts: Mapping[str, str]) -> str: ...

    def list_facts(self, facts: Mapping[str, str], written: str) -> str: ...


class Phrase(Protocol):
    def __call__(self, name: str, **more: str) -> str: ...


def both(words: Words, facts: Mapping[str, str], first: str, theft: bool) -> str:
    """The list in the user's language, then in the other one. `first` is zh or en."""
    second = "en" if first == "zh" else "zh"
    line = "\n" + "=" * 24 + "\n"
    return line.join(listed(words, facts, written, theft) for written in (first, second))


def listed(words: Words, facts: Mapping[str, str], written: str, theft: bool) -> str:
    """`facts` as core/cards.py makes them: labelled facts, `hashes` and `addresses` apart by blanks, `mine`, `theirs`
    those addresses whose owner was told, `read` what a look-up read (`role|address`), `when` and `counted_at` as told,
    `at`, `zone`."""

    def say(name: str, **more: str) -> str:
        return words.phrase(f"evidence.{name}", written, {**facts, **more})

    blank = say("blank")
    kind = "theft" if theft else "plain"
    known = {name: value for name, value in facts.items() if name not in _OWN}
    sections = [
        (say("title_" + kind), [say("made", **_times(_parsed(facts.get("at", "")), facts, blank))]),
        (say("heading_story"), [facts.get("story") or blank]),
        (say("heading_facts"), [words.list_facts(known, written)] if known else [blank]),
        (say("heading_hashes"), _codes(facts.get("hashes", ""), say("masked"), say("hash_blank"))),
        (say("heading_addresses"), _addresses(facts, say)),
        (say("heading_times"), [_happened(facts, say, blank)]),
    ]
    if theft:
        sections += [(say("heading_done"), [say("done")]), (say("heading_add"), [say("add")])]
        sections += [(say("heading_where"), [say("where")])]
    sections.append((say("heading_never"), [say("never")]))
    return "\n\n".join("\n".join((heading, *lines)) for heading, lines in sections)


def _codes(joined: str, masked: str, none: str) -> list[str]:
    """One a line; one whose middle we no longer know says so."""
    return [f"· {code}  {masked if '…' in code else ''}".rstrip() for code in joined.split()] or [none]


def _addresses(facts: Mapping[str, str], say: Phrase) -> list[str]:
    """With their owner where it was told, else with boxes to tick."""
    owners = {code: name for name in ("mine", "theirs") for code in facts.get(name, "").split()}
    whose = {code: say(owners.get(code, "whose")) for code in facts.get("addresses", "").split()}
    for one in facts.get("read", "").split():
        role, _, code = one.partition("|")
        whose[code] = f"{whose.get(code, '')}  {say('role_' + role)}".lstrip()
    lines = [f"· {code}  {say('masked') if '…' in code else behind}" for code, behind in whose.items()]
    return lines or [say("address_blank")]


def _happened(facts: Mapping[str, str], say: Phrase, blank: str) -> str:
    """The moment that was told, or the words for it, or what a counted span of time comes to; nothing else."""
    told = load(facts.get("when", ""))
    moment = _moment(told, _zone(facts.get("zone", ""))) if told else None
    if moment:
        return say("happened_then", **_times(moment, facts, blank))
    if told:
        return say("happened_words", words=told.words, said_on=told.said_at[:10] or blank)
    try:
        ago = timedelta(minutes=float(facts.get("duration", "")))
        said_at = _parsed(facts.get("counted_at") or facts.get("at", ""))
        happened = said_at - ago if said_at else None
    except (ValueError, OverflowError):
        return say("happened_unknown")
    if happened and ago >= _DAY:
        return say("happened_day", day=f"{happened.astimezone(BEIJING):%Y-%m-%d}")
    return say("happened", **_times(happened, facts, blank))


def _times(at: datetime | None, facts: Mapping[str, str], blank: str) -> dict[str, str]:
    if at is None:
        return {"utc": blank, "beijing": blank, "local": blank}
    zone = _zone(facts.get("zone", ""))
    local = f"{at.astimezone(zone):%Y-%m-%d %H:%M} ({zone})" if zone else blank
    return {"utc": f"{at:%Y-%m-%d %H:%M}", "beijing": f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}", "local": local}


def _moment(told: Told, zone: tzinfo | None) -> datetime | None:
    """The hour that was told, in the user's own zone, or in Beijing's for Chinese words; None where unsure."""
    said_at, own = _parsed(told.said_at), zone or (BEIJING if told.chinese else None)
    if said_at is None or own is None or told.hour is None:
        return None
    day = said_at.astimezone(own) - timedelta(days=told.days_ago)
    moment = datetime(day.year, day.month, day.day, told.hour, told.minute, tzinfo=own).astimezone(timezone.utc)
    return moment if moment <= said_at else None


def _parsed(at: str) -> datetime | None:
    try:
        return datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> tzinfo | None:
    """A time zone by its IANA name; None for none, or for what a channel only calls one."""
    if not 0 < len(name) <= _LONGEST_ZONE:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None
