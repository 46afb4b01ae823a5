"""Commands, menus, languages, starting anew, deleting, and a person's answer."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing

import pytest

from tests.e2e.telegram.bot import Bot
from tests.e2e.telegram.people import Person
from tests.e2e.telegram.walks import keyboard
from tests.e2e.telegram.world import Message
from walletdesk.adapters.desk import Store
from walletdesk.adapters.desk.chats import SqlChats
from walletdesk.core.chats import BOT, Bubble, ChatButton, ChatFile

COMMANDS = ("start", "help", "lang", "new", "person", "status", "verify", "delete")


def text_of(said: list[Message]) -> str:
    return "\n".join(message.text for message in said)


def is_chinese(text: str) -> bool:
    return bool(re.search("[\u4e00-\u9fff]", text))


async def test_the_menu_is_there_in_english_and_chinese(bot: Bot) -> None:
    menus = bot.server.world.commands
    everybody = next(menu for (scope, language), menu in menus.items() if not language)
    chinese = next(menu for (scope, language), menu in menus.items() if language == "zh")
    assert {each["command"] for each in everybody} == set(COMMANDS)
    assert [each["command"] for each in chinese] == [each["command"] for each in everybody]
    assert not any(is_chinese(each["description"]) for each in everybody)
    assert all(is_chinese(each["description"]) for each in chinese)
    assert all(scope in ("default", "all_private_chats") for scope, _ in menus)


async def test_the_bot_is_described_in_both_languages(bot: Bot) -> None:
    texts = bot.server.world.texts
    for kind in ("description", "short_description"):
        assert texts[kind, ""]
        assert is_chinese(texts[kind, "zh"])


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "delete"])
async def test_a_command_is_answered_in_the_language_of_the_app(command: str, bot: Bot) -> None:
    english, chinese = Person(bot.server, "en"), Person(bot.server, "zh-hans")
    in_english, in_chinese = await asyncio.gather(english.asks(f"/{command}"), chinese.asks(f"/{command}"))
    assert not is_chinese(text_of(in_english).replace("“中文”", ""))
    assert is_chinese(text_of(in_chinese))


async def test_start_says_the_welcome_and_a_second_start_says_something(ann: Person) -> None:
    welcome = text_of(await ann.asks("/start"))
    assert "recovery phrase" in welcome
    assert await ann.asks("/start")
    assert await ann.asks("/start deep-link_42")


async def test_help_is_not_mistaken_for_words_of_a_problem(ann: Person) -> None:
    await ann.asks("my USDT transfer is stuck on pending")
    assert "work through" in text_of(await ann.asks("/help"))
    assert "work through" in text_of(await ann.asks("/HELP@walletdesk_test_bot"))


async def test_an_unknown_command_is_answered(ann: Person) -> None:
    assert await ann.asks("/frobnicate now")


async def test_verify_tells_how_to_check_this_chat(ann: Person) -> None:
    assert "token.im" in text_of(await ann.asks("/verify"))


async def test_the_language_is_chosen_by_a_button_and_stays(ann: Person) -> None:
    offered = await ann.asks("/lang")
    assert keyboard(offered) == ["简体中文", "繁體中文", "English"]
    assert is_chinese(text_of(await ann.chooses("繁體中文")))
    assert not offered[-1].buttons
    told = text_of(await ann.asks("my transfer failed"))
    assert "轉" in told
    assert "转" not in told


async def test_the_language_is_chosen_by_a_word_behind_the_command(ann: Person) -> None:
    assert is_chinese(text_of(await ann.asks("/lang zh")))
    assert is_chinese(text_of(await ann.asks("/help")))


async def test_new_starts_over_and_forgets_the_open_question(ann: Person) -> None:
    first = await ann.asks("my USDT transfer is stuck on pending")
    assert "afresh" in text_of(await ann.asks("/new"))
    assert not first[-1].buttons
    assert keyboard(await ann.asks("my USDT transfer is stuck on pending"))


async def send_to_a_person(person: Person, words: str) -> str:
    """The number of the ticket."""
    await person.asks("/person")
    await person.asks(words)
    sent = text_of(await person.chooses("Send"))
    found = re.search(r"WD-[0-9A-Z]{4}-[0-9A-Z]{4}", sent)
    assert found, sent
    return found[0]


async def test_an_answer_of_the_staff_is_pushed_to_who_asked_and_to_nobody_else(bot: Bot) -> None:
    asker, other = Person(bot.server, "en"), Person(bot.server, "en")
    await other.asks("my transfer failed")
    number = await send_to_a_person(asker, "my swap failed and I do not know why")
    calm = len(other.chat.said), len(bot.server.world.calls_of("sendMessage", other.id))
    before = len(asker.chat.messages)

    await bot.staff("tickets", "reply", number, "Please update to the newest version marmalade.")
    told = text_of(await asker.new_since(before, 15))
    assert "newest version marmalade" in told
    assert number in told
    await asyncio.sleep(3)
    assert sum("marmalade" in text for text in asker.hears) == 1
    assert (len(other.chat.said), len(bot.server.world.calls_of("sendMessage", other.id))) == calm
    assert "marmalade" not in text_of(await asker.asks("hello"))


async def say_in_the_store(person: Person, bot: Bot, bubble: Bubble) -> None:
    """As a turn leaves what it said: the bot finds it there and sends it."""
    with closing(sqlite3.connect(bot.folder / "desk.sqlite")) as database:
        found = database.execute(
            "SELECT conversation FROM chat_conversations WHERE address = ?", (str(person.id),)
        ).fetchone()
    store = Store(bot.environment["WALLETDESK_DESK"])
    chats = SqlChats(store)
    await chats.begin(found[0], "long")
    await chats.finish(found[0], "long", [bubble])
    store.close()


async def test_a_long_text_comes_in_pieces_cut_between_paragraphs(ann: Person, bot: Bot) -> None:
    await ann.asks("/start")
    paragraphs = [f"{at}. " + "看一看区块浏览器上写的是什么 😱 " * 20 for at in range(40)]
    long = Bubble(BOT, "\n\n".join(paragraphs), (ChatButton("Go on", "/press{}"),), ChatFile("list.txt", "évidence"))
    before = len(ann.chat.messages)
    await say_in_the_store(ann, bot, long)
    *pieces, last, file = await ann.new_since(before)

    assert len(pieces) >= 3
    assert all(message.text[0].isdigit() for message in (*pieces, last)), "a paragraph is cut through"
    said = "\n\n".join(message.text for message in (*pieces, last))
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", long.text)
    assert not any(message.buttons for message in pieces)
    assert list(last.buttons) == ["Go on"]
    assert file.files == {"list.txt": "évidence".encode()}
    assert {call.outcome for call in bot.server.world.calls_of("sendMessage", ann.id)} == {200}


async def test_a_text_of_four_thousand_characters_is_read_and_a_longer_one_is_not(ann: Person) -> None:
    words = "my transfer failed " + "and I do not know why " * 180
    assert "too long" not in text_of(await ann.asks(words[:4000]))
    assert "too long" in text_of(await ann.asks(words.ljust(4001, "!")[:4050].ljust(4050, "!")))


async def delete(person: Person) -> list[Message]:
    await person.asks("/delete")
    return await person.chooses("Delete")


async def test_delete_leaves_nothing_of_a_conversation_anywhere(ann: Person, bot: Bot) -> None:
    await ann.asks("my transfer to Zaphodia Beeblebroxen failed")
    number = await send_to_a_person(ann, "the shop Gargleblastery took my coins")
    marks = (b"Zaphodia", b"Beeblebroxen", b"Gargleblastery", str(ann.id).encode())
    for mark in marks:
        assert mark in bot.kept(), "nothing is found where it must be"

    assert "deleted" in text_of(await delete(ann))
    await asyncio.sleep(1)
    for mark in (*marks, ann.id.to_bytes(5, "big")):
        assert mark not in bot.kept()
    assert "Gargleblastery" not in await bot.staff("tickets", "show", number)


async def test_delete_may_be_called_off(ann: Person) -> None:
    await ann.asks("my USDT transfer is stuck on pending")
    await ann.asks("/delete")
    assert "nothing was deleted" in text_of(await ann.chooses("Keep it"))
    assert "Which network" in text_of(await ann.asks("I sent it from my wallet")), "the conversation does not go on"


async def test_after_delete_the_bot_writes_nothing_and_knows_of_no_ticket(ann: Person) -> None:
    number = await send_to_a_person(ann, "my swap failed and I do not know why")
    await delete(ann)
    before = len(ann.chat.said)
    await asyncio.sleep(3)
    assert len(ann.chat.said) == before
    assert number not in text_of(await ann.asks("/status"))


async def test_buttons_from_before_delete_do_nothing_afterwards(ann: Person) -> None:
    said = await ann.asks("my USDT transfer is stuck on pending")
    await delete(ann)
    told = await ann.answer_to(lambda: ann.presses_data(said[-1], said[-1].buttons["I sent it from my wallet"]))
    assert "network" not in text_of(told)
    assert "button" in text_of(told)
