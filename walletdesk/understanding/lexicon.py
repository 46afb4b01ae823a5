"""The words of our domain, as plain data: who reads them from a file is not this room's business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Aliases = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Lexicon:
    """`aliases`: entity type -> canonical value -> spellings. A spelling with a capital letter must match exactly,
    any other matches in every case, width and script; a "-" in it also stands for a space or for nothing.

    `words` are kept whole when Chinese is cut into words. `native` names the network a coin belongs to. `ignore` are
    phrases inside which no alias counts ("base fee" is not the network Base). `explorer`: words for a block explorer.
    `ideas`: idea -> ways to say it, see ideas.py.
    """

    aliases: Aliases
    words: tuple[str, ...] = ()
    native: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    explorer: tuple[str, ...] = ()
    ideas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Lexicon:
        """From the parsed data/lexicon.yml, or from `to_mapping`."""
        aliases = {
            kind: {value: tuple(spellings) for value, spellings in values.items()}
            for kind, values in data["entities"].items()
        }
        lists = {name: tuple(data.get(name, ())) for name in ("words", "ignore", "explorer")}
        ideas = {idea: tuple(ways) for idea, ways in data.get("ideas", {}).items()}
        return cls(aliases=aliases, native=dict(data.get("native", {})), ideas=ideas, **lists)

    def to_mapping(self) -> dict[str, Any]:
        """JSON-ready; `from_mapping` takes it back."""
        entities = {
            kind: {value: list(spellings) for value, spellings in values.items()}
            for kind, values in self.aliases.items()
        }
        return {
            "entities": entities,
            "native": dict(self.native),
            "words": list(self.words),
            "ignore": list(self.ignore),
            "explorer": list(self.explorer),
            "ideas": {idea: list(ways) for idea, ways in self.ideas.items()},
        }

    def latin_words(self) -> frozenset[str]:
        """Small-letter words of all names: they say nothing about the language of a message."""
        kinds = ("network", "token", "wallet_app", "exchange")
        spellings = (way for kind in kinds for ways in self.aliases.get(kind, {}).values() for way in ways)
        return frozenset(word for way in spellings for word in way.lower().replace("-", " ").split() if word.isascii())
