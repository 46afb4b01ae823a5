"""Takes updates in: read and guarded at once, worked on in the lane of their chat, each a single time.

An update is noted in the store before anything is done about it, and noted as done afterwards; both outlive the
process. What arrives again after that is not worked on.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from walletdesk.channels.chats import Chats, Closed
from walletdesk.channels.telegram import letters
from walletdesk.channels.telegram.clerk import Clerk
from walletdesk.channels.telegram.delivery import Delivery
from walletdesk.channels.telegram.lanes import Lanes, log_failure
from walletdesk.channels.telegram.letters import Kind, Letter
from walletdesk.channels.telegram.post import Post
from walletdesk.channels.telegram.recent import Recent, Trail
from walletdesk.channels.telegram.words import Words
from walletdesk.core.errors import Unavailable

_CHANNEL = "telegram"
_MOST_OPEN = 2_000
_TWICE = 3.0  # seconds within which a second tap on the same keyboard is the same tap
_log = logging.getLogger(__name__)


class Malformed(Exception):
    """Not an update at all."""


class Full(Exception):
    """Too many updates are waiting; it may be sent again."""


class Reception:
    def __init__(
        self,
        chats: Chats,
        clerk: Clerk,
        delivery: Delivery,
        post: Post,
        words: Words,
        lanes: Lanes,
        known_as: Callable[[int], str],
    ) -> None:
        self._chats, self._clerk, self._delivery = chats, clerk, delivery
        self._post, self._words, self._lanes, self._known_as = post, words, lanes, known_as
        self._running: dict[int, asyncio.Future[bool]] = {}
        self._letters: dict[int, Letter] = {}
        self._interrupted: set[str] = set()
        self._trail = Trail()
        self._presses: Recent[tuple[int, int, int]] = Recent()

    async def accept(self, update: Any, keep: bool) -> tuple[asyncio.Future[bool], bool]:
        """The work, and whether the update may be forgotten by Telegram before it is done, which `keep` asks for.

        The future says whether the work came to its end; False: the process is ending, and the update must be given
        again. Raises Malformed, Full, Unavailable.
        """
        number = letters.number_of(update)
        if number is None:
            raise Malformed
        if number in self._running:
            return self._running[number], False
        if len(self._lanes) >= _MOST_OPEN:
            raise Full
        running: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._running[number] = running
        try:
            letter = self._letters[number] = letters.read(update, self._guard) or Letter(number)
            body = letter.dump() if keep and letter.may_be_kept else {}
            if letter.kind is Kind.NOTHING or not await self._is_fresh(letter, body):
                self._end(number, running, True)
            elif letter.kind is Kind.PRESS and (not letter.data or self._is_second_tap(letter)):
                self._answer(letter)
                await self._done(letter)
                self._end(number, running, True)
            else:
                self._take(letter, running)
        except BaseException:
            self._end(number, running, False)
            raise
        return running, bool(body)

    async def keep_open(self) -> set[int]:
        """Keeps what is being worked on, so that Telegram may forget it; the numbers of those updates."""
        kept = set()
        for number, letter in list(self._letters.items()):
            if letter.may_be_kept:
                await self._chats.store.inbox.fill(_CHANNEL, _key(letter), letter.dump())
                if number not in self._letters:
                    await self._done(letter)  # it was done meanwhile
                kept.add(number)
        return kept

    async def replay(self) -> None:
        """What the last process had acknowledged and not worked on."""
        for key, body in await self._chats.store.inbox.kept(_CHANNEL):
            letter = letters.load(body, self._guard)
            if letter is None:
                self._interrupted.add(key)  # Telegram has it, and will give it again
            elif letter.update not in self._running:
                running = self._running[letter.update] = asyncio.get_running_loop().create_future()
                self._take(letter, running)

    async def deliver_all(self) -> None:
        """What the staff answered, and what could not be sent the last time."""
        for conversation in await self._chats.store.undelivered(_CHANNEL):
            found = await self._chats.store.find(conversation)
            if found and found.address.lstrip("-").isdecimal() and not self._lanes.is_busy(int(found.address)):
                self._deliver(int(found.address))

    def _deliver(self, chat: int) -> None:
        async def job() -> bool:
            await self._delivery.deliver(chat)
            return True

        self._lanes.put(chat, job)

    async def _is_fresh(self, letter: Letter, body: dict[str, Any]) -> bool:
        key = _key(letter)
        is_new = await self._chats.store.inbox.keep(_CHANNEL, key, body)
        if not is_new and key not in self._interrupted:
            return False
        self._interrupted.discard(key)
        return True

    def _is_second_tap(self, letter: Letter) -> bool:
        """A keyboard goes with its first tap; who was faster than that did not mean two."""
        span = int(time.monotonic() / _TWICE)
        before = (letter.chat, letter.message, span - 1) in self._presses
        is_first = self._presses.is_new((letter.chat, letter.message, span))
        return letter.message != 0 and (before or not is_first)

    def _take(self, letter: Letter, running: asyncio.Future[bool]) -> None:
        deleting = asyncio.ensure_future(self._delete(letter)) if letter.is_secret or letter.is_key_file else None
        if letter.kind is Kind.PRESS:
            self._answer(letter)
        if not letter.is_secret:
            self._trail.note(letter.chat, letter.message if letter.text else 0)

        async def job() -> bool:
            try:
                await self._clerk.work(letter, await deleting if deleting else None)
            except Closed:
                return False
            except Exception as error:  # noqa: BLE001 (a defect: the next start would meet it again)
                log_failure(error)
            await self._done(letter)
            return True

        work = self._lanes.put(letter.chat, job)
        work.add_done_callback(lambda ended: self._end(letter.update, running, ended.result()))

    async def _delete(self, letter: Letter) -> bool:
        """At once, ahead of the chat's lane. Of a phrase in pieces all of the user's last messages go."""
        earlier = self._trail.take(letter.chat) if letter.in_pieces else ()
        return await self._post.delete(letter.chat, (letter.message, *reversed(earlier)))

    def _answer(self, letter: Letter) -> None:
        """What no button of ours says moves nothing, and leaves the keyboard as it is."""

        async def answer() -> bool:
            strange = None if letter.data else self._words.unknown_button(letter.language)
            await self._post.answer_press(letter.query, strange)
            if letter.data and letter.message:
                await self._post.take_keyboard(letter.chat, letter.message)
            return True

        self._lanes.put(("press", letter.query), answer)

    async def _done(self, letter: Letter) -> None:
        try:
            await self._chats.store.inbox.drop(_CHANNEL, _key(letter))
        except Unavailable:
            _log.warning("an update could not be noted as done; it may be worked on again after a restart")

    def _end(self, number: int, running: asyncio.Future[bool], is_done: bool) -> None:
        self._running.pop(number, None)
        self._letters.pop(number, None)
        if not running.done():
            running.set_result(is_done)

    def _guard(self, chat: int, text: str) -> str:
        return self._chats.guard(self._known_as(chat), text)


def _key(letter: Letter) -> str:
    return f"u{letter.update}"
