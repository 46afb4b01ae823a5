"""What goes out and the little that comes in besides bodies, as the API description has it."""

from __future__ import annotations

import json
import re
from typing import Any

from sanic.response import HTTPResponse

from walletdesk.channels.web.problems import Problem
from walletdesk.core.chats import ChatEvent

_POSITION = re.compile(r"[0-9]{1,9}")


def answer(body: Any, status: int = 200) -> HTTPResponse:
    return HTTPResponse(json.dumps(body, ensure_ascii=False), status, content_type="application/json")


def event_json(event: ChatEvent) -> dict[str, Any]:
    """What is empty is left out, the text excepted."""
    bubble = event.bubble
    shape = {
        "position": event.position,
        "kind": bubble.kind,
        "at": event.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "text": bubble.text,
    }
    more = {
        "buttons": [{"title": button.title, "payload": button.payload} for button in bubble.buttons],
        "file": bubble.file and {"name": bubble.file.name, "text": bubble.file.text},
        "hidden": bubble.hidden,
        "key": event.key,
    }
    return {**shape, **{name: value for name, value in more.items() if value}}


def position(text: str | None) -> int:
    """A place in a conversation as a client names it: 0 where it names none. Raises Problem."""
    if text is None:
        return 0
    if not _POSITION.fullmatch(text):
        raise Problem("bad_request")
    return int(text)
