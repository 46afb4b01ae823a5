"""The event stream: nothing lost, nothing told twice, and no client that can hold up another one or the process."""

from __future__ import annotations

import asyncio
import json
import random
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import sqlalchemy as sa

from bench.served_check import Frame
from tests.channels.web.served import Served, Session, Small, frames, make_app, serving
from walletdesk.adapters.desk import tables
from walletdesk.adapters.desk.store import utc_now
from walletdesk.channels.web import tokens
from walletdesk.channels.web.events import Pace
from walletdesk.core.chats import BOT, Bubble
from walletdesk.core.errors import Unavailable
from walletdesk.settings import Settings

# A test sees in a second what takes a minute in the world.
QUICK = Pace(heartbeat=0.3, patience=0.5, again=0.1)
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest_asyncio.fixture
async def quick(settings: Settings, small: Small) -> AsyncIterator[Served]:
    async with serving(make_app(settings, small, QUICK)) as running:
        yield running


async def told(response: aiohttp.ClientResponse, wanted: int, seconds: float = 5) -> list[Frame]:
    """The next frames; fewer where the stream ends."""
    got: list[Frame] = []

    async def read() -> None:
        async for frame in frames(response):
            got.append(frame)
            if len(got) == wanted:
                return

    with suppress(aiohttp.ClientPayloadError):
        await asyncio.wait_for(read(), seconds)
    return got


def texts(them: list[Frame]) -> list[str]:
    return [json.loads(frame.data)["text"] for frame in them if frame.event == "message"]


async def until(condition: Any, seconds: float = 5) -> None:
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to that")


async def say_much(served: Served, session: Session, count: int) -> None:
    """Long events, put where they lie: the search for secrets in megabytes would take its time."""
    bubble = {"kind": BOT, "text": "a long answer " * 280}
    own = tables.conversations.c.conversation == served.conversation(session)
    with served.app.ctx.store.writing() as connection:
        chat, last = connection.execute(
            sa.select(tables.conversations.c.id, tables.conversations.c.last).where(own)
        ).one()
        rows = [
            {"chat_id": chat, "position": last + n, "key": "", "at": utc_now(), "bubble": bubble}
            for n in range(1, count + 1)
        ]
        connection.execute(tables.events.insert(), rows)
        connection.execute(tables.conversations.update().where(own).values(last=last + count))


async def test_what_is_said_is_told_with_its_position_to_every_tab(served: Served) -> None:
    session = await served.open()
    async with served.stream(session) as one, served.stream(session, after=1) as other:
        events = await served.say(session, "hello")
        first, second = await told(one, 3), await told(other, 2)

    assert [(frame.event, frame.id) for frame in first] == [("message", "1"), ("message", "2"), ("message", "3")]
    assert [json.loads(frame.data) for frame in first] == [*session.events, *events]
    assert second == first[1:]
    assert texts(second) == ["hello", "heard: hello"]


async def test_its_headers_keep_caches_and_proxies_from_holding_it_back(served: Served) -> None:
    session = await served.open(Origin=served.base)
    async with served.stream(session, Origin=served.base) as answer:
        assert answer.status == 200
        assert answer.headers["Access-Control-Allow-Origin"] == served.base
        assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert "Content-Encoding" not in answer.headers


async def test_it_goes_on_behind_the_last_position_seen_and_the_header_is_the_newer_one(served: Served) -> None:
    session = await served.open()
    for text in ("one", "two"):
        await served.say(session, text)
    url = f"{served.base}/api/events?after=1"
    async with served.http.get(url, headers=session.headers) as answer:
        assert [frame.id for frame in await told(answer, 4)] == ["2", "3", "4", "5"]
    async with served.http.get(url, headers={**session.headers, "Last-Event-ID": "3"}) as answer:
        assert [frame.id for frame in await told(answer, 2)] == ["4", "5"]


@pytest.mark.parametrize("after", ["-1", "one", "1.5", "9" * 40, "١", "0x1", "1 OR 1"])
async def test_a_position_that_is_none_is_a_problem(served: Served, after: str) -> None:
    session = await served.open()
    for params, headers in (({"after": after}, {}), ({}, {"Last-Event-ID": after})):
        async with served.http.get(
            f"{served.base}/api/events", params=params, headers={**session.headers, **headers}
        ) as answer:
            assert (answer.status, (await answer.json())["code"]) == (422, "bad_request")


async def test_a_position_that_is_still_to_come_does_not_swallow_what_comes_before_it(served: Served) -> None:
    session = await served.open()
    async with served.stream(session, after=900_000) as answer:
        await served.say(session, "hello")
        assert texts(await told(answer, 2)) == ["hello", "heard: hello"]


async def test_nobody_without_a_token_hears_anything(served: Served) -> None:
    async with served.http.get(f"{served.base}/api/events") as answer:
        assert (answer.status, (await answer.json())["code"]) == (401, "token_missing")
    session = await served.open()
    async with served.http.get(f"{served.base}/api/events?token={session.token}") as answer:
        assert answer.status == 401
    async with served.stream(session, Origin="https://elsewhere.example") as answer:
        assert answer.status == 403
    assert len(served.chats.hub) == 0


async def test_two_conversations_hear_only_their_own(served: Served) -> None:
    mine, other = await served.open(), await served.open()
    async with served.stream(mine, after=1) as answer:
        await served.say(other, "theirs")
        await served.say(mine, "mine")
        assert texts(await told(answer, 2)) == ["mine", "heard: mine"]


async def test_a_secret_goes_by_as_hidden(served: Served) -> None:
    session = await served.open()
    async with served.stream(session, after=1) as answer:
        await served.say(session, PHRASE)
        own, _ = await told(answer, 2)
    assert "sausage" not in own.data
    assert json.loads(own.data)["hidden"] == "secret"


async def test_a_silent_stream_shows_that_it_is_alive(quick: Served) -> None:
    session = await quick.open()
    async with quick.stream(session, after=1) as answer:
        await asyncio.sleep(1.3)
        assert (await answer.content.readany()).startswith(b": open\n\n: \n\n: \n\n")


async def test_sanics_timeouts_do_not_cut_it(quick: Served) -> None:
    quick.app.config.update({"RESPONSE_TIMEOUT": 0.6, "KEEP_ALIVE_TIMEOUT": 0.6, "REQUEST_TIMEOUT": 0.6})
    session = await quick.open()
    async with quick.stream(session, after=1) as answer:
        await asyncio.sleep(2)
        await quick.say(session, "still there?")
        assert texts(await told(answer, 2)) == ["still there?", "heard: still there?"]


async def test_deleting_a_conversation_ends_its_streams(served: Served) -> None:
    session = await served.open()
    async with served.stream(session) as one, served.stream(session) as other:
        async with served.http.delete(f"{served.base}/api/session", headers=session.headers) as deleted:
            assert deleted.status == 204
        for answer in (one, other):
            assert [frame.event for frame in await told(answer, 9)][-1] == "erased"
    await until(lambda: len(served.chats.hub) == 0)


async def test_so_does_deleting_it_in_another_process(quick: Served) -> None:
    session = await quick.open()
    async with quick.stream(session, after=1) as answer:
        await quick.chats.store.erase(quick.conversation(session))
        assert [frame.event for frame in await told(answer, 9)] == ["erased"]


async def test_what_another_process_said_is_told_with_the_next_sign_of_life(quick: Served) -> None:
    session = await quick.open()
    async with quick.stream(session, after=1) as answer:
        await answer.content.readany()
        await quick.chats.store.finish(quick.conversation(session), "elsewhere", [Bubble(BOT, "from elsewhere")])
        assert texts(await told(answer, 1)) == ["from elsewhere"]


async def test_at_the_end_of_its_token_it_asks_to_come_again(quick: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "LIFE", 2)
    session = await quick.open()
    async with quick.stream(session) as answer:
        await quick.say(session, "hello")
        assert [frame.event for frame in await told(answer, 9)] == ["message"] * 3 + ["renew"]
    async with quick.stream(session) as answer:
        assert (answer.status, (await answer.json())["code"]) == (401, "token_expired")


async def test_a_session_has_four_streams_and_room_again_when_one_ends(served: Served) -> None:
    session, other = await served.open(), await served.open()
    async with AsyncExitStack() as open_ones:
        four = [await open_ones.enter_async_context(served.stream(session)) for _ in range(4)]
        assert [answer.status for answer in four] == [200] * 4
        async with served.stream(session) as fifth:
            assert (fifth.status, (await fifth.json())["code"]) == (429, "rate_limited")
            assert int(fifth.headers["Retry-After"]) > 0
        async with served.stream(other) as somebody_else:
            assert somebody_else.status == 200
        four[0].close()
        await until(lambda: served.chats.hub.count(served.conversation(session)) == 3)
        async with served.stream(session) as again:
            assert again.status == 200


async def test_all_sessions_together_have_a_bound(settings: Settings, small: Small) -> None:
    async with serving(make_app(settings, small, replace(QUICK, most=2))) as served:
        sessions = [await served.open() for _ in range(3)]
        async with served.stream(sessions[0]), served.stream(sessions[1]), served.stream(sessions[2]) as third:
            assert (third.status, (await third.json())["code"]) == (503, "not_ready")
            assert int(third.headers["Retry-After"]) > 0


async def test_a_database_that_is_away_for_a_moment_ends_no_stream(
    quick: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await quick.open()
    store = quick.chats.store
    async with quick.stream(session, after=1) as answer:
        await answer.content.readany()

        async def away(*_: object) -> None:
            raise Unavailable("away")

        with monkeypatch.context() as broken:
            broken.setattr(store, "after", away)
            broken.setattr(store, "find", away)
            await store.finish(quick.conversation(session), "k", [Bubble(BOT, "said meanwhile")])
            quick.chats.hub.wake(quick.conversation(session))
            await asyncio.sleep(0.7)
        assert texts(await told(answer, 1, seconds=1)) == ["said meanwhile"]


async def test_who_reads_slowly_gets_everything(quick: Served) -> None:
    session = await quick.open()
    await say_much(quick, session, 1_000)  # some 4 MB
    got: list[Frame] = []
    async with quick.stream(session) as answer:
        async for frame in frames(answer):
            got.append(frame)
            if len(got) % 50 == 0:
                await asyncio.sleep(0.03)
            if len(got) == 1_001:
                break
    assert [int(frame.id) for frame in got] == list(range(1, 1_002))


async def test_who_never_reads_is_cut_off_and_holds_up_nobody(quick: Served) -> None:
    stuck, other = await quick.open(), await quick.open()
    await say_much(quick, stuck, 3_000)  # more than any socket takes
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    line.connect(("127.0.0.1", int(quick.base.rpartition(":")[2])))
    line.send(f"GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {stuck.token}\r\n\r\n".encode())
    await until(lambda: len(quick.chats.hub) == 1)
    waiting = next(
        each.transport for each in quick.connections if each.transport.get_extra_info("peername") == line.getsockname()
    )
    await until(lambda: waiting.get_write_buffer_size() > 0)
    assert waiting.get_write_buffer_size() < 300_000
    async with quick.stream(other, after=1) as answer:
        await quick.say(other, "hello")
        assert texts(await told(answer, 2)) == ["hello", "heard: hello"]
    await until(lambda: len(quick.chats.hub) == 0)
    line.close()


async def test_who_goes_without_a_word_leaves_nothing_behind(quick: Served) -> None:
    session = await quick.open()
    for _ in range(6):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(quick.base.rpartition(":")[2]))
        writer.write(f"GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {session.token}\r\n\r\n".encode())
        await reader.readuntil(b": open")
        writer.transport.abort()
        await until(lambda: len(quick.chats.hub) == 0)


async def test_who_goes_while_the_database_answers_is_noticed_at_once(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crowd of answers and farewells in one round of the loop: `wait_for` swallows cancellations then."""
    session = await served.open()
    after = served.chats.store.after

    async def swallows(conversation: str, position: int, limit: int = 500) -> Any:
        if position == 0:
            return await after(conversation, position, limit)
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(5)
        return ()

    monkeypatch.setattr(served.chats.store, "after", swallows)
    async with served.stream(session) as answer:
        assert len(await told(answer, 1)) == 1
    await until(lambda: len(served.chats.hub) == 0, seconds=2)


async def test_the_kernel_gives_up_a_client_that_is_gone_without_a_word(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing on one machine can lose packets; so it is asked for the option alone."""
    session = await served.open()
    async with served.stream(session):
        line = next(iter(served.connections)).transport.get_extra_info("socket")
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 45_000


@pytest.mark.parametrize("seed", range(6))
async def test_nothing_is_lost_or_doubled_however_often_the_line_breaks(quick: Served, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 (when lines break)
    session = await quick.open()
    heard: list[list[int]] = [[], []]
    said = 30

    async def listen(positions: list[int]) -> None:
        """Breaks off after some frames or some time, and goes on behind the last whole frame."""
        while len(positions) < 1 + 2 * said:
            async with quick.stream(session, after=positions[-1] if positions else 0) as answer:
                if answer.status == 429:  # the line before is not noticed as broken yet
                    await asyncio.sleep(0.01)
                    continue
                for frame in await told_for(answer, dice.randint(1, 6), dice.random() * 0.08):
                    positions.append(int(frame.id))

    async def talk() -> None:
        for number in range(said):
            await quick.say(session, f"message {number}")
            await asyncio.sleep(dice.random() * 0.02)

    await asyncio.wait_for(asyncio.gather(talk(), *(listen(positions) for positions in heard)), 30)
    assert heard == [list(range(1, 2 + 2 * said))] * 2


async def told_for(response: aiohttp.ClientResponse, most: int, seconds: float) -> list[Frame]:
    got: list[Frame] = []

    async def read() -> None:
        async for frame in frames(response):
            got.append(frame)
            if len(got) == most:
                return

    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(read(), seconds)
    return got


async def test_a_storm_of_lines_that_come_and_go_leaves_a_server_that_answers(quick: Served) -> None:
    sessions = [await quick.open() for _ in range(20)]

    async def come_and_go(session: Session, dice: random.Random) -> None:
        for _ in range(10):
            async with quick.stream(session) as answer:
                assert answer.status in (200, 429)
                if dice.random() < 0.5:
                    await told_for(answer, 1, dice.random() * 0.05)

    dice = [random.Random(seed) for seed in range(40)]  # noqa: S311 (when lines break)
    await asyncio.gather(*map(come_and_go, sessions * 2, dice))
    await until(lambda: len(quick.chats.hub) == 0)
    assert [event["text"] for event in await quick.say(sessions[0], "and now?")] == ["and now?", "heard: and now?"]


async def test_when_the_process_ends_the_last_answer_is_told_before_the_farewell(served: Served) -> None:
    session = await served.open()
    async with served.stream(session, after=1) as answer:
        slow = asyncio.create_task(served.say(session, "wait 0.6"))
        await asyncio.sleep(0.2)
        ending = asyncio.create_task(served.chats.drain(5))
        await asyncio.sleep(0.1)
        body: dict[str, Any] = {"id": "too-late-1", "text": "one more"}
        async with served.http.post(f"{served.base}/api/messages", json=body, headers=session.headers) as refused:
            assert (refused.status, (await refused.json())["code"]) == (503, "not_ready")
        got = await told(answer, 9)
        await ending
    assert texts(got) == ["wait 0.6", "heard: wait 0.6"]
    assert [frame.event for frame in got] == ["message", "message", "bye"]
    assert len(await slow) == 2
    async with served.stream(session) as late:
        assert (late.status, (await late.json())["code"]) == (503, "not_ready")
