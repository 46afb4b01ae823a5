"""Reads the parameters of Bot API requests, and refuses what Telegram would refuse, in its own words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.e2e.telegram.faults import Refused

MOST_TEXT, MOST_CAPTION = 4096, 1024
_MOST_DATA = 64
_MOST_BUTTONS = 100
_KEYBOARDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_ACTIONS = ("callback_data", "url", "copy_text", "web_app", "switch_inline_query", "login_url", "pay")
_PREVIEW = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}
_ENTITY_URL = re.compile(r"^(https?|tg)://\S+$")


def length(text: str) -> int:
    """In UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def number(parameters: Mapping[str, Any], name: str, otherwise: int | None = None) -> int:
    value = parameters.get(name, otherwise)
    try:
        return int(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise bad("chat_id is empty" if name == "chat_id" else f"{name.replace('_', ' ')} is not specified") from None


def structure(parameters: Mapping[str, Any], name: str) -> Any:
    """What is sent as JSON, or as a string of JSON in a form."""
    value = parameters.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None


def is_true(parameters: Mapping[str, Any], name: str) -> bool:
    return parameters.get(name) in (True, "true", "True", "1", 1)


def text(parameters: Mapping[str, Any], name: str, most: int, is_needed: bool = True) -> str:
    if parameters.get("parse_mode"):
        # The bot is to speak in plain text; nothing here knows what Telegram's markup makes of a text.
        raise bad("unsupported parse_mode")
    given = str(parameters.get(name) or "").strip()
    if not given and is_needed:
        raise bad("message text is empty")
    if length(given) > most:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    return given


def markup(parameters: Mapping[str, Any]) -> dict[str, Any] | None:
    """Raises Refused for a keyboard that Telegram would not take."""
    given = structure(parameters, "reply_markup")
    if given in (None, "", {}):
        return None
    if not isinstance(given, dict) or not any(kind in given for kind in _KEYBOARDS):
        raise bad("object expected as reply markup")
    rows = given.get("inline_keyboard")
    if rows is not None:
        _check_rows(rows)
    return given if rows != [] else None


def _check_rows(rows: Any) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('can\'t parse inline keyboard: Field "inline_keyboard" must be of type Array')
    buttons = [button for row in rows for button in row]
    if len(buttons) > _MOST_BUTTONS or any(len(row) > 8 for row in rows):
        raise bad("reply markup is too long")
    for button in buttons:
        _check_button(button)


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad("can't parse inline keyboard button: text must be non-empty")
    kinds = [kind for kind in _ACTIONS if kind in button]
    if len(kinds) != 1:
        raise bad("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if kinds == ["callback_data"] and not 1 <= len(str(button["callback_data"]).encode()) <= _MOST_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if kinds == ["url"] and not _ENTITY_URL.match(str(button["url"])):
        raise bad("inline keyboard button URL is invalid: Wrong HTTP URL")


def preview(parameters: Mapping[str, Any]) -> None:
    given = structure(parameters, "link_preview_options")
    if given is not None and (not isinstance(given, dict) or not set(given) <= _PREVIEW):
        raise bad("can't parse link preview options")


def language(parameters: Mapping[str, Any]) -> str:
    """Two small letters or nothing: Telegram has no menus for a script or a country."""
    code = str(parameters.get("language_code") or "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("LANG_CODE_INVALID")
    return code


def commands(parameters: Mapping[str, Any]) -> list[dict[str, str]]:
    given = structure(parameters, "commands")
    if not isinstance(given, list):
        raise bad("can't parse commands JSON object")
    if len(given) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for each in given:
        _check_command(each)
    return given


def _check_command(each: Mapping[str, str]) -> None:
    if not re.fullmatch(r"[a-z0-9_]{1,32}", each.get("command", "")):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= length(each.get("description", "").strip()) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def one_of(parameters: Mapping[str, Any], name: str, allowed: Sequence[str], words: str) -> str:
    value = str(parameters.get(name) or "")
    if value not in allowed:
        raise bad(words)
    return value


def bad(words: str) -> Refused:
    return Refused(400, f"Bad Request: {words}")
