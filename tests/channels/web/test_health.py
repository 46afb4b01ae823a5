"""What whoever runs the server may ask it."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest

from tests.channels.web.served import Served, Small, make_app, serving
from walletdesk.settings import Settings


async def status(served: Served, path: str, **headers: str) -> int:
    async with served.http.get(served.base + path, headers=headers) as answer:
        return answer.status


async def test_a_server_that_answers_is_healthy_and_ready(served: Served) -> None:
    assert [await status(served, path) for path in ("/healthz", "/readyz")] == [200, 200]


async def test_without_a_loaded_dialogue_it_is_healthy_and_not_ready(served: Served, small: Small) -> None:
    small.is_there = False

    assert [await status(served, path) for path in ("/healthz", "/readyz")] == [200, 503]


async def test_a_call_before_the_conversations_are_loaded_is_told_to_come_again(served: Served) -> None:
    chats = served.app.ctx.chats
    del served.app.ctx.chats
    async with served.http.post(f"{served.base}/api/session") as answer:
        assert (answer.status, (await answer.json())["code"]) == (503, "not_ready")
    served.app.ctx.chats = chats


async def test_without_its_database_it_is_not_ready_and_says_when_to_ask_again(served: Served) -> None:
    served.app.ctx.store.close()

    async with served.http.get(f"{served.base}/readyz") as answer:
        assert (answer.status, answer.content_type) == (503, "application/problem+json")
        assert int(answer.headers["Retry-After"]) > 0
        assert (await answer.json())["code"] == "not_ready"
    assert await status(served, "/healthz") == 200


async def test_a_database_that_hangs_costs_the_deadline_once_and_not_every_caller(served: Served) -> None:
    find = served.chats.store.find
    asked = 0

    async def hangs(conversation: str) -> None:
        nonlocal asked
        asked += 1
        await asyncio.sleep(30)

    served.chats.store.find = hangs  # type: ignore[method-assign]
    begun = time.monotonic()
    assert set(await asyncio.gather(*(status(served, "/readyz") for _ in range(20)))) == {503}
    assert time.monotonic() - begun < 3
    assert asked == 1
    served.chats.store.find = find  # type: ignore[method-assign]
    await asyncio.sleep(0.6)
    assert await status(served, "/readyz") == 200


async def test_while_it_drains_it_is_healthy_and_not_ready(served: Served) -> None:
    await served.chats.drain(1)

    assert [await status(served, path) for path in ("/healthz", "/readyz")] == [200, 503]


async def test_figures_are_told_on_this_machine_only(served: Served) -> None:
    assert await status(served, "/metrics") == 200
    assert await status(served, "/metrics", **{"X-Forwarded-For": "203.0.113.7"}) == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_nothing_of_it_is_kept_by_caches_or_changed_by_a_post(served: Served, path: str) -> None:
    async with served.http.get(served.base + path) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
    async with served.http.post(served.base + path) as refused:
        assert refused.status == 405


async def test_the_settings_open_the_figures_to_proxies(settings: Settings, small: Small) -> None:
    from dataclasses import replace

    async with serving(make_app(replace(settings, metrics_open=True), small)) as served:
        assert await status(served, "/metrics", **{"X-Forwarded-For": "203.0.113.7"}) == 200
        assert isinstance(served.http, aiohttp.ClientSession)
