"""Whatever is sent, the answer is a problem that says nothing of it, and the server goes on."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.channels.web.server import Server, User, all_logs, problem
from walletdesk.channels.web import reading

JSON = {"content-type": "application/json"}
GOOD = {"id": "message-0", "text": "hello"}


async def send(client: httpx.AsyncClient, content: Any, **headers: str) -> httpx.Response:
    user = await User.arrive(client)
    return await user.call("POST", "/api/messages", content=content, headers={**JSON, **headers})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"hello",
        b"[]",
        b"null",
        b"1",
        b'"text"',
        b"\xff\xfe",
        b'{"id":"message-0","text":"\xff"}',
        '{"id":"message-0","text":"hello"}'.encode("utf-16"),
        b'\xef\xbb\xbf{"id":"message-0","text":"hello"}',
        b'{"id":"message-0","text":"hello"}{}',
        b'{"id":"message-0","text":"one","text":"two"}',
        b'{"id":"message-0","id":"message-1","text":"one"}',
        b'{"id":"message-0","text":NaN}',
        b'{"id":"message-0","text":-Infinity}',
        b'{"id":"message-0","text":"a\nb"}',
        b'{"id":"message-0","text":"a",}',
        b"{'id':'message-0','text':'a'}",
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
        b'{"text":' + b'[{"a":' * 30_000,
    ],
    ids=range(23),
)
async def test_what_is_no_json_object_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    assert problem(await send(client, body)) == (400, "bad_json")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "message-0"},
        {"text": "hello"},
        {**GOOD, "payload": "/press{}"},
        {**GOOD, "text": None},
        {**GOOD, "text": 1},
        {**GOOD, "text": True},
        {**GOOD, "text": ["hello"]},
        {**GOOD, "text": {"a": "b"}},
        {"id": "message-0", "payload": None},
        {**GOOD, "sender": "somebody-else"},
        {**GOOD, "conversation": "web-1"},
        {**GOOD, "metadata": {"language": "en"}},
        {**GOOD, "id": "short"},
        {**GOOD, "id": "x" * 65},
        {**GOOD, "id": "with blank"},
        {**GOOD, "id": "message-0\n"},
        {**GOOD, "id": "мессага-0"},
        {**GOOD, "id": "../../etc/passwd"},
        {**GOOD, "id": 12345678},
        {**GOOD, "id": None},
        {**GOOD, "id": ["message-0"]},
        {**GOOD, "id": "staff-12"},
        {**GOOD, "language": "fr"},
        {**GOOD, "language": None},
        {**GOOD, "language": ["en"]},
        {**GOOD, "language": {"en": "en"}},
        {**GOOD, "timezone": 8},
        {**GOOD, "timezone": None},
    ],
    ids=str,
)
async def test_json_of_another_shape_is_refused(
    server: Server, client: httpx.AsyncClient, body: dict[str, object]
) -> None:
    assert problem(await send(client, json.dumps(body))) == (422, "bad_request")
    assert server.echo.heard == []


async def test_numbers_of_any_length_cost_nothing(client: httpx.AsyncClient) -> None:
    for number in (b"9" * 200_000, b"-" + b"1" * 200_000, b"1e" + b"9" * 200_000, b"0." + b"1" * 200_000):
        assert problem(await send(client, b'{"id":"message-0","text":' + number + b"}")) == (422, "bad_request")


@pytest.mark.parametrize(
    "body", [b"[]", b'{"language":"en","language":"en"}', b"{", b"\xff", b'{"language":NaN}', b"[" * 200_000]
)
async def test_a_session_is_not_begun_by_what_is_no_json(client: httpx.AsyncClient, body: bytes) -> None:
    assert problem(await client.post("/api/session", content=body, headers=JSON)) == (400, "bad_json")


@pytest.mark.parametrize("body", [{"language": "fr"}, {"language": 1}, {"sid": "mine"}, {"language": ["en"]}])
async def test_nor_by_json_of_another_shape(client: httpx.AsyncClient, body: dict[str, object]) -> None:
    assert problem(await client.post("/api/session", json=body)) == (422, "bad_request")


@pytest.mark.parametrize(
    "media",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=gbk",
        "application/jsonp",
        "text/json",
        "*/*",
        "application/json, text/plain",
        "",
    ],
)
async def test_only_json_in_utf8_is_read(client: httpx.AsyncClient, media: str) -> None:
    answer = await send(client, json.dumps(GOOD), **{"content-type": media})

    assert problem(answer) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "media",
    ["application/json", "Application/JSON", 'application/json; charset="UTF-8"', "application/json;charset=utf8"],
)
async def test_json_may_say_so_in_other_letters(client: httpx.AsyncClient, media: str) -> None:
    assert (await send(client, json.dumps(GOOD), **{"content-type": media})).status_code == 200


async def test_a_packed_body_is_not_unpacked(client: httpx.AsyncClient) -> None:
    answer = await send(client, json.dumps(GOOD), **{"content-encoding": "gzip"})

    assert problem(answer) == (415, "unsupported_media_type")


@pytest.mark.parametrize("size", [reading.MAX_BODY + 1, 1_000_000, 4_000_000])
async def test_a_body_that_is_too_large_is_refused_and_the_client_hears_it(
    server: Server, client: httpx.AsyncClient, size: int
) -> None:
    body = json.dumps({"id": "message-0", "text": ""})
    full = body.replace('""', '"' + "a" * (size - len(body)) + '"')

    async def pieces() -> Any:
        for start in range(0, size, 60_000):
            yield full[start : start + 60_000].encode()

    assert problem(await send(client, full)) == (413, "too_large")
    assert problem(await send(client, pieces())) == (413, "too_large")
    assert problem(await client.post("/api/session", content=full, headers=JSON)) == (413, "too_large")
    assert server.echo.heard == []


async def test_a_body_of_the_largest_size_is_read(client: httpx.AsyncClient) -> None:
    body = json.dumps({"id": "message-0", "text": ""})
    answer = await send(client, body.replace('""', '"' + "a" * (reading.MAX_BODY - len(body)) + '"'))

    assert answer.json()["events"][0]["hidden"] == "unreadable"


async def test_a_body_in_pieces_is_read(client: httpx.AsyncClient) -> None:
    async def pieces() -> Any:
        for byte in json.dumps(GOOD).encode():
            yield bytes([byte])

    assert (await send(client, pieces())).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/api/nothing", (404, "not_found")),
        ("GET", "/api/session/../../etc/passwd", (404, "not_found")),
        ("GET", "/<script>alert(1)</script>", (404, "not_found")),
        ("GET", "/%00%ff%fe", (404, "not_found")),
        ("GET", "/conversations/web-1/tracker", (404, "not_found")),
        ("POST", "/webhooks/rest/webhook", (404, "not_found")),
        ("GET", "/api/session", (405, "method_not_allowed")),
        ("PUT", "/api/messages", (405, "method_not_allowed")),
        ("PATCH", "/api/history", (405, "method_not_allowed")),
        ("DELETE", "/api/history", (405, "method_not_allowed")),
        ("POST", "/api/openapi.json", (405, "method_not_allowed")),
    ],
)
async def test_other_paths_and_methods_are_problems(
    client: httpx.AsyncClient, method: str, path: str, code: tuple[int, str]
) -> None:
    answer = await client.request(method, path)

    assert problem(answer) == code
    assert code[0] != 405 or answer.headers["allow"]


HOST = b"Host: localhost\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n",
        b"hello\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET http://[ HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET  HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET http://\x00 HTTP/1.1\r\n" + HOST + b"\r\n",
        b"POST /api/session HTTP/1.1\r\n" + HOST + b"no colon here\r\n\r\n",
        b"POST /api/session HTTP/1.1\r\n" + HOST + b"Content-Length: abc\r\n\r\n",
        b"POST /api/session HTTP/1.1\r\n" + HOST + b"Content-Length: -5\r\n\r\n",
        b"POST /api/session HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"POST /api/session HTTP/1.1\r\n" + HOST + CHUNKED + b"Content-Length: 2\r\n\r\n0\r\n\r\n",
        b"DELETE /api/session HTTP/1.1\r\n" + HOST + CHUNKED + b"Content-Length: 2\r\n\r\n0\r\n\r\n",
        b"POST /api/session HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip\r\n\r\n",
        b"POST /api/session HTTP/1.1\r\n" + HOST + CHUNKED + b"\r\nzz\r\n",
        b"POST /api/session HTTP/1.1\r\n" + HOST + CHUNKED + b"\r\n-5\r\n",
        b"POST /api/session HTTP/1.1\r\n" + HOST + b"Expect: miracles\r\nContent-Length: 2\r\n\r\n{}",
    ],
    ids=range(17),
)
async def test_broken_http_is_told_so_in_one_problem(server: Server, data: bytes) -> None:
    with all_logs() as lines:
        answer = await server.raw(data, wait=1)
    head, _, body = answer.partition(b"\r\n\r\n")

    assert head.startswith((b"HTTP/1.1 400", b"HTTP/1.1 417", b"HTTP/1.1 404")), answer
    assert b"application/problem+json" in head
    assert json.loads(body)["code"] == "malformed"
    assert "Traceback" not in "".join(lines)


async def test_a_head_that_is_too_large_is_a_problem(server: Server) -> None:
    answer = await server.raw(b"GET / HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 20_000 + b"\r\n\r\n", wait=1)

    assert answer.startswith(b"HTTP/1.1 413")
    assert b"too_large" in answer


async def test_an_error_nobody_thought_of_is_a_problem_without_its_words(
    server: Server, client: httpx.AsyncClient
) -> None:
    user = await User.arrive(client)
    server.echo.breaks = RuntimeError("the marmalade is in this message")
    with all_logs() as lines:
        answer = await user.say("hello")

    assert problem(answer) == (503, "failed")
    assert "RuntimeError" in "".join(lines)
    assert "marmalade" not in "".join(lines) + answer.text


async def test_after_all_that_the_line_still_works(server: Server, client: httpx.AsyncClient) -> None:
    for _ in range(5):
        await client.get("/api/nothing")
        await client.post("/api/messages", content=b"x" * 1_000)
    user = await User.arrive(client)

    assert (await user.say("hello")).status_code == 200
