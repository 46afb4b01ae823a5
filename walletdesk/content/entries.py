"""Turns `texts.yml` into entries: what is said under one key, in both languages, side by side."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from walletdesk.content.node import Node
from walletdesk.core import words

LANGUAGES = ("zh", "en")
SECTIONS = ("found", "do", "dont", "unchecked")
Both = Mapping[str, tuple[str, ...]]  # language -> paragraphs or list items


@dataclass(frozen=True)
class Entry:
    """text: a plain text or a question; why, how: beside a question; sections: a conclusion's parts; sources: ids."""

    text: Both = field(default_factory=dict)
    why: Both = field(default_factory=dict)
    how: Both = field(default_factory=dict)
    sections: Mapping[str, Both] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def parts(self) -> Iterator[tuple[str, Both]]:
        yield from ((name, part) for name, part in (("", self.text), ("why", self.why), ("how", self.how)) if part)
        yield from self.sections.items()


@dataclass(frozen=True)
class Said:
    """One `texts.yml`: entries by key below the topic (options as `<step>.options.<id>`), and the options' words."""

    entries: Mapping[str, Entry]
    words: Mapping[tuple[str, str], tuple[str, ...]]
    alone: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


def build(node: Node) -> Said:
    """Every entry of the file; mistakes are reported in `node`.

    The words of an entry that has `also:` and no options are under the option "".
    """
    entries: dict[str, Entry] = {}
    spoken: dict[tuple[str, str], tuple[str, ...]] = {}
    alone: dict[tuple[str, str], tuple[str, ...]] = {}
    for key, child in node.items():
        entries[key] = _conclusion(child) if any(child.has(part) for part in SECTIONS) else _plain(child)
        if child.has("also"):
            spoken[key, ""] = folded(
                (*child.child("zh").texts(), *child.child("en").texts(), *child.child("also").texts())
            )
        for option, title in child.child("options").items():
            entries[f"{key}.options.{option}"] = Entry(both(title))
            spoken[key, option] = _words(title)
            alone[key, option] = folded(title.child("alone").texts())
    check_placeholders(node, entries)
    return Said(entries, spoken, alone)


def placeholders(text: str) -> set[str]:
    """The names in braces; none where a brace is unmatched (which `build` has reported)."""
    return _names(text) or set()


def _names(text: str) -> set[str] | None:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _plain(node: Node) -> Entry:
    node.only(*LANGUAGES, "why", "how", "options", "also")
    why = both(node.child("why")) if node.has("why") else {}
    how = both(node.child("how")) if node.has("how") else {}
    return Entry(both(node), why, how)


def _conclusion(node: Node) -> Entry:
    node.only(*SECTIONS, "sources")
    sections = {part: both(node.child(part)) for part in SECTIONS}
    sources = node.child("sources").texts()
    if not sources:
        node.report("names no source", "add `sources: [id of data/sources.yml]`")
    return Entry(sections=sections, sources=sources)


def both(node: Node) -> Both:
    if not isinstance(node.value, Mapping):
        node.report("is missing", "write `zh:` and `en:` under it")
        return {}
    said = {}
    for language in LANGUAGES:
        said[language] = node.child(language).texts()
        if not said[language]:
            node.child(language).report("is missing", "say it in this language too")
    return said


def folded(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words.fold(text) for text in texts))


def _words(node: Node) -> tuple[str, ...]:
    """How an option is said: its titles and the `also:` list, folded."""
    node.only(*LANGUAGES, "also", "alone")
    titles = tuple(text for language in LANGUAGES for text in node.child(language).texts())
    return folded((*titles, *node.child("also").texts()))


def check_placeholders(node: Node, entries: Mapping[str, Entry]) -> None:
    """Report unmatched braces, and names that only one language uses."""
    for key, entry in entries.items():
        for part, said in entry.parts():
            used = {language: _names(" ".join(texts)) for language, texts in said.items()}
            if None in used.values():
                node.report("has an unmatched brace", "write {{ and }} for braces", key)
            elif len({frozenset(names or ()) for names in used.values()}) > 1:
                place = f"{key}.{part}".rstrip(".")
                node.report("uses different placeholders in zh and en", "use the same {names} in both", place)
