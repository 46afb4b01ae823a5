from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.adapters.chain.hostile_server import (
    HostileServer,
    Request,
    dripping,
    in_turn,
    late,
    page,
    reset,
    says,
    sends,
    silent,
)
from walletdesk.adapters.chain import exchange
from walletdesk.adapters.chain.web import NotThere, Patience, Web
from walletdesk.core.errors import Unavailable

QUICK = Patience(call=2.0, connect=0.5, read=1.0, hedge=0.15, rest=0.4, failures=4)
DOWN = says({}, "503 Service Unavailable")
FINE = says({"height": 7})


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    made = Web(QUICK)
    yield made
    await made.aclose()


async def _fails(look_up: Awaitable[Any]) -> str:
    with pytest.raises(Unavailable) as caught:
        await look_up
    return str(caught.value)


# What is asked


async def test_a_get_asks_for_json_at_the_endpoint_with_its_path(web: Web) -> None:
    async with HostileServer(FINE) as server:
        assert await web.get([f"{server.url}/api/"], "/tx/ab?x=1", {"X-Key": "k"}) == {"height": 7}
    (request,) = server.requests
    assert (request.method, request.path) == ("GET", "/api/tx/ab?x=1")
    assert "accept: application/json" in request.head.lower()
    assert "x-key: k" in request.head.lower()


async def test_a_post_carries_json(web: Web) -> None:
    async with HostileServer(says(["0x1"])) as server:
        assert await web.post([server.url], "", {"id": 1, "params": ["ü"]}) == ["0x1"]
    (request,) = server.requests
    assert json.loads(request.body) == {"id": 1, "params": ["ü"]}
    assert "content-type: application/json" in request.head.lower()


@pytest.mark.parametrize("value", [{}, [], 21345678, "00ab", None, 0.1])
async def test_any_json_value_is_an_answer(web: Web, value: Any) -> None:
    async with HostileServer(says(value)) as server:
        assert await web.get([server.url], "/x") == value


async def test_gzip_is_unpacked(web: Web) -> None:
    packed = page(gzip.compress(b'{"a": 1}'), "200 OK", "Content-Encoding: GZIP")
    async with HostileServer(sends(packed)) as server:
        assert await web.get([server.url], "/x") == {"a": 1}


async def test_cookies_are_not_kept(web: Web) -> None:
    async with HostileServer(says({}, "200 OK", "Set-Cookie: who=you; Path=/")) as server:
        await web.get([server.url], "/x")
        await web.get([server.url], "/x")
    assert "cookie:" not in server.requests[1].head.lower()


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with HostileServer(says({"through": "proxy"})) as proxy, HostileServer(FINE) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        fresh = Web(QUICK)
        assert await fresh.get([server.url], "/x") == {"height": 7}
        await fresh.aclose()
    assert proxy.connections == 0


async def test_connections_are_kept(web: Web) -> None:
    async with HostileServer(FINE) as server:
        for _ in range(20):
            await web.get([server.url], "/x")
    assert server.connections == 1


# Answers of other kinds


async def test_404_to_a_get_is_an_answer_and_no_failure(web: Web) -> None:
    async with HostileServer(says({}, "404 Not Found")) as server, HostileServer(FINE) as other:
        for _ in range(2 * QUICK.failures):
            with pytest.raises(NotThere, match=r"^127\.0\.0\.1:\d+: HTTP 404$"):
                await web.get([server.url, other.url], "/tx/ab")
    assert len(server.requests) == 2 * QUICK.failures
    assert other.requests == []


async def test_404_to_a_post_is_a_failure(web: Web) -> None:
    async with HostileServer(says({}, "404 Not Found")) as server:
        assert "HTTP 404" in await _fails(web.post([server.url], "", {}))


async def test_an_answer_not_worth_believing_is_asked_elsewhere(web: Web) -> None:
    def of_our_chain(answer: Any) -> None:
        if answer != {"chain": 1}:
            raise Unavailable("another chain")

    async with HostileServer(says({"chain": 2})) as liar, HostileServer(says({"chain": 1})) as honest:
        assert await web.get([liar.url, honest.url], "/x", check=of_our_chain) == {"chain": 1}
        assert await _fails(web.get([liar.url], "/x", check=of_our_chain)) == f"{liar.host}: another chain"


async def test_every_endpoint_that_failed_is_named(web: Web) -> None:
    async with HostileServer(DOWN) as one, HostileServer(says({}, "403 Forbidden")) as two:
        message = await _fails(web.get([one.url, two.url], "/x"))
    assert message == f"{one.host}: HTTP 503; {two.host}: HTTP 403"


async def test_without_endpoints_nothing_is_known(web: Web) -> None:
    assert await _fails(web.get([], "/x")) == "no endpoint"


# Trying again


@pytest.mark.parametrize(
    "first", [DOWN, reset, says({}, "429 Too Many", "Retry-After: 0")], ids=["503", "reset", "429"]
)
async def test_a_passing_trouble_is_tried_again(web: Web, first: Any) -> None:
    async with HostileServer(in_turn(first, FINE)) as server:
        assert await web.get([server.url], "/x") == {"height": 7}
    assert len(server.requests) == 2


async def test_no_endpoint_is_tried_three_times(web: Web) -> None:
    async with HostileServer(DOWN) as server:
        await _fails(web.get([server.url], "/x"))
    assert len(server.requests) == 2


async def test_a_short_wait_that_was_asked_for_is_kept(web: Web) -> None:
    async with HostileServer(in_turn(says({}, "429 Too Many", "Retry-After: 1"), FINE)) as server:
        began = time.monotonic()
        assert await web.get([server.url], "/x") == {"height": 7}
    assert 1.0 <= time.monotonic() - began < QUICK.call


@pytest.mark.parametrize("wait", ["30", "Wed, 21 Oct 2099 07:28:00 GMT", "-1", "nonsense"])
async def test_a_longer_wait_means_another_endpoint(web: Web, wait: str) -> None:
    async with HostileServer(says({}, "429 Too Many", f"Retry-After: {wait}")) as busy, HostileServer(FINE) as other:
        began = time.monotonic()
        assert await web.get([busy.url, other.url], "/x") == {"height": 7}
    assert time.monotonic() - began < QUICK.call
    assert len(busy.requests) == 1


@pytest.mark.parametrize("status", ["400 Bad Request", "403 Forbidden", "301 Moved", "302 Found"])
async def test_what_will_not_change_is_not_tried_again(web: Web, status: str) -> None:
    async with HostileServer(says({}, status)) as server:
        await _fails(web.get([server.url], "/x"))
    assert len(server.requests) == 1


# Several endpoints


async def test_a_silent_first_endpoint_costs_no_more_than_the_hedge(web: Web) -> None:
    async with HostileServer(silent) as first, HostileServer(FINE) as second:
        began = time.monotonic()
        assert await web.get([first.url, second.url], "/x") == {"height": 7}
    assert QUICK.hedge <= time.monotonic() - began < QUICK.hedge + 0.5


async def test_the_first_good_answer_wins_wherever_it_comes_from(web: Web) -> None:
    slow, silence = late(2 * QUICK.hedge, says({"from": "first"})), silent
    async with HostileServer(slow) as first, HostileServer(silence) as second:
        assert await web.get([first.url, second.url], "/x") == {"from": "first"}
    assert len(second.requests) == 1


async def test_a_quick_first_endpoint_is_the_only_one_asked(web: Web) -> None:
    async with HostileServer(FINE) as first, HostileServer(FINE) as second:
        await web.get([first.url, second.url], "/x")
    assert second.connections == 0


# The breaker


async def test_a_failing_endpoint_is_left_alone_and_comes_back(web: Web) -> None:
    async with HostileServer(DOWN) as server:
        for _ in range(QUICK.failures):
            await _fails(web.get([server.url], "/x"))
        asked = len(server.requests)
        assert asked == QUICK.failures
        assert await _fails(web.get([server.url], "/other")) == f"{server.host}: left alone after failures"
        assert len(server.requests) == asked
        server.behaviour = FINE
        await asyncio.sleep(QUICK.rest + 0.1)
        assert await web.get([server.url], "/x") == {"height": 7}
        assert await web.get([server.url], "/x") == {"height": 7}


async def test_one_failure_after_the_rest_is_enough_to_rest_again(web: Web) -> None:
    async with HostileServer(says("<", "403 Forbidden")) as server:
        for _ in range(QUICK.failures):
            await _fails(web.get([server.url], "/x"))
        await asyncio.sleep(QUICK.rest + 0.1)
        assert "HTTP 403" in await _fails(web.get([server.url], "/x"))
        assert "left alone" in await _fails(web.get([server.url], "/x"))


async def test_an_endpoint_left_alone_costs_no_time(web: Web) -> None:
    async with HostileServer(silent) as hanging, HostileServer(FINE) as good:
        for _ in range(QUICK.failures):
            await web.get([hanging.url, good.url], "/x")
        began = time.monotonic()
        assert await web.get([hanging.url, good.url], "/x") == {"height": 7}
    assert time.monotonic() - began < QUICK.hedge
    assert len(hanging.requests) == QUICK.failures


async def test_a_good_answer_ends_a_row_of_failures(web: Web) -> None:
    sick = says("<", "403 Forbidden")
    async with HostileServer(in_turn(*[sick, sick, sick, FINE] * 3)) as server:
        for _ in range(3):
            for _ in range(QUICK.failures - 1):
                assert "HTTP 403" in await _fails(web.get([server.url], "/x"))
            assert await web.get([server.url], "/x") == {"height": 7}


async def test_questions_that_a_node_refuses_do_not_open_the_breaker(web: Web) -> None:
    async with HostileServer(says({}, "400 Bad Request")) as server:
        for _ in range(2 * QUICK.failures):
            await _fails(web.get([server.url], "/x"))
    assert len(server.requests) == 2 * QUICK.failures


async def test_endpoints_of_one_host_share_a_breaker(web: Web) -> None:
    async with HostileServer(DOWN) as server:
        for name in range(QUICK.failures):
            await _fails(web.get([f"{server.url}/{name}"], "/x"))
        assert "left alone" in await _fails(web.get([f"{server.url}/another"], "/x"))


# Loops, cancelling, many at once


async def test_it_works_in_one_loop_after_the_other() -> None:
    """As a shell that runs every message by `asyncio.run`."""
    web = Web(QUICK)
    async with HostileServer(FINE) as server:

        async def twice() -> None:
            for _ in range(2):
                assert await web.get([server.url], "/x") == {"height": 7}

        for _ in range(3):
            await asyncio.to_thread(asyncio.run, twice())
    assert server.connections == 3
    assert len(web._clients) == 1, "clients of closed loops are let go"


async def test_cancelling_leaves_nothing_running(web: Web) -> None:
    async with HostileServer(silent) as one, HostileServer(silent) as two:
        before = asyncio.all_tasks()
        look_up = asyncio.create_task(web.get([one.url, two.url], "/x"))
        await asyncio.sleep(2 * QUICK.hedge)
        running = {task for task in asyncio.all_tasks() - before if "Web." in repr(task.get_coro())}
        look_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await look_up
        assert len(running) == 3
        assert all(task.done() for task in running)


async def test_a_hundred_at_once(web: Web) -> None:
    async def echo(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(page(json.dumps(request.path).encode()))

    patient = Web(replace(QUICK, call=20, connect=20, read=20, hedge=20))
    async with HostileServer(echo) as server:
        answers = await asyncio.gather(*(patient.get([server.url], f"/{number}") for number in range(100)))
        await patient.aclose()
    assert answers == [f"/{number}" for number in range(100)]


async def test_without_a_free_connection_no_endpoint_is_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "_LIMITS", httpx.Limits(max_connections=1))
    narrow = Web(Patience(call=0.5, read=0.2, hedge=0.5, failures=1))
    async with HostileServer(dripping) as greedy, HostileServer(FINE) as other:
        first = asyncio.create_task(_fails(narrow.get([greedy.url], "/x")))
        await asyncio.sleep(0.05)
        assert await _fails(narrow.get([other.url], "/x")) == f"{other.host}: too many look-ups at once"
        assert "no answer in time" in await first
        assert await narrow.get([other.url], "/x") == {"height": 7}
        await narrow.aclose()
