"""The methods of the Bot API (core.telegram.org/bots/api) that a bot of words and buttons needs.

Everything they refuse they refuse as Telegram does; a method that is not here answers 404, as unknown ones do there.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.e2e.telegram import wants
from tests.e2e.telegram.faults import Refused
from tests.e2e.telegram.wants import bad
from tests.e2e.telegram.world import ME, Chat, Message, Webhook, World

_DAY = 24 * 3600
_ACTIONS = (
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
    *("choose_sticker", "find_location", "record_video_note", "upload_video_note"),
)
_SCOPES = (
    *("default", "all_private_chats", "all_group_chats", "all_chat_administrators"),
    *("chat", "chat_administrators", "chat_member"),
)
_PORTS = ("", ":443", ":80", ":88", ":8443")
SECONDS_TO_ANSWER_A_PRESS = 15.0
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)

Parameters = Mapping[str, Any]


class Api:
    """One bot's view of a world. A method is looked up by its name in small letters."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.methods: dict[str, Callable[[Parameters], Any]] = {
            "getme": lambda _: {**ME, "can_join_groups": True, "can_read_all_group_messages": False},
            "sendmessage": self.send_message,
            "senddocument": self.send_document,
            "sendchataction": self.send_chat_action,
            "editmessagetext": self.edit_text,
            "editmessagereplymarkup": self.edit_markup,
            "deletemessage": self.delete_message,
            "deletemessages": self.delete_messages,
            "answercallbackquery": self.answer_press,
            "getchat": lambda asked: self._chat(asked).as_json(),
            "leavechat": self.leave_chat,
            "setmycommands": self.set_commands,
            "getmycommands": lambda asked: self.world.commands.get(self._menu(asked), []),
            "deletemycommands": self.delete_commands,
            "setmydescription": lambda asked: self._set_text("description", asked, 512),
            "setmyshortdescription": lambda asked: self._set_text("short_description", asked, 120),
            "setmyname": lambda asked: self._set_text("name", asked, 64),
            "getmydescription": lambda asked: self._text("description", asked),
            "getmyshortdescription": lambda asked: self._text("short_description", asked),
            "getmyname": lambda asked: self._text("name", asked),
            "setchatmenubutton": lambda _: True,
            "setwebhook": self.set_webhook,
            "deletewebhook": self.delete_webhook,
            "getwebhookinfo": self.webhook_info,
        }

    def send_message(self, asked: Parameters) -> Any:
        chat = self._open_chat(asked)
        wants.preview(asked)
        return self._say(chat, asked, {"text": wants.text(asked, "text", wants.MOST_TEXT)}).as_json()

    def send_document(self, asked: Parameters) -> Any:
        chat = self._open_chat(asked)
        name, content = self._upload(asked)
        caption = wants.text(asked, "caption", wants.MOST_CAPTION, is_needed=False)
        document = {"file_id": "BQAC", "file_unique_id": "AgAD", "file_name": name, "file_size": len(content)}
        message = self._say(chat, asked, {"document": document, **({"caption": caption} if caption else {})})
        message.files[name] = content
        return message.as_json()

    def send_chat_action(self, asked: Parameters) -> bool:
        self._open_chat(asked)
        wants.one_of(asked, "action", _ACTIONS, "wrong parameter action in request")
        return True

    def edit_text(self, asked: Parameters) -> Any:
        message = self._own_message(asked)
        return self._edit(message, {"text": wants.text(asked, "text", wants.MOST_TEXT)}, asked)

    def edit_markup(self, asked: Parameters) -> Any:
        return self._edit(self._own_message(asked), {}, asked)

    def delete_message(self, asked: Parameters) -> bool:
        message = self._chat(asked).find(wants.number(asked, "message_id"))
        if message is None:
            raise bad("message to delete not found")
        self._delete(message)
        return True

    def delete_messages(self, asked: Parameters) -> bool:
        chat = self._chat(asked)
        ids = wants.structure(asked, "message_ids") or []
        if not 1 <= len(ids) <= 100:
            raise bad("message identifiers are not specified")
        for message in filter(None, map(chat.find, ids)):
            self._delete(message)
        return True

    def answer_press(self, asked: Parameters) -> bool:
        press = self.world.presses.get(str(asked.get("callback_query_id")))
        if press is None or time.time() - press.at > SECONDS_TO_ANSWER_A_PRESS:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if wants.length(str(asked.get("text") or "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        press.answer = dict(asked)
        press.answers += 1
        return True

    def leave_chat(self, asked: Parameters) -> bool:
        self._chat(asked).is_blocked = True
        return True

    def set_commands(self, asked: Parameters) -> bool:
        self.world.commands[self._menu(asked)] = wants.commands(asked)
        return True

    def delete_commands(self, asked: Parameters) -> bool:
        self.world.commands.pop(self._menu(asked), None)
        return True

    def set_webhook(self, asked: Parameters) -> bool:
        url, secret = str(asked.get("url") or ""), str(asked.get("secret_token") or "")
        if not url:
            return self.delete_webhook(asked)
        found = re.match(r"https://[^/:]+(:\d+)?(/|$)", url)
        if not found:
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if (found[1] or "") not in _PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise bad("secret token contains unallowed characters")
        self._allow(asked)
        self.world.webhook = Webhook(url, secret)
        self._drop_pending(asked)
        self.world.wake()
        return True

    def delete_webhook(self, asked: Parameters) -> bool:
        self.world.webhook = None
        self._drop_pending(asked)
        self.world.wake()
        return True

    def webhook_info(self, _: Parameters) -> dict[str, Any]:
        hook, failure = self.world.webhook, self.world.last_webhook_error
        return {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.pending),
            **({"last_error_message": failure} if failure else {}),
        }

    def take_updates(self, asked: Parameters) -> list[dict[str, Any]]:
        """What getUpdates gives at this moment; the offset confirms everything below it for good."""
        self._allow(asked)
        offset = int(asked.get("offset") or 0)
        if offset > 0:
            self.world.confirm(offset)
        limit = min(max(int(asked.get("limit") or 100), 1), 100)
        given = self.world.pending[offset:][:limit] if offset < 0 else self.world.pending[:limit]
        self.world.delivered |= {update["update_id"] for update in given}
        return given

    def _allow(self, asked: Parameters) -> None:
        """Left out, the last list holds; an empty one is the default."""
        allowed = wants.structure(asked, "allowed_updates")
        if allowed is not None:
            self.world.allowed = tuple(allowed)

    def _drop_pending(self, asked: Parameters) -> None:
        if wants.is_true(asked, "drop_pending_updates"):
            self.world.pending.clear()

    def _chat(self, asked: Parameters) -> Chat:
        found = self.world.chats.get(wants.number(asked, "chat_id"))
        if found is None:
            raise bad("chat not found")
        return found

    def _open_chat(self, asked: Parameters) -> Chat:
        chat = self._chat(asked)
        if chat.is_blocked and chat.kind == "private":
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat.is_blocked:
            raise Refused(403, "Forbidden: bot was kicked from the group chat")
        if not chat.is_known:
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def _say(self, chat: Chat, asked: Parameters, body: dict[str, Any]) -> Message:
        keyboard = wants.markup(asked)
        reply = wants.structure(asked, "reply_parameters")
        if reply and not reply.get("allow_sending_without_reply") and chat.find(int(reply["message_id"])) is None:
            raise bad("message to be replied not found")
        return self.world.keep(chat, ME, {**body, **({"reply_markup": keyboard} if keyboard else {})})

    def _upload(self, asked: Parameters) -> tuple[str, bytes]:
        given = asked.get("document")
        if isinstance(given, str) and given.startswith("attach://"):
            given = asked.get(given[len("attach://") :])
        if not isinstance(given, tuple):
            raise bad("there is no document in the request")
        name, content = given
        if not content:
            raise bad("file must be non-empty")
        return name, content

    def _own_message(self, asked: Parameters) -> Message:
        message = self._chat(asked).find(wants.number(asked, "message_id"))
        if message is None:
            raise bad("message to edit not found")
        if not message.is_mine:
            raise bad("message can't be edited")
        return message

    def _edit(self, message: Message, change: dict[str, Any], asked: Parameters) -> Any:
        keyboard = wants.markup(asked)
        changed = {name: value for name, value in message.body.items() if name != "reply_markup"} | change
        if keyboard:
            changed["reply_markup"] = keyboard
        if changed == message.body:
            raise bad(NOT_MODIFIED)
        message.body = changed
        return message.as_json()

    def _delete(self, message: Message) -> None:
        if time.time() - message.at > 2 * _DAY or (message.chat.kind != "private" and not message.is_mine):
            raise bad("message can't be deleted for everyone")
        message.is_deleted = True

    def _menu(self, asked: Parameters) -> tuple[str, str]:
        scope = wants.structure(asked, "scope") or {"type": "default"}
        kind = wants.one_of(scope, "type", _SCOPES, "can't parse BotCommandScope: Unsupported type specified")
        return kind, wants.language(asked)

    def _set_text(self, kind: str, asked: Parameters, most: int) -> bool:
        value = str(asked.get(kind) or "")
        if wants.length(value) > most:
            raise bad(f"{kind.replace('_', ' ')} is too long")
        self.world.texts[kind, wants.language(asked)] = value
        return True

    def _text(self, kind: str, asked: Parameters) -> dict[str, str]:
        return {kind: self.world.texts.get((kind, wants.language(asked)), "")}
