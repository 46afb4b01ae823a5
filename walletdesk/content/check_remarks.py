"""Checks on errors.yml, claims.yml, hard.yml and facts.yml that need the rest of the content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from walletdesk.content import remarks
from walletdesk.content.entries import Entry, placeholders
from walletdesk.content.figures import PREFIX
from walletdesk.content.loader import Content
from walletdesk.content.node import Node, read
from walletdesk.core import words
from walletdesk.core.errors import Problem
from walletdesk.core.playbook import Ask, Playbook

_LETTERS = re.compile(r"[a-z0-9\u4e00-\u9fff]")


def check(root: Path, content: Content) -> Iterator[Problem]:
    for path, prefix in remarks.FILES.items():
        file = root / "data" / path
        if file.is_file():
            yield from _topics(read(file, root, []), content)
            if prefix == "errors":
                yield from _errors(read(file, root, []), content)
    yield from _figures(content)


def unknown_figures(entry: Entry, content: Content) -> set[str]:
    """Placeholders `{fact.<id>}` that facts.yml does not have."""
    texts = [text for _, both in entry.parts() for texts in both.values() for text in texts]
    used = {name for text in texts for name in placeholders(text) if name.startswith(PREFIX)}
    return {name for name in used if name[len(PREFIX) :] not in content.figures}


def _topics(node: Node, content: Content) -> Iterator[Problem]:
    for name, child in node.items():
        topic = child.optional("topic")
        if topic and topic not in content.library.playbooks:
            yield Problem(node.file, f"{name}.topic", f"is the unknown topic `{topic}`", "a folder of data/topics")
        yield from _known(child, name, content.library.playbooks.get(topic or ""))


def _known(node: Node, name: str, playbook: Playbook | None) -> Iterator[Problem]:
    """Facts that a remark brings must be answers of its topic."""
    steps = playbook.steps.values() if playbook else ()
    for fact, value in node.child("knows").items():
        answers = [
            option.id for step in steps if isinstance(step, Ask) and step.fact == fact for option in step.options
        ]
        if value.text() not in answers:
            yield Problem(node.file, f"{name}.knows.{fact}", "is no answer of the topic", "a fact and an option of it")


def _errors(node: Node, content: Content) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for name, child in node.items():
        source = child.optional("source")
        if source is None or not content.catalogue.has_source(source):
            yield Problem(node.file, f"{name}.source", "names no known source", "use an id of data/sources.yml")
        for text in dict.fromkeys(_squeezed(text) for text in child.child("strings").texts()):
            if owners.setdefault(text, name) != name:
                said = f"“{text}” already stands under {owners[text]}"
                yield Problem(node.file, f"{name}.strings", said, "keep it in one place")
            if not text or (text.isdecimal() and len(text) < 4):
                yield Problem(node.file, f"{name}.strings", "is too short to be told apart", "write the text as shown")


def _figures(content: Content) -> Iterator[Problem]:
    file = "data/facts.yml"
    for name, figure in content.figures.items():
        if not content.catalogue.has_source(figure.source):
            yield Problem(file, f"{name}.source", f"names the unknown source `{figure.source}`", "see sources.yml")
    for key, entry in content.catalogue.entries.items():
        for name in sorted(unknown_figures(entry, content)):
            yield Problem(file, name[len(PREFIX) :], f"is used by {key} but not here", "add it, or correct the text")


def _squeezed(text: str) -> str:
    """What the finder compares: letters, digits and Han only."""
    return "".join(char for char in words.fold(text) if _LETTERS.match(char))
