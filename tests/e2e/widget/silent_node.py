"""A node of a chain that takes every question and never answers: whoever asks it is in the middle of a turn."""

from __future__ import annotations

import asyncio
from types import TracebackType


class SilentNode:
    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.url = ""
        self._lines: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> SilentNode:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for line in self._lines:
            line.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        if await reader.read(1):
            self.asked.set()
