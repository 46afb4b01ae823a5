"""Within a chat in order, chats beside each other, and nothing lost at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from walletdesk.channels.telegram.lanes import Lanes
from walletdesk.channels.telegram.recent import Recent, Trail


def noting(
    said: list[str], name: str, wait: asyncio.Event | None = None, ended: bool = True
) -> Callable[[], Awaitable[bool]]:
    async def job() -> bool:
        said.append(f"{name} begins")
        await (wait.wait() if wait else asyncio.sleep(0))
        said.append(f"{name} ends")
        return ended

    return job


async def test_one_lane_is_in_order_and_another_does_not_wait_for_it() -> None:
    lanes, said, go = Lanes(), [], asyncio.Event()
    first, second = lanes.put(1, noting(said, "a", go)), lanes.put(1, noting(said, "b"))
    other = lanes.put(2, noting(said, "c"))
    assert await other
    assert said == ["a begins", "c begins", "c ends"]
    assert lanes.is_busy(1)
    assert not lanes.is_busy(2)
    go.set()
    assert await first
    assert await second
    assert said[3:] == ["a ends", "b begins", "b ends"]
    await lanes.drain(1)
    assert len(lanes) == 0


async def test_never_more_than_so_many_at_once() -> None:
    lanes, said, go = Lanes(at_once=2), [], asyncio.Event()
    jobs = [lanes.put(number, noting(said, str(number), go)) for number in range(5)]
    await asyncio.sleep(0.01)
    assert len(said) == 2
    go.set()
    assert all(await asyncio.gather(*jobs))


async def test_a_job_that_fails_is_noted_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> bool:
        raise ValueError(" ".join(["abandon"] * 12))

    lanes, said = Lanes(), []
    assert await lanes.put(1, fail)
    assert await lanes.put(1, noting(said, "next"))
    assert "ValueError" in caplog.text
    assert "abandon abandon" not in caplog.text


async def test_what_does_not_end_in_time_counts_as_open() -> None:
    lanes, said = Lanes(), []
    slow, behind = lanes.put(1, noting(said, "slow", asyncio.Event())), lanes.put(1, noting(said, "behind"))
    await asyncio.sleep(0)
    assert not await lanes.drain(0.02)
    assert (await slow, await behind) == (False, False)
    assert said == ["slow begins"]


def test_recent_names_make_room() -> None:
    recent: Recent[str] = Recent(most=2)
    assert recent.is_new("a")
    assert not recent.is_new("a")
    assert [recent.is_new(name) for name in ("b", "c", "a")] == [True, True, True]


def test_a_trail_keeps_the_newest_messages_of_a_chat() -> None:
    trail = Trail(chats=2, messages=3)
    for message in (1, 2, 2, 0, 3, 4):
        trail.note(7, message)
    trail.drop(7, 3)
    assert trail.take(7) == (2, 4)
    assert trail.take(7) == ()
