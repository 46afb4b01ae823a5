"""The menu: a new conversation, deletion, languages, whether this is genuine, a person, photos."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.e2e.widget.conftest import Visit
from tests.e2e.widget.server import Server
from tests.e2e.widget.test_sessions import in_another_tab
from tests.e2e.widget.watch import stored
from tests.e2e.widget.words import missing, say, words

MARK = "zebra pipeline quarry"


async def test_a_new_conversation_forgets_what_was_said(visit: Visit) -> None:
    person = await visit()
    await person.asks("my ETH transfer is stuck on pending")
    await person.picks("menu_new")
    await expect(person.sheet).to_contain_text(person.words["new_body"])
    await person.button("cancel").click()
    assert len(await person.turns()) > 2
    await person.picks("menu_new")
    await person.button("new_yes").click()
    await person.greeted()
    assert await person.turns() == await (await visit()).turns()
    assert say("transfer_pending.ask_status", "en")[:15] not in "".join(await person.asks("just one"))


async def test_a_deleted_conversation_is_nowhere(visit: Visit, server: Server) -> None:
    person = await visit()
    await person.asks(f"my {MARK} transfer failed")
    await person.hands_over(f"they say {MARK} is why the app does not send anything")
    tab = await in_another_tab(person)
    assert MARK.encode() in server.kept()

    await person.picks("menu_delete")
    await expect(person.sheet).to_contain_text(person.words["delete_body"])
    await person.button("delete_yes").click()
    await expect(person.sheet).to_contain_text(person.words["deleted_body"])
    assert MARK.encode() not in server.kept()
    assert MARK not in await stored(person.page)
    await expect(tab.widget.get_by_text(person.words["erased_elsewhere"])).to_be_visible()
    await expect(tab.log).not_to_contain_text(MARK)

    await person.sheet.get_by_role("button", name=person.words["start_again"]).click()
    await person.greeted()
    assert MARK not in await person.everything()
    await person.asks("my transfer failed")


LOCALES = {"zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "en-GB": "en", "fr-FR": "en"}


async def test_it_speaks_the_language_of_the_browser(visit: Visit) -> None:
    async def spoken(locale: str, language: str) -> None:
        person = await visit(language, locale=locale)
        await expect(person.widget.get_by_role("heading", level=1)).to_have_text(words(language)["title"])
        assert (await person.heard())[0] == say("dialogue.welcome", language), locale

    await asyncio.gather(*(spoken(*each) for each in LOCALES.items()))


async def test_switching_by_hand_changes_both_and_stays(visit: Visit) -> None:
    person = await visit("en")
    await person.speaks("zh-Hant")
    await expect(person.widget.get_by_role("heading", level=1)).to_have_text(words("zh-Hant")["title"])
    await person.new_since(0)
    assert (await person.heard())[0] == say("dialogue.welcome", "zh-Hant")
    assert say("transfer_failed.ask_kind", "zh-Hant") in "".join(await person.asks("my transfer failed"))
    await person.page.reload()
    await person.new_since(1)
    await expect(person.widget.get_by_role("heading", level=1)).to_have_text(words("zh-Hant")["title"])

    await person.speaks("zh-Hans")
    assert say("dialogue.restarted", "zh-Hans") in "".join(await person.asks("start over"))
    await person.speaks("en")
    assert say("dialogue.restarted", "en") in "".join(await person.asks("重新开始"))


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
async def test_is_this_genuine(language: str, visit: Visit) -> None:
    person = await visit(language)
    before = len(await person.turns())
    await person.picks("menu_genuine")
    told = await person.new_since(before)
    assert not missing("dialogue.verify", language, "".join(told))
    assert not await person.sheet.count()


async def test_a_person_is_asked_for(visit: Visit) -> None:
    person = await visit("zh-Hans")
    before = len(await person.turns())
    await person.picks("menu_person")
    assert "我不是真人" in "".join(await person.new_since(before))


async def test_why_no_photos(visit: Visit) -> None:
    person = await visit("en")
    await person.picks("menu_photos")
    await expect(person.sheet).to_contain_text(person.words["photos_title"])
    await expect(person.sheet).to_contain_text(person.words["photos_body"])
    await person.page.keyboard.press("Escape")
    await expect(person.sheet).to_have_count(0)
    assert not await person.widget.locator("input[type=file]").count()
    assert not person.watch.messages()


async def test_an_evidence_list_is_saved_as_a_file(visit: Visit) -> None:
    person = await visit("en", accept_downloads=True)
    await person.asks("my USDT was stolen, somebody moved it")
    told = await person.asks("evidence list")
    async with person.page.expect_download() as waiting:
        await person.widget.get_by_role("button", name=person.words["save_file"].partition(" {")[0]).click()
    download = await waiting.value
    assert download.suggested_filename.endswith(".txt")
    kept = (await download.path()).read_text("utf-8-sig")
    assert kept.strip()
    assert kept.strip().splitlines()[0] in "\n".join(told)
