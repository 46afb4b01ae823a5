"""The bot from its start to its end."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from walletdesk.channels.chats import Chats
from walletdesk.channels.telegram import menus
from walletdesk.channels.telegram.clerk import Clerk
from walletdesk.channels.telegram.client import UPDATES, make_bot
from walletdesk.channels.telegram.delivery import Delivery
from walletdesk.channels.telegram.lanes import Lanes, log_failure
from walletdesk.channels.telegram.polling import REFUSED, Polling
from walletdesk.channels.telegram.post import Post, pause
from walletdesk.channels.telegram.reception import Reception
from walletdesk.channels.telegram.settings import TelegramSettings
from walletdesk.channels.telegram.webhook import Hook
from walletdesk.channels.telegram.words import Words
from walletdesk.core.errors import PortError, SetupError

LOOK_EVERY = 1.0  # seconds between looks for what is said and not sent, such as answers of the staff
MENUS = 10.0  # seconds for what stands on the bot's page
GRACE = 25.0  # seconds for open turns at the end
_log = logging.getLogger(__name__)


class TelegramBot:
    def __init__(self, settings: TelegramSettings, chats: Chats, words: Words, known_as: Callable[[int], str]) -> None:
        """known_as: what a chat's conversation is called."""
        self._settings, self._chats, self._words = settings, chats, words
        self._bot = make_bot(settings)
        self._lanes = Lanes()
        post = Post(self._bot)
        delivery = Delivery(chats, post, known_as)
        clerk = Clerk(chats, post, delivery, words, known_as)
        self._reception = Reception(chats, clerk, delivery, post, words, self._lanes, known_as)

    async def run(self, report: Callable[[str], None] = lambda _: None) -> None:
        """Until SIGINT or SIGTERM; open turns are finished then. `report` hears the bot's name when it listens.

        Raises SetupError when Telegram refuses the token, Unavailable where the database does not answer.
        """
        stop = _on_signals()
        connecting = asyncio.ensure_future(connect(self._bot))
        if not await _first(connecting, stop):
            return
        report(self._bot.username)
        try:
            await self._show_menus()
            await self._reception.deliver_all()
            await self._reception.replay()
            await self._serve(stop)
        finally:
            await self._lanes.drain(GRACE)
            await self._chats.drain(1.0)
            with suppress(TelegramError, RuntimeError):
                await self._bot.shutdown()

    async def _serve(self, stop: asyncio.Event) -> None:
        sending = asyncio.ensure_future(self._send_rest())
        try:
            await (self._hear(stop) if self._settings.webhook else self._poll(stop))
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _show_menus(self) -> None:
        """Telegram may ask to wait with them for hours; nobody's question waits for that."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(menus.show(self._bot, self._words), MENUS)

    async def _poll(self, stop: asyncio.Event) -> None:
        with suppress(TelegramError):  # where it fails, the first poll says so
            await self._bot.delete_webhook(drop_pending_updates=False)
        polling = Polling(self._bot, self._reception)
        try:
            await _first(asyncio.ensure_future(polling.run()), stop)
        finally:
            await self._lanes.drain(GRACE)
            await polling.confirm()

    async def _hear(self, stop: asyncio.Event) -> None:
        hook = Hook(self._settings, self._reception)
        try:
            await hook.start()
        except OSError:
            raise SetupError("WALLETDESK_TELEGRAM_LISTEN: this address cannot be listened on") from None
        try:
            if await _first(asyncio.ensure_future(self._announce()), stop):
                await stop.wait()
        finally:
            await hook.stop()

    async def _announce(self) -> None:
        """Kept up until Telegram has taken it."""
        failures = 0
        while True:
            try:
                await self._bot.set_webhook(
                    self._settings.webhook,
                    secret_token=self._settings.secret,
                    allowed_updates=UPDATES,
                    drop_pending_updates=False,
                )
            except TelegramError as error:
                _log.warning("the webhook could not be set: %s; trying again", type(error).__name__)
                await asyncio.sleep(pause(failures))
                failures += 1
            else:
                return

    async def _send_rest(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await self._reception.deliver_all()
            except PortError as error:
                _log.warning("what is not sent yet cannot be looked up: %s", type(error).__name__)
            except Exception as error:  # noqa: BLE001 (a defect; the bot goes on)
                log_failure(error)


async def connect(bot: ExtBot[int]) -> None:
    """Until Telegram answers. Raises SetupError when it refuses the token."""
    failures = 0
    while True:
        try:
            await bot.initialize()
        except InvalidToken:
            raise SetupError(REFUSED) from None
        except TelegramError as error:
            _log.warning("Telegram cannot be reached: %s; trying again", type(error).__name__)
            await asyncio.sleep(pause(failures))
            failures += 1
        else:
            return


def _on_signals() -> asyncio.Event:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, stop.set)
    return stop


async def _first(work: asyncio.Future[None], stop: asyncio.Event) -> bool:
    """Whether the work ended before the stop; it is cancelled by the stop, and its error goes on."""
    stopped = asyncio.ensure_future(stop.wait())
    both: set[asyncio.Future[Any]] = {work, stopped}
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not work.done():
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        return False
    work.result()
    return True
