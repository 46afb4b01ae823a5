"""The server as a process: how it ends, and what a crowd of open streams costs."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.channels.web.served import Served, Session, frames
from tests.channels.web.test_events import texts, told

pytestmark = pytest.mark.slow
CROWD = 500
ROOT = Path(__file__).parents[3]


@asynccontextmanager
async def process(folder: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, Served]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (sys.executable, "-m", "tests.channels.web.process", str(folder), str(port))
    running = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    try:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            served = Served(None, f"http://127.0.0.1:{port}", http, set())
            await ready(served)
            yield running, served
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def ready(served: Served) -> None:
    for _ in range(300):
        try:
            async with served.http.get(f"{served.base}/readyz") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientConnectionError:
            pass
        await asyncio.sleep(0.1)
    raise AssertionError("the server did not start")


async def test_a_server_that_is_told_to_end_says_what_it_has_begun_and_then_goodbye(tmp_path: Path) -> None:
    async with process(tmp_path) as (running, served):
        session, silent = await served.open(), await served.open()
        await served.say(session, "first")  # what is read at the first message is read now
        async with served.stream(session, after=3) as answer, served.stream(silent, after=1) as other:
            slow = asyncio.create_task(served.say(session, "wait 2"))
            await asyncio.sleep(0.5)
            begun = time.monotonic()
            running.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.3)
            await refused(served, session)
            got, others = await told(answer, 9, seconds=10), await told(other, 9, seconds=10)
        assert texts(got) == ["wait 2", "heard: wait 2"]
        assert [frame.event for frame in (*got, *others)] == ["message", "message", "bye", "bye"]
        assert [event["text"] for event in await slow] == ["wait 2", "heard: wait 2"]
        assert await asyncio.wait_for(running.wait(), 15) == 0
        assert time.monotonic() - begun < 15


async def refused(served: Served, session: Session) -> None:
    body = {"id": "too-late-1", "text": "one more"}
    async with served.http.post(f"{served.base}/api/messages", json=body, headers=session.headers) as late:
        assert (late.status, (await late.json())["code"]) == (503, "not_ready")
        assert int(late.headers["Retry-After"]) > 0
    async with served.http.get(f"{served.base}/readyz") as ready:
        assert ready.status == 503
    async with served.http.get(f"{served.base}/healthz") as alive:
        assert alive.status == 200


async def test_streams_that_nobody_reads_do_not_keep_it_from_ending(tmp_path: Path) -> None:
    async with process(tmp_path) as (running, served):
        session = await served.open()
        line = socket.create_connection(("127.0.0.1", int(served.base.rpartition(":")[2])))
        line.send(f"GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {session.token}\r\n\r\n".encode())
        await asyncio.sleep(0.5)
        running.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(running.wait(), 15) == 0
        line.close()


async def test_five_hundred_streams_cost_little_and_all_of_them_hear(tmp_path: Path) -> None:
    async with process(tmp_path) as (running, served):
        sessions = [await served.open() for _ in range(CROWD)]
        await served.say(sessions[0], "hello")
        before = memory(running.pid)
        answers = await asyncio.gather(*(served.stream(session, after=1) for session in sessions))
        assert {answer.status for answer in answers} == {200}
        await asyncio.sleep(1)
        cost = memory(running.pid) - before
        listening = [asyncio.create_task(first_text(answer)) for answer in answers]
        # No more at once than may wait in line.
        for first in range(0, CROWD, 250):
            said = enumerate(sessions[first : first + 250], first)
            await asyncio.gather(*(served.say(session, f"to {n}") for n, session in said))
        heard = await asyncio.wait_for(asyncio.gather(*listening), 60)
        assert heard[1:] == [f"to {n}" for n in range(1, CROWD)]
        assert cost / CROWD < 60, f"{cost} KB for {CROWD} streams"
        for answer in answers:
            answer.close()
        assert await open_streams(served) == 0


async def first_text(answer: aiohttp.ClientResponse) -> str:
    async for frame in frames(answer):
        return texts([frame])[0]
    return ""


async def open_streams(served: Served) -> float:
    """When they had a moment to be noticed as closed."""
    for _ in range(100):
        async with served.http.get(f"{served.base}/metrics") as answer:
            lines = (await answer.text()).splitlines()
        number = float(next(line for line in lines if line.startswith("walletdesk_open_streams ")).split()[1])
        if number == 0:
            break
        await asyncio.sleep(0.1)
    return number


def memory(process: int) -> int:
    """Resident, in KB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1])
