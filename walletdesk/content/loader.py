"""Reads everything under data/ at once: either all of it is good, or every problem is reported together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from walletdesk.content import entries, figures, playbooks, remarks, transcripts
from walletdesk.content import profile as profiles
from walletdesk.content.catalogue import Catalogue, Source
from walletdesk.content.entries import Entry
from walletdesk.content.figures import Figure
from walletdesk.content.node import Node, read, reserved_keys
from walletdesk.content.transcripts import Transcript
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.errors import ContentError, Problem
from walletdesk.core.playbook import Ask, Playbook
from walletdesk.core.remarks import Watch, Watches
from walletdesk.core.scene import Library
from walletdesk.core.staff_replies import Suspicious
from walletdesk.core.turn import Move

TEMPLATE = "_template"
# Files whose entries belong to no topic: path below data/ -> prefix of their keys.
DESK_TEXTS = {
    "dialogue/texts.yml": "dialogue",
    "dialogue/moves.yml": "moves",
    "dialogue/labels.yml": "facts",
    "smalltalk/texts.yml": "smalltalk",
    "dialogue/official.yml": "official",
    "dialogue/desk.yml": "desk",
    "dialogue/evidence.yml": "evidence",
    "dialogue/chain.yml": "chain",
    "dialogue/lookup.yml": "lookup",
    "dialogue/widget.yml": "widget",
    "dialogue/telegram.yml": "telegram",
}
PHRASES = ("yes", "no", "opens_yes", "opens_no", "denial", "no_denial", "correction")
# What users say around a message to a person, and to "did it help?".
DESK_PHRASES = (
    *("send", "dont_send", "add_words", "edit", "drop", "wants_person", "announcement", "plain_yes", "plain_no"),
    *("answer_staff", "about_sending", "about_waiting", "about_reader"),
    *("own_wallet", "look_up", "dont_look_up", "asks_why", "have_none"),
)
# On the card beside the facts, but nothing a user fills in.
_NOT_A_FACT = frozenset({"topic", "team", "priority"})


@dataclass(frozen=True)
class Content:
    library: Library
    catalogue: Catalogue
    transcripts: tuple[Transcript, ...]
    networks: Mapping[str, Network]
    profile: Mapping[str, str]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    reply_words: Suspicious = field(default_factory=Suspicious)
    starters: tuple[str, ...] = ()

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
    played += transcripts.build(_read_if_there(root, "dialogue/conversations.yml", problems))
    watches = _watches(root, problems, said)
    ages = figures.build(_read_if_there(root, "facts.yml", problems))
    phrases = _phrases(root, problems, texts.words)
    brand, sites = _read(root, "profile.yml", problems), _read_if_there(root, "sites.yml", problems)
    profile = profiles.placeholders(brand)
    small_talk = frozenset(key.partition(".")[2] for key in said if key.startswith("smalltalk."))
    repairs = {wrong: node.text() for wrong, node in _read(root, "dialogue/traditional.yml", problems).items()}
    sources, names = _sources(root, problems), _names(books, networks)
    names.update({("error_string", error): f"errors.{error}.name" for error in watches.errors})
    catalogue = Catalogue(said, profile, sources, names, networks_facts(networks), repairs, ages)
    labels = _labels(texts)
    names.update({("team", team): f"facts.team.options.{team}" for team in playbooks.TEAMS})
    names["priority", "urgent"] = "facts.priority.options.urgent"
    official = profiles.official(brand, sites, (network.explorer for network in networks.values()))
    library = Library(
        books,
        phrases,
        small_talk,
        labelled=frozenset(labels),
        watches=watches,
        official=official,
        names={fact: words for fact, words in labels.items() if fact not in _NOT_A_FACT},
        families=_families(root, problems, books, said),
    )
    content = Content(
        library,
        catalogue,
        tuple(played),
        networks,
        profile,
        ages,
        _reply_words(root, problems),
        _starters(root, problems, books),
    )
    return content, problems


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


def _read_if_there(root: Path, path: str, problems: list[Problem]) -> Node:
    return _read(root, path, problems) if (root / "data" / path).is_file() else Node(f"data/{path}", "", None, problems)


def _watches(root: Path, problems: list[Problem], said: dict[str, Entry]) -> Watches:
    known: dict[str, str] = {}
    heard: list[Watch] = []
    for path, prefix in remarks.FILES.items():
        node = _read_if_there(root, path, problems)
        if prefix == "errors":
            for error, topic, texts in remarks.errors(node):
                known[error] = topic
                said.update(texts)
            continue
        for watch, entry in remarks.watches(node, prefix):
            heard.append(watch)
            said[watch.remark.key] = entry
    return Watches(known, tuple(heard))


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
    node.only(*PHRASES, *DESK_PHRASES)
    listed = {name: entries.folded(node.child(name).texts()) for name in (*PHRASES, *DESK_PHRASES)}
    moves = {move.value: spoken.get(("moves", move.value), ()) for move in Move}
    return {**listed, **moves}


def _starters(root: Path, problems: list[Problem], books: Mapping[str, Playbook]) -> tuple[str, ...]:
    """Topics to offer before anything was said."""
    listed = dict(_read_if_there(root, "dialogue/starters.yml", problems).items()).get("topics")
    if listed is None:
        return ()
    for topic in listed.texts():
        if topic not in books:
            listed.report(f"there is no topic `{topic}`", "name the topic's folder")
    return tuple(listed.texts())


def _families(
    root: Path, problems: list[Problem], books: Mapping[str, Playbook], said: Mapping[str, Entry]
) -> dict[str, tuple[str, ...]]:
    """Topics to offer together; each family needs its text."""
    families: dict[str, tuple[str, ...]] = {}
    for name, node in _read_if_there(root, "dialogue/families.yml", problems).items():
        families[name] = tuple(node.texts())
        for topic in families[name]:
            if topic not in books:
                node.report(f"there is no topic `{topic}`", "name the topic's folder")
        if f"dialogue.which_{name}" not in said:
            node.report(f"the family `{name}` has no text", f"write `which_{name}` in dialogue/texts.yml")
    return families


def _labels(texts: entries.Said) -> dict[str, tuple[str, ...]]:
    """The facts that have a label, with the ways users call them."""
    keys = [key for key in texts.entries if key.startswith("facts.") and ".options." not in key]
    titles = {key: [text for both in texts.entries[key].text.values() for text in both] for key in keys}
    also = {key: texts.words.get(("facts", key.partition(".")[2]), ()) for key in keys}
    return {key.partition(".")[2]: entries.folded((*titles[key], *also[key])) for key in keys}


def _reply_words(root: Path, problems: list[Problem]) -> Suspicious:
    """What no staff reply should say without a second look."""
    asked, promises = (_read(root, f"dialogue/{name}_words.yml", problems) for name in ("reply", "promise"))
    asked.only(*entries.LANGUAGES)
    promises.only(*entries.LANGUAGES, "denials")
    both = [
        tuple(word for language in entries.LANGUAGES for word in entries.folded(node.child(language).texts()))
        for node in (asked, promises)
    ]
    return Suspicious(both[0], both[1], entries.folded(promises.child("denials").texts()))


def _networks(root: Path, problems: list[Problem], said: dict[str, Entry]) -> dict[str, Network]:
    networks = {}
    for name, node in _read(root, "networks.yml", problems).items():
        node.only("zh", "en", "family", "explorer", "coin", "chain_id", "endpoints", "tokens")
        said[f"networks.{name}"] = Entry(entries.both(node))
        networks[name] = _network(name, node)
    return networks


def _network(name: str, node: Node) -> Network:
    written, chain_id = node.child("family").text(), node.optional("chain_id")
    if written not in {family.value for family in Family}:
        node.report("is not a family", f"one of {', '.join(family.value for family in Family)}", "family")
        written = Family.SOLANA.value
    if (written == Family.EVM.value) != bool(chain_id and chain_id.isdecimal()):
        node.report("does not fit the family", "evm networks have one, a whole number; no others do", "chain_id")
    endpoints = node.child("endpoints").texts()
    if any(not endpoint.startswith("https://") for endpoint in endpoints):
        node.report("must be https addresses", "a public node answers over https", "endpoints")
    return Network(
        name,
        Family(written),
        explorer=node.child("explorer").text(),
        coin=node.child("coin").text(),
        chain_id=int(chain_id) if chain_id and chain_id.isdecimal() else None,
        endpoints=endpoints,
        tokens={symbol: contract.text() for symbol, contract in node.child("tokens").items()},
    )


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
        sources[name] = Source(title, node.child("url").text() if node.has("url") else "", checked)
    return sources


def _names(books: Mapping[str, Playbook], networks: Mapping[str, Network]) -> dict[tuple[str, str], str]:
    facts = ("network", "meant_network", "elsewhere_network")
    names = {(fact, name): f"networks.{name}" for name in networks for fact in facts}
    names["option", "move.dont_know"] = "moves.dont_know"
    for topic, book in books.items():
        for step in book.steps.values():
            if isinstance(step, Ask):
                for option in step.options:
                    names["option", f"{topic}.{step.id}.{option.id}"] = f"{topic}.{step.id}.options.{option.id}"
                    names.setdefault((step.fact, option.id), f"{topic}.{step.id}.options.{option.id}")
    return names
