"""Reads the training messages of every nlu.yml, outside Rasa: for cross-validation and tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from walletdesk.core.errors import ContentError, Problem

from .node import Node, read


class LabelledMessage(NamedTuple):
    text: str
    intent: str
    language: str


def read_examples(data: Path) -> list[LabelledMessage]:
    """All messages under data/, in a stable order, no exact repetitions. Raises ContentError with every problem."""
    problems: list[Problem] = []
    messages: dict[LabelledMessage, None] = {}
    for path in sorted(data.rglob("nlu.yml")):
        if "_template" not in path.parts:
            for block in read(path, data.parent, problems).child("nlu").list():
                messages.update(dict.fromkeys(_messages(block)))
    if problems:
        raise ContentError(problems)
    return list(messages)


def _messages(block: Node) -> Iterator[LabelledMessage]:
    if not block.has("intent"):
        return
    intent, language = block.child("intent").text(), block.child("metadata").child("language").text()
    for line in block.child("examples").text().splitlines():
        if line.startswith("- "):
            yield LabelledMessage(line[2:].strip(), intent, language)
