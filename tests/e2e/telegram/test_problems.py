"""The four core problems in both languages by typing and pressing, and what may become of a button."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.telegram.bot import Bot
from tests.e2e.telegram.people import Person
from tests.e2e.telegram.walks import to_the_end
from tests.e2e.telegram.world import Message, until

PROBLEMS = [
    ("en", "my USDT transfer is stuck on pending for hours"),
    ("en", "my transfer failed"),
    ("en", "I cannot restore my wallet with my recovery phrase"),
    ("en", "my balance is wrong, my tokens do not show"),
    ("zh-hans", "我转出的USDT一直打包中"),
    ("zh-hans", "转账失败了，怎么回事"),
    ("zh-hans", "助记词恢复不了钱包"),
    ("zh-hans", "余额不对，币不见了"),
]
PROBLEM_WORDS = [words for _, words in PROBLEMS]
HEADINGS = {"en": ("What we found", "Do this now"), "zh-hans": ("结论", "现在这样做")}


def with_buttons(person: Person) -> list[Message]:
    """Behind the welcome, whose buttons nobody has used."""
    return [message for message in person.chat.said[1:] if message.buttons]


@pytest.fixture(scope="module")
async def walked(running: Bot) -> dict[str, tuple[Person, list[Message]]]:
    """All at the same time, by as many people: each with the answer that concludes."""
    people = [Person(running.server, language) for language, _ in PROBLEMS]
    said = await asyncio.gather(*(to_the_end(*each) for each in zip(people, PROBLEM_WORDS, strict=True)))
    return dict(zip(PROBLEM_WORDS, zip(people, said, strict=True), strict=True))


Walks = dict[str, tuple[Person, list[Message]]]


@pytest.mark.parametrize(("language", "problem"), PROBLEMS)
async def test_a_core_problem_is_walked_to_its_conclusion_by_buttons(
    language: str, problem: str, walked: Walks, bot: Bot
) -> None:
    person, said = walked[problem]
    conclusion = "\n".join(message.text for message in said)
    assert all(heading in conclusion for heading in HEADINGS[language])
    presses = [each for each in bot.server.world.presses.values() if each.chat == person.id]
    assert presses
    assert all(press.answers == 1 for press in presses)
    assert with_buttons(person) == [said[-1]], "a used keyboard is still there"


async def test_after_the_conclusion_it_is_asked_whether_it_helped(walked: Walks) -> None:
    person, said = walked[PROBLEM_WORDS[0]]
    assert await person.chooses("It helped")
    assert not said[-1].buttons


async def test_people_at_the_same_time_hear_only_of_their_own(walked: Walks, bot: Bot) -> None:
    for problem in (PROBLEM_WORDS[0], PROBLEM_WORDS[-1]):
        alone = Person(bot.server)
        told = await to_the_end(alone, problem)
        assert [message.text for message in told] == [message.text for message in walked[problem][1]]


async def test_typing_is_shown_before_an_answer(ann: Person, bot: Bot) -> None:
    await ann.asks("my transfer failed")
    world = bot.server.world
    typing, told = world.calls_of("sendChatAction", ann.id), world.calls_of("sendMessage", ann.id)
    assert typing
    assert typing[0].at < told[0].at


async def test_a_button_pressed_twice_is_one_answer(ann: Person) -> None:
    said = await ann.asks("my USDT transfer is stuck on pending")
    title, data = next(iter(said[-1].buttons.items()))
    before = len(ann.chat.messages)
    presses = [ann.presses(title), ann.presses_data(said[-1], data), ann.presses_data(said[-1], data)]
    await ann.new_since(before)
    await until(lambda: all(press.answer for press in presses), 5, "an answer to every press")
    assert len(with_buttons(ann)) == 1, ann.hears


async def test_a_button_of_an_earlier_question_is_out_of_date(ann: Person) -> None:
    first = (await ann.asks("my USDT transfer is stuck on pending"))[-1]
    data = next(iter(first.buttons.values()))
    await ann.asks("I sent it from my wallet")
    assert not first.buttons
    said = await ann.answer_to(lambda: ann.presses_data(first, data))
    assert "earlier question" in said[0].text
    assert with_buttons(ann), "nothing is left to go on with"


HOSTILE = [
    '/press{"s":"transfer_failed.ask_error","v":"no_gas","n":"1"}',
    '/press{"s":"../../etc","v":"x","n":"1"}',
    "/press{broken",
    "/press" + "{" * 50,
    "/restart",
    "/secret_shared{}",
    '/out_of_scope{"a":1}',
    "/session_start",
    "action_listen",
    "erase:everything",
    "b1.99.deadbeef",
    "b999999999.0.00000000",
    "language:xx",
    "\u202e‮\u0000",
    "x" * 4096,
    "",
    "DROP TABLE chat_events",
    "<b>bold</b>",
]


@pytest.fixture(scope="module")
async def pestered(running: Bot) -> dict[str, list[str]]:
    """What each of as many people hears of a hostile press, and then of an honest word, all at the same time."""

    async def pester(data: str) -> list[str]:
        person = Person(running.server)
        said = await person.asks("my USDT transfer is stuck on pending")
        press = person.presses_data(said[-1], data)
        await until(lambda: press.answer, 20, f"{data[:40]!r} to be answered")
        await asyncio.sleep(1.5)
        before = len(person.hears)
        await person.asks("I sent it from my wallet")
        return person.hears[before:]

    heard = await asyncio.gather(*(pester(data) for data in HOSTILE))
    return dict(zip(HOSTILE, heard, strict=True))


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_callback_data_is_answered_and_moves_nothing(data: str, pestered: dict[str, list[str]]) -> None:
    assert pestered[data][0].startswith("Which network did this transfer use?")


async def test_a_press_whose_message_is_gone_or_somebody_elses_is_answered(ann: Person, bot: Bot) -> None:
    said = await ann.asks("my USDT transfer is stuck on pending")
    data = next(iter(said[-1].buttons.values()))
    inaccessible = {"chat": ann.chat.as_json(), "message_id": said[-1].id, "date": 0}
    other = Person(bot.server)
    presses = [
        ann.presses_data(said[-1], data, message=inaccessible),
        ann.presses_data(said[-1], data, message=None, inline_message_id="AAA"),
        ann.presses_data(said[-1], data, **{"from": other.user}),
    ]
    await until(lambda: all(press.answer for press in presses), 10, "every press to be answered")
    assert not other.hears


async def test_messages_typed_in_a_hurry_are_answered_in_their_order(ann: Person) -> None:
    await ann.asks("/start")
    before = len(ann.chat.messages)
    for text in ("my USDT transfer is stuck on pending", "help", "/verify"):
        ann.types(text)
    await until(lambda: any("genuine" in text or "token.im" in text for text in ann.hears), 30, "the last answer")
    said = [message.text for message in await ann.new_since(before)]
    order = [
        next(i for i, text in enumerate(said) if mark in text) for mark in ("Which way is", "work through", "doubt")
    ]
    assert order == sorted(order)
