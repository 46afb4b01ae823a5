"""Whatever a node does, a look-up ends in time as `Unavailable`, and says no more than host and kind of failure."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from collections.abc import AsyncIterator

import pytest

from tests.adapters.chain.hostile_server import (
    Behaviour,
    HostileServer,
    bomb,
    dripping,
    dripping_head,
    endless,
    page,
    reset,
    says,
    sends,
    silent,
)
from walletdesk.adapters.chain.answers import MOST_BYTES
from walletdesk.adapters.chain.web import Patience, Web
from walletdesk.core.errors import Unavailable

HASH = "0xabcd" + "5" * 56 + "beef"
QUICK = Patience(call=0.6, connect=0.3, read=0.4, hedge=0.1, rest=60, failures=50)
SLACK = 0.6  # seconds; a busy machine is no failure
JSON = b'{"secret": "echo"}'

HOSTILE: dict[str, tuple[Behaviour, str]] = {
    "garbage bytes": (sends(b"\x00\xff\x13garbage\r\n\r\n", then_close=True), "RemoteProtocolError"),
    "HTML": (sends(page(b"<html><body>Checking your browser</body></html>")), "not JSON"),
    "empty body": (sends(page(b"")), "not JSON"),
    "no content": (sends(page(b"", "204 No Content")), "not JSON"),
    "two values": (sends(page(b"{}{}")), "not JSON"),
    "invalid UTF-8": (sends(page(b'{"a": "\xff\xfe"}')), "not JSON"),
    "UTF-16": (sends(page('{"a": 1}'.encode("utf-16"))), "not JSON"),
    "NaN": (sends(page(b'{"fee": NaN}')), "not JSON"),
    "infinity": (sends(page(b'{"fee": -Infinity}')), "not JSON"),
    "infinity by exponent": (sends(page(b'{"fee": 1e999}')), "not JSON"),
    "a number of a million digits": (sends(page(b"9" * 1_000_000)), "not JSON"),
    "deep nesting": (sends(page(b"[" * 500_000 + b"]" * 500_000)), "not JSON"),
    "nesting that a parser survives": (sends(page(b"[" * 300 + b"]" * 300)), "not JSON"),
    "huge body": (sends(page(b"[" + b" " * 3_000_000 + b"]")), "too large"),
    "gzip bomb": (sends(bomb()), "too large"),
    "gzip bomb in a gzip bomb": (sends(bomb(layers=2)), "unknown encoding"),
    "an encoding we never asked for": (sends(page(JSON, "200 OK", "Content-Encoding: br")), "unknown encoding"),
    "no gzip where it says gzip": (sends(page(JSON, "200 OK", "Content-Encoding: gzip")), "broken compression"),
    "gzip cut short": (sends(page(gzip.compress(JSON)[:-9], "200 OK", "Content-Encoding: gzip")), "cut short"),
    "one byte at a time": (dripping, "no answer in time"),
    "one header byte at a time": (dripping_head, "no answer in time"),
    "no answer": (silent, "ReadTimeout"),
    "connection reset": (reset, "ReadError"),
    "connection closed": (sends(b"", then_close=True), "RemoteProtocolError"),
    "chunks without end": (endless, "too large"),
    "broken chunks": (sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "RemoteProtocolError"),
    "less than it promised": (sends(page(JSON, length=5000), then_close=True), "RemoteProtocolError"),
    "more than it promised": (sends(page(JSON, length=7)), "not JSON"),
    "two lengths": (sends(page(JSON, "200 OK", "Content-Length: 3")), "RemoteProtocolError"),
    "headers without end": (sends(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000), "RemoteProtocolError"),
    "bad request": (says({}, "400 Bad Request"), "HTTP 400"),
    "forbidden": (says({}, "403 Forbidden"), "HTTP 403"),
    "too many requests": (says({}, "429 Too Many Requests"), "HTTP 429"),
    "server error": (says({}, "500 Internal Server Error"), "HTTP 500"),
    "bad gateway": (sends(page(b"<html>", "502 Bad Gateway")), "HTTP 502"),
    "a status that there is not": (says({}, "999 Odd"), "HTTP 999"),
}

hostile = pytest.mark.parametrize(("behaviour", "kind"), HOSTILE.values(), ids=HOSTILE.keys())


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    made = Web(QUICK)
    yield made
    await made.aclose()


@hostile
async def test_it_is_unavailable_in_time_and_nothing_is_quoted(web: Web, behaviour: Behaviour, kind: str) -> None:
    async with HostileServer(behaviour) as server:
        began = time.monotonic()
        with pytest.raises(Unavailable) as caught:
            await web.get([f"{server.url}/v1/key-of-ours"], f"/tx/{HASH}")
    assert time.monotonic() - began < QUICK.call + SLACK
    assert str(caught.value) == f"{server.host}: {kind}"


@hostile
async def test_a_good_endpoint_makes_up_for_it(web: Web, behaviour: Behaviour, kind: str) -> None:
    async with HostileServer(behaviour) as bad, HostileServer(says({"ok": True})) as good:
        assert await web.post([bad.url, good.url], "", {"id": 1}) == {"ok": True}


async def test_a_bomb_is_not_unpacked(web: Web) -> None:
    async with HostileServer(sends(bomb())) as server:
        tracemalloc.start()
        with pytest.raises(Unavailable, match="too large"):
            await web.get([server.url], "/x")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 3 * MOST_BYTES


async def test_a_redirect_is_not_followed(web: Web) -> None:
    async with HostileServer(says({"stolen": True})) as elsewhere:
        moved = says({}, "302 Found", f"Location: {elsewhere.url}/collect")
        async with HostileServer(moved) as server:
            with pytest.raises(Unavailable, match="HTTP 302"):
                await web.get([server.url], f"/tx/{HASH}")
        assert len(server.requests) == 1
        assert elsewhere.connections == 0


async def test_tls_to_a_plain_port(web: Web) -> None:
    async with HostileServer(says({})) as server:
        with pytest.raises(Unavailable, match=r"^127\.0\.0\.1:\d+: Connect(Error|Timeout)$"):
            await web.get([server.url.replace("http:", "https:")], "/x")


async def test_a_port_where_nobody_listens(web: Web) -> None:
    async with HostileServer(says({})) as server:
        closed = server.url
    with pytest.raises(Unavailable, match="ConnectError"):
        await web.get([closed], "/x")


@pytest.mark.parametrize(
    "endpoint", ["ftp://node.example", "file:///etc/passwd", "node.example", "http://", "http://[::1", "http://x:99999"]
)
async def test_only_http_is_spoken(web: Web, endpoint: str) -> None:
    with pytest.raises(Unavailable, match="not an http"):
        await web.get([endpoint], "/x")


@pytest.mark.parametrize("path", ["/a b", "/x\r\nHost: evil", "/../admin", "/é", "/x#y", "\\\\evil"])
async def test_a_path_that_could_lead_elsewhere_is_not_asked(web: Web, path: str) -> None:
    async with HostileServer(says({})) as server:
        with pytest.raises(Unavailable, match="a path that no node has"):
            await web.get([server.url], path)
    assert server.requests == []
