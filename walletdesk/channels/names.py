"""What a conversation is called everywhere behind its channel: a digest that nobody can turn back into a session's id
or a chat's number without the key of this installation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from walletdesk.adapters.sender_key import key_in, pseudonyms

PREFIXES = {"web": "web-", "telegram": "tg-"}
KEY_FILE = "sender.key"


def namer(channel: str, folder: Path) -> Callable[[str], str]:
    """`folder`: where the key is kept, made at the first use."""
    digest, prefix = pseudonyms(key_in(folder / KEY_FILE)), PREFIXES[channel]
    return lambda identity: prefix + digest(f"{channel}:{identity}")
