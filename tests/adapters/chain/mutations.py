"""Answers of an honest node with a few places of them changed, and what must hold of every finding all the same."""

from __future__ import annotations

import asyncio
import copy
import json
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.adapters.chain.hostile_server import Request, page
from walletdesk.adapters.chain.web import NotThere, Web
from walletdesk.core.chain.finding import FACTS, TOLD, VERDICTS, Finding
from walletdesk.core.errors import Unavailable

_MOST_SHOWN = 80
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_LINK = re.compile(r"://|\bwww\.|[a-z][\w-]*\.[a-z]{2,}", re.IGNORECASE)

hostile_texts = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        [
            "Visit https://evil.example/claim now",
            "\u202egnp.exe \u2066USDT\u2069 \x1b[31m\x00",
            "www.evil.example",
            "evil.io",
            "a" * 5_000,
            "U\u200bS\u200bD\u200bT",
            "{network} %s {0.__class__}",
            "\ud800",
        ]
    ),
)
_hex = st.one_of(
    st.integers(0, 2**260).map(hex),
    st.binary(max_size=70).map(lambda raw: "0x" + raw.hex()),
    st.binary(max_size=70).map(bytes.hex),
    st.sampled_from(["0x", "0x0", "0xg", "-0x1", "0X1F", "41" + "ff" * 20, "0x" + "ff" * 32, "٣", "1_000", " 1"]),
)
_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**300),
    st.sampled_from([0, -1, 1, 2**31, 2**53 + 1, 2**63, 2**256, 10**400]),
    st.floats(allow_nan=False, allow_infinity=False),
    hostile_texts,
    _hex,
)
json_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@dataclass(frozen=True)
class Change:
    """where: which of all places; share: which of all questions get it, one in so many."""

    where: int
    share: int
    value: Any
    drop: bool


changes = st.lists(
    st.builds(Change, st.integers(0, 5_000), st.integers(1, 4), json_values, st.booleans()), min_size=1, max_size=4
)


def changed(answer: Any, question: bytes, made: list[Change]) -> Any:
    """The same question gets the same lies, whatever the order in which questions come."""
    box = [json.loads(json.dumps(answer))]
    for change in made:
        if zlib.crc32(question, change.where) % change.share == 0:
            places = list(_places(box))
            holder, key = places[change.where % len(places)]
            if change.drop and holder is not box:
                del holder[key]
            else:
                holder[key] = copy.deepcopy(change.value)
    return box[0]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(inside):
        yield value, key
        yield from _places(inner)


class Liar:
    """Passes questions on to an honest node, and changes its answers. Give `behaviour` to a `HostileServer`."""

    def __init__(self, honest: str) -> None:
        self.made: list[Change] = []
        self._honest = honest
        self._web = Web()

    async def behaviour(self, request: Request, writer: asyncio.StreamWriter) -> None:
        try:
            answer = await self._answer(request)
        except (NotThere, Unavailable):
            return writer.write(page(b"Not Found", "404 Not Found"))
        question = re.sub(rb'"id": ?\d+', b"", request.body) or request.path.encode()
        return writer.write(page(json.dumps(changed(answer, question, self.made)).encode()))

    async def _answer(self, request: Request) -> Any:
        if request.method == "POST":
            return await self._web.post([self._honest], request.path, json.loads(request.body))
        return await self._web.get([self._honest], request.path)

    async def aclose(self) -> None:
        await self._web.aclose()


def saying(raw: bytes) -> Callable[[Request, asyncio.StreamWriter], Any]:
    """To every question the same."""

    async def behave(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(page(raw))

    return behave


def is_sound(finding: Finding, explorer: str, notes: Mapping[str, Mapping[str, str]]) -> None:
    """notes: the texts, by note and language."""
    assert finding.verdict in VERDICTS[finding.status]
    assert set(finding.facts) <= FACTS | TOLD
    for note in finding.notes:
        wanted = set(re.findall(r"\{(\w+)\}", " ".join(notes[note].values())))
        assert wanted <= finding.facts.keys(), note
    for name, value in finding.facts.items():
        assert isinstance(value, str), name
        assert not _HIDDEN & {unicodedata.category(char) for char in value}, name
        if name == "explorer_link":
            assert re.fullmatch(rf"https://{re.escape(explorer)}/[\w#/]+", value)
        else:
            assert len(value) <= _MOST_SHOWN, name
            assert not _LINK.search(value), name
