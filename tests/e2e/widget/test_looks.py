"""Pictures of every state for people to look at, in `.shots`; and that nothing is cut off or scrolls sideways."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.widget.conftest import Visit
from tests.e2e.widget.hosts import Site
from tests.e2e.widget.person import Person
from tests.e2e.widget.secrets_shown import phrase
from tests.e2e.widget.words import say

SHOTS = Path(__file__).parent / ".shots"
SIZES = {"320": (320, 640), "390": (390, 844), "1280": (1280, 800)}
LOOKS = [(language, scheme) for language in ("zh-Hans", "en") for scheme in ("light", "dark")]
# What shows a question, what shows a conclusion, and what waits for the network.
SAID = {
    "zh-Hans": ("余额显示0，可是浏览器上都在", "波场转USDT显示能量不足，失败了", "你好"),
    "en": ("my bitcoin balance reads 0 here", "my USDT transfer on Tron failed, out of energy", "hello"),
}
_SIDEWAYS = """() => {
  const wide = [];
  const look = (root) => root.querySelectorAll('*').forEach((each) => {
    if (each.shadowRoot) look(each.shadowRoot);
    const { left, right, width } = each.getBoundingClientRect();
    const isOut = width > 1 && each.checkVisibility() && (left < -1 || right > innerWidth + 1);
    if (isOut) wide.push(`${each.tagName} ${each.className} ${left}..${right}`);
  });
  look(document);
  return [...wide, ...(document.scrollingElement.scrollWidth > innerWidth + 1 ? ['the page'] : [])];
}"""


async def shot(person: Person, *name: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    await person.page.wait_for_timeout(250)
    await person.page.screenshot(path=SHOTS / f"{'-'.join(name)}.png")
    assert not await person.page.evaluate(_SIDEWAYS), name


@pytest.mark.parametrize("size", SIZES)
async def test_how_it_looks(size: str, visit: Visit, wallet: Site) -> None:
    async def look(language: str, scheme: str) -> None:
        person = await visit(language, wallet.url, color_scheme=scheme, **screen(size))
        await every_state(person, size, language, scheme)

    await asyncio.gather(*(look(*each) for each in LOOKS))


@pytest.mark.parametrize("size", SIZES)
async def test_how_our_own_page_looks(size: str, visit: Visit) -> None:
    async def look(language: str, scheme: str) -> None:
        person = await visit(language, color_scheme=scheme, **screen(size))
        await shot(person, size, language, scheme, "page")

    await asyncio.gather(*(look(*each) for each in LOOKS))


def screen(size: str) -> dict[str, Any]:
    width, height = SIZES[size]
    touch = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2} if width < 500 else {}
    return {"viewport": {"width": width, "height": height}, **touch}


async def every_state(person: Person, *look: str) -> None:
    question, problem, hello = SAID[person.language]
    await expect(person.launcher).to_be_visible()
    await shot(person, *look, "1", "closed")
    await person.opens()
    await shot(person, *look, "2", "welcome")
    await person.asks(question)
    await shot(person, *look, "3", "question")
    await person.asks(say("moves.restart", person.language))
    await person.asks(problem)
    await shot(person, *look, "4", "conclusion")
    await person.button("jump_new").click()
    await shot(person, *look, "5", "its-end")
    await person.opens_menu()
    await shot(person, *look, "6", "menu")
    await person.button("menu_delete").click()
    await shot(person, *look, "7", "delete")
    await person.button("cancel").click()
    await person.types(phrase(91))
    await expect(person.sheet).to_be_visible()
    await shot(person, *look, "8", "secret")
    await person.button("understood").click()
    await person.page.context.set_offline(True)
    await person.types(hello)
    await expect(person.status("offline")).to_be_visible()
    await shot(person, *look, "9", "offline")
