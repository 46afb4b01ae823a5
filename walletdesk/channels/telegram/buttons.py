"""Buttons under a message: what travels in `callback_data`, and what of it is believed when it comes back. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from walletdesk.core.chats import ChatButton, ChatEvent
from walletdesk.core.words import width

MOST_DATA = 64  # bytes
_STORED = re.compile(r"b(\d{1,9})\.(\d{1,2})\.([0-9a-f]{8})", re.ASCII)
_PRESS = re.compile(r"/press\{.{1,58}", re.DOTALL)
_CHOICE = re.compile(r"(?:language:(?:en|zh-Hans|zh-Hant)|erase:(?:yes|no)|remove:\d{1,15})", re.ASCII)
_COLUMNS = 30  # of a phone's screen, in narrow characters, for all buttons of a row
_MOST_IN_A_ROW = 3


class Data(str, Enum):
    """press: a payload of the dialogue. stored: the place of a payload that is too long. choice: one of this channel's
    own. strange: anything else."""

    PRESS = "press"
    STORED = "stored"
    CHOICE = "choice"
    STRANGE = "strange"


@dataclass(frozen=True)
class Key:
    """One button as Telegram gets it."""

    title: str
    data: str


def kind_of(data: object) -> Data:
    if not isinstance(data, str) or len(data.encode("utf-8", "replace")) > MOST_DATA:
        return Data.STRANGE
    if _CHOICE.fullmatch(data):
        return Data.CHOICE
    if _STORED.fullmatch(data):
        return Data.STORED
    return Data.PRESS if _PRESS.fullmatch(data) else Data.STRANGE


def data_for(position: int, index: int, payload: str) -> str:
    """The payload itself where it fits, else where it is stored, with a digest: positions begin anew in a conversation
    that was erased, and an old button must not find another one's payload there."""
    if len(payload.encode()) <= MOST_DATA:
        return payload
    return f"b{position}.{index}.{_digest(payload)}"


def place_of(data: str) -> int:
    """The position of the event that a `STORED` button belongs to."""
    found = _STORED.fullmatch(data)
    return int(found[1]) if found else 0


def payload_of(data: str, event: ChatEvent | None) -> str:
    """What a `STORED` button stands for; empty where the event holds no such button."""
    found = _STORED.fullmatch(data)
    if found is None or event is None or event.position != int(found[1]) or int(found[2]) >= len(event.bubble.buttons):
        return ""
    payload = event.bubble.buttons[int(found[2])].payload
    return payload if _digest(payload) == found[3] else ""


def keys(position: int, buttons: Sequence[ChatButton]) -> list[list[Key]]:
    """In rows: short titles share one."""
    return rows([Key(it.title, data_for(position, index, it.payload)) for index, it in enumerate(buttons) if it.title])


def rows(them: Sequence[Key]) -> list[list[Key]]:
    made: list[list[Key]] = []
    for key in them:
        row = made[-1] if made else []
        widest = max(width(it.title) for it in (*row, key))
        if row and len(row) < _MOST_IN_A_ROW and (widest + 2) * (len(row) + 1) <= _COLUMNS:
            row.append(key)
        else:
            made.append([key])
    return made


def _digest(payload: str) -> str:
    return hashlib.blake2b(payload.encode(), digest_size=4).hexdigest()
