"""The server is killed, stopped, or out of reach: the page mends itself, and every message is answered exactly once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import expect

from tests.e2e.widget.conftest import Visit
from tests.e2e.widget.person import Person
from tests.e2e.widget.server import Server
from tests.e2e.widget.silent_node import SilentNode
from tests.e2e.widget.test_sessions import history
from tests.e2e.widget.waiting import until

HASH = "0x" + "5b1f0d2c" * 8
_RETURN = 45_000  # ms until a page that waits between its tries has found the server again


@dataclass
class Fragile:
    server: Server
    node: SilentNode


@pytest.fixture(scope="module")
async def fragile(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Fragile]:
    """A server of its own, with the limits people have; a look at Ethereum takes as long as it may."""
    async with SilentNode() as node:
        reads = {"WALLETDESK_LOOKUPS": "always", "WALLETDESK_RPC_ETHEREUM": node.url}
        # Without its encoders it starts in half the time.
        server = Server(tmp_path_factory.mktemp("fragile"), **reads, WALLETDESK_ENCODERS="none")
        await server.start()
        yield Fragile(server, node)
        await server.kill()


@pytest.fixture(autouse=True)
async def running(fragile: Fragile) -> None:
    """A test that failed may have left it stopped."""
    if not fragile.server.is_running:
        await fragile.server.start()


async def answered_once(person: Person, text: str) -> None:
    """On the screen and in the server's memory, and the page asked with one and the same id each time."""
    said = await person.said()
    assert sum(each.startswith(text) for each in said) == 1, said
    events = await history(person)
    assert len(events) == len(await person.turns())
    keys = [event["key"] for event in events if event["kind"] == "user"]
    assert len(set(keys)) == len(keys)
    assert {event.get("key") for event in events if event["kind"] == "bot"} - {None, ""} <= set(keys)
    for key in keys:
        places = [event["position"] for event in events if event.get("key") == key]
        assert places == list(range(places[0], places[0] + len(places)))
        assert len(places) >= 2, f"{key} has no answer"
    ids = {each["id"] for each in person.watch.messages() if (each.get("text") or "").startswith(text)}
    assert len(ids) == 1


async def test_killed_in_the_middle_of_a_turn(visit: Visit, fragile: Fragile) -> None:
    person = await visit(url=fragile.server.url)
    await person.greeted()
    await person.asks("hello")
    fragile.node.asked.clear()
    before = len(await person.turns())
    text = f"my ETH transfer is stuck {HASH}"
    await person.field.fill(text)
    await person.field.press("Enter")
    await asyncio.wait_for(fragile.node.asked.wait(), 20)
    await fragile.server.kill()
    await expect(person.status("reconnecting")).to_be_visible(timeout=10_000)
    assert await person.is_typing() or "my ETH transfer is stuck" in (await person.said())[-1]

    await fragile.server.start()
    await person.new_since(before, 60)
    await expect(person.status("reconnecting")).to_have_count(0, timeout=_RETURN)
    await answered_once(person, "my ETH transfer is stuck")
    await person.asks("back")


async def test_stopped_and_started_again_what_was_typed_meanwhile_is_sent_once(visit: Visit, fragile: Fragile) -> None:
    person = await visit("zh-Hans", url=fragile.server.url)
    await person.greeted()
    await person.asks("你好")
    before = len(await person.turns())
    assert await fragile.server.stop() == 0
    await expect(person.status("restarting")).to_be_visible(timeout=10_000)
    await person.types("转账失败了")
    await expect(person.log.get_by_text(person.words["waiting"])).to_be_visible(timeout=10_000)
    await fragile.server.start()
    await person.new_since(before, 60)
    await expect(person.status("restarting")).to_have_count(0, timeout=_RETURN)
    await answered_once(person, "转账失败了")


async def test_a_page_closed_before_its_message_was_sent_sends_it_when_it_is_opened_again(
    visit: Visit, fragile: Fragile
) -> None:
    person = await visit(url=fragile.server.url)
    await person.greeted()
    await person.asks("hello")
    before = len(await person.turns())
    await person.page.route("**/api/messages", lambda route: route.abort())
    await person.types("my transfer failed")
    await expect(person.log.get_by_text(person.words["waiting"])).to_be_visible(timeout=10_000)
    await person.page.close()
    person.page = await person.watch.context.new_page()
    await person.page.goto(fragile.server.url)
    await person.new_since(before)
    await answered_once(person, "my transfer failed")


async def test_the_browser_is_offline_for_a_while(visit: Visit, fragile: Fragile) -> None:
    person = await visit(url=fragile.server.url)
    await person.greeted()
    await person.asks("hello")
    before = len(await person.turns())
    await person.page.context.set_offline(True)
    await expect(person.status("offline")).to_be_visible()
    for text in ("my balance is zero", "explorer also shows 0"):
        await person.types(text)
    waiting = person.log.get_by_text(
        re.compile("|".join(map(re.escape, (person.words["waiting"], person.words["not_sent"]))))
    )
    await expect(waiting).to_have_count(2)
    await person.page.context.set_offline(False)
    await expect(person.status("offline")).to_have_count(0)

    async def both() -> bool:
        return len(await person.said()) == 3 and len(await person.new_since(before)) >= 3

    await until(both, 30, "both answers")
    await expect(waiting).to_have_count(0)
    for text in ("my balance is zero", "explorer also shows 0"):
        await answered_once(person, text)
    said = await person.said()
    assert [text.partition("\n")[0] for text in said[1:]] == ["my balance is zero", "explorer also shows 0"]


async def test_who_writes_too_fast_waits_and_loses_nothing(visit: Visit, fragile: Fragile) -> None:
    person = await visit(url=fragile.server.url)
    await person.greeted()
    hurried = [f"help {number}" for number in range(1, 14)]
    for text in hurried:
        await person.field.fill(text)
        await person.field.press("Enter")
    await expect(person.status("rate_limited")).to_be_visible(timeout=20_000)

    async def all_said() -> bool:
        return len([turn for turn in await person.said() if "Wait" not in turn]) >= len(hurried) and bool(
            await person.new_since(len(hurried))
        )

    await until(all_said, 60, "all answers")
    assert [text.partition("\n")[0] for text in await person.said()] == hurried
    assert len(await history(person)) == len(await person.turns())
