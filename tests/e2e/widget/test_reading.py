"""Where the view stands: an answer is read from its beginning, and the reader is never moved against their will."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.e2e.widget.conftest import Visit
from tests.e2e.widget.person import Person
from tests.e2e.widget.server import Server

PHONE = {"width": 320, "height": 640}
LONG = "my USDT transfer on Tron failed, out of energy"
# Of the turn at that place from the end: whether its beginning is in sight.
_BEGINS = """(log, back) => {
  const box = log.closest('.scroll').getBoundingClientRect();
  const { top } = log.children[log.children.length - 1 - back].getBoundingClientRect();
  return top >= box.top - 1 && top < box.bottom - 20;
}"""


def box(person: Person) -> Locator:
    return person.widget.get_by_role("region", name=person.words["log_label"])


async def below(person: Person) -> int:
    """Pixels that are still below."""
    return round(await box(person).evaluate("box => box.scrollHeight - box.clientHeight - box.scrollTop"))


async def begins(person: Person, back: int) -> bool:
    return bool(await person.log.evaluate(_BEGINS, back))


async def test_the_welcome_is_read_from_its_beginning(visit: Visit) -> None:
    person = await visit("en", viewport=PHONE)
    assert await begins(person, 0)


async def test_a_long_answer_starts_at_its_question_and_can_be_read_to_its_end(visit: Visit) -> None:
    person = await visit("en", viewport=PHONE)
    told = await person.asks(LONG)
    assert await begins(person, len(told))
    assert await below(person) > 300

    await person.button("jump_new").click()
    await expect(person.button("jump_new")).to_have_count(0)
    await person.page.wait_for_timeout(400)
    assert await below(person) < 5
    await person.opens_menu()
    await person.button("menu_photos").click()
    await person.button("understood").click()
    assert await below(person) < 5


async def test_who_reads_further_up_is_left_there(visit: Visit, server: Server) -> None:
    person = await visit("en", viewport=PHONE)
    number = await person.hands_over("which network is the right one for my exchange, please have a look")
    await person.asks(LONG)
    await box(person).hover()
    await person.page.mouse.wheel(0, -300)
    await person.page.wait_for_timeout(300)
    before, seen = await box(person).evaluate("box => box.scrollTop"), len(await person.turns())
    await server.staff("tickets", "reply", number, "It is the one named on the deposit page.")
    await person.new_since(seen)
    assert await box(person).evaluate("box => box.scrollTop") == before
    await expect(person.button("jump_new")).to_be_visible()


async def test_what_nobody_asked_for_is_shown_to_who_is_at_the_end(visit: Visit, server: Server) -> None:
    person = await visit("en", viewport=PHONE)
    number = await person.hands_over("which network is the right one for my exchange, please have a look")
    await person.asks(LONG)
    await person.button("jump_new").click()
    await expect(person.button("jump_new")).to_have_count(0)
    seen = len(await person.turns())
    await server.staff("tickets", "reply", number, "It is the one named on the deposit page. " * 20)
    told = await person.new_since(seen)
    assert await begins(person, len(told) - 1)
