"""Keystore files pasted as text: pretty, minified, cut off, re-quoted or escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from walletdesk.core.secrets.findings import KEYSTORE, Finding
from walletdesk.core.secrets.folding import Folded

_QUOTE = r"[\\\"'`“”‘’]{0,4}"
_FIELD = re.compile(
    rf"(?<![a-z]){_QUOTE}(crypto|ciphertext|cipherparams|cipher|kdfparams|kdf|mac|salt|dklen|imtokenmeta|encpair\w*)"
    rf"{_QUOTE}\s{{0,8}}[:=]\s{{0,8}}"
)
_HEX_VALUE = re.compile(rf"{_QUOTE}[0-9a-f]{{32,}}{_QUOTE}")
# How far apart two fields of one file may stand; an indented file has long blank stretches.
_REACH = 600
_BRACE = re.compile(r"[{}]")
_VALUE = re.compile(r"[^\s,}]*")
_NOT_JSON = re.compile(r"[^\s\\\"'`“”‘’:,{}\[\]\w.@-]")
_JSON_TAIL = re.compile(r"[\s\\\"'`“”‘’}\],]*")


def find(folded: Folded) -> Iterator[Finding]:
    lower = folded.lower
    if "cipher" not in lower and "kdf" not in lower:
        return
    for fields in _clusters(list(_FIELD.finditer(lower))):
        if _is_keystore(lower, fields):
            yield folded.finding(KEYSTORE, *_span(lower, fields))


def _clusters(fields: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    cluster: list[re.Match[str]] = []
    for field in fields:
        if cluster and field.start() - cluster[-1].end() > _REACH:
            yield cluster
            cluster = []
        cluster.append(field)
    if cluster:
        yield cluster


def _is_keystore(lower: str, fields: list[re.Match[str]]) -> bool:
    """Names alone are a question about keystores; a file also has at least one long hex value."""
    names = {field[1] for field in fields}
    has_value = any(_HEX_VALUE.match(lower, field.end()) for field in fields)
    return has_value and (len(names) >= 3 or "ciphertext" in names)


def _span(lower: str, fields: list[re.Match[str]]) -> tuple[int, int]:
    """From the brace that opens the file to the one that closes it, or as far as the file goes."""
    start = _opening(lower, fields[0].start())
    last = fields[-1].end()
    value = _HEX_VALUE.match(lower, last)
    at_least = value.end() if value else _value_end(lower, last)
    end = _closing(lower, start, at_least)
    return start, end if end else len(lower) if at_least >= len(lower.rstrip()) else _tail(lower, at_least)


def _opening(lower: str, first: int) -> int:
    low = max(0, first - _REACH)
    while first > low:
        brace = lower.rfind("{", low, first)
        if brace < 0 or _NOT_JSON.search(lower, brace, first):
            return first
        before = lower[low:brace].rstrip()
        first = brace
        if not re.search(r"[:,]$", before):
            return first
    return first


def _closing(lower: str, start: int, at_least: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(lower, start, min(len(lower), at_least + 20 * _REACH)):
        depth += 1 if brace[0] == "{" else -1
        if depth <= 0 and brace.end() > at_least:
            return brace.end()
    return 0


def _value_end(lower: str, at: int) -> int:
    return at + len(_VALUE.findall(lower, at, at + _REACH)[0])


def _tail(lower: str, at: int) -> int:
    tail = _JSON_TAIL.match(lower, at)
    return len(lower[: tail.end() if tail else at].rstrip())
