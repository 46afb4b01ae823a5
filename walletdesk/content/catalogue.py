"""The words of the product: turns a line of the engine into text and buttons, in the user's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

import opencc

from walletdesk.content import evidence
from walletdesk.content.entries import SECTIONS, Both, Entry
from walletdesk.content.figures import Figure
from walletdesk.core.diagnosis import UNKNOWN
from walletdesk.core.turn import Form

TRADITIONAL = "zh-Hant"
_LONG_HEX = re.compile(r"^(0x)?[0-9a-fA-F]{40,}$")
_DAY, _HOUR = 24 * 60, 60
FALLBACK = "dialogue.sorry"
_DASH = "—"


@dataclass(frozen=True)
class Source:
    """Where a fact comes from; `checked` is the ISO date somebody last read it. Without a `url` it is no document."""

    title: Both
    url: str
    checked: str


class Catalogue:
    """All texts by key (`<topic>.<step>`, `dialogue.<name>`, `moves.<move>`, `facts.<fact>`).

    `profile` fills placeholders such as {product}; `names` maps (fact, value) to the key of the option that says it;
    `networks` gives the placeholders that follow from a known network ({explorer}, {coin}); `repairs` are made to
    converted traditional text; `figures` are what texts call {fact.<id>}.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        profile: Mapping[str, str],
        sources: Mapping[str, Source],
        names: Mapping[tuple[str, str], str],
        networks: Mapping[str, Mapping[str, str]],
        repairs: Mapping[str, str],
        figures: Mapping[str, Figure] | None = None,
    ) -> None:
        self.entries = entries
        self._profile = profile
        self._sources = sources
        self._names = names
        self._networks = networks
        self._repairs = repairs
        self._figures = figures or {}

    def __contains__(self, key: object) -> bool:
        return key in self.entries

    def say(self, key: str, language: str, facts: Mapping[str, str] | None = None, form: Form = Form.TELL) -> str:
        """The text under a key. Never raises: an unknown key or fact says the general apology or a dash."""
        entry = self.entries.get(key) or self.entries.get(FALLBACK) or Entry()
        written = _written(language)
        known = _Known(self, written, facts or {})
        if entry.sections:
            text = self._conclusion(entry, written, known)
        else:
            extra = [entry.why, entry.how] if form is Form.ASK else [entry.how] if form is Form.AGAIN else []
            text = "\n".join(_fill(part, written, known) for part in (entry.text, *extra) if part)
        return self._traditional(text) if language == TRADITIONAL else text

    def _traditional(self, text: str) -> str:
        converted = to_traditional(text)
        for written, wanted in self._repairs.items():
            converted = converted.replace(written, wanted)
        return converted

    def _conclusion(self, entry: Entry, written: str, known: Mapping[str, Any]) -> str:
        blocks = []
        for section in SECTIONS:
            heading = _fill(self.entries[f"dialogue.heading_{section}"].text, written, known)
            items = [item.format_map(known) for item in entry.sections[section].get(written, ())]
            listed = _listed(items, numbered=section == "do") if section in ("do", "dont") else items
            blocks.append("\n".join((heading, *listed)))
        sources = [self.source(name, written) for name in entry.sources]
        heading = _fill(self.entries["dialogue.heading_sources"].text, written, known)
        return "\n\n".join((*blocks, "\n".join((heading, *_listed(sources, numbered=False)))))

    def has_source(self, name: str) -> bool:
        return name in self._sources

    def source_urls(self) -> tuple[str, ...]:
        """Without a scheme, as they are written in data/sources.yml."""
        return tuple(source.url for source in self._sources.values() if source.url)

    def source(self, name: str, written: str) -> str:
        source = self._sources[name]
        title = "".join(source.title.get(written, ()))
        if not source.url:
            return title
        return self._fill_in("dialogue.source", written, {"title": title, "url": source.url, "date": source.checked})

    def name_of(self, fact: str, value: str, written: str) -> str:
        """A fact's value as the user would write it."""
        if fact == "topic":
            return self._fill_in(f"{value}.title", written, {})
        if fact == "label":
            return self._fill_in(f"facts.{value}", written, {})
        if fact == "duration":
            return self._duration(value, written)
        key = self._names.get((fact, value))
        if key and key in self.entries:
            return _fill(self.entries[key].text, written, {})
        return f"{value[:8]}…{value[-6:]}" if _LONG_HEX.match(value) else value

    def list_facts(self, facts: Mapping[str, str], written: str) -> str:
        """`label: value` lines of the facts that have a label and are known."""
        lines = [
            f"{_fill(self.entries[f'facts.{fact}'].text, written, {})}: {self.name_of(fact, value, written)}"
            for fact, value in facts.items()
            if f"facts.{fact}" in self.entries and value not in (UNKNOWN, "none", "")
        ]
        return "\n".join(f"· {line}" for line in lines) or self._fill_in("dialogue.no_facts", written, {})

    def of_network(self, network: str, name: str) -> str | None:
        return self._networks.get(network, {}).get(name)

    def of_profile(self, name: str) -> str | None:
        return self._profile.get(name)

    def figure(self, name: str, written: str) -> str:
        figure = self._figures.get(name)
        return "".join(figure.said.get(written, ())) if figure else _DASH

    def _duration(self, value: str, written: str) -> str:
        try:
            minutes = int(float(value))
        except ValueError:
            return value
        for unit, key in ((_DAY, "days"), (_HOUR, "hours"), (1, "minutes")):
            if minutes >= unit:
                number = minutes // unit
                one = key == "days" and number == 1
                return self._fill_in("dialogue.day" if one else f"dialogue.{key}", written, {"number": str(number)})
        return self._fill_in("dialogue.minutes", written, {"number": "0"})

    def phrase(self, key: str, written: str, facts: Mapping[str, str]) -> str:
        """A plain text of the desk with its placeholders, in zh or en."""
        entry = self.entries.get(key)
        return _fill(entry.text, written, _Known(self, written, facts)) if entry else key

    def _fill_in(self, key: str, written: str, facts: Mapping[str, str]) -> str:
        entry = self.entries.get(key)
        return _fill(entry.text, written, facts) if entry else key


class _Figures:
    """What `{fact.<id>}` reads its value from."""

    def __init__(self, catalogue: Catalogue, written: str) -> None:
        self._catalogue, self._written = catalogue, written

    def __getattr__(self, name: str) -> str:
        return self._catalogue.figure(name, self._written)


class _Known(Mapping[str, Any]):
    """Placeholders of one line: {facts}, {fact.<id>}, the facts themselves, then the profile."""

    def __init__(self, catalogue: Catalogue, written: str, facts: Mapping[str, str]) -> None:
        self._catalogue, self._written, self._facts = catalogue, written, facts

    def __getitem__(self, name: str) -> Any:
        if name == "fact":
            return _Figures(self._catalogue, self._written)
        if name == "facts":
            return self._catalogue.list_facts(self._facts, self._written)
        if name in _LISTS and name in self._facts:
            return _LISTS[name](self._catalogue, self._facts, self._written)
        # A fact may be a stranger's words: it never stands where a text names the product's own site or mail.
        value = self._facts.get(name) if self._catalogue.of_profile(name) is None else None
        if value not in (None, UNKNOWN):
            return self._catalogue.name_of(name, str(value), self._written)
        place = self._facts.get("network") or self._facts.get("chain") or ""
        by_network = self._catalogue.of_network(place, name)
        return by_network or self._catalogue.of_profile(name) or _DASH

    def __iter__(self) -> Any:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


def _tickets(catalogue: Catalogue, facts: Mapping[str, str], written: str) -> str:
    """`number|status|day`, several apart by blanks, in words."""
    lines = []
    for one in facts["tickets"].split():
        number, status, day = one.split("|")
        said = catalogue.phrase(f"dialogue.status_{status}", written, {})
        lines.append(catalogue.phrase("dialogue.ticket_line", written, {"ticket": number, "status": said, "day": day}))
    return "\n".join(lines)


def _notes(catalogue: Catalogue, facts: Mapping[str, str], written: str) -> str:
    """Keys under `chain.`, several apart by blanks: one line each."""
    return "\n".join(f"· {catalogue.phrase(f'chain.{note}', written, facts)}" for note in facts["notes"].split())


def _networks(fact: str) -> Callable[[Catalogue, Mapping[str, str], str], str]:
    def names(catalogue: Catalogue, facts: Mapping[str, str], written: str) -> str:
        return _joined(
            catalogue, [catalogue.name_of("network", name, written) for name in facts[fact].split()], written
        )

    return names


def _joined(catalogue: Catalogue, said: Sequence[str], written: str) -> str:
    return reduce(lambda one, next_: catalogue.phrase("chain.and", written, {"one": one, "next": next_}), said)


def _elsewhere(catalogue: Catalogue, facts: Mapping[str, str], written: str) -> str:
    """`network|balance|coin|token balance|token`, several apart by blanks, in words."""
    said = []
    for one in facts["elsewhere"].split():
        network, balance, coin, token_balance, token = one.split("|")
        known = {"network": network, "balance": balance, "coin": coin, "token_balance": token_balance, "token": token}
        with_token = token and token_balance not in ("", "0")
        said.append(catalogue.phrase("chain.holding_both" if with_token else "chain.holding", written, known))
    return _joined(catalogue, said, written)


def _fault(catalogue: Catalogue, facts: Mapping[str, str], written: str) -> str:
    """What is wrong with an address, by the reasons of `core.chain.typos`."""
    return catalogue.phrase(f"lookup.reason_{facts['fault']}", written, facts)


# Placeholders that stand for a whole list, where the line's facts have something to put in it.
_LISTS: Mapping[str, Callable[[Catalogue, Mapping[str, str], str], str]] = {
    "tickets": _tickets,
    "notes": _notes,
    "asked": _networks("asked"),
    "silent": _networks("silent"),
    "elsewhere": _elsewhere,
    "fault": _fault,
    "evidence": lambda catalogue, facts, written: evidence.both(catalogue, facts, written, theft=True),
    "summary": lambda catalogue, facts, written: evidence.both(catalogue, facts, written, theft=False),
}


def _written(language: str) -> str:
    return "zh" if language.startswith("zh") else "en"


def _fill(both: Both, written: str, known: Mapping[str, str]) -> str:
    return "\n".join(text.format_map(known) for text in both.get(written, ()))


def _listed(items: Sequence[str], numbered: bool) -> list[str]:
    return [f"{i}. {item}" if numbered else f"· {item}" for i, item in enumerate(items, 1)]


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2twp")


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=4096)
def to_traditional(text: str) -> str:
    """zh-Hans to zh-Hant with Taiwan phrases; Latin text passes through."""
    return str(_converter().convert(text))


def to_simplified(text: str) -> str:
    return str(_simplifier().convert(text))
