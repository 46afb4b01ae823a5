"""An HTTP server written by hand, so that it can break every rule of HTTP on purpose."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import re
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    head: str
    body: bytes


Behaviour = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


class HostileServer:
    """Counts what arrives; how it answers may be changed at any time by setting `behaviour`."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.requests: list[Request] = []
        self.connections = 0
        self._talks: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> HostileServer:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.host = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        self.url = f"http://{self.host}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        try:
            while not writer.is_closing():
                request = await _read(reader)
                self.requests.append(request)
                await self.behaviour(request, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self._talks.discard(task)


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
    body = await reader.readexactly(int(length[1])) if length else b""
    method, path, _ = head.split(" ", 2)
    return Request(method, path, head, body)


def page(body: bytes, status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def sends(raw: bytes, then_close: bool = False) -> Behaviour:
    """Exactly these bytes."""

    async def behave(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        if then_close:
            await writer.drain()
            writer.close()

    return behave


def says(value: Any, status: str = "200 OK", *headers: str) -> Behaviour:
    """A proper answer."""
    return sends(page(json.dumps(value).encode(), status, *headers))


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One for each request; the last one stays."""
    upcoming = itertools.chain(behaviours, itertools.repeat(behaviours[-1]))

    async def behave(request: Request, writer: asyncio.StreamWriter) -> None:
        await next(upcoming)(request, writer)

    return behave


def late(seconds: float, behaviour: Behaviour) -> Behaviour:
    async def behave(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await behaviour(request, writer)

    return behave


async def silent(_: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def reset(_: Request, writer: asyncio.StreamWriter) -> None:
    """A TCP reset instead of an answer."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()


async def dripping(_: Request, writer: asyncio.StreamWriter) -> None:
    """A byte at a time, each well within any read timeout."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n[")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def dripping_head(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def endless(_: Request, writer: asyncio.StreamWriter) -> None:
    """Chunks without end, as fast as they are taken."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        await writer.drain()


def bomb(layers: int = 1) -> bytes:
    """50 MB of white space around a JSON value, in some 50 kB; with two layers in some hundred bytes."""
    body = b"[" + b" " * 50_000_000 + b"]"
    for _ in range(layers):
        body = gzip.compress(body, 6)
    return page(body, "200 OK", "Content-Encoding: " + ", ".join(["gzip"] * layers))
