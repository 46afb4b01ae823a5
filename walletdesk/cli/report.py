"""`walletdesk report`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from walletdesk.cli.tickets import LANGUAGES


@click.command()
@click.option("--since", metavar="WHEN", help="7d, 36h, 4w, or a date: 2026-11-01 (local time).")
@click.option("--json", "machine", is_flag=True, help="One JSON object.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Also write a page for a browser.")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), help="Language of the tables (default: LANG).")
def report(since: str | None, machine: bool, html: Path | None, lang: str | None) -> None:
    """What people ask, how it ends, whether it helped. 报告：问题、结局、有没有帮上。

    \b
    walletdesk report --since 7d
    walletdesk report --html report.html
    """
    from walletdesk.cli import report_tables
    from walletdesk.cli.tables import terminal_language

    sys.exit(report_tables.report(since, machine, html, LANGUAGES[lang] if lang else terminal_language()))
