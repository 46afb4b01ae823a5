"""Bubbles as JSON, and what is taken out of them before they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from walletdesk.core import secrets
from walletdesk.core.chats import SECRET, USER, Bubble, ChatButton, ChatFile, each_text

_ONE_WORD = 12


def clean(bubble: Bubble) -> Bubble:
    """Users' words are looked through once more. Ours are not: a list of example words would be taken for a phrase."""

    def text(value: str) -> str:
        return secrets.mask_hashes(secrets.redact(value).text if bubble.kind == USER else value)

    return each_text(bubble, text)


def without(bubble: Bubble, pieces: Sequence[str]) -> Bubble:
    """A single word is left in what we said: nothing can be rebuilt from it, and it may be any word."""
    if bubble.kind == USER:
        return Bubble(USER, "", hidden=SECRET) if bubble.text else bubble
    text = bubble.text
    for piece in sorted((it for it in pieces if len(it.split()) > 1 or len(it) > _ONE_WORD), key=len, reverse=True):
        text = text.replace(piece, f"[{secrets.MNEMONIC}]")
    return replace(bubble, text=text)


def dump(bubble: Bubble) -> dict[str, Any]:
    """As JSON; what is empty is left out."""
    file = {"name": bubble.file.name, "text": bubble.file.text} if bubble.file else None
    buttons = [{"title": button.title, "payload": button.payload} for button in bubble.buttons]
    full = {"kind": bubble.kind, "text": bubble.text, "buttons": buttons, "file": file, "hidden": bubble.hidden}
    return {name: value for name, value in full.items() if value or name in ("kind", "text")}


def load(stored: dict[str, Any]) -> Bubble:
    file = stored.get("file")
    return Bubble(
        stored["kind"],
        stored["text"],
        tuple(ChatButton(button["title"], button["payload"]) for button in stored.get("buttons", ())),
        ChatFile(file["name"], file["text"]) if file else None,
        stored.get("hidden", ""),
    )
