"""What surrounds every answer: Sanic's limits, headers for browsers, and which pages may read it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from sanic.http import Http
from sanic.request import Request

from walletdesk.channels.web.problems import Errors, Problem
from walletdesk.channels.web.reading import MAX_BODY, check_framing

API = "/api/"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "authorization, content-type, last-event-id",
    "Access-Control-Max-Age": "600",
}
# A turn that looks something up and waits behind another one still fits; a request must come in one go.
_CONFIG = {
    "ACCESS_LOG": False,
    "NOISY_EXCEPTIONS": False,
    "REQUEST_MAX_SIZE": MAX_BODY,
    "REQUEST_TIMEOUT": 15,
    "RESPONSE_TIMEOUT": 120,
    "KEEP_ALIVE_TIMEOUT": 30,
}


class Readable(Request):
    """Sanic reads the address of a broken request once more to answer it, breaks again, and logs it."""

    def __init__(self, url_bytes: bytes, *args: Any, **more: Any) -> None:
        try:
            super().__init__(url_bytes, *args, **more)
            is_clear = bool(self.path)
        except Exception:  # noqa: BLE001 (httptools and Sanic raise kinds of their own)
            is_clear = False
        if not is_clear:
            raise Problem("malformed")


def _without_address(http: Any) -> None:
    http.url = None
    _create_empty_request(http)


_create_empty_request = Http.create_empty_request


def protect(app: Any) -> None:
    Http.create_empty_request = _without_address  # type: ignore[method-assign, assignment]
    app.request_class = Readable
    app.error_handler = Errors()
    app.config.update(_CONFIG)
    app.register_middleware(_frame, "request")
    app.register_middleware(_dress, "response")


async def _frame(request: Any) -> None:
    """Also where nobody reads the body: what is left of it would be read as the next request."""
    check_framing(request)


async def _dress(request: Any, response: Any) -> None:
    for name, value in HEADERS.items() if _is_api(request) else ():
        response.headers.setdefault(name, value)
    if not _is_api(request):
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return
    response.headers["Vary"] = "Origin"
    origin = request.app.ctx.door.origins.allowed(request)
    if origin:
        # As the browser wrote it: it compares letter by letter.
        response.headers["Access-Control-Allow-Origin"] = request.headers.getone("origin")
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    elif response.status == HTTPStatus.FORBIDDEN:
        # Only that the page is kept out, so that the widget on it can say so.
        response.headers["Access-Control-Allow-Origin"] = "*"


def preflight_headers(methods: str) -> dict[str, str]:
    return {**_PREFLIGHT, "Access-Control-Allow-Methods": methods}


def _is_api(request: Any) -> bool:
    return bool(request.path.startswith(API)) if request is not None else False
