"""A secret in every place a client can write to, and then a search of the log, the disk and the answer.

The guard of log records is not installed here: what is found would have been kept back by it, and must not be written.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from mnemonic import Mnemonic

from tests.channels.web.server import PRESS, Server, User, all_logs
from walletdesk.core import secrets

WORDS = Mnemonic("english").to_mnemonic(bytes(range(16)))
SHORT = "-".join(Mnemonic("english").to_mnemonic(bytes(16)).split()[:9])  # of letters that an id may have
HEX = "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d"
HAN = Mnemonic("chinese_simplified").to_mnemonic(bytes(range(16)))
MESSAGES: dict[str, dict[str, str]] = {
    "text, a phrase": {"id": "message-0", "text": f"restore {WORDS} now"},
    "text, a Chinese phrase": {"id": "message-0", "text": f"我的助记词 {HAN}"},
    "text, a key": {"id": "message-0", "text": f"my private key: {HEX}"},
    "text in a press": {"id": "message-0", "text": f'/press{{"s":"{WORDS}","v":"a","n":"b"}}'},
    "text as a command": {"id": "message-0", "text": f"/{WORDS}"},
    "payload": {"id": "message-0", "payload": WORDS},
    "payload, its fields": {"id": "message-0", "payload": f'/press{{"s":"a","v":"{WORDS}","n":"b"}}'},
    "payload, its keys": {"id": "message-0", "payload": f'/press{{"{WORDS}":"a"}}'},
    "id, a key": {"id": HEX, "text": "hello"},
    "id, a phrase": {"id": SHORT, "text": "hello"},
    "id, words": {"id": WORDS, "text": "hello"},
    "language": {"id": "message-0", "text": "hello", "language": WORDS},
    "time zone": {"id": "message-0", "text": "hello", "timezone": WORDS},
    "another field": {"id": "message-0", "text": "hello", "sender": WORDS},
    "a field's name": {"id": "message-0", "text": "hello", WORDS: "a"},
}


def leaked(text: str) -> list[str]:
    """Whichever form it took: words in a row, digits, or what JSON makes of Chinese."""
    forms = [WORDS, WORDS.replace(" ", "%20"), WORDS.replace(" ", "-"), SHORT, HEX, HAN, json.dumps(HAN).strip('"')]
    return [form for form in forms if form in text]


async def check(server: Server, act: Callable[[], Any]) -> None:
    with all_logs() as lines:
        answer = await act()
        await asyncio.sleep(0.02)
    heads = str(answer.headers) if isinstance(answer, httpx.Response) else ""
    told = answer.text if isinstance(answer, httpx.Response) else str(answer)

    assert leaked("\n".join(lines)) == []
    assert leaked(told + heads) == []
    assert leaked(server.database.decode("utf-8", "replace")) == []


@pytest.mark.parametrize("place", MESSAGES)
async def test_nothing_of_a_message_gets_out(server: Server, client: httpx.AsyncClient, place: str) -> None:
    user = await User.arrive(client)
    body = MESSAGES[place]

    await check(server, lambda: user.call("POST", "/api/messages", json=body))
    await check(server, lambda: user.call("POST", "/api/messages", json=body))
    await check(server, lambda: user.call("GET", "/api/history"))
    await check(server, lambda: client.post("/api/session", json=body))
    assert leaked(str(server.echo.heard)) == []


@pytest.mark.parametrize(
    "body", [WORDS, f'"{WORDS}', f'{{"text":"{WORDS}"', f'{{"text":"{WORDS}","text":"{WORDS}"}}', f'["{WORDS}"]']
)
async def test_nor_of_a_body_that_cannot_be_read(server: Server, client: httpx.AsyncClient, body: str) -> None:
    user = await User.arrive(client)
    for media in ("application/json", "text/plain", WORDS):
        headers = {"content-type": media}
        await check(server, lambda headers=headers: user.call("POST", "/api/messages", content=body, headers=headers))


@pytest.mark.parametrize(
    "name",
    ["authorization", "origin", "last-event-id", "content-type", "accept-language", "user-agent", "referer", "cookie",
     "x-forwarded-for", "x-forwarded-host", "x-request-id", "x-anything", "host", "if-none-match", "expect", "upgrade"],
)  # fmt: skip
async def test_nor_of_a_header(server: Server, client: httpx.AsyncClient, name: str) -> None:
    user = await User.arrive(client)
    for value in (WORDS, f"https://{HEX}.example", f"Bearer {HEX}"):
        headers = {name: value}
        for method, path in (("GET", "/api/history"), ("POST", "/api/session"), ("GET", "/"), ("GET", "/metrics")):
            await check(server, lambda m=method, p=path, h=headers: user.call(m, p, headers=h))


@pytest.mark.parametrize("path", ["/api/history?after={}", "/api/{}", "/{}", "/widget/{}", "/api/session?{}=1", "//{}"])
async def test_nor_of_an_address(server: Server, client: httpx.AsyncClient, path: str) -> None:
    user = await User.arrive(client)
    for method in ("GET", "POST", "DELETE", "OPTIONS", "HEAD"):
        for secret in (WORDS, HEX):
            await check(server, lambda m=method, s=secret: client.request(m, path.format(s)))
    await check(server, lambda: user.call("GET", path.format(WORDS)))


async def test_nor_when_the_client_goes_away_in_the_middle(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    server.echo.gate.clear()

    async def impatient() -> str:
        body = {"id": "message-0", "text": f"my words: {WORDS}"}
        with contextlib.suppress(httpx.TimeoutException):
            await user.call("POST", f"/api/messages?{HEX}", json=body, timeout=0.1)
        head = f"POST /api/messages?{HEX} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {user.token}\r\n"
        await server.raw(f'{head}Content-Length: 900\r\n\r\n{{"text":"{WORDS}'.encode(), wait=0.1)
        server.echo.gate.set()
        await asyncio.sleep(0.1)
        return ""

    await check(server, impatient)


async def test_nor_when_the_turn_breaks(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    server.echo.breaks = RuntimeError("broken")

    await check(server, lambda: user.say(f"restore {WORDS} now"))


async def test_a_phrase_in_pieces_is_taken_out_of_what_is_kept(server: Server, client: httpx.AsyncClient) -> None:
    user, words = await User.arrive(client), WORDS.split()
    for number, piece in enumerate((words[:4], words[4:8], words[8:])):
        await user.say(" ".join(piece), key=f"message-{number}")
    history = str(await user.history())
    server.store.close()

    assert " ".join(words[:4]) not in history + server.database.decode("utf-8", "replace")
    assert secrets.MNEMONIC not in secrets.redact(history).found


async def test_what_remembers_resends_keeps_no_text_once_it_is_answered(
    server: Server, client: httpx.AsyncClient
) -> None:
    user = await User.arrive(client)
    await user.say("marmalade and chives", key="message-0")

    assert set(server.app.ctx.door.resends._texts.values()) == {""}


async def test_a_button_is_told_from_a_secret(server: Server, client: httpx.AsyncClient) -> None:
    """The tests above would also pass if nothing were ever let through."""
    user = await User.arrive(client)

    assert (await user.call("POST", "/api/messages", json={"id": "message-0", "payload": PRESS})).status_code == 200
    assert (await user.say("my transfer is pending", key="message-1")).json()["events"][0]["text"]
    assert len(server.echo.heard) == 2
