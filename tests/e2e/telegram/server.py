"""A Bot API server on a socket of its own: requests in, faults in between, long polls and webhook deliveries out."""

from __future__ import annotations

import asyncio
import json
import re
import time
from contextlib import suppress
from typing import Any

from aiohttp import web

from tests.e2e.telegram.api import Api
from tests.e2e.telegram.courier import Courier
from tests.e2e.telegram.faults import Cut, FaultPlan, Garbage, Refused
from tests.e2e.telegram.world import TOKEN, Call, World

_WELL_FORMED = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{30,}")
_OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_LONGEST_POLL = 50.0


class Server:
    """`url` is what WALLETDESK_TELEGRAM_API takes. It keeps its port over a stop and a start."""

    def __init__(self) -> None:
        self.world = World()
        self.faults = FaultPlan()
        self.courier = Courier(self.world)
        self._api = Api(self.world)
        self._polls = 0
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        application = web.Application(client_max_size=60 * 2**20)
        application.router.add_route("*", "/bot{token}/{method}", self._answer)
        application.router.add_route("*", "/{rest:.*}", _nothing_here)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]
        self.courier.start()

    async def stop(self) -> None:
        """Gone: the connections end, the port refuses. The world is kept."""
        self._polls += 1
        self.world.wake()
        self.courier.stop()
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = Call(method, await _parameters(request), time.monotonic())
        try:
            result = await self._carried_out(request.match_info["token"], call)
            return self._done(call, 200, {"ok": True, "result": result})
        except Refused as no:
            told = {"ok": False, "error_code": no.code, "description": no.description}
            return self._done(call, no.code, told | ({"parameters": no.parameters} if no.parameters else {}))
        except Garbage as garbage:
            call.outcome = garbage.code
            return web.Response(status=garbage.code, text=garbage.body, content_type="text/html")
        except Cut:
            call.outcome = 0
            if request.transport is not None:
                request.transport.abort()
            return web.Response()

    async def _carried_out(self, token: str, call: Call) -> Any:
        if not _WELL_FORMED.fullmatch(token):
            raise Refused(404, "Not Found")
        if token != TOKEN:
            raise Refused(401, "Unauthorized")
        self.world.calls.append(call)
        method = call.method.lower()
        await self.faults.strike(method, call.chat, is_carried_out=False)
        if method == "getupdates":
            result: Any = await self._poll(call.parameters)
        elif method in self._api.methods:
            result = self._api.methods[method](call.parameters)
        else:
            raise Refused(404, "Not Found: method not found")
        await self.faults.strike(method, call.chat, is_carried_out=True)
        return result

    async def _poll(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        self._polls += 1
        mine = self._polls
        self.world.wake()
        deadline = time.monotonic() + min(float(asked.get("timeout") or 0), _LONGEST_POLL)
        while True:
            if self.world.webhook:
                raise Refused(409, _WEBHOOK_ACTIVE)
            if self._polls != mine:
                raise Refused(409, _OTHER_POLL)
            waiting, news = self._api.take_updates(asked), self.world.news
            left = deadline - time.monotonic()
            if waiting or left <= 0:
                return waiting
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(news.wait(), left)

    @staticmethod
    def _done(call: Call, code: int, answer: dict[str, Any]) -> web.Response:
        call.outcome = code
        return web.json_response(answer, status=code)


async def _nothing_here(_: web.Request) -> web.Response:
    return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)


async def _parameters(request: web.Request) -> dict[str, Any]:
    """From wherever the API allows them to stand: the query, a form, a form with files, or JSON. Files are
    (name, content)."""
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        return found | (json.loads(body) if body else {})
    for name, value in (await request.post()).items():
        found[name] = (value.filename, value.file.read()) if isinstance(value, web.FileField) else value
    return found
