"""Takes secrets out of values on their way to a store, a broker or a log. Pure.

The net under the guard: what came in through `UserMessage` is clean already, but events can be appended through
Rasa's API, actions can fill slots, and log lines are made of anything.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import traceback
from collections.abc import Callable
from typing import Any

from walletdesk.core import secrets

MAX_DEPTH = 40
MAX_SENDER = 200

# Intent names, keys, ids: lower case without blanks and too short for glued words. Most strings of an event are such.
_HARMLESS = re.compile(r"[a-z0-9_.\-]{0,32}\Z")
_ADDRESS = re.compile(
    r"(?<![0-9a-zA-Z])(?:0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|(?:bc|tb)1[0-9a-z]{25,87}|(?:BC|TB)1[0-9A-Z]{25,87}"
    r"|(?=[0-9]*[a-zA-Z]+[0-9])[13][1-9A-HJ-NP-Za-km-z]{25,33})(?![0-9a-zA-Z])"
)
_TOO_DEEP = "[too deep]"


def text(value: str) -> str:
    """Without secrets, and with 64-hex runs shortened: a bare one may be a transaction, and may be a key."""
    if _HARMLESS.match(value):
        return value
    return secrets.mask_hashes(secrets.redact(value).text)


def for_log(value: str) -> str:
    """`text`, with addresses shortened: a log is read by people whom a user's balance does not concern."""
    return _ADDRESS.sub(lambda match: f"{match[0][:4]}…{match[0][-4:]}", text(value))


def deep(value: Any, objects: bool = False, depth: int = 0, clean: Callable[[str], str] = text) -> Any:
    """A copy of nested lists and dicts with every string (keys too) scrubbed by `clean`.

    With `objects`, anything that is not plain data becomes its scrubbed repr, as a log renderer would make of it;
    without, it is left alone.
    """
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if depth >= MAX_DEPTH:
        return _TOO_DEEP
    if isinstance(value, dict):
        return {
            deep(key, objects, depth + 1, clean): deep(item, objects, depth + 1, clean) for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [deep(item, objects, depth + 1, clean) for item in value]
    return clean(repr(value)) if objects else value


def sender_id(value: object) -> str:
    """The id itself, or a stable digest where it holds a secret, 64 hex digits or more than a database column takes.

    WALLETDESK_SENDER_KEY (any text) keys the digest, so that it cannot be tried out without the key.
    """
    name = str(value).encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    if len(name) <= MAX_SENDER and text(name) == name:
        return name
    key = hashlib.sha256(os.environ.get("WALLETDESK_SENDER_KEY", "walletdesk").encode()).digest()
    return "id-" + hashlib.blake2b(name.encode(), key=key, digest_size=16).hexdigest()


def log_record(record: logging.LogRecord) -> logging.LogRecord:
    """Scrubs message, arguments and traceback in place. A record that cannot be formatted loses its arguments."""
    try:
        message = record.getMessage()
    except (TypeError, ValueError, KeyError):
        message = str(record.msg)
    record.msg, record.args = for_log(message), ()
    if record.exc_info and record.exc_info[0] is not None:
        lines = traceback.format_exception(*record.exc_info)
        record.exc_text, record.exc_info = for_log("".join(lines).rstrip("\n")), None
    if record.stack_info:
        record.stack_info = for_log(record.stack_info)
    return record
