"""Long polling that confirms nothing before it is done.

Telegram forgets the updates below the offset of the next poll. So the offset is the lowest update that is still being
worked on, and a process that is killed gets that one and all later ones again. A poll brings a hundred updates at most:
before one that takes its time (a flood limit, a hanging line) holds up everybody behind it, what is open is kept in the
store, as with a webhook, and confirmed.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from walletdesk.channels.telegram import letters
from walletdesk.channels.telegram.client import raw_updates
from walletdesk.channels.telegram.post import pause
from walletdesk.channels.telegram.reception import Full, Malformed, Reception
from walletdesk.core.errors import SetupError, Unavailable

REFUSED = "Telegram does not accept the token: check WALLETDESK_TELEGRAM_TOKEN, or ask @BotFather for a new one"
_MOMENT = 0.2  # seconds between looks for new updates while others are being worked on
_CROWD = 50  # updates behind one that is open
_log = logging.getLogger(__name__)


class Polling:
    def __init__(self, bot: ExtBot[int], reception: Reception) -> None:
        self._bot, self._reception = bot, reception
        self._open: dict[int, asyncio.Future[bool]] = {}
        self._kept: set[int] = set()
        self._next: int | None = None  # behind the highest update seen

    async def run(self) -> None:
        """Until it is cancelled. Raises SetupError when Telegram refuses the token."""
        failures = 0
        while True:
            try:
                await self._round()
                failures = 0
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
            except (InvalidToken, EndPointNotFound):
                await self._check_token()
                await asyncio.sleep(pause(failures))
            except Conflict:
                await self._make_way(failures)
                failures += 1
            except (TelegramError, Unavailable, Full) as error:
                _log.warning("no updates: %s; trying again", type(error).__name__)
                await asyncio.sleep(pause(failures))
                failures += 1

    async def confirm(self) -> None:
        """Tell Telegram what is done, so that the next process does not get it again."""
        with suppress(TelegramError, asyncio.TimeoutError):
            if self._offset is not None:
                await asyncio.wait_for(raw_updates(self._bot, self._offset, seconds=0, limit=1), 5.0)

    @property
    def _offset(self) -> int | None:
        open_ones = [number for number, done in self._open.items() if not _is_done(done)]
        self._open = {number: self._open[number] for number in open_ones}
        self._kept.intersection_update(open_ones)
        return min((number for number in open_ones if number not in self._kept), default=self._next)

    async def _round(self) -> None:
        offset = self._offset
        if offset is not None and self._next is not None and self._next - offset >= _CROWD:
            self._kept = await self._reception.keep_open()
            offset = self._offset
        for update in await raw_updates(self._bot, offset):
            await self._take(update)
        waiting = [done for number, done in self._open.items() if number not in self._kept]
        if waiting:
            # While any of these is open the next poll is answered at once, with the same ones.
            await asyncio.wait(waiting, timeout=_MOMENT, return_when=asyncio.FIRST_COMPLETED)

    async def _take(self, update: object) -> None:
        number = letters.number_of(update)
        if number is None or (self._next is not None and number < self._next and number not in self._open):
            return
        if number not in self._open:
            with suppress(Malformed):
                self._open[number], _ = await self._reception.accept(update, keep=False)
            self._next = number + 1

    async def _check_token(self) -> None:
        """A proxy's 404 is not Telegram's."""
        try:
            await self._bot.get_me()
        except InvalidToken:
            raise SetupError(REFUSED) from None
        except TelegramError:
            return

    async def _make_way(self, failures: int) -> None:
        """409: another process polls with this token, or a webhook was set behind our back."""
        if failures == 0:
            _log.warning("another process receives this bot's updates, or a webhook is set; trying again")
        with suppress(TelegramError):
            if (await self._bot.get_webhook_info()).url:
                await self._bot.delete_webhook(drop_pending_updates=False)
        await asyncio.sleep(pause(failures))


def _is_done(work: asyncio.Future[bool]) -> bool:
    """Work that did not come to its end is open for ever: the next process does it."""
    return work.done() and not work.cancelled() and work.result()


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return (wait if isinstance(wait, (int, float)) else wait.total_seconds()) + 0.1
