"""Draws a playbook as a Mermaid flow chart."""

from __future__ import annotations

from collections.abc import Iterator

from walletdesk.content.catalogue import Catalogue
from walletdesk.content.playbooks import targets
from walletdesk.core.playbook import Ask, Branch, Conclude, HandOver, LookUp, Playbook, Step

_SHAPES = {Ask: ("[/", "/]"), LookUp: ("[(", ")]"), Branch: ("{", "}"), Conclude: ("([", "])"), HandOver: ("([", "])")}
_LONGEST_LABEL = 60


def mermaid(book: Playbook, catalogue: Catalogue, language: str) -> str:
    return "\n".join(("flowchart TD", *(f"    {line}" for line in _lines(book, catalogue, language))))


def dot(book: Playbook, catalogue: Catalogue, language: str) -> str:
    """The same chart in Graphviz' language, for `dot -Tsvg`."""
    lines = [
        f'  {name} [label="{_label(book, step, catalogue, language)}", shape=box, style=rounded];'
        for name, step in book.steps.items()
    ]
    for name, step in book.steps.items():
        lines += [f'  {name} -> {target} [label="{way}"];' for target, way in _ways(step).items()]
    return "\n".join(
        (f'digraph "{book.topic}" {{', '  node [fontname="sans-serif"]; edge [fontname="sans-serif"];', *lines, "}")
    )


def _lines(book: Playbook, catalogue: Catalogue, language: str) -> Iterator[str]:
    for name, step in book.steps.items():
        left, right = _SHAPES.get(type(step), ("[", "]"))
        yield f'{name}{left}"{_label(book, step, catalogue, language)}"{right}'
    for name, step in book.steps.items():
        for target, way in _ways(step).items():
            yield f'{name} -->|"{way}"| {target}'


def _ways(step: Step) -> dict[str, str]:
    """Target -> the answers that lead there, joined."""
    joined: dict[str, list[str]] = {}
    for way, target in targets(step).items():
        if not (way == "skip" and isinstance(step, Ask) and step.skip == step.dont_know):
            joined.setdefault(target, []).append(way)
    return {target: " / ".join(ways) for target, ways in joined.items()}


def _label(book: Playbook, step: Step, catalogue: Catalogue, language: str) -> str:
    key = f"{book.topic}.{step.id if isinstance(step, Ask) else getattr(step, 'text', '')}"
    said = (
        catalogue.say(key, language).split("\n")[0] if key in catalogue and not isinstance(step, Conclude) else step.id
    )
    short = said if len(said) <= _LONGEST_LABEL else f"{said[: _LONGEST_LABEL - 1]}…"
    return short.replace('"', "'")
