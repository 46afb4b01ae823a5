"""Hears Telegram's deliveries: whoever does not know the secret learns nothing, and what is heard is kept before it is
acknowledged. What the guard took away is not kept, so such an update is acknowledged when it is done."""

from __future__ import annotations

import asyncio
import hmac
import json
from typing import Any

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from walletdesk.channels.telegram.lanes import log_failure
from walletdesk.channels.telegram.reception import Full, Malformed, Reception
from walletdesk.channels.telegram.settings import TelegramSettings
from walletdesk.core.errors import Unavailable

HEADER = "X-Telegram-Bot-Api-Secret-Token"
MOST_BYTES = 1_000_000  # an update is a few thousand
_SECONDS = 50.0  # Telegram waits about a minute


class Hook:
    def __init__(self, settings: TelegramSettings, reception: Reception) -> None:
        self._settings, self._reception = settings, reception
        self._server: Any = None

    async def start(self) -> None:
        """Raises OSError where the address is taken."""
        app = self._app()
        self._server = await app.create_server(
            host=self._settings.host, port=self._settings.port, return_asyncio_server=True, access_log=False
        )
        await self._server.startup()
        await self._server.start_serving()

    async def stop(self) -> None:
        """Takes no more deliveries; those being answered are answered."""
        if self._server is not None:
            self._server.close()
            for connection in list(self._server.connections):
                connection.close_if_idle()
            self._server = None

    def _app(self) -> Any:
        app = Sanic("walletdesk-telegram", configure_logging=False, register=False)
        app.config.REQUEST_MAX_SIZE = MOST_BYTES
        app.config.REQUEST_TIMEOUT = 20
        app.config.FALLBACK_ERROR_FORMAT = "text"
        app.add_route(self._hear, self._settings.path, methods=["POST"])
        app.error_handler.add(Exception, _without_words)
        return app

    async def _hear(self, request: Request) -> HTTPResponse:
        if not self._knows(request.headers.getall(HEADER, [])):
            return _answer(401)
        try:
            update = json.loads(request.body)
        except (ValueError, RecursionError):
            return _answer(400)
        return _answer(await self._taken(update))

    async def _taken(self, update: Any) -> int:
        try:
            done, is_kept = await self._reception.accept(update, keep=True)
            if is_kept or await asyncio.wait_for(asyncio.shield(done), _SECONDS):
                return 200
        except (Malformed, RecursionError):
            return 400
        except (Full, Unavailable, asyncio.TimeoutError):
            pass
        return 503

    def _knows(self, given: list[str]) -> bool:
        secret = self._settings.secret.encode()
        return len(given) == 1 and hmac.compare_digest(given[0].encode("utf-8", "surrogateescape"), secret)


def _answer(status: int) -> HTTPResponse:
    return HTTPResponse(b"", status=status)


def _without_words(_: Request, error: Exception) -> HTTPResponse:
    """Sanic's own pages quote the request."""
    if isinstance(error, SanicException):
        return _answer(int(getattr(error, "status_code", 500)))
    log_failure(error)
    return _answer(500)
