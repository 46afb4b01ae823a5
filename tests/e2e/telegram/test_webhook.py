"""The bot behind a webhook: who may deliver, what is promised by taking a delivery, and what a kill costs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest

from tests.e2e import nodes
from tests.e2e.telegram.bot import Bot
from tests.e2e.telegram.people import Person
from tests.e2e.telegram.server import Server
from tests.e2e.telegram.walks import to_the_end
from tests.e2e.telegram.world import until

SECRET = "only-telegram-knows_7Qm9vYmFy"
PUBLIC = "https://desk.example"
PROBLEM, QUESTION = "my USDT transfer is stuck on pending", "Which way is the money going"


@pytest.fixture(scope="module")
async def hooked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bot]:
    server, port = Server(), nodes.free_port()
    server.courier.roads[PUBLIC] = f"http://127.0.0.1:{port}"
    await server.start()
    settings = {"WEBHOOK": f"{PUBLIC}/telegram/updates", "SECRET": SECRET, "LISTEN": f"127.0.0.1:{port}"}
    folder = tmp_path_factory.mktemp("webhook")
    bot = Bot(server, folder, **{f"WALLETDESK_TELEGRAM_{name}": value for name, value in settings.items()})
    await bot.start()
    yield bot
    await bot.kill()
    server.faults.clear()
    await server.stop()


@pytest.fixture
def robin(hooked: Bot) -> Person:
    return Person(hooked.server)


def questions(person: Person) -> int:
    return sum(QUESTION in text for text in person.hears)


async def test_the_webhook_is_set_with_its_secret(hooked: Bot) -> None:
    hook = hooked.server.world.webhook
    assert hook is not None
    assert (hook.url, hook.secret) == (f"{PUBLIC}/telegram/updates", SECRET)


async def test_a_problem_is_walked_to_its_conclusion(robin: Person) -> None:
    assert await to_the_end(robin, "my transfer failed")


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper(), "é"])
async def test_who_does_not_know_the_secret_is_refused(secret: str | None, robin: Person, hooked: Bot) -> None:
    robin.chat.is_known = True
    forged = {"message_id": 9, "date": 1_700_000_000, "chat": robin.chat.as_json(), "from": robin.user}
    update = {"update_id": next(hooked.server.world.updates), "message": {**forged, "text": PROBLEM}}
    header = secret.encode() if secret is not None else None
    answer = await hooked.server.courier.post(update, header)  # type: ignore[arg-type]
    assert answer.status_code in (401, 403, 404)
    await asyncio.sleep(0.7)
    assert not robin.hears


async def test_a_delivery_is_taken_before_it_is_worked_on(robin: Person, hooked: Bot) -> None:
    await robin.asks("/start")
    hold = hooked.server.faults.hold("sendMessage", chat=robin.id)
    robin.types(PROBLEM)
    await hold.arrived()
    assert not hooked.server.world.pending
    assert hooked.server.courier.deliveries[-1].seconds < 1.5
    assert not questions(robin)
    hold.release()
    await until(lambda: questions(robin) == 1, 10)


async def test_a_delivery_that_comes_again_is_one_turn(robin: Person, hooked: Bot) -> None:
    await robin.asks("/start")
    robin.chat.is_known = True
    update = {"update_id": next(hooked.server.world.updates), "message": robin.types_unseen(PROBLEM).as_json()}
    answers = await asyncio.gather(*(hooked.server.courier.post(update, SECRET) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    await robin.new_since(3)
    await hooked.server.courier.post(update, SECRET)
    await asyncio.sleep(2)
    assert questions(robin) == 1


BAD_BODIES = [b"", b"{", b"null", b"[]", b"3", b'"x"', b"\xff\xfe", b"{}", b'{"update_id": "x"}', b"[" * 100_000]


@pytest.mark.parametrize("body", BAD_BODIES, ids=range(len(BAD_BODIES)))
async def test_a_body_that_is_no_update_is_answered_and_costs_nothing(body: bytes, hooked: Bot) -> None:
    answer = await hooked.server.courier.post(body, SECRET)
    assert answer.status_code < 500
    assert "Traceback" not in answer.text
    assert (await hooked.server.courier.post(body, "wrong")).status_code in (401, 403, 404)


async def test_other_paths_methods_and_sizes_are_refused(hooked: Bot) -> None:
    inside = hooked.server.courier.roads[PUBLIC]
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
    async with httpx.AsyncClient(trust_env=False, timeout=20, headers=headers) as client:
        assert (await client.get(f"{inside}/telegram/updates")).status_code in (404, 405)
        assert (await client.post(f"{inside}/", content=b"{}")).status_code in (404, 405)
        assert (await client.post(f"{inside}/telegram/updates/x", content=b"{}")).status_code in (404, 405)
        huge = json.dumps({"update_id": 1, "x": "y" * 20_000_000}).encode()
        with suppress(httpx.TransportError):  # cut off while it was still sending
            assert (await client.post(f"{inside}/telegram/updates", content=huge)).status_code == 413
    assert await Person(hooked.server).asks("/help")


async def test_a_kill_after_a_delivery_was_taken_loses_nothing(hooked: Bot) -> None:
    taken, away = Person(hooked.server), Person(hooked.server)
    for person in (taken, away):
        await person.asks("/start")
    hold = hooked.server.faults.hold("sendMessage", chat=taken.id)
    working = hooked.server.faults.hold("sendChatAction", chat=away.id)
    taken.types(PROBLEM)
    away.types(PROBLEM)
    await hold.arrived()
    await working.arrived()
    assert not hooked.server.world.pending
    await hooked.kill()
    hooked.server.faults.clear()
    later = Person(hooked.server)
    later.types(PROBLEM)
    await asyncio.sleep(0.5)
    assert hooked.server.world.pending, "nobody was there to take it"
    await hooked.start()
    await until(lambda: all(questions(person) for person in (taken, away, later)), 40, "everyone to be answered")
    await asyncio.sleep(2.5)
    assert [questions(person) for person in (taken, away, later)] == [1, 1, 1]


async def test_secret_and_token_are_in_no_log(hooked: Bot) -> None:
    assert SECRET not in hooked.logged
    assert hooked.environment["WALLETDESK_TELEGRAM_TOKEN"].split(":")[1] not in hooked.logged
    assert "Traceback" not in hooked.logged
