"""/healthz, /readyz and /metrics: for whoever runs the server."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from sanic import Blueprint
from sanic.response import HTTPResponse

from walletdesk.channels.chats import Chats
from walletdesk.channels.web.figures import CONTENT_TYPE, figures_of
from walletdesk.channels.web.outside import API
from walletdesk.channels.web.peers import is_direct_loopback
from walletdesk.channels.web.problems import MEDIA_TYPE, Problem
from walletdesk.core.errors import PortError

DEADLINE = 1.0  # seconds the database has to answer
_KEPT = 0.5  # seconds in which the last answer is given again: nobody can make the database work by asking
_NOBODY = "web-readyz"
_PLAIN = {"Cache-Control": "no-store"}


class _Readiness:
    """Of one app."""

    def __init__(self) -> None:
        self._asked = float("-inf")
        self._is_there = False
        self._turn = asyncio.Lock()

    async def is_ready(self, chats: Chats | None) -> bool:
        if chats is None or chats.is_draining or not chats.speaker.is_ready():
            return False
        async with self._turn:
            if time.monotonic() - self._asked >= _KEPT:
                self._is_there = await _answers(chats)
                self._asked = time.monotonic()
        return self._is_there


async def _answers(chats: Chats) -> bool:
    try:
        await asyncio.wait_for(chats.store.find(_NOBODY), DEADLINE)
    except (PortError, asyncio.TimeoutError):
        return False
    return True


def add_health(blueprint: Blueprint) -> None:
    async def healthz(_: Any) -> HTTPResponse:
        return HTTPResponse(json.dumps({"status": "ok"}), 200, _PLAIN, "application/json")

    async def readyz(request: Any) -> HTTPResponse:
        ctx = request.app.ctx
        if not hasattr(ctx, "readiness"):
            ctx.readiness = _Readiness()
        if not await ctx.readiness.is_ready(getattr(ctx, "chats", None)):
            raise Problem("not_ready")
        return HTTPResponse(json.dumps({"status": "ready"}), 200, _PLAIN, "application/json")

    async def metrics(request: Any) -> HTTPResponse:
        """Elsewhere than on this machine there is nothing here, unless the settings open it."""
        if not (request.app.ctx.door.settings.metrics_open or is_direct_loopback(request)):
            raise Problem("not_found")
        return HTTPResponse(figures_of(request.app).told(), 200, _PLAIN, CONTENT_TYPE)

    for handler, path in ((healthz, "/healthz"), (readyz, "/readyz"), (metrics, "/metrics")):
        blueprint.add_route(handler, path, methods=["GET", "HEAD"], name=path.strip("/"))
    blueprint.listener(_watch, "after_server_start")
    blueprint.middleware(_count, "response")


async def _watch(app: Any, _: Any) -> None:
    figures_of(app).watch(app.ctx.chats)


async def _count(request: Any, response: Any) -> None:
    """What the API refused, by the code of its problem; and the sessions that were made."""
    if not request.path.startswith(API):
        return
    if response.status >= 400 and response.content_type == MEDIA_TYPE:
        figures_of(request.app).refused(json.loads(response.body)["code"])
    elif response.status == 201:
        figures_of(request.app).opened()
