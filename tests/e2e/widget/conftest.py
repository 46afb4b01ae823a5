"""One browser, one server and two foreign sites for most tests; everybody has a browser profile of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

from tests.e2e.widget.chromium import launched
from tests.e2e.widget.hosts import Site
from tests.e2e.widget.person import Person
from tests.e2e.widget.server import ROOMY, Server
from tests.e2e.widget.watch import Watch

LOCALES = {"en": "en-US", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
Visit = Callable[..., Awaitable[Person]]


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await launched(playwright)
        yield chromium
        await chromium.close()


@pytest.fixture(scope="session")
def wallet() -> Iterator[Site]:
    """A site that the server lets in."""
    with Site() as site:
        yield site


@pytest.fixture(scope="session")
def stranger() -> Iterator[Site]:
    """A site that it does not know."""
    with Site() as site:
        yield site


@pytest.fixture(scope="session")
async def server(wallet: Site, stranger: Site, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    running = Server(tmp_path_factory.mktemp("widget"), WALLETDESK_ORIGINS=wallet.url, WALLETDESK_LIMITS=ROOMY)
    wallet.server = stranger.server = running.url
    await running.start()
    yield running
    await running.kill()


@pytest.fixture
async def contexts(browser: Browser) -> AsyncIterator[Callable[..., Awaitable[Watch]]]:
    """Browser profiles of their own; gone with the test."""
    made: list[BrowserContext] = []

    async def make(**options: Any) -> tuple[BrowserContext, Watch]:
        context = await browser.new_context(**{"reduced_motion": "reduce", **options})
        made.append(context)
        return await Watch(context).begin()

    yield make
    for context in made:
        await context.close()


@pytest.fixture
def visit(contexts: Callable[..., Awaitable[Watch]], server: Server) -> Visit:
    """Opens a page as somebody new, with a browser in that language: the server's own page, or another address."""

    async def go(language: str = "en", url: str = "", **options: Any) -> Person:
        watch = await contexts(**{"locale": LOCALES[language], **options})
        page = await watch.context.new_page()
        person = Person(page, watch, language)
        await page.goto(url or server.url)
        if not url:
            await person.greeted()
        return person

    return go
