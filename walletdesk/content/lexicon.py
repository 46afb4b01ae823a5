"""Reads data/lexicon.yml: the words by which entities are recognised; error texts come from errors.yml beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from walletdesk.core.errors import ContentError, Problem

from . import remarks
from .node import Node, read

_LISTS = ("words", "ignore", "explorer")


def read_lexicon(path: Path) -> dict[str, Any]:
    """The lexicon as plain mappings and lists, ready for `understanding.lexicon.Lexicon.from_mapping`.

    Raises ContentError with every problem of the file.
    """
    problems: list[Problem] = []
    node = read(path, path.parent.parent, problems)
    node.only("entities", "native", "ideas", *_LISTS)
    entities = {kind: _spellings(values) for kind, values in node.child("entities").items()}
    if not entities:
        node.report("names no entity type", "write `network:`, `token:` … under `entities:`", "entities")
    spoken = remarks.error_strings(path.parent)
    if spoken:
        entities["error_string"] = spoken
    data: dict[str, Any] = {"entities": entities, "native": _native(node, entities)}
    data["ideas"] = {idea: list(ways.texts()) for idea, ways in node.child("ideas").items()}
    data.update({name: list(node.child(name).texts()) for name in _LISTS})
    if problems:
        raise ContentError(problems)
    return data


def _spellings(values: Node) -> dict[str, list[str]]:
    """Canonical value -> spellings; one spelling under two values of a type would be a coin toss."""
    owners: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for value, node in values.items():
        found[value] = list(node.texts())
        for spelling in found[value]:
            if spelling in owners:
                node.report(f"{spelling!r} already stands under {owners[spelling]}", "keep it in one place")
            owners[spelling] = value
    return found


def _native(node: Node, entities: dict[str, dict[str, list[str]]]) -> dict[str, str]:
    native = {}
    for token, network in node.child("native").items():
        native[token] = network.text()
        if token not in entities.get("token", {}) or native[token] not in entities.get("network", {}):
            network.report("names an unknown coin or network", "use the names of entities.token and entities.network")
    return native
