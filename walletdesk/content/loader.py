"""Reads everything under data/ at once: either all of it is good, or every problem is reported together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from walletdesk.content import entries, playbooks, transcripts
from walletdesk.content.catalogue import Catalogue, Source
from walletdesk.content.entries import Entry
from walletdesk.content.node import Node, read, reserved_keys
from walletdesk.content.transcripts import Transcript
from walletdesk.core.errors import ContentError, Problem
from walletdesk.core.playbook import Ask, Playbook
from walletdesk.core.scene import Library
from walletdesk.core.turn import Move

TEMPLATE = "_template"
# Files whose entries belong to no topic: path below data/ -> prefix of their keys.
DESK_TEXTS = {
    "dialogue/texts.yml": "dialogue",
    "dialogue/moves.yml": "moves",
    "dialogue/facts.yml": "facts",
    "smalltalk/texts.yml": "smalltalk",
}
PHRASES = ("yes", "no", "denial", "no_denial", "correction")


@dataclass(frozen=True)
class Network:
    """explorer: the address of the network's block explorer; coin: what pays its fees."""

    id: str
    explorer: str
    coin: str


@dataclass(frozen=True)
class Content:
    library: Library
    catalogue: Catalogue
    transcripts: tuple[Transcript, ...]
    networks: Mapping[str, Network]
    profile: Mapping[str, str]

    @property
    def home(self) -> Mapping[str, str]:
        """Network by coin, for the coins that pay the fees of one network only."""
        coins = [network.coin for network in self.networks.values()]
        return {n.coin: n.id for n in self.networks.values() if coins.count(n.coin) == 1}


def load(root: Path) -> Content:
    """The content of the project folder `root`; raises ContentError with every problem found."""
    content, problems = gather(root)
    if problems:
        raise ContentError(problems)
    return content


def gather(root: Path) -> tuple[Content, list[Problem]]:
    """The content as far as it can be used, and every problem in it."""
    problems: list[Problem] = []
    texts = _desk_texts(root, problems)
    said = dict(texts.entries)
    networks = _networks(root, problems, said)
    books: dict[str, Playbook] = {}
    played: list[Transcript] = []
    for folder in topic_folders(root):
        _topic(root, folder, said, books, played, problems)
    phrases = _phrases(root, problems, texts.words)
    profile = {key: node.text() for key, node in _read(root, "profile.yml", problems).items()}
    small_talk = frozenset(key.partition(".")[2] for key in said if key.startswith("smalltalk."))
    repairs = {wrong: node.text() for wrong, node in _read(root, "dialogue/traditional.yml", problems).items()}
    sources, names = _sources(root, problems), _names(books, networks)
    catalogue = Catalogue(said, profile, sources, names, networks_facts(networks), repairs)
    labelled = frozenset(key.partition(".")[2] for key in said if key.startswith("facts."))
    library = Library(books, phrases, small_talk, labelled=labelled)
    return Content(library, catalogue, tuple(played), networks, profile), problems


def topic_folders(root: Path) -> list[Path]:
    return sorted(p for p in (root / "data" / "topics").iterdir() if p.is_dir() and p.name != TEMPLATE)


def networks_facts(networks: Mapping[str, Network]) -> Mapping[str, Mapping[str, str]]:
    """Placeholders that follow from a known network."""
    return {network.id: {"explorer": network.explorer, "coin": network.coin} for network in networks.values()}


def _read(root: Path, path: str, problems: list[Problem]) -> Node:
    node = read(root / "data" / path, root, problems)
    for key in reserved_keys(node):
        node.report(f"the key `{key}` would make Rasa take this file for training data", "choose another name")
    return node


def _topic(
    root: Path,
    folder: Path,
    said: dict[str, Entry],
    books: dict[str, Playbook],
    played: list[Transcript],
    problems: list[Problem],
) -> None:
    topic = folder.name
    own = entries.build(_read(root, f"topics/{topic}/texts.yml", problems))
    said.update({f"{topic}.{key}": entry for key, entry in own.entries.items()})
    book = playbooks.build(_read(root, f"topics/{topic}/playbook.yml", problems), topic, own)
    if book:
        books[topic] = book
    played += transcripts.build(_read(root, f"topics/{topic}/conversations.yml", problems))


def _desk_texts(root: Path, problems: list[Problem]) -> entries.Said:
    said: dict[str, Entry] = {}
    spoken: dict[tuple[str, str], tuple[str, ...]] = {}
    for path, prefix in DESK_TEXTS.items():
        own = entries.build(_read(root, path, problems))
        said.update({f"{prefix}.{key}": entry for key, entry in own.entries.items()})
        spoken.update({(prefix, key): words for (key, option), words in own.words.items() if not option})
    return entries.Said(said, spoken)


def _phrases(
    root: Path, problems: list[Problem], spoken: Mapping[tuple[str, str], tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    node = _read(root, "dialogue/phrases.yml", problems)
    node.only(*PHRASES)
    listed = {name: entries.folded(node.child(name).texts()) for name in PHRASES}
    moves = {move.value: spoken.get(("moves", move.value), ()) for move in Move}
    return {**listed, **moves}


def _networks(root: Path, problems: list[Problem], said: dict[str, Entry]) -> dict[str, Network]:
    networks = {}
    for name, node in _read(root, "networks.yml", problems).items():
        node.only("zh", "en", "explorer", "coin")
        said[f"networks.{name}"] = Entry(entries.both(node))
        networks[name] = Network(name, node.child("explorer").text(), node.child("coin").text())
    return networks


def _sources(root: Path, problems: list[Problem]) -> dict[str, Source]:
    sources = {}
    for name, node in _read(root, "sources.yml", problems).items():
        node.only("zh", "en", "url", "checked")
        checked = node.child("checked").text()
        try:
            date.fromisoformat(checked)
        except ValueError:
            node.report("is not a date", "write the day it was last read, like 2026-11-22", "checked")
        title = {"zh": node.child("zh").texts(), "en": node.child("en").texts()}
        sources[name] = Source(title, node.child("url").text(), checked)
    return sources


def _names(books: Mapping[str, Playbook], networks: Mapping[str, Network]) -> dict[tuple[str, str], str]:
    names = {("network", name): f"networks.{name}" for name in networks}
    for topic, book in books.items():
        for step in book.steps.values():
            if isinstance(step, Ask):
                for option in step.options:
                    names.setdefault((step.fact, option.id), f"{topic}.{step.id}.options.{option.id}")
    return names
