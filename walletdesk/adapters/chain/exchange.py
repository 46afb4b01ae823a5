"""One request and its answer, over httpx; every way it can fail in four kinds.

Exceptions and logs name the host of an endpoint and the kind of failure, never a path, a body or an answer: these hold
addresses and hashes of users.
"""

from __future__ import annotations

import functools
import logging
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import httpx

from walletdesk.adapters.chain.answers import Garbage, parse, read
from walletdesk.core.errors import PortError, Unavailable

Check = Callable[[Any], object]

_log = logging.getLogger(__name__)
# For all hosts together; a look-up of Bitcoin asks five things at once.
_LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=40, keepalive_expiry=30)
_LONGEST_ASKED = 1.0  # seconds; who asks us to wait longer than that is not asked again in this look-up
_BLOCKED = frozenset({401, 403, 404, 407, 408})  # about us or the node, while other 4xx are about the question


class NotThere(PortError):
    """Answered: there is no such thing (404 to a GET)."""


class Failed(Unavailable):
    """One endpoint gave nothing to use."""


class Busy(Failed):
    """Worth a second try soon. after: seconds it asked us to wait."""

    def __init__(self, message: str, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


class Declined(Failed):
    """No fault of the endpoint."""


@dataclass(frozen=True)
class Question:
    """path: starts with "/" or is empty. check: raises a PortError for an answer not worth believing."""

    method: str
    path: str
    content: bytes | None
    headers: Mapping[str, str]
    check: Check | None


def host_of(endpoint: str) -> str:
    """Host and port; never a user, a password or a key in the path. Raises `Unavailable` for what is not HTTP."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https"):
        raise Unavailable("an endpoint is not an http(s) address")
    return f"{host}:{port}" if port else host


async def exchange(client: httpx.AsyncClient, endpoint: str, question: Question) -> Any:
    """Parsed JSON. Raises `Failed` in one of its kinds, or `NotThere`."""
    host = host_of(endpoint)
    try:
        answer = await _answer(client, host, endpoint, question)
        if question.check:
            question.check(answer)
        return answer
    except (Failed, NotThere):
        raise
    except (PortError, Garbage) as disbelief:
        raise Failed(f"{host}: {disbelief}") from None
    except httpx.PoolTimeout:
        raise Declined(f"{host}: too many look-ups at once") from None
    except httpx.TimeoutException as timeout:
        raise Failed(f"{host}: {type(timeout).__name__}") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as broken:
        raise Busy(f"{host}: {type(broken).__name__}") from None


async def _answer(client: httpx.AsyncClient, host: str, endpoint: str, question: Question) -> Any:
    url = endpoint.rstrip("/") + question.path
    headers = dict(question.headers)
    async with client.stream(question.method, url, content=question.content, headers=headers) as response:
        _accept(host, question.method, response)
        encoding = response.headers.get("content-encoding", "").strip().lower()
        body = await read(response.aiter_raw(), encoding)
    _log.debug("%s: %d bytes", host, len(body))
    return parse(body)


def _accept(host: str, method: str, response: httpx.Response) -> None:
    """Raises where the body is not worth reading."""
    status = response.status_code
    said = f"{host}: HTTP {status}"
    if 200 <= status < 300:
        return
    if status == 404 and method == "GET":
        raise NotThere(said)
    if status == 429 or status >= 500:
        after = _seconds(response.headers.get("retry-after", "0"))
        raise Busy(said, after) if after <= _LONGEST_ASKED else Failed(said)
    raise Failed(said) if status < 400 or status in _BLOCKED else Declined(said)


def _seconds(retry_after: str) -> float:
    """A date is as good as never."""
    return float(retry_after) if re.fullmatch(r"[0-9]{1,6}", retry_after.strip()) else float("inf")


def new_client(timeout: httpx.Timeout) -> httpx.AsyncClient:
    """For one event loop. Follows no redirects, uses no proxy of the environment, keeps no cookies."""
    return httpx.AsyncClient(
        verify=_certificates(),
        trust_env=False,
        follow_redirects=False,
        timeout=timeout,
        limits=_LIMITS,
        headers={"accept": "application/json", "accept-encoding": "gzip", "user-agent": "WalletDesk"},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Some 20 ms to build; the same for every loop."""
    return httpx.create_ssl_context(trust_env=False)


def _quiet(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _silence() -> None:
    """httpx logs every URL at INFO, httpcore every header; the filters hold even where someone sets all loggers to
    DEBUG."""
    for name in ("httpx", "httpcore", *(f"httpcore.{part}" for part in ("connection", "http11", "proxy"))):
        logging.getLogger(name).setLevel(logging.WARNING)
        logging.getLogger(name).addFilter(_quiet)


_silence()
