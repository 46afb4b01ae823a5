"""Reads `errors.yml`, `claims.yml` and `hard.yml`: what is listened for in any message, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from walletdesk.content.entries import LANGUAGES, Entry, both, check_placeholders
from walletdesk.content.node import Node, read
from walletdesk.core.errors import Problem
from walletdesk.core.remarks import OTHER_LANGUAGE, Watch, Way, way
from walletdesk.core.turn import Remark

# File below data/ -> prefix of its keys; the order is the order in which remarks are made.
FILES = {"dialogue/hard.yml": "hard", "claims.yml": "claims", "errors.yml": "errors"}
# What is to become of the message: note - it is answered as usual, behind the remark; enough - the remark is the answer
# where no open question is answered; opens - its topic is opened whatever the message was taken for, and the remark is
# said where it was taken for something else; only - the remark is the one answer; stop - and nothing is asked after it.
WEIGHTS = ("note", "enough", "opens", "only", "stop")
# Heard by what the language detection says, not by words.
WITHOUT_WORDS = frozenset({OTHER_LANGUAGE})


def error_strings(data: Path) -> dict[str, list[str]]:
    """The spellings of each known error text, by its id; empty where there is no errors.yml in the folder."""
    problems: list[Problem] = []
    if not (data / "errors.yml").is_file():
        return {}
    node = read(data / "errors.yml", data.parent, problems)
    return {name: list(child.child("strings").texts()) for name, child in node.items()}


def errors(node: Node) -> Iterator[tuple[str, str, dict[str, Entry]]]:
    """(id, topic, entries by key) of each known error text."""
    for name, child in node.items():
        child.only("strings", "zh", "en", "do", "topic", "source")
        shown = child.child("strings").texts()
        if not shown:
            child.report("is missing", "list the text as it is shown, the full one first", "strings")
        meaning = Entry(both(child), how=both(child.child("do")))
        title = Entry(dict.fromkeys(LANGUAGES, shown[:1]))
        entries = {f"errors.{name}": meaning, f"errors.{name}.name": title}
        check_placeholders(node, {name: meaning})
        yield name, child.child("topic").text(), entries


def watches(node: Node, prefix: str) -> Iterator[tuple[Watch, Entry]]:
    """What is listened for in one file, with the words of its remark."""
    for name, child in node.items():
        child.only("said", "unless", "nowhere", "zh", "en", "topic", "weight", "knows", "holds", "row")
        entry = Entry(both(child))
        check_placeholders(node, {name: entry})
        key = f"{prefix}.{name}"
        said, unless, nowhere = (_ways(child, part, key) for part in ("said", "unless", "nowhere"))
        yield Watch(_remark(key, child), said, unless, nowhere), entry


def _remark(key: str, node: Node) -> Remark:
    weight = node.optional("weight") or "note"
    if weight not in WEIGHTS:
        node.report("is not known", f"one of {', '.join(WEIGHTS)}", "weight")
    return Remark(
        key,
        topic=node.optional("topic"),
        enough=weight == "enough",
        leads=weight == "opens",
        firm=weight in ("only", "stop"),
        stops=weight == "stop",
        knows={fact: child.text() for fact, child in node.child("knows").items()},
        holds=node.child("holds").texts(),
    )


def _ways(node: Node, part: str, key: str) -> tuple[Way, ...]:
    listed = node.child(part).texts()
    if part == "said" and not listed and key not in WITHOUT_WORDS:
        node.report("is missing", "list the ways people say it", part)
    for written in listed:
        pieces = f" {written} ".split(" + ")
        if written != written.lower() or any(not piece.strip(" |") for piece in pieces):
            node.report(f"“{written}” can match nothing", "small letters, pieces joined by ` + `, choices by `|`", part)
    return tuple(way(written) for written in listed)
