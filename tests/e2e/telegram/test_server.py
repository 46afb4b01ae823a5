"""The Bot API server of these tests, seen by a library that was written for Telegram's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from aiohttp import web
from telegram import Bot as Client
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from tests.e2e.telegram.courier import SECRET_HEADER
from tests.e2e.telegram.people import Group, Person
from tests.e2e.telegram.server import Server
from tests.e2e.telegram.world import ME, TOKEN, until


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def client(server: Server) -> AsyncIterator[Client]:
    polls = HTTPXRequest(connection_pool_size=3)
    async with Client(TOKEN, base_url=f"{server.url}/bot", get_updates_request=polls) as made:
        yield made


@pytest.fixture
def robin(server: Server) -> Person:
    return Person(server)


async def refusal(call: Any) -> str:
    with pytest.raises(TelegramError) as refused:
        await call
    return str(refused.value)


async def test_it_says_who_the_bot_is_to_its_token_only(server: Server, client: Client) -> None:
    assert (await client.get_me()).username == ME["username"]
    async with httpx.AsyncClient(trust_env=False) as raw:
        assert (await raw.get(f"{server.url}/bot{TOKEN[:-1]}X/getMe")).status_code == 401
        assert (await raw.get(f"{server.url}/botnonsense/getMe")).status_code == 404
        assert (await raw.get(f"{server.url}/bot{TOKEN}/noSuchMethod")).status_code == 404
        assert (await raw.post(f"{server.url}/bot{TOKEN}/GETME")).json()["ok"]
    with pytest.raises(InvalidToken):
        await Client("4839217650:AAHt-wrong_Qm9vYmFyQmF6UXV4MTIzNDU2Nzg5", base_url=f"{server.url}/bot").get_me()


async def test_updates_come_until_a_higher_offset_confirms_them(client: Client, robin: Person) -> None:
    for word in ("one", "two", "three"):
        robin.types(word)
    first = await client.get_updates()
    assert [update.message.text for update in first] == ["one", "two", "three"]
    assert len(await client.get_updates(limit=2)) == 2
    assert [
        update.message.text for update in await client.get_updates(offset=first[2].update_id) if update.message
    ] == ["three"]
    assert not await client.get_updates(offset=first[2].update_id + 1)
    assert not await client.get_updates()


async def test_a_long_poll_waits_and_a_second_one_ends_it(client: Client, robin: Person) -> None:
    poll = asyncio.ensure_future(client.get_updates(timeout=10))
    await asyncio.sleep(0.2)
    assert not poll.done()
    robin.types("hello")
    assert (await asyncio.wait_for(poll, 2))[0].effective_user.id == robin.id

    last = (await client.get_updates())[-1].update_id
    first = asyncio.ensure_future(client.get_updates(last + 1, timeout=10))
    await asyncio.sleep(0.2)
    second = asyncio.ensure_future(client.get_updates(last + 1, timeout=10))
    with pytest.raises(Conflict):
        await asyncio.wait_for(first, 2)
    robin.types("again")
    assert len(await second) == 1


async def test_only_kinds_that_were_asked_for_are_kept(client: Client, robin: Person) -> None:
    await client.get_updates(allowed_updates=["message"])
    robin.edits(robin.types("words"), "other words")
    assert [update.edited_message for update in await client.get_updates()] == [None]


async def test_texts_are_measured_in_utf_16(client: Client, robin: Person) -> None:
    robin.types("/start")
    assert (await client.send_message(robin.id, "🔑" * 2048)).text == "🔑" * 2048
    assert "message is too long" in (await refusal(client.send_message(robin.id, "🔑" * 2049))).lower()
    assert "message text is empty" in (await refusal(client.send_message(robin.id, " \n "))).lower()
    assert "chat not found" in (await refusal(client.send_message(12, "hello"))).lower()


async def test_keyboards_are_checked(client: Client, robin: Person) -> None:
    robin.types("/start")

    def keyboard(data: str) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data=data)]])

    said = await client.send_message(robin.id, "choose", reply_markup=keyboard("x" * 64))
    assert robin.sees[-1].buttons == {"Go": "x" * 64}
    too_long = client.send_message(robin.id, "choose", reply_markup=keyboard("币" * 22))
    assert "button_data_invalid" in (await refusal(too_long)).lower()

    await client.edit_message_reply_markup(robin.id, said.message_id)
    assert not robin.sees[-1].buttons
    assert "not modified" in await refusal(client.edit_message_reply_markup(robin.id, said.message_id))


async def test_whom_the_bot_may_not_write_to(client: Client, robin: Person) -> None:
    with pytest.raises(Forbidden, match="initiate"):
        await client.send_message(robin.id, "hello")
    robin.types("hi")
    robin.blocks()
    with pytest.raises(Forbidden, match="blocked"):
        await client.send_message(robin.id, "hello")


async def test_messages_are_deleted_in_private_chats_for_two_days(
    server: Server, client: Client, robin: Person
) -> None:
    mine, old = robin.types("one"), robin.types("two")
    await client.delete_message(robin.id, mine.id)
    assert [message.text for message in robin.sees] == ["two"]
    assert "not found" in await refusal(client.delete_message(robin.id, mine.id))
    old.at -= 49 * 3600
    assert "can't be deleted" in await refusal(client.delete_message(robin.id, old.id))
    group = Group(robin.server)
    other = robin.types("three", where=group)
    assert "can't be deleted" in await refusal(client.delete_message(group.chat.id, other.id))


async def test_a_press_spins_until_it_is_answered_in_time(client: Client, robin: Person) -> None:
    robin.types("/start")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="1")]])
    await client.send_message(robin.id, "choose", reply_markup=keyboard)
    press, late = robin.presses("Go"), robin.presses("Go")
    query = (await client.get_updates())[-1].callback_query
    assert query.data == "1"
    await client.answer_callback_query(press.id, "ok")
    assert press.answer
    late.at -= 60
    assert "too old" in (await refusal(client.answer_callback_query(late.id))).lower()


async def test_files_are_taken(client: Client, robin: Person) -> None:
    robin.types("/start")
    await client.send_document(robin.id, b"what happened", caption="list", filename="evidence.txt")
    assert robin.sees[-1].files == {"evidence.txt": b"what happened"}
    reply = ReplyParameters(99_999)
    assert "replied not found" in await refusal(client.send_message(robin.id, "x", reply_parameters=reply))


async def test_menus_are_kept_by_language_and_scope(client: Client) -> None:
    await client.set_my_commands([BotCommand("help", "what I can do")])
    await client.set_my_commands([BotCommand("help", "我能做什么")], language_code="zh")
    assert (await client.get_my_commands())[0].description == "what I can do"
    assert (await client.get_my_commands(language_code="zh"))[0].description == "我能做什么"
    assert "lang_code_invalid" in (await refusal(client.set_my_commands([], language_code="zh-hans"))).lower()
    assert "bot_command_invalid" in (await refusal(client.set_my_commands([("Help!", "x")]))).lower()
    await client.set_my_description("About", language_code="en")
    assert (await client.get_my_description("en")).description == "About"


async def test_troubles_come_as_planned_and_then_it_works(server: Server, client: Client, robin: Person) -> None:
    robin.types("/start")
    server.faults.flood("sendMessage", 7)
    with pytest.raises(RetryAfter, match="7"):
        await client.send_message(robin.id, "one")
    server.faults.garble("sendMessage")
    with pytest.raises(NetworkError):
        await client.send_message(robin.id, "two")
    server.faults.lose("sendMessage", is_carried_out=False)
    server.faults.lose("sendMessage", is_carried_out=True)
    for word in ("three", "four"):
        with pytest.raises(NetworkError):
            await client.send_message(robin.id, word)
    await client.send_message(robin.id, "five")
    assert robin.hears == ["four", "five"]
    await server.stop()
    with pytest.raises(NetworkError):
        await client.send_message(robin.id, "six")
    await server.start()
    await client.send_message(robin.id, "seven")
    assert robin.hears[-1] == "seven"


async def test_a_held_request_waits_for_the_test(server: Server, client: Client, robin: Person) -> None:
    robin.types("/start")
    hold = server.faults.hold("sendMessage", chat=robin.id)
    sending = asyncio.ensure_future(client.send_message(robin.id, "one"))
    await hold.arrived()
    assert not robin.hears
    hold.release()
    await sending
    assert robin.hears == ["one"]


@pytest.fixture
async def receiver() -> AsyncIterator[Callable[..., Any]]:
    """A bot's web server: answers with the codes it is given, one after another, and keeps what came."""
    runners = []

    async def build(codes: list[int]) -> tuple[str, list[tuple[str | None, dict[str, Any]]]]:
        came: list[tuple[str | None, dict[str, Any]]] = []

        async def take(request: web.Request) -> web.Response:
            came.append((request.headers.get(SECRET_HEADER), await request.json()))
            return web.Response(status=codes.pop(0))

        application = web.Application()
        application.router.add_post("/hook", take)
        runners.append(web.AppRunner(application, access_log=None))
        await runners[-1].setup()
        await web.TCPSite(runners[-1], "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runners[-1].addresses[0][1]}", came

    yield build
    for runner in runners:
        await runner.cleanup()


async def test_a_webhook_gets_every_update_until_it_takes_it(
    server: Server, client: Client, robin: Person, receiver: Callable[..., Any]
) -> None:
    url, came = await receiver([500, 403, 200, 200])
    server.courier.roads["https://desk.example"] = url
    for wrong in ("http://desk.example/hook", "https://desk.example:5000/hook"):
        assert "bad webhook" in (await refusal(client.set_webhook(wrong))).lower()
    assert "unallowed" in await refusal(client.set_webhook("https://desk.example/hook", secret_token="sécret"))
    await client.set_webhook("https://desk.example/hook", secret_token="s3cret")

    robin.types("one")
    robin.types("two")
    await until(lambda: not server.world.pending, 5)
    assert [(secret, update["message"]["text"]) for secret, update in came] == [
        *[("s3cret", "one")] * 3,
        ("s3cret", "two"),
    ]
    with pytest.raises(Conflict, match="webhook is active"):
        await client.get_updates()
    await client.delete_webhook()
    assert (await client.get_webhook_info()).url == ""
    assert not await client.get_updates()
