"""The page and the widget's files: what is given, what is never given, and what browsers are told about it."""

from __future__ import annotations

import asyncio
import gzip
import os
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from tests.channels.web.served import Served
from walletdesk.channels.web import bundle
from walletdesk.channels.web.bundle import Bundle
from walletdesk.channels.web.pages import POLICY

SCRIPT = "export const words = '" + "mostly harmless " * 2_000 + "';\n"
PAGE = "<!doctype html><title>page</title>"


@pytest.fixture
def widget(tmp_path: Path) -> Path:
    """Built."""
    dist, page = tmp_path / "widget" / "dist", tmp_path / "widget" / "page"
    (dist / "words").mkdir(parents=True)
    page.mkdir()
    (page / "index.html").write_text(PAGE)
    (page / "not_built.html").write_text("make widget")
    (page / "page.css").write_text("body {}")
    (dist / "walletdesk-chat.js").write_text(SCRIPT)
    (dist / "guard-K3JXQOAB.js").write_text(SCRIPT)
    (dist / "words" / "zh.json").write_text("{}")
    (dist / "empty.css").write_text("")
    (tmp_path / "secret.js").write_text("not for you")
    return dist


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request looks at the folder."""
    monkeypatch.setattr(bundle, "LOOK_EVERY", 0.0)


async def got(served: Served, path: str, **headers: str) -> tuple[aiohttp.ClientResponse, bytes]:
    """The address as it is written, and the body as it came."""
    url = URL(served.base + path, encoded=True)
    async with served.http.get(url, headers={"Accept-Encoding": "identity", **headers}) as answer:
        return answer, await answer.read()


async def raw(served: Served, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Without a client that unpacks or tidies anything."""
    url = URL(served.base)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    lines = [f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *(f"{k}: {v}" for k, v in headers.items())]
    writer.write("\r\n".join((*lines, "", "")).encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    status, *fields = head.decode().split("\r\n")
    named = dict(field.split(": ", 1) for field in fields)
    return int(status.split()[1]), {name.lower(): value for name, value in named.items()}, body


async def test_the_page_is_given_with_a_policy_that_allows_nothing_but_itself(widget: Path, served: Served) -> None:
    answer, body = await got(served, "/")

    assert (answer.status, answer.content_type, body.decode()) == (200, "text/html", PAGE)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none'; ")
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-cache",
    }.items():
        assert answer.headers[name] == value
    assert "Set-Cookie" not in answer.headers


async def test_before_the_widget_is_built_the_page_says_so_and_then_it_is_there(
    widget: Path, served: Served, at_once: None
) -> None:
    for path in widget.rglob("*.js"):
        path.unlink()
    answer, body = await got(served, "/")
    assert (answer.status, body, answer.headers["Cache-Control"]) == (503, b"make widget", "no-store")
    assert answer.headers["Content-Security-Policy"] == POLICY

    (widget / "walletdesk-chat.js").write_text(SCRIPT)
    answer, body = await got(served, "/")
    assert (answer.status, body.decode()) == (200, PAGE)


async def test_without_any_widget_folder_there_is_nothing_and_no_failure(served: Served) -> None:
    assert [(await got(served, path))[0].status for path in ("/", "/widget/walletdesk-chat.js")] == [404, 404]


def test_our_own_page_says_in_both_languages_what_to_run() -> None:
    page = Path(__file__).parents[3] / "widget" / "page" / "not_built.html"
    text = page.read_text(encoding="utf-8")

    assert text.count("make widget") == 2
    assert "对话窗口还没有构建" in text
    assert "has not been built yet" in text
    assert "<style" not in text
    assert "style=" not in text
    assert "<script" not in text


@pytest.mark.parametrize(
    ("name", "kind", "caching"),
    [
        ("walletdesk-chat.js", "text/javascript; charset=utf-8", "no-cache"),
        ("guard-K3JXQOAB.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("page.css", "text/css; charset=utf-8", "no-cache"),
        ("words/zh.json", "application/json", "no-cache"),
    ],
)
async def test_files_have_their_type_and_only_hashed_names_are_kept_for_good(
    widget: Path, served: Served, name: str, kind: str, caching: str
) -> None:
    answer, _ = await got(served, f"/widget/{name}")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Cache-Control"] == caching
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "is_hashed"),
    [
        ("guard-K3JXQOAB.js", True),
        ("guard-ABCDEFGH.js", True),
        ("chunk.0f1e2d3c4b5a6978.css", True),
        ("walletdesk-chat.js", False),
        ("walletdesk-accessed.js", False),
        ("page-contents.js", False),
        ("deadbeef.js", False),
    ],
)
def test_a_name_counts_as_hashed_only_when_no_word_is_written_so(tmp_path: Path, name: str, is_hashed: bool) -> None:
    (tmp_path / name).write_text("x")

    assert Bundle(tmp_path)[name].is_hashed is is_hashed


async def test_any_site_may_load_the_widget_as_a_module(widget: Path, served: Served) -> None:
    answer, _ = await got(served, "/widget/walletdesk-chat.js", Origin="https://elsewhere.example")

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("accepts", ["gzip", "br, gzip;q=0.8", "GZIP", "*"])
async def test_files_are_packed_for_who_takes_it(widget: Path, served: Served, accepts: str) -> None:
    status, headers, body = await raw(served, "/widget/walletdesk-chat.js", **{"Accept-Encoding": accepts})

    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "Accept-Encoding")
    assert int(headers["content-length"]) == len(body) < len(SCRIPT) / 10
    assert gzip.decompress(body).decode() == SCRIPT


@pytest.mark.parametrize("accepts", ["identity", "gzip;q=0", "br", "gzip; q=0.0", ""])
async def test_files_are_plain_for_everybody_else(widget: Path, served: Served, accepts: str) -> None:
    _, headers, body = await raw(served, "/widget/walletdesk-chat.js", **{"Accept-Encoding": accepts})

    assert "content-encoding" not in headers
    assert headers["vary"] == "Accept-Encoding"
    assert body.decode() == SCRIPT


@pytest.mark.parametrize("accepts", ["gzip", "identity"])
async def test_what_a_browser_has_is_not_sent_again(widget: Path, served: Served, accepts: str) -> None:
    accept = {"Accept-Encoding": accepts}
    _, first, _ = await raw(served, "/widget/walletdesk-chat.js", **accept)
    for known in (first["etag"], f"W/{first['etag']}", f'"other", {first["etag"]}', "*"):
        status, headers, body = await raw(served, "/widget/walletdesk-chat.js", **accept, **{"If-None-Match": known})
        assert (status, body, headers["etag"]) == (304, b"", first["etag"])
        assert headers["cache-control"] == "no-cache"

    status, _, _ = await raw(served, "/widget/walletdesk-chat.js", **accept, **{"If-None-Match": '"other"'})
    assert status == 200


async def test_packed_and_plain_are_told_apart_by_caches(widget: Path, served: Served) -> None:
    _, plain, _ = await raw(served, "/widget/walletdesk-chat.js")
    _, packed, _ = await raw(served, "/widget/walletdesk-chat.js", **{"Accept-Encoding": "gzip"})

    assert plain["etag"] != packed["etag"]


async def test_a_new_build_is_seen_and_what_is_gone_is_gone(widget: Path, served: Served, at_once: None) -> None:
    before, _ = await got(served, "/widget/walletdesk-chat.js")
    (widget / "walletdesk-chat.js").write_text("export default 2;")
    (widget / "guard-K3JXQOAB.js").unlink()

    after, body = await got(served, "/widget/walletdesk-chat.js", **{"If-None-Match": before.headers["ETag"]})
    assert (after.status, body) == (200, b"export default 2;")
    assert (await got(served, "/widget/guard-K3JXQOAB.js"))[0].status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/widget/../secret.js",
        "/widget/../../secret.js",
        "/widget/..%2f..%2fsecret.js",
        "/widget/%2e%2e/%2e%2e/secret.js",
        "/widget/..%5c..%5csecret.js",
        "/widget/%252e%252e%252fsecret.js",
        "/widget/....//....//secret.js",
        "/widget//etc/passwd",
        "/widget/%2fetc%2fpasswd",
        "/widget/walletdesk-chat.js%00.css",
        "/widget/words/../../../secret.js",
        "/widget/linked.js",
        "/widget/linked/secret.js",
        "/widget/.env.js",
        "/widget/notes.py",
        "/widget/index.html",
        "/widget/not_built.html",
        "/widget/",
        "/widget/words",
        pytest.param("/widget/" + "a" * 5_000, id="long"),
    ],
)
async def test_nothing_else_is_ever_given(widget: Path, served: Served, path: str) -> None:
    outside = widget.parents[1] / "outside"
    outside.mkdir()
    (outside / "secret.js").write_text("not for you")
    os.symlink(outside / "secret.js", widget / "linked.js")
    os.symlink(outside, widget / "linked")
    (widget / ".env.js").write_text("not for you")
    (widget / "notes.py").write_text("not for you")

    status, headers, body = await raw(served, path)
    assert status in (400, 404), (status, body[:100])
    assert headers["content-type"] == "application/problem+json"
    assert b"not for you" not in body
    assert b"secret" not in body


async def test_a_head_request_has_the_headers_and_no_body_and_the_line_goes_on(widget: Path, served: Served) -> None:
    url = URL(served.base)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    for _ in range(2):
        writer.write(b"HEAD /widget/walletdesk-chat.js HTTP/1.1\r\nHost: x\r\n\r\n")
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)).decode().lower()
        assert head.startswith("http/1.1 200")
        assert f"content-length: {len(SCRIPT)}\r\n" in head
        assert "etag: " in head
    writer.close()
    async with served.http.head(f"{served.base}/") as answer:
        assert answer.status == 200


async def test_files_come_without_a_word_in_the_log_and_the_line_goes_on(
    widget: Path, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    connector = aiohttp.TCPConnector(limit=1)
    async with aiohttp.ClientSession(connector=connector) as http:
        for path in ("/", "/widget/walletdesk-chat.js", "/widget/words/zh.json", "/widget/empty.css") * 2:
            async with http.get(served.base + path) as answer:
                assert answer.status == 200
        assert len(served.connections) == 1
        async with http.head(served.base + "/widget/walletdesk-chat.js") as answer:
            assert answer.status == 200
    assert caplog.records == []


async def test_a_folder_that_changes_while_it_is_read_fails_nobody(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "a.js").write_text("a")
    (tmp_path / "b.js").write_text("b")
    files = Bundle(tmp_path, now=iter(range(0, 1_000, 10)).__next__)
    read = Path.read_bytes

    def vanishes(path: Path) -> bytes:
        if path.name == "a.js":
            path.unlink()
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", vanishes)
    assert files.names() == {"b.js"}
