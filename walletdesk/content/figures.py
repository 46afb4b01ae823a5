"""Reads `facts.yml`: figures that age. Texts name them as `{fact.<id>}` and never write them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from walletdesk.content.entries import Both, both
from walletdesk.content.node import Node
from walletdesk.core.errors import Problem

PREFIX = "fact."


@dataclass(frozen=True)
class Figure:
    """said: the value with its unit, by language. checked: when somebody last compared it with the source."""

    said: Both
    source: str
    checked: date
    shelf_life: timedelta

    def is_stale(self, today: date) -> bool:
        return today > self.checked + self.shelf_life


def build(node: Node) -> dict[str, Figure]:
    figures = {}
    for name, child in node.items():
        child.only("zh", "en", "value", "source", "checked", "shelf_life")
        value = child.optional("value")
        said: Both = {"zh": (value,), "en": (value,)} if value else both(child)
        figures[name] = Figure(said, child.child("source").text(), _checked(child), _shelf_life(child))
    return figures


def stale(figures: Mapping[str, Figure], today: date) -> Iterator[Problem]:
    """One warning for every figure that nobody has checked within its shelf life."""
    for name, figure in figures.items():
        if figure.is_stale(today):
            yield Problem(
                "data/facts.yml",
                name,
                f"was last checked on {figure.checked}, more than {figure.shelf_life.days} days ago",
                f"compare it with its source ({figure.source}), then change `checked`, and the value if need be",
            )


def _checked(node: Node) -> date:
    try:
        return date.fromisoformat(node.child("checked").text())
    except ValueError:
        node.report("is not a date", "write the day it was last compared, like 2026-11-22", "checked")
        return date.min


def _shelf_life(node: Node) -> timedelta:
    """Days; `stable` facts follow from a protocol's rules and do not age."""
    written = node.child("shelf_life").text()
    if written == "stable":
        return timedelta(days=365 * 100)
    if written.isdecimal() and 1 <= int(written) <= 3650:
        return timedelta(days=int(written))
    node.report("is not a number of days", "write days, like 30, or `stable`", "shelf_life")
    return timedelta(days=1)
