"""Token buckets, over HTTP: who must wait, who must not, and how long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.channels.web.server import GENEROUS, Server, User, problem, serving
from walletdesk.channels.web.limits import Buckets
from walletdesk.channels.web.problems import Problem
from walletdesk.settings import Limits

PROXY = (ip_network("127.0.0.1"),)


@pytest_asyncio.fixture
async def strict(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    limits = Limits(message=(3, 1), address=(8, 1), session=(4, 1))
    async with serving(tmp_path, limits, proxies=PROXY) as running, running.client() as client:
        yield client


def came_from(address: str) -> dict[str, str]:
    return {"x-forwarded-for": address}


async def sessions(client: httpx.AsyncClient, number: int, address: str) -> list[httpx.Response]:
    return await each(client, [address] * number)


async def each(client: httpx.AsyncClient, addresses: list[str]) -> list[httpx.Response]:
    """All at once: nothing flows back into a bucket meanwhile."""
    calls = (client.post("/api/session", json={}, headers=came_from(address)) for address in addresses)
    return list(await asyncio.gather(*calls))


def codes_of(answers: list[httpx.Response]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


async def test_who_writes_too_fast_waits_as_long_as_it_says(strict: httpx.AsyncClient) -> None:
    user = await User.arrive(strict)
    answers = await asyncio.gather(*(user.say("hello") for _ in range(7)))
    refused = [answer for answer in answers if answer.status_code == 429]

    assert codes_of(answers)[:3] == [200] * 3
    assert problem(refused[0]) == (429, "rate_limited")
    assert int(refused[0].headers["retry-after"]) >= 1


async def test_a_refused_message_made_no_turn_and_the_line_goes_on(tmp_path: Path) -> None:
    async with serving(tmp_path, Limits(message=(1, 1))) as running, running.client() as client:
        user = await User.arrive(client)
        codes = codes_of(await asyncio.gather(*(user.say("x" * 50_000) for _ in range(10))))

        assert 429 in codes
        assert len(running.echo.heard) == codes.count(200) == running.echo.reads


async def test_one_users_haste_is_nobody_elses_wait(strict: httpx.AsyncClient) -> None:
    hasty = await User.arrive(strict)
    for _ in range(5):
        await hasty.say("hello")
    calm = User(strict, (await sessions(strict, 1, "203.0.113.9"))[0].json())

    assert (await calm.say("hello", key="message-a")).status_code == 200


async def test_sessions_are_counted_by_address(strict: httpx.AsyncClient) -> None:
    answers = await sessions(strict, 12, "203.0.113.1")

    assert codes_of(answers)[:4] == [201] * 4
    assert {problem(answer) for answer in answers if answer.status_code != 201} == {(429, "rate_limited")}
    assert (await sessions(strict, 1, "203.0.113.2"))[0].status_code == 201


async def test_guessing_tokens_is_counted_by_address(strict: httpx.AsyncClient) -> None:
    headers = {"authorization": "Bearer a.b.c", **came_from("203.0.113.1")}
    answers = await asyncio.gather(*(strict.get("/api/history", headers=headers) for _ in range(20)))

    assert set(codes_of(answers)) == {401, 429}


async def test_all_of_a_home_network_are_one_address(strict: httpx.AsyncClient) -> None:
    answers = await each(strict, [f"2001:db8:0:1::{number:x}" for number in range(1, 13)])
    other = await sessions(strict, 1, "2001:db8:0:2::1")

    assert codes_of(answers)[-1] == 429
    assert other[0].status_code == 201


async def test_what_a_client_writes_before_the_proxys_word_is_not_believed(strict: httpx.AsyncClient) -> None:
    answers = await each(strict, [f"198.51.100.{number}, 203.0.113.1" for number in range(12)])

    assert codes_of(answers)[-1] == 429


@pytest.mark.parametrize("header", ["", "unknown", "_hidden", "999.1.1.1", "x" * 1_000, ",,,", "127.0.0.1"])
async def test_odd_addresses_are_counted_as_the_proxys(strict: httpx.AsyncClient, header: str) -> None:
    assert codes_of(await sessions(strict, 12, header))[-1] == 429


async def test_without_a_trusted_proxy_the_header_is_not_read(tmp_path: Path) -> None:
    limits = Limits(session=(4, 1))
    async with serving(tmp_path, limits) as running, running.client() as client:
        answers = await each(client, [f"203.0.113.{number}" for number in range(12)])

    assert codes_of(answers)[-1] == 429


def take_three(buckets: Buckets) -> None:
    for _ in range(3):
        buckets.take("session", "203.0.113.9999")


def test_buckets_are_bounded_and_the_oldest_make_room() -> None:
    buckets = Buckets(Limits(session=(1, 1)), most=100)
    for number in range(10_000):
        buckets.take("session", f"203.0.113.{number}")
    with pytest.raises(Problem) as refused:
        take_three(buckets)

    assert (refused.value.code, refused.value.retry_after) == ("rate_limited", 1)
    held = buckets._kinds["session"]._store._backend
    assert len(held._client) <= 100
    assert len(held.expire_info) <= 100


async def test_the_fifth_stream_of_a_session_is_refused(tmp_path: Path) -> None:
    async with serving(tmp_path, GENEROUS) as running, running.client() as client:
        user = await User.arrive(client)
        opened = [client.build_request("GET", "/api/events", headers=user.headers) for _ in range(5)]
        answers = [await client.send(request, stream=True) for request in opened]
        codes = [answer.status_code for answer in answers]
        for answer in answers:
            await answer.aclose()

    assert codes == [200] * 4 + [429]


async def test_the_standard_limits_let_a_user_talk(server: Server, tmp_path: Path) -> None:
    async with serving(tmp_path / "standard", Limits()) as running, running.client() as client:
        user = await User.arrive(client)

        assert {(await user.say("hello")).status_code for _ in range(10)} == {200}
