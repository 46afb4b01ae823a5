"""The basic conversation against somebody else's emulator of the Bot API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.e2e import nodes, tools
from tests.e2e.telegram.bot import Bot
from tests.e2e.telegram.emulator import Front, Visitor
from tests.e2e.telegram.world import until


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = nodes.free_port()
    with nodes.running(tools.telegram_emulator(port), tmp_path_factory.mktemp("emulator"), port) as url:
        yield url


@pytest.fixture(scope="module", params=["polling", "webhook"])
async def visited(
    request: pytest.FixtureRequest, emulator: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[str, str]]:
    """Where the emulator is, with a bot that listens to it in one way or the other."""
    port = nodes.free_port()
    front = Front(emulator, f"http://127.0.0.1:{port}")
    await front.start()
    hooked = {"WEBHOOK": "https://desk.example/telegram", "SECRET": "s3cret", "LISTEN": f"127.0.0.1:{port}"}
    settings = {f"WALLETDESK_TELEGRAM_{name}": value for name, value in hooked.items() if request.param == "webhook"}
    bot = Bot(front, tmp_path_factory.mktemp(request.param), **settings)  # type: ignore[arg-type]
    await bot.launch()
    listens = "setwebhook" if settings else "getupdates"

    def is_listening() -> bool:
        assert bot.process is not None
        assert bot.process.returncode is None, bot.logged[-3000:]
        return listens in front.asked

    await until(is_listening, 180, "the bot to listen")
    yield emulator, request.param
    await bot.kill()
    await front.stop()


def titles(heard: list[dict[str, Any]]) -> list[str]:
    rows = [row for said in heard for row in said["message"].get("reply_markup", {}).get("inline_keyboard", [])]
    return [button["text"] for row in rows for button in row]


async def test_a_problem_is_told_narrowed_down_and_concluded(visited: tuple[str, str]) -> None:
    emulator, way = visited
    visitor = Visitor(emulator, 6001 if way == "polling" else 6002)
    assert "recovery phrase" in str(await visitor.types("/start"))
    heard = await visitor.types("my transfer failed")
    for _ in range(8):
        if "It helped" in titles(heard):
            break
        heard = await visitor.presses(titles(heard)[0])
    assert "It helped" in titles(heard)
    assert "What we found" in str(heard)
    assert await visitor.presses("It helped")
