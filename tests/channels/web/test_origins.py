"""Which pages may use a session, also behind a proxy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.channels.web.server import Server, User, problem, serving

WALLET = "https://wallet.example"
ELSEWHERE = "https://evil.example"
CALLS = [("POST", "/api/session"), ("GET", "/api/history"), ("GET", "/api/events"), ("DELETE", "/api/session")]


@pytest_asyncio.fixture
async def listed(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A server that another host's page may use."""
    async with serving(tmp_path, origins=(WALLET, "capacitor://localhost")) as running, running.client() as client:
        yield client


async def test_our_own_page_and_listed_ones_may_begin_a_session(server: Server, listed: httpx.AsyncClient) -> None:
    async with server.client() as client:
        assert (await client.post("/api/session", headers={"origin": server.url})).status_code == 201
    for origin in (WALLET, "capacitor://localhost", WALLET.upper(), WALLET + ":443"):
        answer = await listed.post("/api/session", headers={"origin": origin})
        assert answer.status_code == 201
        assert answer.headers["access-control-allow-origin"] == origin


@pytest.mark.parametrize(
    "origin",
    [
        ELSEWHERE,
        "null",
        "",
        "http://wallet.example",
        WALLET + ".evil.example",
        WALLET + ":444",
        WALLET + "/",
        "https://evil.example/" + WALLET,
        "https://wallet\u212a.example",
        "wallet.example",
        "*",
        "https://" + "a" * 300,
    ],
)
async def test_no_other_page_may(listed: httpx.AsyncClient, origin: str) -> None:
    answer = await listed.post("/api/session", headers={"origin": origin.encode()})

    assert problem(answer) == (403, "origin_refused")
    # Any page may read that it is kept out, and nothing else.
    assert answer.headers["access-control-allow-origin"] == "*"
    assert set(answer.json()) == {"type", "status", "title", "code"}


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_a_stolen_token_is_worth_nothing_on_another_page(
    listed: httpx.AsyncClient, method: str, path: str
) -> None:
    user = await User.arrive(listed, origin=WALLET)
    for origin in (ELSEWHERE, "null", "capacitor://localhost", str(listed.base_url).rstrip("/")):
        stolen = {"authorization": f"Bearer {user.token}", "origin": origin}
        assert problem(await listed.request(method, path, headers=stolen)) == (403, "origin_refused")
    assert len(await user.history()) == 1


async def test_a_token_made_for_no_page_is_worth_nothing_on_one(listed: httpx.AsyncClient) -> None:
    user = await User.arrive(listed)

    assert problem(await user.call("GET", "/api/history", headers={"origin": WALLET})) == (403, "origin_refused")


async def test_a_page_that_reads_from_its_own_host_sends_no_origin(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client, origin=server.url)
    read = {"authorization": f"Bearer {user.token}", "sec-fetch-site": "same-origin"}

    assert (await client.get("/api/history", headers=read)).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_call_from_elsewhere_that_hides_its_page_is_refused(client: httpx.AsyncClient, site: str) -> None:
    user = await User.arrive(client)

    assert problem(await client.post("/api/session", headers={"sec-fetch-site": site})) == (403, "origin_refused")
    assert problem(await user.call("GET", "/api/history", headers={"sec-fetch-site": site})) == (403, "origin_refused")


async def test_two_origins_are_none(listed: httpx.AsyncClient) -> None:
    answer = await listed.post("/api/session", headers=[("origin", WALLET), ("origin", ELSEWHERE)])

    assert problem(answer) == (403, "origin_refused")


@pytest.mark.parametrize("path", ["/api/session", "/api/messages", "/api/history", "/api/events"])
async def test_a_preflight_tells_allowed_pages_what_they_may_and_others_nothing(
    listed: httpx.AsyncClient, path: str
) -> None:
    allowed = await listed.options(path, headers={"origin": WALLET, "access-control-request-method": "POST"})
    refused = await listed.options(path, headers={"origin": ELSEWHERE, "access-control-request-method": "POST"})

    assert allowed.headers["access-control-allow-origin"] == WALLET
    assert "authorization" in allowed.headers["access-control-allow-headers"]
    assert not [name for name in refused.headers if name.startswith("access-control")]
    for answer in (allowed, refused):
        assert (answer.status_code, answer.headers["vary"]) == (204, "Origin")
        assert "access-control-allow-credentials" not in answer.headers


async def test_an_allowed_page_may_read_why_it_was_refused(listed: httpx.AsyncClient) -> None:
    answer = await listed.get("/api/history", headers={"origin": WALLET})

    assert problem(answer) == (401, "token_missing")
    assert answer.headers["access-control-allow-origin"] == WALLET
    assert answer.headers["vary"] == "Origin"


async def test_every_answer_of_the_api_carries_its_headers(client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    for answer in (
        await user.say("hello"),
        await user.call("GET", "/api/history"),
        await client.get("/api/openapi.json"),
        await client.get("/api/nothing"),
        await client.put("/api/session"),
        await user.call("DELETE", "/api/session"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "set-cookie" not in answer.headers


FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-host": "desk.example", "origin": "https://desk.example"}


async def test_behind_a_trusted_proxy_our_origin_is_the_one_the_browser_sees(tmp_path: Path) -> None:
    async with serving(tmp_path, proxies=(ip_network("127.0.0.0/8"),)) as running, running.client() as client:
        assert (await client.post("/api/session", headers=FORWARDED)).status_code == 201
        twice = {**FORWARDED, "x-forwarded-host": "evil.example, desk.example"}
        assert (await client.post("/api/session", headers=twice)).status_code == 201
        forged = {**FORWARDED, "x-forwarded-host": "desk.example, other.example"}
        assert problem(await client.post("/api/session", headers=forged)) == (403, "origin_refused")


async def test_nobody_else_is_believed(client: httpx.AsyncClient) -> None:
    assert problem(await client.post("/api/session", headers=FORWARDED)) == (403, "origin_refused")
