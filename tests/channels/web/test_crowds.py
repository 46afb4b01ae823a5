"""Many, slow and silent clients: whoever talks properly does not notice them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
import time
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest

from tests.channels.web.server import GENEROUS, Server, User, problem, serving
from walletdesk.channels.web import reading
from walletdesk.channels.web.limits import MOST_BUCKETS
from walletdesk.settings import Limits

pytestmark = pytest.mark.slow


async def seconds_of(user: User) -> float:
    begun = time.perf_counter()
    assert (await user.say("hello")).status_code == 200
    return time.perf_counter() - begun


async def test_ten_thousand_sessions_from_as_many_addresses_hold_up_nobody(tmp_path: Path) -> None:
    proxies = (ip_network("127.0.0.1"),)
    limits = Limits(message=GENEROUS.message)
    async with serving(tmp_path, limits, proxies=proxies) as running, running.client() as client:
        calm = User(client, (await client.post("/api/session", json={})).json())
        await seconds_of(calm)
        before, begun = resident(), time.perf_counter()
        waits: list[float] = []

        async def crowd(part: int) -> None:
            addresses = [f"203.{part}.{number // 250}.{number % 250}" for number in range(1_000)]
            assert await begun_by(running, addresses) == 1_000

        async def talk() -> None:
            while True:
                waits.append(await seconds_of(calm))
                await asyncio.sleep(0.25)

        talking = asyncio.create_task(talk())
        await asyncio.gather(*(crowd(part) for part in range(10)))
        talking.cancel()
        took, grown = time.perf_counter() - begun, resident() - before
        buckets = running.app.ctx.door.buckets._kinds["session"]._store._backend._client

    print(f"{took:.0f} s, +{grown / 1e6:.0f} MB, an answer took {sorted(waits)[len(waits) // 2]:.3f} s")
    assert took < 180
    assert grown < 60_000_000
    assert sorted(waits)[len(waits) // 2] < 1.0
    assert len(buckets) <= MOST_BUCKETS


async def begun_by(server: Server, addresses: list[str]) -> int:
    """How many sessions were begun, one for each address, over one line."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    begun = 0
    for address in addresses:
        head = f"POST /api/session HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {address}\r\nContent-Length: 0\r\n\r\n"
        writer.write(head.encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
        begun += answer.startswith(b"HTTP/1.1 201") and b'"token"' in await reader.readexactly(length)
    writer.close()
    return begun


def resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


async def test_ten_thousand_sessions_from_one_address_are_not_made(tmp_path: Path) -> None:
    async with serving(tmp_path) as running, running.client() as client:
        running.app.ctx.door.buckets.__init__(Limits())
        codes = [(await client.post("/api/session", json={})).status_code for _ in range(300)]

        assert codes.count(201) < 120
        assert set(codes) == {201, 429}


async def test_a_body_that_never_ends_is_told_so_and_hung_up(
    server: Server, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0.5)
    user = await User.arrive(client)
    for length in (b"Content-Length: 5000\r\n", b"Transfer-Encoding: chunked\r\n"):
        answer = await dripping(server, user.token, length)

        assert answer.startswith(b"HTTP/1.1 408")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "timeout"


async def test_nor_may_it_drip_on_behind_a_refusal(
    server: Server, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0.5)
    begun = time.perf_counter()
    answer = await dripping(server, "no.such.token", b"Content-Length: 5000\r\n")

    assert answer.startswith(b"HTTP/1.1 401")
    assert time.perf_counter() - begun < 3


async def dripping(server: Server, token: str, length: bytes) -> bytes:
    """What comes back to a client that sends a byte now and then, until the line is cut."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = b"POST /api/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer "
    writer.write(head + token.encode() + b"\r\n" + length + b"\r\n")
    reading_it = asyncio.create_task(reader.read())
    with contextlib.suppress(ConnectionError):
        while not reading_it.done():
            writer.write(b"1\r\nx\r\n")
            await writer.drain()
            await asyncio.sleep(0.1)
    writer.close()
    return await reading_it


async def test_two_hundred_dripping_clients_slow_nobody_down(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    await seconds_of(user)
    drips = [asyncio.create_task(dripping(server, user.token, b"Content-Length: 5000\r\n")) for _ in range(200)]
    await asyncio.sleep(1)
    waits = [await seconds_of(user) for _ in range(10)]
    for drip in drips:
        drip.cancel()
    await asyncio.gather(*drips, return_exceptions=True)

    assert sorted(waits)[5] < 1.0


async def test_one_user_who_floods_a_conversation_gets_each_answer_once(client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    answers = await asyncio.gather(*(user.say(f"word {number}", key=f"message-{number % 50}") for number in range(200)))

    assert {answer.status_code for answer in answers} == {200}
    history = (await user.call("GET", "/api/history")).json()
    assert [event["position"] for event in history["events"]] == list(range(1, 152))
    assert not history["more"]


async def test_a_refused_flood_is_refused_with_problems_only(tmp_path: Path) -> None:
    async with serving(tmp_path, Limits()) as running, running.client() as client:
        user = await User.arrive(client)
        answers = await asyncio.gather(*(user.say(f"word {number}") for number in range(60)))
        refused = [answer for answer in answers if answer.status_code != 200]

        assert refused
        assert {problem(answer) for answer in refused} == {(429, "rate_limited")}
