"""check and graph."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from datetime import datetime, timezone
from pathlib import Path

import click

from walletdesk import bootstrap
from walletdesk.content import graph as drawing
from walletdesk.content.check import check as check_content
from walletdesk.content.figures import stale
from walletdesk.content.lexicon import read_lexicon
from walletdesk.content.loader import gather
from walletdesk.core import secrets
from walletdesk.core.errors import ContentError, Problem
from walletdesk.rehearsal import rehearse
from walletdesk.understanding.finding import EntityFinder
from walletdesk.understanding.lexicon import Lexicon


def check(strict: bool = False) -> int:
    """Print every problem, and a warning for every figure that aged; 1 where there are problems (strict: warnings)."""
    root = bootstrap.the_settings().root
    problems = check_content(root)
    problems += [] if problems else play_all(root)
    for problem in problems:
        click.echo(str(problem))
    warnings = list(stale(gather(root)[0].figures, datetime.now(timezone.utc).date()))
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(f"{len(problems)} problems, {len(warnings)} warnings", err=True)
    return int(bool(problems or (strict and warnings)))


def play_all(root: Path) -> list[Problem]:
    """Every transcript through the engine; the content must be free of problems."""
    content, _ = gather(root)
    try:
        finder = EntityFinder(Lexicon.from_mapping(read_lexicon(root / "data" / "lexicon.yml")))
    except ContentError as error:
        return list(error.problems)

    async def play() -> list[Problem]:
        found: list[Problem] = []
        for transcript in content.transcripts:
            window = secrets.Window()
            _, problems = await rehearse(
                content,
                transcript,
                lambda text: [(entity.entity, entity.value) for entity in finder.find(text)],
                lambda text, window=window: window.see(text).found,  # type: ignore[misc]
            )
            found += problems
        return found

    return asyncio.run(play())


def graph(topic: str, language: str, svg: Path | None) -> int:
    content = bootstrap.the_content()
    book = content.library.playbooks.get(topic)
    if book is None:
        click.echo(f"no such topic; known: {', '.join(sorted(content.library.playbooks))}", err=True)
        return 2
    click.echo(drawing.mermaid(book, content.catalogue, language))
    if svg is None:
        return 0
    dot = shutil.which("dot")
    if dot is None:
        click.echo("Graphviz is not installed, so no SVG was drawn (Debian: apt install graphviz)", err=True)
        return 1
    source = drawing.dot(book, content.catalogue, language)
    subprocess.run([dot, "-Tsvg", "-o", str(svg)], input=source.encode(), check=True)
    return 0
