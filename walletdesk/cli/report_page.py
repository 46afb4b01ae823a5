"""The report as one page for a browser: no script, nothing loaded from anywhere, every chart is also a table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import jinja2

from walletdesk.adapters.desk.figures import ANSWERS, ENDINGS, Figures, Place
from walletdesk.cli import tables
from walletdesk.content.catalogue import Catalogue

_TEMPLATE = "report.html.j2"
_LONGEST_QUESTION = 90


class Both(NamedTuple):
    """A label in both languages: the staff reads one of them."""

    en: str
    zh: str


class Bar(NamedTuple):
    label: Both
    number: int
    share: float
    detail: Both | None = None
    code: str = ""


def page(figures: Figures, catalogue: Catalogue) -> str:
    """HTML; every text in it is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    labels = _Labels(catalogue)
    return environment.get_template(_TEMPLATE).render(
        figures=figures,
        say=labels.say,
        named=labels.named,
        topic=labels.topic,
        endings=ENDINGS,
        answers=ANSWERS,
        languages=labels.bars("language", figures.languages),
        helped=labels.bars("helped", figures.helped),
        outcomes=[labels.place(each, with_question=False) for each in figures.outcomes],
        given_up=[labels.place(each, with_question=True) for each in figures.given_up],
        tickets={name: labels.bars(name, counted) for name, counted in figures.tickets.items()},
        period=(tables.both_times(figures.since) if figures.since else None, tables.both_times(figures.made)),
        utc=tables.utc,
    )


def question(catalogue: Catalogue, topic: str, step: str, language: str) -> str:
    """The first line of what was asked at a step; empty where nothing is."""
    key = f"{topic}.{step}"
    if key not in catalogue or catalogue.entries[key].sections:
        return ""
    line = catalogue.say(key, language).partition("\n")[0]
    return line if len(line) <= _LONGEST_QUESTION else f"{line[: _LONGEST_QUESTION - 1]}…"


class _Labels:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._en, self._zh = tables.saying(catalogue, "en"), tables.saying(catalogue, "zh-Hans")

    def say(self, name: str, **about: object) -> Both:
        return Both(self._en(name, **about), self._zh(name, **about))

    def named(self, prefix: str, value: str) -> Both:
        return Both(*(tables.named(self._catalogue, prefix, value, language) for language in ("en", "zh-Hans")))

    def topic(self, topic: str) -> Both:
        return Both(*(tables.topic_name(self._catalogue, topic, language) for language in ("en", "zh-Hans")))

    def bars(self, prefix: str, counted: Mapping[str, int]) -> list[Bar]:
        whole = sum(counted.values())
        return [Bar(self.named(prefix, name), number, number / whole) for name, number in counted.items() if whole]

    def place(self, place: Place, with_question: bool) -> Bar:
        asked = Both(*(question(self._catalogue, place.topic, place.name, each) for each in ("en", "zh-Hans")))
        detail = asked if with_question and asked.en else None
        return Bar(self.topic(place.topic), place.cases, place.share, detail, f"{place.topic}.{place.name}")
