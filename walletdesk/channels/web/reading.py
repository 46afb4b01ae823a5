"""Bodies of requests. The bytes never lie in the request object, whose life is not ours, and the text of a message is
given to the guard in the call that takes it out of them."""

from __future__ import annotations

import asyncio
import json
import re
import zoneinfo
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from walletdesk.channels.web.problems import Problem
from walletdesk.core import secrets
from walletdesk.support import NEWS_CALL

MAX_BODY = 256 * 1024  # bytes
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_MOST_DISCARDED = 4 * 1024 * 1024  # bytes; a client that is still writing does not listen
SECONDS = 10.0  # for a whole body
_KEY = re.compile(r"(?!staff-)[A-Za-z0-9_-]{8,64}")  # answers of the staff have keys, too
_JSON = re.compile(r'application/json *(; *charset *= *"?utf-?8"? *)?', re.I)
_LENGTH = re.compile(r"[0-9]{1,12}")
_PRESS = "/press{"
_TOLD_BY_WORDS = {secrets.PASSWORD, secrets.CODE}


@dataclass(frozen=True)
class Message:
    """key: the client's name for it. text: after the guard."""

    key: str
    text: str
    metadata: Mapping[str, str]


@asynccontextmanager
async def emptied(request: Any) -> AsyncIterator[None]:
    """Where a call is refused its body is taken off the line unread: the connection goes on with the next one."""
    try:
        yield
    except Exception:
        await _thrown_away(request.stream)
        raise


async def body(request: Any) -> bytes:
    """Raises Problem: for its framing, its size, its type, and where it is not there in time."""
    raw = await _taken(request.stream)
    types = request.headers.getall("content-type", ())
    is_plain = request.headers.getone("content-encoding", "identity").lower() == "identity"
    if raw and (len(types) != 1 or not _JSON.fullmatch(types[0].strip()) or not is_plain):
        raise Problem("unsupported_media_type")
    return raw


def wish(raw: bytes) -> str | None:
    """Of a new session: its language. No body at all wishes nothing."""
    fields = _object(raw) if raw else {}
    if fields.keys() - {"language"}:
        raise Problem("bad_request")
    return _language(fields)


def message(raw: bytes, guarded: Callable[[str, str], str]) -> Message:
    """`guarded`: from key and raw text to the screened one. Raises Problem."""
    fields = _object(raw)
    if fields.keys() - {"id", "text", "payload", "language", "timezone"} or ("text" in fields) == ("payload" in fields):
        raise Problem("bad_request")
    key, language = _key(fields), _language(fields)
    is_press = "payload" in fields
    text = guarded(key, _words(fields, "payload" if is_press else "text"))
    # Of what was answered already nothing is left but its key: any text for it gets the answer from the store.
    if (is_press and text and not text.startswith(_PRESS)) or _calls_for_news(text):
        raise Problem("bad_request")
    about = {"language": language, "timezone": _zone(fields)}
    return Message(key, text, {name: value for name, value in about.items() if value})


def check_framing(request: Any) -> None:
    """What two servers in a row could read differently is refused, and the line with it."""
    lengths = request.headers.getall("content-length", ())
    coded = request.headers.getall("transfer-encoding", ())
    is_clear = len(lengths) + len(coded) <= 1 and all(map(_LENGTH.fullmatch, lengths)) and set(coded) <= {"chunked"}
    if not is_clear:
        _hang_up(request.stream)
        raise Problem("malformed")


async def _taken(stream: Any) -> bytes:
    raw = bytearray()

    async def take() -> None:
        while stream.request_body and len(raw) <= MAX_BODY:
            raw.extend(await stream.read() or b"")

    try:
        await asyncio.wait_for(take(), SECONDS)
    except asyncio.TimeoutError:
        _hang_up(stream)
        raise Problem("timeout") from None
    if len(raw) > MAX_BODY:
        raise Problem("too_large")
    return bytes(raw)


async def _thrown_away(stream: Any) -> None:
    async def throw() -> None:
        size = 0
        while stream.request_body and size <= _MOST_DISCARDED:
            size += len(await stream.read() or b"")

    with suppress(Exception):
        await asyncio.wait_for(throw(), SECONDS)
    if stream.request_body:
        _hang_up(stream)


def _hang_up(stream: Any) -> None:
    """Sanic would wait for the rest of the body, for ever if need be."""
    stream.keep_alive, stream.request_body = False, None


def _object(raw: bytes) -> dict[str, Any]:
    """Raised out of reach of the parser's exception, which holds the whole text."""
    found = _parsed(raw)
    if not isinstance(found, dict):
        raise Problem("bad_json")
    return found


def _parsed(raw: bytes) -> Any:
    try:
        # No field is a number: a long one need not be worked out.
        return json.loads(
            raw.decode(), object_pairs_hook=_once, parse_int=bool, parse_float=bool, parse_constant=_never
        )
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two readers of a key that stands twice may not read the same."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _never(name: str) -> None:
    raise ValueError("NaN and Infinity are not JSON")


def _words(fields: Mapping[str, Any], name: str) -> str:
    if not isinstance(fields[name], str):
        raise Problem("bad_request")
    words: str = fields[name]
    return words


def _key(fields: Mapping[str, Any]) -> str:
    """It is stored and said back: one that could be a private key, or words of a phrase, is none. Passwords and codes
    are told by the words around them; a random id has none, and must not be refused for looking like a code."""
    key = fields.get("id")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise Problem("bad_request")
    if set(secrets.redact(key).found) - _TOLD_BY_WORDS or secrets.mask_hashes(key) != key:
        raise Problem("bad_request")
    return key


def _language(fields: Mapping[str, Any]) -> str | None:
    language = fields.get("language")
    if "language" in fields and language not in LANGUAGES:
        raise Problem("bad_request")
    return language


def _zone(fields: Mapping[str, Any]) -> str | None:
    """A name we do not know is no reason to leave somebody without an answer."""
    zone = fields.get("timezone")
    if "timezone" in fields and not isinstance(zone, str):
        raise Problem("bad_request")
    return zone if zone in known_zones() else None


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """By name; the first call looks through the files of the system."""
    return frozenset(zoneinfo.available_timezones())


def _calls_for_news(text: str) -> bool:
    """It is ours to say, not a client's."""
    if not text.startswith(_PRESS):
        return False
    fields = json.loads(text.removeprefix("/press"))
    return (fields.get("s"), fields.get("v")) == NEWS_CALL[:2]
