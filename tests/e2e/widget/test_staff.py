"""What a person answers to a ticket comes into the chat by itself, open or closed."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.widget.conftest import Visit
from tests.e2e.widget.hosts import Site
from tests.e2e.widget.server import Server
from tests.e2e.widget.words import say


async def test_an_answer_appears_in_the_open_chat_once(visit: Visit, server: Server) -> None:
    person, other = await visit("zh-Hans"), await visit("zh-Hans")
    number = await person.hands_over("我的 App 打开后一直是白屏，升级过两次都没用")
    seen = len(await person.turns())
    await server.staff("tickets", "reply", number, "请先更新到最新版本，再打开一次。")
    told = await person.new_since(seen)
    assert number in told[0]
    assert "请先更新到最新版本，再打开一次。" in told[0]
    await person.page.wait_for_timeout(2_500)
    assert "".join(await person.heard()).count("请先更新到最新版本") == 1
    assert "最新版本" not in await other.everything()
    await person.page.reload()
    await person.new_since(seen)
    assert "".join(await person.heard()).count("请先更新到最新版本") == 1


async def test_an_answer_to_a_closed_chat_is_counted_on_its_button(visit: Visit, server: Server, wallet: Site) -> None:
    person = await visit(url=wallet.url)
    await person.opens()
    number = await person.hands_over("the app is blank after each start, updating did not help")
    await person.page.keyboard.press("Escape")
    await expect(person.launcher).to_have_accessible_name(person.words["open"])
    await server.staff("tickets", "reply", number, "Please install the newest version and start it again.")
    badge = person.words["open_unread"].partition("{count}")[0]
    await expect(person.launcher).to_have_accessible_name(f"{badge}1", timeout=10_000)
    await person.page.reload()
    await expect(person.launcher).to_have_accessible_name(f"{badge}1")

    await person.opens()
    assert "Please install the newest version" in (await person.heard())[-1]
    assert say("dialogue.button_answer", "en") in await person.options()
    await person.page.keyboard.press("Escape")
    await expect(person.launcher).to_have_accessible_name(person.words["open"])
