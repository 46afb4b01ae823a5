"""The choke point: every message of every channel becomes a `UserMessage`, and no `UserMessage` holds a secret.

Lock, tracker, NLU, action call, broker and log read from that object. Channels import the class by name, so its
`__init__` is wrapped and the class stays where it is.
"""

from __future__ import annotations

import functools
import logging
from typing import Any

from walletdesk.rasa_edge import compat, scrub
from walletdesk.rasa_edge.screen import Guarded, screen
from walletdesk.rasa_edge.watch import watch

_PARAMETERS = (
    "self",
    "text",
    "output_channel",
    "sender_id",
    "parse_data",
    "input_channel",
    "message_id",
    "metadata",
)
# Messages without a sender share one conversation in Rasa, so they share one window here.
_NOBODY = "default"

_log = logging.getLogger(__name__)


def guarded(text: object, sender: str | None) -> Guarded:
    """What Rasa may see of `text`, with what this sender wrote before in mind. Never raises."""
    name = _NOBODY if sender is None else sender
    try:
        return screen(text, functools.partial(watch.see, name))
    except Exception as error:  # noqa: BLE001
        # A defect in the search must neither pass the text on nor stop the conversation.
        log_drop(error)
        return Guarded('/unreadable{"why": "binary"}')


def log_drop(error: BaseException) -> None:
    """The error's type only: its message and its frames may hold what the user wrote."""
    _log.error("a message was dropped: %s", type(error).__name__)


def install() -> None:
    """Idempotent. Guards messages and, through the record factory, every line of the standard library's logging."""
    compat.check_version()
    _guard_messages()
    guard_log_records()


def _guard_messages() -> None:
    from rasa.core.channels.channel import UserMessage

    original = UserMessage.__init__
    if compat.is_ours(original):
        return
    compat.expect("UserMessage.__init__", original, _PARAMETERS)

    @functools.wraps(original)
    def construct(
        self: Any,
        text: Any = None,
        output_channel: Any = None,
        sender_id: Any = None,
        parse_data: Any = None,
        input_channel: Any = None,
        message_id: Any = None,
        metadata: Any = None,
    ) -> None:
        sender = None if sender_id is None else scrub.sender_id(sender_id)
        channel = None if input_channel is None else scrub.sender_id(input_channel)
        number = None if message_id is None else scrub.sender_id(message_id)
        data = scrub.deep(parse_data, objects=True)
        about = scrub.deep(metadata, objects=True)
        original(self, guarded(text, sender), output_channel, sender, data, channel, number, about)

    UserMessage.__init__ = compat.mark(construct)


def guard_log_records() -> None:
    factory = logging.getLogRecordFactory()
    if compat.is_ours(factory):
        return

    def make(*args: Any, **kwargs: Any) -> logging.LogRecord:
        return scrub.log_record(factory(*args, **kwargs))

    logging.setLogRecordFactory(compat.mark(make))
