"""What goes out to Telegram: plain texts, keyboards, files. One place that knows its limits and its errors."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from walletdesk.channels.telegram.buttons import Key, keys
from walletdesk.channels.telegram.pieces import in_pieces
from walletdesk.channels.telegram.recent import Trail
from walletdesk.core.chats import ChatEvent

TRIES = 4
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 20.0  # seconds
_NO_NUMBER = 0
_TYPING = 4.5  # seconds for which Telegram shows it, and a little less
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "peer_id_invalid", "bot can't initiate")
_Got = TypeVar("_Got")
Rows = Sequence[Sequence[Key]]


class Unreachable(Exception):
    """The user has blocked the bot, or is not there any more."""


class Refused(Exception):
    """Telegram does not take it, and will not the next time."""


class Later(Exception):
    """It did not get through; it may the next time."""


def pause(failures: int) -> float:
    """Seconds to wait after so many failures in a row: longer each time, and no two alike."""
    longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(failures, 10))
    return random.uniform(longest / 2, longest)  # noqa: S311 (only so that not all come back at once)


class Post:
    """Each method raises Unreachable, Refused or Later. 429 is waited for, as long as Telegram says."""

    def __init__(self, bot: ExtBot[int]) -> None:
        self.bot = bot
        self._keyboards = Trail(messages=8)

    async def event(self, chat: int, event: ChatEvent) -> None:
        """A bubble of the dialogue, its keyboard under the last piece, its file behind it."""
        bubble = event.bubble
        await self.text(chat, bubble.text, keys(event.position, bubble.buttons))
        if bubble.file:
            document = InputFile(bubble.file.text.encode(), filename=bubble.file.name)
            await _through(lambda: self.bot.send_document(chat, document))

    async def text(self, chat: int, text: str, rows: Rows = (), lasting: bool = False) -> None:
        """`lasting`: the keyboard is not out of date when something else is said."""
        pieces = in_pieces(text)
        for number, piece in enumerate(pieces, 1):
            shown = rows if number == len(pieces) else ()
            message = await self._message(chat, piece, shown)
            if shown and not lasting:
                self._keyboards.note(chat, message)

    async def delete(self, chat: int, messages: Sequence[int]) -> bool:
        """Whether all of them are gone now."""
        gone = [await self._delete(chat, message) for message in messages]
        return all(gone)

    async def answer_press(self, query: str, text: str | None = None) -> None:
        """Ends the little clock on the button; `text` is shown for a moment."""
        with suppress(Unreachable, Refused, Later):
            await _through(lambda: self.bot.answer_callback_query(query, text), tries=2)

    def take_keyboards(self, chat: int) -> asyncio.Future[list[None]]:
        """Begins to take those that stand in the chat now: what they asked is not asked any more. Those of an earlier
        process stay."""
        return asyncio.gather(*(self.take_keyboard(chat, message) for message in self._keyboards.take(chat)))

    async def take_keyboard(self, chat: int, message: int) -> None:
        self._keyboards.drop(chat, message)
        with suppress(Unreachable, Refused, Later):
            await _through(lambda: self.bot.edit_message_reply_markup(chat, message, reply_markup=None), tries=2)

    async def refuse_payment(self, kind: str, query: str, text: str) -> None:
        answer = self.bot.answer_shipping_query if kind == "shipping_query" else self.bot.answer_pre_checkout_query
        with suppress(Unreachable, Refused, Later):
            await _through(lambda: answer(query, ok=False, error_message=text), tries=2)

    @asynccontextmanager
    async def typing(self, chat: int) -> AsyncIterator[None]:
        """Shown from the start of the block to its end."""
        ended = asyncio.Event()
        showing = asyncio.ensure_future(self._show_typing(chat, ended))
        try:
            yield
        finally:
            ended.set()
            # A sign that arrives behind the answer would stay for seconds.
            await asyncio.wait({showing}, timeout=1.0)

    async def _message(self, chat: int, text: str, rows: Rows) -> int:
        """The message's number in its chat."""
        markup = InlineKeyboardMarkup(
            [[InlineKeyboardButton(key.title, callback_data=key.data) for key in row] for row in rows]
        )
        try:
            return await self._send(chat, text, markup if rows else None)
        except Refused:
            if not rows:
                raise
            return await self._send(chat, text, None)  # words without buttons are better than neither

    async def _send(self, chat: int, text: str, markup: InlineKeyboardMarkup | None) -> int:
        try:
            sent = await _through(
                lambda: self.bot.send_message(chat, text, reply_markup=markup, link_preview_options=_NO_PREVIEW)
            )
        except (TypeError, ValueError, KeyError, AttributeError):
            return _NO_NUMBER  # it was sent, and the library could not read the receipt: not to be sent again
        return sent.message_id

    async def _delete(self, chat: int, message: int) -> bool:
        try:
            return await _through(lambda: self.bot.delete_message(chat, message))
        except Refused as refusal:
            return "not found" in str(refusal)  # gone already
        except (Unreachable, Later):
            return False

    async def _show_typing(self, chat: int, ended: asyncio.Event) -> None:
        while not ended.is_set():
            with suppress(TelegramError):
                await self.bot.send_chat_action(chat, ChatAction.TYPING)
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(ended.wait(), _TYPING)


async def _through(send: Callable[[], Awaitable[_Got]], tries: int = TRIES) -> _Got:
    for failures in range(tries):
        try:
            return await send()
        except (Forbidden, BadRequest) as error:
            if isinstance(error, Forbidden) or any(sign in str(error).lower() for sign in _GONE):
                raise Unreachable from None
            raise Refused(str(error)) from None
        except InvalidToken:
            raise Refused("no such method, or no such bot") from None
        except RetryAfter:
            continue  # the rate limiter has waited already
        except TelegramError:
            if failures + 1 < tries:
                await asyncio.sleep(pause(failures))
    raise Later
