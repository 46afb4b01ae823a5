"""Floods, failures and cuts between the bot and Telegram: all is answered, and once wherever that can be known."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.e2e.telegram.bot import Bot
from tests.e2e.telegram.people import Person
from tests.e2e.telegram.walks import keyboard
from tests.e2e.telegram.world import until

PROBLEM = "my USDT transfer is stuck on pending"
QUESTION = "Which way is the money going"


async def answered(person: Person, seconds: float = 30) -> int:
    """How many times the question was put, once nothing more comes."""
    await until(lambda: any(QUESTION in text for text in person.hears), seconds, "the answer")
    await asyncio.sleep(2)
    return sum(QUESTION in text for text in person.hears)


async def test_a_flood_wait_is_kept_to_and_nothing_is_lost(ann: Person, bot: Bot) -> None:
    await ann.asks("/start")
    bot.server.faults.flood("sendMessage", 2, times=2, chat=ann.id)
    ann.types(PROBLEM)
    assert await answered(ann) == 1
    calls = bot.server.world.calls_of("sendMessage", ann.id)
    refused = [at for at, call in enumerate(calls) if call.outcome == 429]
    assert len(refused) == 2
    assert all(calls[at + 1].at - calls[at].at >= 2 for at in refused)


@pytest.mark.parametrize("code", [500, 502, 504])
async def test_a_failing_telegram_is_asked_again(code: int, ann: Person, bot: Bot) -> None:
    await ann.asks("/start")
    bot.server.faults.garble("sendMessage", code, times=2, chat=ann.id)
    ann.types(PROBLEM)
    assert await answered(ann) == 1


async def test_what_was_cut_off_before_it_arrived_is_said_once(ann: Person, bot: Bot) -> None:
    await ann.asks("/start")
    bot.server.faults.lose("sendMessage", is_carried_out=False, times=2, chat=ann.id)
    ann.types(PROBLEM)
    assert await answered(ann) == 1


async def test_what_was_cut_off_after_it_arrived_is_said_at_most_twice(ann: Person, bot: Bot) -> None:
    """Telegram has no way to send a message under a key: the bot cannot know that it got there."""
    await ann.asks("/start")
    bot.server.faults.lose("sendMessage", is_carried_out=True, chat=ann.id)
    ann.types(PROBLEM)
    assert await answered(ann) in (1, 2)


async def test_an_answer_nobody_understands_is_no_reason_to_say_it_over_and_over(ann: Person, bot: Bot) -> None:
    await ann.asks("/start")
    bot.server.faults.garble_success("sendMessage", times=6, chat=ann.id)
    ann.types(PROBLEM)
    assert await answered(ann) in (1, 2)


async def test_one_chat_that_hangs_does_not_hold_up_a_crowd(ann: Person, bot: Bot) -> None:
    """A poll brings a hundred updates, the one that hangs among them."""
    await ann.asks("/start")
    held = [bot.server.faults.hold("sendMessage", chat=ann.id) for _ in range(6)]
    ann.types(PROBLEM)
    await held[0].arrived()
    crowd = [Person(bot.server) for _ in range(130)]
    for person in crowd:
        person.types("/verify")
    try:
        await until(lambda: all(person.hears for person in crowd), 60, "an answer for everybody")
        assert not any(QUESTION in text for text in ann.hears)
    finally:
        for each in held:
            each.release()
    assert await answered(ann) in (1, 2)


async def test_updates_whose_delivery_was_lost_are_one_turn_each(ann: Person, bot: Bot) -> None:
    await ann.asks("/start")
    bot.server.faults.lose("getUpdates", is_carried_out=True, times=2)
    ann.types(PROBLEM)
    assert await answered(ann) == 1


async def test_an_update_that_comes_twice_is_one_turn(ann: Person, bot: Bot) -> None:
    await ann.asks("/start")
    update = {"update_id": next(bot.server.world.updates), "message": ann.types_unseen(PROBLEM).as_json()}
    bot.server.world.pending += [update, dict(update)]
    bot.server.world.push_again(dict(update))
    assert await answered(ann) == 1


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("getUpdates", (409, "Conflict: terminated by other getUpdates request")),
        ("getUpdates", (500, "Internal Server Error")),
        ("sendChatAction", (400, "Bad Request: wrong parameter action in request")),
        ("sendChatAction", (429, "Too Many Requests: retry after 1")),
        ("answerCallbackQuery", (400, "Bad Request: query is too old and response timeout expired")),
        ("editMessageReplyMarkup", (400, "Bad Request: message is not modified: specified new message content …")),
        ("editMessageReplyMarkup", (400, "Bad Request: message to edit not found")),
        ("editMessageReplyMarkup", (500, "Internal Server Error")),
    ],
)
async def test_trouble_at_the_edges_costs_no_answer(method: str, fault: tuple[int, str], ann: Person, bot: Bot) -> None:
    first = await ann.asks(PROBLEM)
    bot.server.faults.refuse(method, *fault)
    said = await ann.chooses(keyboard(first)[0])
    assert len({message.text for message in said}) == len(said)
    assert keyboard(said)


async def test_a_message_telegram_will_not_take_does_not_block_the_ones_behind_it(ann: Person, bot: Bot) -> None:
    await ann.asks("/start")
    bot.server.faults.refuse("sendMessage", 400, "Bad Request: message text is empty", chat=ann.id)
    ann.types("/verify")
    await until(lambda: any(call.outcome == 400 for call in bot.server.world.calls_of("sendMessage", ann.id)), 15)
    ann.types(PROBLEM)
    assert await answered(ann) == 1


async def test_a_telegram_that_is_gone_for_five_seconds_loses_nothing(bot: Bot) -> None:
    people = [Person(bot.server) for _ in range(3)]
    for person in people:
        await person.asks("/start")
    people[0].types(PROBLEM)
    await bot.server.stop()
    people[1].types(PROBLEM)
    await asyncio.sleep(5)
    people[2].types(PROBLEM)
    await bot.server.start()
    assert await asyncio.gather(*(answered(person, 45) for person in people)) == [1, 1, 1]


async def test_who_blocks_the_bot_is_left_alone_and_others_are_answered(bot: Bot) -> None:
    gone, here = Person(bot.server), Person(bot.server)
    await gone.asks("/start")
    hold = bot.server.faults.hold("sendMessage", chat=gone.id)
    gone.types(PROBLEM)
    await hold.arrived()
    gone.blocks()
    hold.release()
    here.types(PROBLEM)
    assert await answered(here) == 1
    tries = len(bot.server.world.calls_of("sendMessage", gone.id))
    await asyncio.sleep(3)
    assert len(bot.server.world.calls_of("sendMessage", gone.id)) <= tries + 1, "it goes on writing to who blocked it"

    gone.blocks(False)
    gone.types("/help")
    await until(lambda: any("work through" in text for text in gone.hears), 20, "an answer to who came back")


async def test_one_user_whose_line_is_slow_holds_nobody_up(ann: Person, bot: Bot) -> None:
    await ann.asks("/start")
    hold = bot.server.faults.hold("sendMessage", chat=ann.id)
    ann.types(PROBLEM)
    await hold.arrived()
    other = Person(bot.server)
    other.types(PROBLEM)
    assert await answered(other, 8) == 1
    assert not any(QUESTION in text for text in ann.hears)
    hold.release()
    assert await answered(ann) == 1


async def test_a_wrong_token_ends_the_bot_with_a_word_and_without_the_token(bot: Bot, tmp_path: Any) -> None:
    wrong = "4839217650:AAHt-nobody_9vYmFyQmF6UXV4MTIzNDU2Nzg5"
    other = Bot(bot.server, tmp_path, WALLETDESK_TELEGRAM_TOKEN=wrong)
    await other.launch()
    assert await other.ended(120) != 0
    assert "token" in other.logged.lower()
    assert "AAHt-nobody" not in other.logged
    assert "Traceback" not in other.logged


@pytest.mark.parametrize("token", ["", "nonsense with blanks"])
async def test_without_a_token_it_says_what_is_missing(token: str, bot: Bot, tmp_path: Any) -> None:
    other = Bot(bot.server, tmp_path, WALLETDESK_TELEGRAM_TOKEN=token)
    await other.launch()
    assert await other.ended(60) not in (0, None)
    assert "WALLETDESK_TELEGRAM_TOKEN" in other.logged
    assert "Traceback" not in other.logged
