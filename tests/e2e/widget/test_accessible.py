"""axe-core finds nothing to complain about, whatever is on the screen; and all of it works by keyboard alone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.widget.axe import violations
from tests.e2e.widget.conftest import Visit
from tests.e2e.widget.hosts import Site
from tests.e2e.widget.person import Person
from tests.e2e.widget.secrets_shown import phrase

SCHEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 640}


async def checked(person: Person, where: str) -> list[str]:
    return [f"{where}: {each}" for each in await violations(person)]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("language", "viewport"), [("en", WIDE), ("zh-Hans", PHONE)], ids=["wide", "phone"])
async def test_axe_finds_nothing(
    language: str, viewport: dict[str, int], scheme: str, visit: Visit, wallet: Site
) -> None:
    person = await visit(language, wallet.url, viewport=viewport, bypass_csp=True, **SCHEMES[scheme])
    await expect(person.launcher).to_be_visible()
    found = await checked(person, "launcher")
    await person.opens()
    found += await checked(person, "welcome")
    await person.asks(
        "USDT转账失败，能量不足" if language != "en" else "my USDT transfer on Tron failed, out of energy"
    )
    found += await checked(person, "conclusion")
    await person.opens_menu()
    found += await checked(person, "menu")
    await person.button("menu_new").click()
    found += await checked(person, "new conversation?")
    await person.button("cancel").click()
    await person.picks("menu_delete")
    found += await checked(person, "delete?")
    await person.button("cancel").click()
    await person.types(phrase(81))
    await expect(person.sheet).to_be_visible()
    found += await checked(person, "secret")
    await person.button("understood").click()
    await person.page.context.set_offline(True)
    await person.types("hello")
    await expect(person.status("offline")).to_be_visible()
    found += await checked(person, "offline")
    await person.page.context.set_offline(False)
    assert not found


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_axe_finds_nothing_on_our_own_page(scheme: str, visit: Visit) -> None:
    person = await visit(bypass_csp=True, **SCHEMES[scheme])
    assert not await violations(person)
    await person.asks("my USDT transfer on Tron failed, out of energy")
    assert not await violations(person)


async def focused(person: Person) -> str:
    """The accessible name and role of what has the focus, however deep."""
    return str(
        await person.page.evaluate("""() => {
          let at = document.activeElement;
          while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          return `${at.tagName.toLowerCase()} ${at.getAttribute('aria-label') ?? at.innerText.trim()}`;
        }""")
    )


async def tab_to(person: Person, name: str, key: str = "Tab") -> None:
    passed = []
    for _ in range(40):
        passed.append(await focused(person))
        if passed[-1].partition(" ")[2].startswith(name):
            return
        await person.page.keyboard.press(key)
    raise AssertionError(f"“{name}” is not reached by {key}: {passed}")


async def test_all_of_it_by_keyboard(visit: Visit, wallet: Site) -> None:
    person = await visit("en", wallet.url)
    press = person.page.keyboard.press
    await tab_to(person, person.words["open"])
    await press("Enter")
    await expect(person.field).to_be_focused()
    await person.greeted()

    await person.answer_to(lambda: say_it(person, "余额显示0"))
    await expect(person.field).to_be_focused()
    option = (await person.options())[0]
    await tab_to(person, option, "Shift+Tab")
    await person.answer_to(lambda: press("Space"))
    await expect(person.field).to_be_focused()

    await tab_to(person, person.words["menu"], "Shift+Tab")
    await press("Enter")
    await expect(person.button("menu_photos")).to_be_visible()
    await tab_to(person, person.words["menu_photos"])
    await press("Enter")
    await expect(person.sheet).to_be_visible()
    assert person.words["photos_title"] in await focused(person)
    for key in ("Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"):
        await press(key)
        assert (await focused(person)).partition(" ")[2] in (person.words["photos_title"], person.words["understood"])
    await press("Escape")
    await expect(person.sheet).to_have_count(0)
    await expect(person.field).to_be_focused()

    await tab_to(person, person.words["menu"], "Shift+Tab")
    await press("Enter")
    await press("Escape")
    await expect(person.button("menu_photos")).to_have_count(0)
    assert person.words["menu"] in await focused(person)
    await press("Escape")
    await expect(person.launcher).to_be_focused()


async def say_it(person: Person, text: str) -> None:
    await person.page.keyboard.insert_text(text)
    await person.page.keyboard.press("Enter")


async def test_on_a_phone_the_focus_stays_in_the_open_chat(visit: Visit, wallet: Site) -> None:
    person = await visit("en", wallet.url, viewport=PHONE)
    await person.opens()
    await expect(person.widget.get_by_role("dialog")).to_have_attribute("aria-modal", "true")
    for key in ("Tab", "Shift+Tab"):
        for _ in range(14):
            await person.page.keyboard.press(key)
            assert not (await focused(person)).startswith("body"), key


async def test_a_new_line_is_written_with_shift(visit: Visit) -> None:
    person = await visit()
    await person.types("first", and_sends=False)
    await person.page.keyboard.press("Shift+Enter")
    await person.types("second", and_sends=False)
    assert await person.has_typed() == "first\nsecond"
    assert not person.watch.messages()
    await person.answer_to(lambda: person.field.press("Enter"))
    assert (await person.said())[0].startswith("first\nsecond")


async def test_a_message_that_is_too_long_says_so_before_it_is_sent(visit: Visit) -> None:
    person = await visit()
    await person.field.fill("转" * 4_001)
    await expect(person.status("too_long")).to_be_visible()
    await person.field.press("Enter")
    await asyncio.sleep(0.3)
    assert not person.watch.messages()
    await person.field.fill("转" * 3_990)
    await expect(person.status("count_left")).to_be_visible()
