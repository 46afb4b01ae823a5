"""An update of Telegram, read from raw JSON into the little that may be kept of it.

Nothing of an update is believed: fields may be missing, of another type or hostile. Texts go through the guard while
they are being read; names of users and files, numbers and places are looked through for secrets and left behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import Enum
from typing import Any

from walletdesk.channels.telegram import buttons, contents
from walletdesk.core import secrets

Guard = Callable[[int, str], str]  # a chat and a text of its user; the text without secrets

COMMANDS = ("start", "help", "new", "person", "status", "lang", "verify", "delete")
_WITH_WORDS = ("status", "verify")  # what follows these is a message of its own
_COMMAND = re.compile(r"\s*/([A-Za-z]{1,32})(?:@\w{1,64})?(?=\s|$)\s*(.*)", re.DOTALL)
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
_HERE, _AWAY = ("member", "administrator", "creator", "restricted"), ("kicked", "left")
_SEARCHED = 400_000
_BIGGEST = 2**62


class Kind(str, Enum):
    """words: a text or a caption. media: anything else one can send. edited: a text that was changed. command, press:
    as they are called there. blocked, back: the user left or returned. elsewhere: no private chat. payment: somebody
    tries to pay. nothing: needs no answer."""

    WORDS = "words"
    COMMAND = "command"
    PRESS = "press"
    MEDIA = "media"
    EDITED = "edited"
    BLOCKED = "blocked"
    BACK = "back"
    ELSEWHERE = "elsewhere"
    PAYMENT = "payment"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Letter:
    """text: guarded. name: which command, which kind of media or payment. data: of a pressed button, empty where no
    such button was offered. query: id of the press or payment, to be answered. language: of the user's device.
    in_pieces: the secret began in earlier messages. album: pictures sent together share it."""

    update: int
    kind: Kind = Kind.NOTHING
    chat: int = 0
    message: int = 0
    text: str = ""
    name: str = ""
    data: str = ""
    query: str = ""
    language: str = "en"
    in_pieces: bool = False
    is_key_file: bool = False
    album: str = ""

    @property
    def key(self) -> str:
        """Of the turn: the update, and the message that an edit would name again."""
        return f"u{self.update}.m{self.message}" if self.kind is not Kind.PRESS else f"u{self.update}"

    @property
    def is_secret(self) -> bool:
        return self.text.startswith("/secret_shared{")

    @property
    def may_be_kept(self) -> bool:
        """What the guard put in place of a text cannot be told from typed words once it was stored."""
        return not self.text.startswith("/")

    def dump(self) -> dict[str, Any]:
        """As JSON for a store: 64 hex digits are shortened, as in all of them."""
        return {**asdict(self), "kind": self.kind.value, "text": secrets.mask_hashes(self.text)}


def load(stored: Any, guard: Guard) -> Letter | None:
    """What `dump` made of one, its text guarded again; None for anything else."""
    if not isinstance(stored, Mapping) or set(stored) != {field.name for field in fields(Letter)}:
        return None
    letter = Letter(**{**stored, "kind": Kind(stored["kind"])})
    return replace(letter, text=guard(letter.chat, letter.text)) if letter.text else letter


def number_of(update: Any) -> int | None:
    return _number(_at(update, "update_id"))


def read(update: Any, guard: Guard) -> Letter | None:
    """None for what is no update at all. An update of a kind that is not known is `NOTHING`."""
    number = number_of(update)
    if number is None:
        return None
    for name, reader in _READERS.items():
        body = update.get(name)
        if isinstance(body, Mapping):
            return reader(Letter(number), body, guard)
    return Letter(number)


def language_of(code: Any) -> str:
    """Of ours, the one nearest to an IETF tag."""
    tag = code.lower().replace("_", "-") if isinstance(code, str) and _CODE.fullmatch(code) else ""
    if tag.startswith(_TRADITIONAL):
        return "zh-Hant"
    return "zh-Hans" if tag == "zh" or tag.startswith("zh-") else "en"


def _message(letter: Letter, body: Mapping[str, Any], guard: Guard) -> Letter:
    letter, is_private = _addressed(letter, body)
    if not is_private or _at(body.get("from"), "is_bot") is True:
        return letter
    said, around = _text(body.get("text")) or _text(body.get("caption")), contents.words_in(body)
    if around and secrets.redact(around).found:
        return _screened(replace(letter, kind=Kind.WORDS), around, guard)
    if command := _command(letter, said, guard):
        return command
    media = contents.kind_of(body)
    album = _text(body.get("media_group_id"))[:64]
    letter = replace(letter, name=media, is_key_file=contents.is_key_file(body), album=album)
    if said:
        letter = _screened(letter, said, guard)
    kind = Kind.MEDIA if media else Kind.WORDS if said else Kind.NOTHING
    return replace(letter, kind=Kind.WORDS if letter.is_secret else kind)


def _edited(letter: Letter, body: Mapping[str, Any], guard: Guard) -> Letter:
    """A place that moves and a picture that was replaced are edits, too; only words count."""
    read_anew = _message(letter, body, guard)
    if read_anew.kind is Kind.COMMAND:
        return replace(read_anew, kind=Kind.NOTHING)
    if read_anew.kind in (Kind.WORDS, Kind.MEDIA) and read_anew.text:
        return read_anew if read_anew.is_secret else replace(read_anew, kind=Kind.EDITED)
    return Letter(letter.update)


def _command(letter: Letter, said: str, guard: Guard) -> Letter | None:
    found = _COMMAND.match(said)
    if found is None or found[1].lower() not in COMMANDS:
        return None
    letter = replace(letter, kind=Kind.COMMAND, name=found[1].lower())
    if not found[2]:
        return letter
    screened = _screened(letter, found[2], guard)
    if screened.is_secret or letter.name in _WITH_WORDS:
        return replace(screened, kind=Kind.WORDS)
    return replace(letter, data=found[2].strip().lower()[:8]) if letter.name == "lang" else letter


def _press(letter: Letter, body: Mapping[str, Any], guard: Guard) -> Letter:
    message = body.get("message")
    addressed, is_private = _addressed(letter, message if isinstance(message, Mapping) else {})
    data, query = body.get("data"), _text(body.get("id"))[:64]
    press = replace(letter, kind=Kind.PRESS, query=query, language=_language(body))
    if not is_private or addressed.chat != _number(_at(body.get("from"), "id")):
        return press
    press = replace(press, chat=addressed.chat, message=addressed.message)
    is_known = buttons.kind_of(data) is not buttons.Data.STRANGE and _is_offered(message, data)
    return replace(press, data=str(data)) if is_known else press


def _is_offered(message: Any, data: Any) -> bool:
    """Telegram does not check what a client says was pressed. Of an old message it does not tell the keyboard."""
    rows = _at(_at(message, "reply_markup"), "inline_keyboard")
    if not isinstance(rows, list):
        return True
    return any(_at(key, "callback_data") == data for row in rows if isinstance(row, list) for key in row)


def _membership(letter: Letter, body: Mapping[str, Any], guard: Guard) -> Letter:
    letter, is_private = _addressed(letter, body)
    status = _at(body.get("new_chat_member"), "status")
    if is_private:
        return replace(letter, kind=Kind.BLOCKED if status in _AWAY else Kind.BACK if status in _HERE else Kind.NOTHING)
    return letter if status in _HERE else Letter(letter.update)


def _post(letter: Letter, body: Mapping[str, Any], guard: Guard) -> Letter:
    return _addressed(letter, body)[0]


def _payment(name: str) -> Callable[[Letter, Mapping[str, Any], Guard], Letter]:
    def read_payment(letter: Letter, body: Mapping[str, Any], guard: Guard) -> Letter:
        query = _text(body.get("id"))[:64]
        return replace(letter, kind=Kind.PAYMENT, name=name, query=query, language=_language(body))

    return read_payment


_READERS: Mapping[str, Callable[[Letter, Mapping[str, Any], Guard], Letter]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _press,
    "my_chat_member": _membership,
    "channel_post": _post,
    "pre_checkout_query": _payment("pre_checkout_query"),
    "shipping_query": _payment("shipping_query"),
}


def _addressed(letter: Letter, body: Mapping[str, Any]) -> tuple[Letter, bool]:
    """With its chat and message, and whether that is one with a user alone; without them where they are missing."""
    chat, kind = _number(_at(body.get("chat"), "id")), _at(body.get("chat"), "type")
    if not chat:
        return letter, False
    letter = replace(letter, chat=chat, message=_number(body.get("message_id")) or 0, language=_language(body))
    if kind == "private":
        return letter, True
    known = kind in ("group", "supergroup", "channel")
    return (replace(letter, kind=Kind.ELSEWHERE) if known else Letter(letter.update)), False


def _screened(letter: Letter, said: str, guard: Guard) -> Letter:
    screened = replace(letter, text=guard(letter.chat, said))
    if not screened.is_secret:
        return screened
    return replace(screened, in_pieces=not secrets.redact(said[:_SEARCHED]).found)


def _language(body: Mapping[str, Any]) -> str:
    return language_of(_at(body.get("from"), "language_code"))


def _at(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _number(value: Any) -> int | None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and -_BIGGEST < value < _BIGGEST else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
