"""The stand-alone action server: rasa_sdk's protocol without its open door and without its echo.

rasa_sdk's own server listens on every interface, allows every origin, and answers an exception with the whole
request, which Rasa then writes to its log.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from walletdesk.rasa_edge.runner import ActionRunner, NoSuchAction, Rejected, log_failure

if TYPE_CHECKING:
    from sanic import Sanic
    from sanic.request import Request
    from sanic.response import HTTPResponse

MAX_BODY = 8_000_000


def make_app(package: str, name: str = "walletdesk_actions") -> Sanic:
    """Routes: `GET /health`, `POST /webhook` (rasa_sdk's JSON, deflated or not)."""
    from sanic import Sanic
    from sanic.response import json as answer

    runner = ActionRunner(package)
    app = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY
    app.config.ACCESS_LOG = False

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return answer({"status": "ok"})

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        body, status = await _answer(runner, request)
        return answer(body, status=status)

    async def failed(_: Request, error: Exception) -> HTTPResponse:
        status = getattr(error, "status_code", 500)
        return answer({"error": type(error).__name__}, status=status)

    app.error_handler.add(Exception, failed)
    return app


async def _answer(runner: ActionRunner, request: Request) -> tuple[Any, int]:
    call = _call_of(request)
    if call is None:
        return {"error": "the body is not an action call"}, 400
    action = str(call.get("next_action"))
    try:
        return await runner.run(call), 200
    except NoSuchAction as error:
        return {"error": error.reason, "action_name": error.action}, 404
    except Rejected as error:
        return {"error": error.reason, "action_name": error.action}, 400
    except Exception as error:  # noqa: BLE001
        # The last frame before the socket: nothing of the request may leave with it.
        log_failure(action, error)
        return {"error": type(error).__name__, "action_name": action}, 500


def _call_of(request: Request) -> dict[str, Any] | None:
    body = request.body
    try:
        if request.headers.get("Content-Encoding") == "deflate":
            body = zlib.decompressobj().decompress(body, MAX_BODY)
        call = json.loads(body)
    except (ValueError, zlib.error):
        return None
    return call if isinstance(call, dict) else None


def run(package: str, host: str = "127.0.0.1", port: int = 5055) -> None:
    """Blocks until the process is told to stop."""
    make_app(package).run(host=host, port=port, access_log=False, workers=1)
