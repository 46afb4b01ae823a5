"""Somebody with the chat open in a browser: what they do there, and what they see."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page

from tests.e2e.widget.waiting import until
from tests.e2e.widget.watch import Watch
from tests.e2e.widget.words import all_words, say, words

_PATIENCE = 40.0  # seconds: a look at all encoders on a busy machine
_QUIET = 0.15  # after this long without a change an answer is taken to be complete
_TURNS = "log => [...log.children].map(turn => turn.innerText)"
NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
TICKET = re.compile(r"WD-[0-9A-Z]{4}-[0-9A-Z]{4}")


@dataclass(frozen=True)
class Turn:
    is_mine: bool
    text: str


class Person:
    """language: of the browser, and of the words by which things are found."""

    def __init__(self, page: Page, watch: Watch, language: str = "en") -> None:
        self.page = page
        self.watch = watch
        self.language = language

    @property
    def words(self) -> Mapping[str, str]:
        return words(self.language)

    @property
    def widget(self) -> Locator:
        return self.page.locator("walletdesk-chat")

    @property
    def log(self) -> Locator:
        return self.widget.get_by_role("log", name=self.words["log_label"])

    @property
    def field(self) -> Locator:
        return self.widget.get_by_role("textbox", name=self.words["composer_label"])

    @property
    def sheet(self) -> Locator:
        return self.widget.get_by_role("alertdialog")

    @property
    def launcher(self) -> Locator:
        """While the chat is closed."""
        return self.widget.get_by_role("button", name=re.compile(f"^{re.escape(self.words['open'])}"))

    def button(self, key: str, **fill: object) -> Locator:
        return self.named(self.words[key].format(**fill) if fill else self.words[key])

    def named(self, title: str) -> Locator:
        return self.widget.get_by_role("button", name=title, exact=True)

    def status(self, key: str) -> Locator:
        """A line about the connection or about what was just done; up to the first place that is filled in."""
        return self.widget.get_by_role("status").filter(has_text=self.words[key].partition("{")[0])

    async def turns(self) -> list[Turn]:
        if not await self.log.count():
            return []
        mine = tuple(each["you_said"] for each in all_words().values())
        shown = await self.log.evaluate(_TURNS)
        return [Turn(text.startswith(mine), text.partition("\n")[2].strip()) for text in shown]

    async def heard(self) -> list[str]:
        """The bubbles of the desk."""
        return [turn.text for turn in await self.turns() if not turn.is_mine]

    async def said(self) -> list[str]:
        """The person's own bubbles, each without its time."""
        return [turn.text for turn in await self.turns() if turn.is_mine]

    async def everything(self) -> str:
        return "\n".join(turn.text for turn in await self.turns())

    async def options(self) -> list[str]:
        """The answers that can be pressed now."""
        return await self.group("quick_replies").get_by_role("button").all_inner_texts()

    async def ways(self) -> list[str]:
        """What else can be pressed: out of the question, or what became of the advice."""
        return await self.group("more_ways").get_by_role("button").all_inner_texts()

    def group(self, key: str) -> Locator:
        return self.widget.get_by_role("group", name=self.words[key])

    async def greeted(self) -> None:
        """Until the desk has said its welcome."""
        await self.new_since(0)

    async def asks(self, text: str) -> list[str]:
        """Types it, key by key, and waits for the whole answer."""
        return await self.answer_to(lambda: self.types(text))

    async def types(self, text: str, *, and_sends: bool = True) -> None:
        await self.field.press_sequentially(text)
        if and_sends:
            await self.field.press("Enter")

    async def chooses(self, title: str) -> list[str]:
        """One of the buttons under the last thing the desk said."""
        return await self.answer_to(lambda: self.reply(title).click())

    def reply(self, title: str) -> Locator:
        groups = re.compile("|".join(re.escape(self.words[name]) for name in ("quick_replies", "more_ways")))
        return self.widget.get_by_role("group", name=groups).get_by_role("button", name=title, exact=True)

    async def answer_to(self, act: Callable[[], Awaitable[Any]]) -> list[str]:
        before = len(await self.turns())
        await act()
        return await self.new_since(before)

    async def new_since(self, before: int, seconds: float = _PATIENCE) -> list[str]:
        """What the desk said behind the first `before` turns, complete."""

        async def whole() -> list[str]:
            turns = await self._settled(before)
            if turns:
                await asyncio.sleep(_QUIET)
            return turns if turns and turns == await self._settled(before) else []

        return list(await until(whole, seconds, f"an answer on {self.page.url}"))

    async def _settled(self, before: int) -> list[str]:
        turns = await self.turns()
        if len(turns) <= before or turns[-1].is_mine or await self.is_typing():
            return []
        return [turn.text for turn in turns[before:] if not turn.is_mine]

    async def is_typing(self) -> bool:
        return bool(await self.widget.get_by_role("img", name=self.words["typing"]).count())

    async def opens_menu(self) -> None:
        await self.button("menu").click()

    async def picks(self, key: str) -> None:
        """Something from the menu."""
        await self.opens_menu()
        await self.button(key).click()

    async def speaks(self, language: str) -> None:
        """Switches by hand."""
        await self.opens_menu()
        self.language = language
        await self.named(NAMES[language]).click()

    async def has_typed(self) -> str:
        return await self.field.input_value()

    async def opens(self) -> None:
        """The closed chat of an embedding page."""
        await self.launcher.click()
        await self.greeted()

    async def hands_over(self, story: str) -> str:
        """Has a ticket made; its number."""
        await self.asks(say("moves.person", self.language))
        await self.asks(story)
        told = "\n".join(await self.chooses(say("dialogue.button_send", self.language)))
        number = TICKET.search(told)
        assert number, told
        return number[0]
