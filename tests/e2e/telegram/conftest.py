"""One Bot API server and one bot for most tests, which are told apart by their people."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.e2e.telegram.bot import Bot
from tests.e2e.telegram.people import Group, Person
from tests.e2e.telegram.server import Server


@pytest.fixture(scope="session")
async def telegram() -> AsyncIterator[Server]:
    server = Server()
    await server.start()
    yield server
    server.faults.clear()
    await server.stop()


@pytest.fixture(scope="session")
async def running(telegram: Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bot]:
    bot = Bot(telegram, tmp_path_factory.mktemp("telegram"))
    await bot.start()
    yield bot
    await bot.kill()


@pytest.fixture
def bot(running: Bot) -> AsyncIterator[Bot]:
    """The shared bot; no fault outlives a test."""
    yield running
    running.server.faults.clear()


@pytest.fixture
def ann(bot: Bot) -> Person:
    return Person(bot.server, "en", "Ann")


@pytest.fixture
def wei(bot: Bot) -> Person:
    return Person(bot.server, "zh-hans", "小伟")


@pytest.fixture
def group(bot: Bot) -> Group:
    return Group(bot.server)
