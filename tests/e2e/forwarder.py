"""Between the product and a node: passes on what it likes, and counts which request waited for which."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
from aiohttp import web

_HELD = 0.025
"""Seconds every request is held, so that requests made together also run together."""
_NO_SUCH_METHOD = {"code": -32601, "message": "the method does not exist/is not available"}


@dataclass(frozen=True)
class Request:
    began: float
    ended: float
    methods: tuple[str, ...]


@dataclass
class Forwarder:
    """`url` answers what `target` answers. hidden: how the methods begin that it has not, as public nodes hide their
    pool. batches: it takes several questions in one request. shows_pool: it has go-ethereum's `txpool_contentFrom`,
    which anvil has not, made from anvil's `txpool_content`."""

    target: str
    held: float = _HELD
    hidden: tuple[str, ...] = ()
    batches: bool = True
    shows_pool: bool = False
    url: str = ""
    requests: list[Request] = field(default_factory=list)

    async def start(self) -> None:
        self._client = httpx.AsyncClient(trust_env=False, timeout=20)
        application = web.Application(client_max_size=2**24)
        application.router.add_post("/{rest:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()
        await self._client.aclose()

    def round_trips(self) -> int:
        """The longest row of requests of which each began after the one before had been answered."""
        row, free = 0, 0.0
        for request in sorted(self.requests, key=lambda each: each.ended):
            if request.began >= free:
                row, free = row + 1, request.ended
        return row

    def methods(self) -> list[str]:
        return [method for request in self.requests for method in request.methods]

    async def _answer(self, request: web.Request) -> web.Response:
        began, asked = time.monotonic(), json.loads(await request.read())
        questions = asked if isinstance(asked, list) else [asked]
        answer = await self._passed_on(asked)
        await asyncio.sleep(self.held)
        self.requests.append(Request(began, time.monotonic(), tuple(each["method"] for each in questions)))
        return web.json_response(answer)

    async def _passed_on(self, asked: Any) -> Any:
        if isinstance(asked, list):
            if not self.batches:
                return {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "batches are not supported"}}
            return await asyncio.gather(*(self._passed_on(each) for each in asked))
        if asked["method"].startswith(self.hidden):
            return {"jsonrpc": "2.0", "id": asked["id"], "error": _NO_SUCH_METHOD}
        if self.shows_pool and asked["method"] == "txpool_contentFrom":
            return await self._pool_of(asked)
        return (await self._client.post(self.target, json=asked)).json()

    async def _pool_of(self, asked: Any) -> Any:
        everything = {"jsonrpc": "2.0", "id": asked["id"], "method": "txpool_content", "params": []}
        answer = (await self._client.post(self.target, json=everything)).json()
        parts = {name: part.get(asked["params"][0].lower(), {}) for name, part in answer["result"].items()}
        return {**answer, "result": parts}
