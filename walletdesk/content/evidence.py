"""The list for the police, an exchange or an e-mail: the same facts in Chinese and English, one under the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

BEIJING = timezone(timedelta(hours=8))
_LONGEST_ZONE = 64
_OWN = frozenset({"at", "zone", "hashes", "addresses", "story", "priority"})


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
    """`facts` as core/cards.py makes them: labelled facts, `hashes` and `addresses` apart by blanks, `at`, `zone`."""

    def say(name: str, **more: str) -> str:
        return words.phrase(f"evidence.{name}", written, {**facts, **more})

    blank = say("blank")
    kind = "theft" if theft else "plain"
    known = {name: value for name, value in facts.items() if name not in _OWN}
    sections = [
        (say("title_" + kind), [say("made", **_times(facts, timedelta(), written, blank))]),
        (say("heading_story"), [facts.get("story") or blank]),
        (say("heading_facts"), [words.list_facts(known, written)] if known else [blank]),
        (say("heading_hashes"), _codes(facts.get("hashes", ""), say("masked"), say("hash_blank"))),
        (
            say("heading_addresses"),
            _codes(facts.get("addresses", ""), say("masked"), say("address_blank"), say("whose")),
        ),
        (say("heading_times"), [_happened(facts, written, say("happened_unknown"), say, blank)]),
    ]
    if theft:
        sections += [(say("heading_done"), [say("done")]), (say("heading_add"), [say("add")])]
        sections += [(say("heading_where"), [say("where")])]
    sections.append((say("heading_never"), [say("never")]))
    return "\n\n".join("\n".join((heading, *lines)) for heading, lines in sections)


def _codes(joined: str, masked: str, none: str, behind: str = "") -> list[str]:
    """One a line; one whose middle we no longer know says so."""
    return [f"· {code}  {masked if '…' in code else behind}".rstrip() for code in joined.split()] or [none]


def _happened(facts: Mapping[str, str], written: str, unknown: str, say: Phrase, blank: str) -> str:
    try:
        ago = timedelta(minutes=float(facts.get("duration", "")))
        return say("happened", **_times(facts, ago, written, blank))
    except (ValueError, OverflowError):
        return unknown


def _times(facts: Mapping[str, str], ago: timedelta, written: str, blank: str) -> dict[str, str]:
    try:
        at = datetime.fromisoformat(facts.get("at", "").replace("Z", "+00:00")).astimezone(timezone.utc) - ago
    except ValueError:
        return {"utc": blank, "beijing": blank, "local": blank}
    zone = _zone(facts.get("zone", ""))
    local = f"{at.astimezone(zone):%Y-%m-%d %H:%M} ({zone})" if zone else blank
    return {"utc": f"{at:%Y-%m-%d %H:%M}", "beijing": f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}", "local": local}


def _zone(name: str) -> tzinfo | None:
    """A time zone by its IANA name; None for none, or for what a channel only calls one."""
    if not 0 < len(name) <= _LONGEST_ZONE:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None
