"""Keeps the bot's token, which stands in every URL of the Bot API, out of the log."""

from __future__ import annotations

import logging
import re
import traceback
from urllib.parse import quote

# What these write below WARNING is URLs, headers and whole answers.
_TALKATIVE = ("telegram", "httpx", "httpcore", "hpack", "aiolimiter")
_ANY_TOKEN = re.compile(r"(?<!\d)\d{5,20}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
_MASK = "[token]"


def install(token: str, secret: str = "") -> None:
    """For good: a later, louder level of the root changes nothing for the talkative ones. Each call adds its words."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    hidden = tuple(word for word in (token, quote(token, safe=""), secret) if word)
    make = logging.getLogRecordFactory()

    def without_token(*args: object, **kwargs: object) -> logging.LogRecord:
        return _cleaned(make(*args, **kwargs), hidden)

    logging.setLogRecordFactory(without_token)


def masked(text: str, hidden: tuple[str, ...]) -> str:
    for word in hidden:
        text = text.replace(word, _MASK)
    return _ANY_TOKEN.sub(_MASK, text)


def _cleaned(record: logging.LogRecord, hidden: tuple[str, ...]) -> logging.LogRecord:
    """Message and arguments become one text; a traceback is written out now, while it can still be cleaned."""
    try:
        message = record.getMessage()
    except (TypeError, ValueError, KeyError):
        message = str(record.msg)
    record.msg, record.args = masked(message, hidden), ()
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text, record.exc_info = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n"), None
    if record.exc_text:
        record.exc_text = masked(record.exc_text, hidden)
    if record.stack_info:
        record.stack_info = masked(record.stack_info, hidden)
    return record
