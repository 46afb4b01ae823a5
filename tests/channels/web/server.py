"""The real server on a real port and a real database. Only the dialogue is small: it says back what it hears."""

from __future__ import annotations

import asyncio
import itertools
import logging
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import httpx
from sanic import Sanic

from walletdesk.adapters.desk import SqlDesk, Store
from walletdesk.adapters.desk.chats import SqlChats
from walletdesk.channels import web
from walletdesk.channels.chats import Chats
from walletdesk.channels.speaker import Said
from walletdesk.core.chats import BOT, Bubble, ChatButton, ChatFile
from walletdesk.rasa_edge.screen import screen
from walletdesk.rasa_edge.watch import Watch
from walletdesk.settings import Limits, Settings

PRESS = '/press{"s":"topic","v":"fee_question","n":"0"}'
GENEROUS = Limits(message=(100_000, 100_000), address=(100_000, 100_000), session=(100_000, 100_000))
WARNED = {"secret_shared": "never share it", "unreadable": "say it in words"}
_numbers = itertools.count()


class Echo:
    """`gate` holds it back, `breaks` breaks it, `reads` counts what the guard was given."""

    def __init__(self) -> None:
        self.watch = Watch()
        self.heard: list[tuple[str, str, dict[str, str]]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.breaks: BaseException | None = None
        self.is_loaded = True
        self.reads = 0

    def guard(self, conversation: str, text: object) -> str:
        self.reads += 1
        return screen(text, partial(self.watch.see, conversation))

    def whole(self, conversation: str, text: str) -> str:
        return text

    def was_split(self, conversation: str) -> bool:
        return self.watch.take_split(conversation)

    def is_ready(self) -> bool:
        return self.is_loaded

    async def say(self, conversation: str, text: str, metadata: Mapping[str, str], key: str) -> Said:
        await self.gate.wait()
        if self.breaks:
            raise self.breaks
        self.heard.append((conversation, text, dict(metadata)))
        intent = text[1:].partition("{")[0] if text.startswith("/") else ""
        answer = Bubble(BOT, WARNED.get(intent) or f"you said: {text}", file=ChatFile("evidence.txt", "facts"))
        return Said((answer, Bubble(BOT, "anything else?", (ChatButton("Fees", PRESS),))))

    async def said(self, conversation: str, key: str) -> Said | None:
        return None

    async def forget(self, conversation: str) -> None:
        self.watch.forget(conversation)


def welcome(language: str) -> list[Bubble]:
    return [Bubble(BOT, f"welcome in {language}", (ChatButton("Fees", PRESS),))]


@dataclass
class Server:
    url: str
    app: Any
    chats: Chats
    echo: Echo
    store: Store
    folder: Path

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def database(self) -> bytes:
        """All that lies on the disk, the write-ahead log included."""
        return b"".join(path.read_bytes() for path in sorted((self.folder / "var").glob("desk.sqlite*")))

    def client(self, **headers: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.url,
            headers=headers,
            timeout=20,
            verify=False,  # noqa: S501 (plain HTTP, and quicker to make)
            limits=httpx.Limits(max_connections=200),
        )

    async def raw(self, data: bytes, wait: float = 5) -> bytes:
        """What the server writes to bytes on a line, until it hangs up or says nothing for `wait` seconds."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(data)
        got = b""
        with suppress(asyncio.TimeoutError, ConnectionError):
            while part := await asyncio.wait_for(reader.read(65_536), wait):
                got += part
        writer.close()
        return got


@lru_cache(maxsize=1)
def _empty_database() -> bytes:
    """Made once: its tables take their time."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.sqlite"
        store = Store(f"sqlite:///{file}")
        store.prepare()
        store.close()
        return file.read_bytes()


def _database(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.write_bytes(_empty_database())
    return f"sqlite:///{file}"


@asynccontextmanager
async def serving(folder: Path, limits: Limits = GENEROUS, **changes: Any) -> AsyncIterator[Server]:
    """As `walletdesk serve` puts it together. `folder`: as after a restart, where it is an old one's."""
    settings = Settings(root=folder, limits=limits, **changes)
    store, echo = Store(_database(folder / "var" / "desk.sqlite")), Echo()
    app = Sanic(f"widget-{next(_numbers)}", configure_logging=False)
    chats = Chats("web", SqlChats(store), echo, welcome, SqlDesk(store), rooms=(SqlDesk(store),))
    app.ctx.chats = chats
    app.blueprint(web.blueprint(settings))
    line = socket.create_server(("127.0.0.1", 0))
    running = await app.create_server(sock=line, return_asyncio_server=True, access_log=False)
    await running.startup()
    await running.before_start()
    await running.after_start()
    await running.start_serving()
    try:
        yield Server(f"http://127.0.0.1:{line.getsockname()[1]}", app, chats, echo, store, folder)
    finally:
        await chats.drain(5)
        await running.before_stop()
        running.close()
        for connection in list(running.connections):
            connection.close()
        await asyncio.sleep(0)
        store.close()
        Sanic._app_registry.pop(app.name, None)


class User:
    """Somebody with a session, on a page of `origin`."""

    def __init__(self, client: httpx.AsyncClient, opened: dict[str, Any], origin: str = "") -> None:
        self._client, self._origin = client, origin
        self.token: str = opened["token"]
        self.opened = opened

    @classmethod
    async def arrive(cls, client: httpx.AsyncClient, origin: str = "", **body: str) -> User:
        answer = await client.post("/api/session", json=body, headers={"origin": origin} if origin else {})
        assert answer.status_code == 201, answer.text
        return cls(client, answer.json(), origin)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", **({"origin": self._origin} if self._origin else {})}

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        return await self._client.request(method, path, headers={**self.headers, **more.pop("headers", {})}, **more)

    async def say(self, text: str, key: str = "", **more: Any) -> httpx.Response:
        body = {"id": key or f"message-{next(_numbers):04}", "text": text, **more}
        return await self.call("POST", "/api/messages", json=body)

    async def history(self) -> list[dict[str, Any]]:
        answer = await self.call("GET", "/api/history")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["events"])


@contextmanager
def all_logs() -> Iterator[list[str]]:
    """Every line of every logger, at the finest level, with tracebacks."""
    lines: list[str] = []

    class Catch(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith(("httpx", "httpcore")):  # the client of the tests
                lines.append(logging.Formatter("%(name)s %(message)s").format(record) + repr(record.__dict__))

    root, handler = logging.getLogger(), Catch(0)
    named = [root, *(logging.getLogger(name) for name in ("sanic.root", "sanic.error", "sanic.access"))]
    before = [(logger, logger.level, logger.propagate) for logger in named]
    root.addHandler(handler)
    for logger in named:
        logger.setLevel(logging.DEBUG)
        logger.propagate = True
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        for logger, level, propagate in before:
            logger.setLevel(level)
            logger.propagate = propagate


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of an error, which must be a problem and nothing else."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    body = answer.json()
    assert body.keys() == {"type", "status", "title", "code"}
    assert body["status"] == answer.status_code
    return answer.status_code, body["code"]
