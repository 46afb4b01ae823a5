"""Tables for the staff: drawn on a terminal, tab-separated where another program reads, always plain text."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone

import click
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from walletdesk.content.catalogue import Catalogue

# Columns up to this width keep their lines whole on a narrow terminal.
_SHORT = 20
Say = Callable[..., str]


def console() -> Console:
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())


def saying(catalogue: Catalogue, language: str) -> Say:
    """Texts of data/dialogue/desk.yml by their last name, with what they are about as keywords."""

    def say(name: str, **about: object) -> str:
        return catalogue.say(f"desk.{name}", language, {key: str(value) for key, value in about.items()})

    return say


def named(catalogue: Catalogue, prefix: str, value: str, language: str) -> str:
    """The label of a value we know; else the value itself."""
    key = f"desk.{prefix}_{value}"
    return catalogue.say(key, language) if key in catalogue else value


def topic_name(catalogue: Catalogue, topic: str, language: str) -> str:
    key = f"{topic}.title"
    return catalogue.say(key, language) if key in catalogue else topic


def terminal_language(environment: Mapping[str, str] = os.environ) -> str:
    """zh-Hans, zh-Hant or en, as the locale says."""
    chosen = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    if not chosen.startswith("zh"):
        return "en"
    return "zh-Hant" if chosen[:5] in ("zh_TW", "zh_HK", "zh_MO") else "zh-Hans"


def utc(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M")


def local(moment: datetime) -> str:
    """With its offset: people who answer are in several places."""
    here = moment.astimezone()
    return f"{here:%m-%d %H:%M} {here.isoformat()[-6:]}"


def both_times(moment: datetime) -> str:
    return f"{utc(moment)} UTC ({local(moment)})"


def show(out: Console, columns: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """Numbers stand right. Text is taken as it is: nothing in it is markup."""
    if not out.is_terminal:
        _plain(columns, rows, title)
        return
    table = Table(
        title=Text(title, style="bold") if title else None,
        title_justify="left",
        header_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for index, column in enumerate(columns):
        is_number = bool(rows) and all(isinstance(row[index], int) for row in rows)
        is_short = all(cell_len(line) <= _SHORT for row in rows for line in str(row[index]).splitlines())
        table.add_column(
            Text(column),
            justify="right" if is_number else "left",
            overflow="fold",
            no_wrap=is_short and cell_len(column) <= _SHORT,
        )
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    out.print(table)


def _plain(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str) -> None:
    """Not through rich, which turns tabs into blanks."""
    if title:
        click.echo(f"# {title}")
    for row in (columns, *rows):
        click.echo("\t".join(" ".join(str(cell).split()) for cell in row))
