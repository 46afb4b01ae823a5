"""What goes wrong, as problem details (RFC 9457). No word comes from the request, and nothing of it is logged."""

from __future__ import annotations

import json
import logging
import traceback
from http import HTTPStatus
from typing import Any

from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler
from sanic.response import HTTPResponse

from walletdesk.channels.chats import Closed, Unknown
from walletdesk.core.errors import PortError

MEDIA_TYPE = "application/problem+json"
# Code: status, title. Titles are for developers; a client acts on the code.
_PROBLEMS: dict[str, tuple[HTTPStatus, str]] = {
    "bad_json": (HTTPStatus.BAD_REQUEST, "The body is not one JSON object with each key once."),
    "bad_request": (HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not as the API description says."),
    "malformed": (HTTPStatus.BAD_REQUEST, "This is not a well-formed HTTP request."),
    "token_missing": (HTTPStatus.UNAUTHORIZED, "A session token is needed."),
    "token_bad": (HTTPStatus.UNAUTHORIZED, "This is not a session token of this server."),
    "token_expired": (HTTPStatus.UNAUTHORIZED, "The session token is too old; renew it."),
    "session_unknown": (HTTPStatus.UNAUTHORIZED, "There is no such session, or no longer."),
    "origin_refused": (HTTPStatus.FORBIDDEN, "This page may not use the session, or no session at all."),
    "not_found": (HTTPStatus.NOT_FOUND, "There is nothing here."),
    "method_not_allowed": (HTTPStatus.METHOD_NOT_ALLOWED, "This method is not served here."),
    "timeout": (HTTPStatus.REQUEST_TIMEOUT, "The request did not come to its end in time."),
    "too_large": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large."),
    "unsupported_media_type": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json in UTF-8."),
    "rate_limited": (HTTPStatus.TOO_MANY_REQUESTS, "Too many requests; wait."),
    "not_ready": (HTTPStatus.SERVICE_UNAVAILABLE, "The server is starting or stopping; try again."),
    "failed": (HTTPStatus.SERVICE_UNAVAILABLE, "This could not be done; try again."),
}
_WAIT = {"not_ready": 2, "failed": 5, "rate_limited": 1}  # seconds, where nobody knows better
_OF_STATUS = {
    400: "malformed",
    404: "not_found",
    405: "method_not_allowed",
    408: "timeout",
    413: "too_large",
    416: "malformed",
    417: "malformed",
    503: "failed",
}
_log = logging.getLogger(__name__)


class Problem(Exception):
    """A request that is not served. `code` is one of the names above; retry_after: seconds."""

    def __init__(self, code: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = _WAIT.get(code) if retry_after is None else retry_after

    @property
    def status(self) -> int:
        return int(_PROBLEMS[self.code][0])

    def as_response(self) -> HTTPResponse:
        status, title = _PROBLEMS[self.code]
        body = {"type": "about:blank", "status": int(status), "title": title, "code": self.code}
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        if status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        return HTTPResponse(json.dumps(body), int(status), headers, MEDIA_TYPE)


class Errors(ErrorHandler):
    """In place of Sanic's own, whose pages and log lines hold the address that was asked for."""

    def response(self, request: Any, exception: BaseException) -> HTTPResponse:
        problem = _problem(request, exception)
        answer = problem.as_response()
        if isinstance(exception, SanicException):
            allowed = (getattr(exception, "headers", None) or {}).get("Allow")
            answer.headers.update({"Allow": allowed} if allowed else {})
        return answer

    def default(self, request: Any, exception: BaseException) -> HTTPResponse:
        return self.response(request, exception)


def _problem(request: Any, exception: BaseException) -> Problem:
    if isinstance(exception, Problem):
        return exception
    if isinstance(exception, Closed):
        return Problem("not_ready")
    if isinstance(exception, Unknown):
        return Problem("session_unknown")
    if isinstance(exception, PortError):
        return Problem("failed")
    if isinstance(exception, SanicException) and exception.status_code in _OF_STATUS:
        return Problem(_OF_STATUS[exception.status_code])
    if getattr(request, "method", "NONE") == "NONE":
        return Problem("malformed")  # Sanic's stand-in for a request whose head it could not read
    _note(exception)
    return Problem("failed")


def _note(exception: BaseException) -> None:
    """Where it happened; what an exception says may quote what a user wrote."""
    frames = traceback.extract_tb(exception.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "nowhere"
    _log.error("a request failed: %s at %s", type(exception).__name__, place)
