"""What a node sent, read with care: bounded in bytes, unpacked by us, strict JSON that is not nested without end."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import AsyncIterable
from typing import Any, NoReturn

# The largest answer we need is a transaction with a few hundred logs, some 300 kB.
MOST_BYTES = 2_000_000
_DEEPEST = 32  # the deepest documented shape has 9 levels
_PACKED = zlib.MAX_WBITS | 16  # gzip only


class Garbage(Exception):
    """Not an answer; the text says what kind of garbage and quotes nothing of it."""


async def read(chunks: AsyncIterable[bytes], encoding: str, most: int = MOST_BYTES) -> bytes:
    """The whole body, unpacked. `chunks` come as they were sent, `encoding` is the Content-Encoding.

    HTTP clients unpack a chunk before anyone can count: 64 kB become 64 MB, and again for each further encoding.
    """
    if encoding not in ("", "identity", "gzip"):
        raise Garbage("unknown encoding")
    unpack = zlib.decompressobj(_PACKED) if encoding == "gzip" else None
    body = bytearray()
    sent = 0
    async for chunk in chunks:
        sent += len(chunk)
        body += _unpacked(unpack, chunk, most + 1 - len(body)) if unpack else chunk
        if max(len(body), sent) > most:
            raise Garbage("too large")
    if unpack and not unpack.eof:
        raise Garbage("cut short")
    return bytes(body)


def _unpacked(unpack: zlib._Decompress, chunk: bytes, room: int) -> bytes:
    try:
        return unpack.decompress(chunk, room)
    except zlib.error:
        raise Garbage("broken compression") from None


def parse(body: bytes) -> Any:
    """The JSON value. NaN, infinities, numbers of thousands of digits and endless nesting are no JSON to us."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        value = _NOTHING
    if value is _NOTHING or _too_deep(value):
        raise Garbage("not JSON")
    return value


_NOTHING = object()


def _no_number(_: str) -> NoReturn:
    raise ValueError


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError
    return number


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level if isinstance(outer, (dict, list)) for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(outer: dict[str, Any] | list[Any]) -> list[Any]:
    return list(outer.values()) if isinstance(outer, dict) else outer
