"""A widget's server around a dialogue that needs no model, and a client of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp
from sanic import Sanic

from bench.served_check import Frame, Frames
from walletdesk.adapters.desk import SqlDesk, Store
from walletdesk.adapters.desk.chats import SqlChats
from walletdesk.channels import web
from walletdesk.channels.chats import Chats
from walletdesk.channels.speaker import Said
from walletdesk.channels.web.events import Pace
from walletdesk.core.chats import BOT, Bubble
from walletdesk.rasa_edge.screen import screen
from walletdesk.settings import Settings

_number = count()


class Small:
    """Says back what it heard, after as many seconds as a message `wait 1.5` asks for."""

    def __init__(self) -> None:
        self.is_there = True
        self.turns = 0
        self.split: set[str] = set()

    def guard(self, conversation: str, text: object) -> str:
        return screen(text)

    def whole(self, conversation: str, text: str) -> str:
        return text

    def was_split(self, conversation: str) -> bool:
        return conversation in self.split

    def is_ready(self) -> bool:
        return self.is_there

    async def say(self, conversation: str, text: str, metadata: Mapping[str, str], key: str) -> Said:
        self.turns += 1
        if text.startswith("wait "):
            await asyncio.sleep(float(text.removeprefix("wait ")))
        failed = text == "break"
        intent = text[1:].partition("{")[0] if text.startswith("/") else "fee_question"
        return Said((Bubble(BOT, f"heard: {text}"),), "en", intent, "fee_question", "start", failed)

    async def said(self, conversation: str, key: str) -> Said | None:
        return None

    async def forget(self, conversation: str) -> None:
        self.split.discard(conversation)


def make_app(settings: Settings, speaker: Small, pace: Pace | None = None) -> Any:
    app = Sanic(f"served-{next(_number)}", configure_logging=False)
    store = Store(settings.desk_url)
    store.prepare()
    desk = SqlDesk(store)
    app.ctx.store = store
    app.ctx.chats = Chats(
        "web", SqlChats(store), speaker, lambda language: [Bubble(BOT, f"welcome in {language}")], desk, rooms=(desk,)
    )
    app.blueprint(web.blueprint(settings, pace))

    async def stop(app: Any, _: Any) -> None:
        await app.ctx.chats.drain(5)

    app.register_listener(stop, "before_server_stop")
    return app


@dataclass
class Session:
    """A user's; `events` came with it."""

    token: str
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Served:
    app: Any
    base: str
    http: aiohttp.ClientSession
    connections: set[Any]
    _keys = count()

    @property
    def chats(self) -> Chats:
        chats: Chats = self.app.ctx.chats
        return chats

    async def open(self, **headers: str) -> Session:
        async with self.http.post(f"{self.base}/api/session", json={"language": "en"}, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
            body = await answer.json()
            return Session(body["token"], body["events"])

    async def say(self, session: Session, text: str, key: str = "") -> list[dict[str, Any]]:
        body = {"id": key or f"message-{next(self._keys):08}", "text": text}
        async with self.http.post(f"{self.base}/api/messages", json=body, headers=session.headers) as answer:
            assert answer.status == 200, await answer.text()
            events: list[dict[str, Any]] = (await answer.json())["events"]
            return events

    def stream(self, session: Session, after: int = 0, **headers: str) -> Any:
        named = {**session.headers, **({"Last-Event-ID": str(after)} if after else {}), **headers}
        return self.http.get(f"{self.base}/api/events", headers=named)

    def conversation(self, session: Session) -> str:
        door = self.app.ctx.door
        conversation: str = door.name(door.tokens.read(session.token).sid)
        return conversation


async def frames(response: aiohttp.ClientResponse) -> AsyncIterator[Frame]:
    cutter = Frames()
    async for data in response.content.iter_any():
        for frame in cutter.feed(data):
            yield frame


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[Served]:
    """The life of a server as `app.run` lives it, in this loop."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = await app.create_server(sock=listening, return_asyncio_server=True, backlog=2048)
        await server.startup()
        await server.before_start()
        await server.after_start()
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        connector = aiohttp.TCPConnector(limit=0)
        try:
            async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
                yield Served(app, base, http, server.connections)
        finally:
            await server.before_stop()
            await server.close()
            for connection in list(server.connections):
                connection.abort()
            app.ctx.store.close()
