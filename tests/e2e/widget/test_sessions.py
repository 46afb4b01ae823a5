"""One conversation over reloads and tabs, and two people who never hear of each other."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from playwright.async_api import expect

from tests.e2e.widget.conftest import Visit
from tests.e2e.widget.person import Person
from tests.e2e.widget.walks import by_typing
from tests.e2e.widget.words import say

_HISTORY = """async () => {
  const key = Object.keys(localStorage).find((each) => each.endsWith(':session'));
  const { token } = JSON.parse(localStorage.getItem(key));
  const answer = await fetch('/api/history?after=0', { headers: { authorization: `Bearer ${token}` } });
  return (await answer.json()).events;
}"""


async def history(person: Person) -> list[dict[str, Any]]:
    """What the server has of the conversation."""
    events: list[dict[str, Any]] = await person.page.evaluate(_HISTORY)
    assert [event["position"] for event in events] == list(range(1, len(events) + 1))
    return events


async def in_another_tab(person: Person) -> Person:
    page = await person.page.context.new_page()
    await page.goto(person.page.url)
    other = Person(page, person.watch, person.language)
    await other.greeted()
    return other


async def test_a_reload_in_the_middle_changes_nothing(visit: Visit) -> None:
    person = await visit("zh-Hans")
    await person.asks("我从钱包转出去的USDT一直打包中，后面再转的也全卡住了")
    before, options = await person.turns(), await person.options()

    await person.page.reload()
    await person.new_since(len(before) - 1)
    assert await person.turns() == before
    assert await person.options() == options
    told = await person.asks("以太坊")
    assert say("transfer_pending.ask_status", "zh-Hans")[:12] in "".join(told)
    assert len(await history(person)) == len(await person.turns())


async def test_a_new_tab_goes_on_with_the_same_conversation(visit: Visit) -> None:
    first = await visit()
    await first.asks("my ETH transfer is stuck on pending")
    second = await in_another_tab(first)
    assert await second.turns() == await first.turns()

    seen = len(await first.turns())
    told = await second.asks("etherscan says pending")
    assert await first.new_since(seen) == told
    assert await first.turns() == await second.turns()
    seen = len(await second.turns())
    await first.asks("just one")
    await second.new_since(seen)
    assert await first.turns() == await second.turns()
    assert len(await history(first)) == len(await first.turns())


async def test_two_people_at_once_hear_only_of_their_own(visit: Visit) -> None:
    ann, wei = await visit("en"), await visit("zh-Hans")
    ways = (
        by_typing(ann, "balance_mismatch", "en, bitcoin spread over address types"),
        by_typing(wei, "balance_mismatch", "zh, zero in the app, right on the chain, no update"),
    )
    assert await asyncio.gather(*ways) == ["balance_mismatch.btc_addresses", "balance_mismatch.refresh"]
    assert not re.search(r"[\u4e00-\u9fff]{6}", await ann.everything())
    assert "bitcoin" not in (await wei.everything()).lower()
    for person in (ann, wei):
        assert len(await history(person)) == len(await person.turns())


async def test_the_bubbles_of_an_answer_come_one_after_another(visit: Visit) -> None:
    person = await visit(reduced_motion="no-preference")
    await person.types("余额显示0，可是浏览器上都在")
    await expect(person.widget.get_by_role("img", name=person.words["typing"])).to_be_visible()
    counts: list[int] = []
    while not counts or counts[-1] < 3:
        counts.append(len(await person.heard()))
        await asyncio.sleep(0.02)
    assert set(counts) >= {1, 2, 3}
    await expect(person.widget.get_by_role("img", name=person.words["typing"])).to_have_count(0)
