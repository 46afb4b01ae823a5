"""Those who use Telegram: what they do in their app, and what they see there."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from tests.e2e.telegram.server import Server
from tests.e2e.telegram.world import ME, Chat, Message, Press, until

_PATIENCE = 25.0  # seconds: a look at all encoders on a busy machine
_QUIET, _QUIET_WITH_BUTTONS = 1.3, 0.35  # after this long without a sign an answer is taken to be complete
_ids = count(5_120_000_117, 1_000_003)
_press_ids = count(9_100_000_000)
_PHOTO = [{"file_id": "AgACAgQ", "file_unique_id": "AQAD", "width": 90, "height": 90, "file_size": 1200}]
_FILE = {"file_id": "BQACAgQ", "file_unique_id": "AgAD", "file_size": 2048}


class Group:
    """A group chat the bot is a member of. `supergroup` ids are negative, as Telegram's."""

    def __init__(self, server: Server) -> None:
        self.chat: Chat = server.world.chat(-1_000_000_000_000 - next(_ids), "supergroup", title="Wallet users")
        self.chat.is_known = True


class Person:
    """language: of the app, as Telegram tells it to bots. Everything done here reaches the bot as an update."""

    def __init__(self, server: Server, language: str | None = "en", first_name: str = "Robin") -> None:
        self.server = server
        self.id = next(_ids)
        self.user = {"id": self.id, "is_bot": False, "first_name": first_name}
        if language:
            self.user["language_code"] = language
        self.chat = server.world.chat(self.id, "private", first_name=first_name)

    @property
    def sees(self) -> list[Message]:
        return self.chat.visible

    @property
    def hears(self) -> list[str]:
        """The bot's messages that are there now."""
        return [message.text for message in self.chat.said]

    @property
    def everything(self) -> str:
        return "\n".join(self.hears)

    def sends(self, where: Group | None = None, **body: Any) -> Message:
        """A message of any kind."""
        chat = where.chat if where else self.chat
        chat.is_known = True
        message = self.server.world.keep(chat, self.user, body)
        self.server.world.push("message", message.as_json())
        return message

    def types(self, text: str, where: Group | None = None, **more: Any) -> Message:
        return self.sends(where, text=text, **_entities(text), **more)

    def types_unseen(self, text: str) -> Message:
        """A message that no update tells of."""
        self.chat.is_known = True
        return self.server.world.keep(self.chat, self.user, {"text": text, **_entities(text)})

    def edits(self, message: Message, text: str) -> None:
        field = "caption" if "caption" in message.body else "text"
        message.body = {**message.body, field: text, "edit_date": int(time.time())}
        self.server.world.push("edited_message", message.as_json())

    def forwards(self, text: str) -> Message:
        origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": int(time.time()) - 60}
        return self.types(text, forward_origin=origin)

    def sends_photo(self, caption: str | None = None) -> Message:
        return self.sends(photo=_PHOTO, **({"caption": caption} if caption else {}))

    def sends_document(self, name: str, caption: str | None = None) -> Message:
        document = {**_FILE, "file_name": name, "mime_type": "application/json"}
        return self.sends(document=document, **({"caption": caption} if caption else {}))

    def presses(self, title: str) -> Press:
        """The newest button of that title that can still be seen."""
        for message in reversed(self.chat.said):
            if title in message.buttons:
                return self.presses_data(message, message.buttons[title])
        raise AssertionError(f"no button {title!r} among {[list(each.buttons) for each in self.chat.said]}")

    def presses_data(self, under: Message, data: str, **more: Any) -> Press:
        """What an app that is not Telegram's may send."""
        press = Press(str(next(_press_ids)), under.chat.id, time.time())
        self.server.world.presses[press.id] = press
        query = {"id": press.id, "from": self.user, "message": under.as_json(), "chat_instance": "-77", "data": data}
        self.server.world.push("callback_query", {**query, **more})
        return press

    def blocks(self, is_blocked: bool = True) -> None:
        self.chat.is_blocked = is_blocked
        status = ("member", "kicked") if is_blocked else ("kicked", "member")
        old, new = ({"user": ME, "status": each, "until_date": 0} for each in status)
        moment = {"chat": self.chat.as_json(), "from": self.user, "date": int(time.time())}
        self.server.world.push("my_chat_member", {**moment, "old_chat_member": old, "new_chat_member": new})

    async def asks(self, text: str) -> list[Message]:
        """Types it and waits for the whole answer."""
        return await self.answer_to(lambda: self.types(text))

    async def chooses(self, title: str) -> list[Message]:
        return await self.answer_to(lambda: self.presses(title))

    async def answer_to(self, act: Callable[[], Any]) -> list[Message]:
        before = len(self.chat.messages)
        act()
        return await self.new_since(before)

    async def new_since(self, before: int, seconds: float = _PATIENCE) -> list[Message]:
        """What the bot said behind the first `before` messages, complete: nothing has come for a while."""

        def said() -> list[Message]:
            return [message for message in self.chat.messages[before:] if message.is_mine]

        await until(said, seconds, f"an answer to the person who sees {self.hears[-2:]}")
        while time.time() - said()[-1].at < (_QUIET_WITH_BUTTONS if said()[-1].buttons else _QUIET):
            await asyncio.sleep(0.05)
        return said()

    async def stays_silent(self, act: Callable[[], Any], seconds: float = 2.0) -> bool:
        """Whether the bot says nothing at all to it."""
        before = len(self.chat.messages)
        act()
        await asyncio.sleep(seconds)
        return not [message for message in self.chat.messages[before:] if message.is_mine]


def _entities(text: str) -> dict[str, Any]:
    command = re.match(r"/[a-z0-9_]+(@\w+)?", text)
    if not command:
        return {}
    return {"entities": [{"type": "bot_command", "offset": 0, "length": len(command[0])}]}
