"""A YAML file seen as nodes that know where they are, so that every mistake is reported with its file and key.

Values are strings, lists and mappings only (`BaseLoader`): a `yes`, a `012` or an `on` stays what the editor typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from walletdesk.core.errors import Problem

# Rasa takes any YAML file that has one of these keys for training data.
RESERVED_BY_RASA = frozenset({"rules", "stories", "nlu", "responses"})


class _Loader(yaml.CBaseLoader):
    """BaseLoader that refuses to lose the first of two equal keys."""


def _unique_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.MarkedYAMLError(problem=f"the key {key!r} occurs twice", problem_mark=key_node.start_mark)
        seen.add(key)
    return dict(loader.construct_mapping(node, deep=True))


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)


@dataclass(frozen=True)
class Node:
    """A value with its place. Asking for what is not there reports a problem and gives something harmless."""

    file: str
    key: str
    value: Any
    problems: list[Problem] = field(repr=False)

    def report(self, problem: str, hint: str, key: str | None = None) -> None:
        place = ".".join(part for part in (self.key, key) if part) or "(top)"
        self.problems.append(Problem(self.file, place, problem, hint))

    def child(self, key: str) -> Node:
        value = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Node(self.file, f"{self.key}.{key}" if self.key else key, value, self.problems)

    def has(self, key: str) -> bool:
        return isinstance(self.value, Mapping) and key in self.value

    def items(self) -> Iterator[tuple[str, Node]]:
        """The children of a mapping; anything else is reported and has none."""
        if self.value in (None, ""):
            return
        if not isinstance(self.value, Mapping):
            self.report("must be a mapping", "write `key: value` lines under it")
            return
        for key in self.value:
            yield str(key), self.child(str(key))

    def text(self, default: str = "") -> str:
        if isinstance(self.value, str) and self.value.strip():
            return self.value.strip()
        self.report("is missing or empty", "write one line of text here")
        return default

    def optional(self, key: str) -> str | None:
        return self.child(key).text() if self.has(key) else None

    def texts(self) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        if isinstance(self.value, str):
            return (self.value.strip(),) if self.value.strip() else ()
        if self.value is None:
            return ()
        if isinstance(self.value, list) and all(isinstance(item, str) and item.strip() for item in self.value):
            return tuple(item.strip() for item in self.value)
        self.report("must be a list of texts", "write one `- text` a line, none empty")
        return ()

    def list(self) -> tuple[Node, ...]:
        if not isinstance(self.value, list):
            self.report("must be a list", "write one `- …` a line")
            return ()
        return tuple(Node(self.file, f"{self.key}[{i}]", item, self.problems) for i, item in enumerate(self.value))

    def only(self, *allowed: str) -> None:
        """Report every key that is not among `allowed`: a misspelt key must not be ignored in silence."""
        for key, child in self.items():
            if key not in allowed:
                child.report("is not a known key", f"known here: {', '.join(allowed)}")


def read(path: Path, root: Path, problems: list[Problem]) -> Node:
    """The file as a node; one that is missing, unreadable or not YAML is reported and has no value."""
    name = path.relative_to(root).as_posix()
    empty = Node(name, "", None, problems)
    try:
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  (BaseLoader: strings only)
    except FileNotFoundError:
        empty.report("the file is missing", "copy it from data/topics/_template and fill it in")
        return empty
    except UnicodeDecodeError:
        empty.report("is not UTF-8 text", "save the file as UTF-8")
        return empty
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "(top)"
        empty.report(
            f"is not valid YAML: {getattr(error, 'problem', None) or 'cannot be read'}",
            "compare with a neighbour file",
            place,
        )
        return empty
    return Node(name, "", value, problems)


def reserved_keys(node: Node) -> Iterator[str]:
    """Keys at any depth that Rasa would take for its own."""
    stack = [node.value]
    while stack:
        value = stack.pop()
        if isinstance(value, Mapping):
            yield from (str(key) for key in value if key in RESERVED_BY_RASA)
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
