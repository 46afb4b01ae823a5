"""What `walletdesk report` shows: tables, one JSON object, or a page."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from walletdesk import bootstrap
from walletdesk.adapters.desk import figures as counting
from walletdesk.adapters.desk.figures import ANSWERS, ENDINGS, Figures
from walletdesk.adapters.desk.store import utc_now
from walletdesk.cli import tables
from walletdesk.cli.lines import write_line
from walletdesk.cli.report_page import page, question
from walletdesk.content.catalogue import Catalogue

_SPAN = re.compile(r"(\d{1,5})([hdw])")
_MOST_ROWS = 20
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}


def report(since: str | None, machine: bool, html: Path | None, language: str) -> int:
    now = utc_now()
    figures = counting.count(bootstrap.the_store(), now, since_when(since, now) if since else None)
    catalogue = bootstrap.the_labels().catalogue
    say = tables.saying(catalogue, language)
    if html and not _written(html, page(figures, catalogue)):
        return 1
    if html:
        click.echo(say("report_written", file=html), err=True)
    if machine:
        write_line(as_json(figures))
    elif figures.is_empty:
        click.echo(say("report_empty"))
    else:
        _Report(figures, catalogue, language).show()
    return 0


def _written(file: Path, text: str) -> bool:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        click.echo(f"{file}: {error.strerror}", err=True)
        return False
    return True


def since_when(text: str, now: datetime) -> datetime:
    """`7d` back from now, or midnight of a date where this runs; anything else is wrong usage."""
    span = _SPAN.fullmatch(text.strip().lower())
    try:
        if span:
            return now - timedelta(hours=int(span[1]) * _HOURS[span[2]])
        return datetime.fromisoformat(text.strip()).astimezone()
    except (ValueError, OverflowError, OSError):
        raise click.BadParameter("write 7d, 36h, 4w or a date like 2026-11-01", param_hint="--since") from None


def as_json(figures: Figures) -> dict[str, Any]:
    plain = dataclasses.asdict(figures)
    return {
        **plain,
        "since": figures.since and figures.since.isoformat(),
        "made": figures.made.isoformat(),
        "cases": figures.cases,
        "answers": figures.answers,
        "rate": None if figures.rate is None else round(figures.rate, 4),
        "outcomes": [_place(each, "outcome") for each in figures.outcomes],
        "given_up": [_place(each, "step") for each in figures.given_up],
        "unanswered": [
            {**dataclasses.asdict(each), "last_seen": each.last_seen.isoformat()} for each in figures.unanswered
        ],
    }


def _place(place: counting.Place, name: str) -> dict[str, Any]:
    return {"topic": place.topic, name: place.name, "cases": place.cases, "share": round(place.share, 4)}


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


class _Report:
    def __init__(self, figures: Figures, catalogue: Catalogue, language: str) -> None:
        self._figures, self._catalogue, self._language = figures, catalogue, language
        self._say = tables.saying(catalogue, language)
        self._out: Console = tables.console()

    def show(self) -> None:
        figures, say = self._figures, self._say
        since = tables.both_times(figures.since) if figures.since else say("from_start")
        self._out.print(Text(f"{say('period')}: {since} – {tables.both_times(figures.made)}"))
        self._topics()
        self._counts("by_language", "language", figures.languages)
        self._counts("by_ending", "ending", figures.endings)
        self._outcomes()
        self._given_up()
        self._counts("helpfulness", "helped", figures.helped)
        self._out.print(Text(f"{say('rate')}: {percent(figures.rate)} ({say('answers')}: {figures.answers})"))
        self._tickets()
        self._unanswered()

    def _table(self, title: str, columns: list[str], rows: list[tuple[object, ...]]) -> None:
        if rows:
            self._out.print()
            tables.show(self._out, [self._say(name) for name in columns], rows[:_MOST_ROWS], self._say(title))
        if len(rows) > _MOST_ROWS:
            self._out.print(Text(self._say("more_rows", more=len(rows) - _MOST_ROWS)))

    def _topics(self) -> None:
        columns = ["topic", "cases", *(f"short_{name}" for name in (*ENDINGS, *ANSWERS))]
        rows: list[tuple[object, ...]] = [
            (
                self._topic(topic.topic),
                topic.cases,
                *(topic.endings[name] for name in ENDINGS),
                *(topic.helped[name] for name in ANSWERS),
            )
            for topic in self._figures.topics
        ]
        self._table("by_topic", columns, rows)

    def _counts(self, title: str, prefix: str, counted: Mapping[str, int]) -> None:
        all_of_them = sum(counted.values())
        rows: list[tuple[object, ...]] = [
            (tables.named(self._catalogue, prefix, name, self._language), number, percent(number / all_of_them))
            for name, number in counted.items()
            if all_of_them
        ]
        first = {"language": "language", "ending": "ending", "helped": "answers"}[prefix]
        self._table(title, [first, "cases", "share"], rows)

    def _outcomes(self) -> None:
        rows: list[tuple[object, ...]] = [
            (self._topic(each.topic), each.name, each.cases, percent(each.share)) for each in self._figures.outcomes
        ]
        self._table("by_outcome", ["topic", "outcome", "cases", "topic_share"], rows)

    def _given_up(self) -> None:
        rows: list[tuple[object, ...]] = [
            (
                f"{each.topic}.{each.name}",
                question(self._catalogue, each.topic, each.name, self._language),
                each.cases,
                percent(each.share),
            )
            for each in self._figures.given_up
        ]
        self._table("given_up_at", ["step", "question", "cases", "topic_share"], rows)

    def _tickets(self) -> None:
        rows: list[tuple[object, ...]] = [
            (self._say(name), tables.named(self._catalogue, name, value, self._language), number)
            for name, counted in self._figures.tickets.items()
            for value, number in counted.items()
        ]
        self._table("tickets", ["kind_of_count", "value", "tickets"], rows)

    def _unanswered(self) -> None:
        rows: list[tuple[object, ...]] = [
            (
                each.phrase,
                tables.named(self._catalogue, "language", each.language, self._language),
                each.count,
                tables.utc(each.last_seen),
            )
            for each in self._figures.unanswered
        ]
        self._table("unanswered", ["phrase", "language", "times", "last_seen"], rows)

    def _topic(self, topic: str) -> str:
        return tables.topic_name(self._catalogue, topic, self._language)
