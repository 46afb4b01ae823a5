"""What each letter leads to: a turn of the dialogue, a line of the channel's own, or nothing.

Turns are spoken exactly once, by the key of their update. The channel's own lines are not stored. Where the database
does not answer, the user hears that their message was not handled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from walletdesk.adapters.desk.chats import Chat
from walletdesk.channels.chats import Chats, Unknown
from walletdesk.channels.telegram import buttons
from walletdesk.channels.telegram.delivery import Delivery
from walletdesk.channels.telegram.letters import Kind, Letter
from walletdesk.channels.telegram.post import Later, Post, Refused, Rows, Unreachable, pause
from walletdesk.channels.telegram.recent import Recent
from walletdesk.channels.telegram.words import LANGUAGES, Words
from walletdesk.core import secrets
from walletdesk.core.chats import BOT, USER, ChatEvent
from walletdesk.core.errors import Unavailable
from walletdesk.core.turn import MOVE_STEP, Move, Press
from walletdesk.understanding.language import language_of

_TRIES = 3
_LOOKED_BACK = 120  # events in which an edited message is looked for
_NO_BUTTON = Press("telegram", "unknown", "-").payload()  # the dialogue says that it does not know it
_SEEN_BY_NAME = ("photo", "file", "video")  # may show a phrase, and can be taken back with one tap
_NEED_AN_ANSWER = (Kind.WORDS, Kind.COMMAND, Kind.PRESS, Kind.MEDIA, Kind.EDITED)
_MOVES = {"help": Move.HELP, "new": Move.RESTART, "person": Move.PERSON}


class Clerk:
    """known_as: the conversation of a chat. Closed goes through: then nothing was said."""

    def __init__(
        self, chats: Chats, post: Post, delivery: Delivery, words: Words, known_as: Callable[[int], str]
    ) -> None:
        self._chats, self._post, self._delivery, self._words, self._known_as = chats, post, delivery, words, known_as
        self._greeted: Recent[int] = Recent()
        self._albums: Recent[tuple[int, str]] = Recent()

    async def work(self, letter: Letter, is_deleted: bool | None) -> None:
        """is_deleted: whether the message could be taken out of the chat; None where nobody tried."""
        try:
            await self._work(letter, is_deleted)
        except Unavailable:
            if letter.kind in _NEED_AN_ANSWER and letter.chat:
                await self._line(letter.chat, self._words.trouble(letter.language))

    async def _work(self, letter: Letter, is_deleted: bool | None) -> None:
        if letter.is_secret:
            await self._tell_secret(letter, bool(is_deleted))
        elif letter.is_key_file:
            await self._tell_key_file(letter, bool(is_deleted))
        else:
            await _WORK[letter.kind](self, letter)

    async def _turn(self, letter: Letter, text: str, first: Callable[[], Awaitable[None]] | None = None) -> None:
        """`text` comes from the guard. `first`: what else there is to say, ahead of the answer."""
        async with self._post.typing(letter.chat):
            is_said = await self._said(letter, text)
        if not is_said:
            raise Unavailable("a turn could not be stored")
        if first:
            await first()
        await self._delivery.deliver(letter.chat, wakes=True)

    async def _said(self, letter: Letter, text: str) -> bool:
        for failures in range(_TRIES):
            try:
                await self._say(letter, text)
            except Unavailable:
                await asyncio.sleep(pause(failures))
            else:
                return True
        return False

    async def _say(self, letter: Letter, text: str) -> None:
        conversation = self._known_as(letter.chat)
        try:
            await self._chats.say(conversation, letter.key, text)
        except Unknown:
            await self._open(letter, None if text.startswith("/") else language_of(text))
            await self._chats.say(conversation, letter.key, text)

    async def _open(self, letter: Letter, language: str | None = None) -> None:
        await self._chats.open(self._known_as(letter.chat), str(letter.chat), language or letter.language)

    async def _tell_secret(self, letter: Letter, is_deleted: bool) -> None:
        language = language_of_guarded(letter.text) or await self._language(letter)
        name = ("pieces" if letter.in_pieces else "secret") + ("_deleted" if is_deleted else "_left")
        await self._tell(letter, name, language)
        await self._turn(letter, letter.text)

    async def _tell_key_file(self, letter: Letter, is_deleted: bool) -> None:
        async def tell() -> None:
            name = "key_file_deleted" if is_deleted else "key_file_left"
            await self._tell(letter, name, await self._language(letter))

        await self._with_caption(letter, tell)

    async def _say_words(self, letter: Letter) -> None:
        await self._turn(letter, letter.text)

    async def _refuse_media(self, letter: Letter) -> None:
        """Nothing is downloaded. A caption is a message like any other."""

        async def refuse() -> None:
            if not letter.album or self._albums.is_new((letter.chat, letter.album)):
                language = await self._language(letter)
                removable = letter.name in _SEEN_BY_NAME and letter.message
                rows = self._words.removing(letter.message, language) if removable else ()
                await self._line(letter.chat, self._words(letter.name, language), rows, lasting=True)

        await self._with_caption(letter, refuse)

    async def _with_caption(self, letter: Letter, refuse: Callable[[], Awaitable[None]]) -> None:
        if letter.text and not letter.text.startswith("/"):
            await self._turn(letter, letter.text, refuse)
        else:
            await refuse()

    async def _refuse_edit(self, letter: Letter) -> None:
        """The dialogue has gone on from the old words; who changed them says so in a new message."""
        said = (event for event in (await self._tail(letter))[1] if event.key.endswith(f".m{letter.message}"))
        before = [event.bubble.text for event in said if event.bubble.kind == USER]
        if before[-1:] != [secrets.mask_hashes(secrets.redact(letter.text).text)]:
            await self._tell(letter, "edited", await self._language(letter))

    async def _command(self, letter: Letter) -> None:
        if letter.name == "delete":
            language = await self._language(letter)
            await self._tell(letter, "delete_ask", language, self._words.erasing(language))
        elif letter.name == "lang":
            await self._switch(letter, _asked_for(letter.data))
        elif letter.name == "start":
            await self._start(letter)
        elif letter.name in _MOVES:
            await self._turn(letter, self._guard(letter, _payload(_MOVES[letter.name])))
        else:
            language = await self._language(letter)
            said = self._words.move("verify", language) if letter.name == "verify" else self._words("status", language)
            await self._turn(letter, self._guard(letter, said))

    async def _start(self, letter: Letter) -> None:
        """The welcome; whoever has had it gets the help and the question that is open."""
        if await self._chats.store.find(self._known_as(letter.chat)) is None:
            await self._open(letter)
            await self._delivery.deliver(letter.chat, wakes=True)
        else:
            await self._turn(letter, self._guard(letter, _payload(Move.HELP)))

    async def _switch(self, letter: Letter, language: str | None) -> None:
        if language:
            await self._turn(letter, self._guard(letter, self._words.switch(language)))
        else:
            await self._tell(letter, "language", await self._language(letter), self._words.languages())

    async def _press(self, letter: Letter) -> None:
        kind = buttons.kind_of(letter.data)
        if kind is buttons.Data.CHOICE:
            await self._choice(letter, *letter.data.split(":"))
            return
        payload = await self._stored(letter) if kind is buttons.Data.STORED else letter.data
        screened = self._guard(letter, payload or _NO_BUTTON)
        # What only looks like a payload came out of the guard as words, and nobody wrote any.
        is_button = screened.startswith("/press{")
        await self._turn(letter, screened if is_button else self._guard(letter, _NO_BUTTON))

    async def _stored(self, letter: Letter) -> str:
        place = buttons.place_of(letter.data)
        events = await self._chats.events(self._known_as(letter.chat), place - 1, 1)
        return buttons.payload_of(letter.data, events[0] if events else None)

    async def _choice(self, letter: Letter, name: str, choice: str) -> None:
        language = await self._language(letter)
        if name == "language":
            await self._switch(letter, choice)
        elif name == "remove":
            gone = await self._post.delete(letter.chat, (int(choice),))
            await self._tell(letter, "removed" if gone else "not_removed", language)
        elif choice == "yes":
            await self._chats.erase(self._known_as(letter.chat))
            await self._tell(letter, "delete_done", language)
        else:
            await self._tell(letter, "delete_kept", language)

    async def _blocked(self, letter: Letter) -> None:
        await self._delivery.silence(letter.chat)

    async def _back(self, letter: Letter) -> None:
        """Not a word: they did not ask for one. What waited for them is sent."""
        await self._delivery.deliver(letter.chat, wakes=True)

    async def _elsewhere(self, letter: Letter) -> None:
        if self._greeted.is_new(letter.chat):
            await self._line(letter.chat, self._words.in_both("elsewhere"))

    async def _payment(self, letter: Letter) -> None:
        await self._post.refuse_payment(letter.name, letter.query, self._words("payment", letter.language))

    async def _nothing(self, letter: Letter) -> None:
        """On purpose."""

    async def _tell(self, letter: Letter, name: str, language: str, rows: Rows = ()) -> None:
        await self._line(letter.chat, self._words(name, language), rows)

    async def _line(self, chat: int, text: str, rows: Rows = (), lasting: bool = False) -> None:
        try:
            await self._post.text(chat, text, rows, lasting)
        except (Unreachable, Refused, Later):
            return  # a line of the channel's own is not worth holding up the chat

    async def _language(self, letter: Letter) -> str:
        """Of what was said to them last; at the beginning that of their device."""
        try:
            chat, events = await self._tail(letter, 12)
        except Unavailable:
            return letter.language
        for event in reversed(events):
            if event.bubble.kind == BOT and (language := language_of(event.bubble.text)):
                return language
        return chat.language if chat else letter.language

    async def _tail(self, letter: Letter, events: int = _LOOKED_BACK) -> tuple[Chat | None, tuple[ChatEvent, ...]]:
        conversation = self._known_as(letter.chat)
        chat = await self._chats.store.find(conversation)
        if chat is None:
            return None, ()
        return chat, await self._chats.events(conversation, max(0, chat.last - events), events)

    def _guard(self, letter: Letter, text: str) -> str:
        return self._chats.guard(self._known_as(letter.chat), text)


def language_of_guarded(text: str) -> str | None:
    """Of the words that the guard took away, where it could tell."""
    return next((it for it in LANGUAGES if f'"language": "{it}"' in text), None)


def _payload(move: Move) -> str:
    return Press(MOVE_STEP, move.value, "").payload()


def _asked_for(argument: str) -> str | None:
    names = {"en": "en", "english": "en", "zh": "zh-Hans", "zh-hans": "zh-Hans", "zh-cn": "zh-Hans"}
    names |= {"zh-hant": "zh-Hant", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant"}
    return names.get(argument)


_WORK: Mapping[Kind, Callable[[Clerk, Letter], Awaitable[None]]] = {
    Kind.WORDS: Clerk._say_words,
    Kind.COMMAND: Clerk._command,
    Kind.PRESS: Clerk._press,
    Kind.MEDIA: Clerk._refuse_media,
    Kind.EDITED: Clerk._refuse_edit,
    Kind.BLOCKED: Clerk._blocked,
    Kind.BACK: Clerk._back,
    Kind.ELSEWHERE: Clerk._elsewhere,
    Kind.PAYMENT: Clerk._payment,
    Kind.NOTHING: Clerk._nothing,
}
