"""Tokens, renewal, and deletion, over HTTP."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from tests.channels.web.server import Server, User, problem, serving
from walletdesk.channels.web import tokens
from walletdesk.ticketing import utc_now

DAY = 86_400


def claims(user: User) -> dict[str, Any]:
    return dict(jwt.decode(user.token, options={"verify_signature": False}))


def signed(server: Server, user: User, **changes: Any) -> str:
    """A token as this server would have signed it, at another time or for another session."""
    key = (server.folder / "var" / tokens.KEY_FILE).read_bytes()
    return jwt.encode({**claims(user), **changes}, key, algorithm="HS256")


def unsigned(user: User) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims(user))]
    return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), ""])


async def renew(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/api/session", json={}, headers={"authorization": f"Bearer {token}"})


async def test_a_session_begins_with_the_welcome_in_its_language(client: httpx.AsyncClient) -> None:
    user = await User.arrive(client, language="zh-Hant")

    assert [event["text"] for event in user.opened["events"]] == ["welcome in zh-Hant"]
    assert (user.opened["expires_in"], user.opened["resumed"]) == (900, False)


async def test_a_session_may_be_begun_without_a_body(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/session")).status_code == 201


async def test_a_token_names_nobody_and_no_conversation(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)

    assert claims(user).keys() == {"sid", "gen", "aud", "iat", "exp"}
    assert len(base64.urlsafe_b64decode(claims(user)["sid"] + "==")) == 16
    assert claims(user)["sid"].encode() not in server.database
    assert server.app.ctx.door.name(claims(user)["sid"]).encode() in server.database


async def test_two_users_see_nothing_of_each_other(client: httpx.AsyncClient) -> None:
    anna, ben = await User.arrive(client), await User.arrive(client)
    await asyncio.gather(anna.say("annas words", key="the-same-key"), ben.say("bens words", key="the-same-key"))

    assert "annas words" in str(await anna.history())
    assert "bens" not in str(await anna.history())
    assert "annas" not in str(await ben.history())


async def test_two_tabs_of_one_user_share_the_conversation(client: httpx.AsyncClient) -> None:
    one = await User.arrive(client)
    other = User(client, (await renew(client, one.token)).json())
    await asyncio.gather(*(tab.say(f"word {number}") for number, tab in enumerate([one, other] * 3)))

    history = await one.history()
    assert history == await other.history()
    assert [event["position"] for event in history] == list(range(1, 20))


async def test_a_session_goes_on_with_a_new_token_and_what_was_said(client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    await user.say("hello")
    answer = await renew(client, user.token)

    assert answer.status_code == 200
    assert answer.json()["resumed"] is True
    assert answer.json()["token"] != user.token
    assert [event["text"] for event in answer.json()["events"]][1:3] == ["hello", "you said: hello"]


async def test_a_session_is_resumed_with_its_last_200_events(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    for number in range(70):
        await user.say(f"word {number}")
    events = (await renew(client, user.token)).json()["events"]

    assert [event["position"] for event in events] == list(range(12, 212))


@pytest.mark.parametrize("ago", [0, 1, 6 * DAY])
async def test_an_expired_token_opens_nothing_and_can_be_renewed(
    server: Server, client: httpx.AsyncClient, ago: int
) -> None:
    user = await User.arrive(client)
    user.token = signed(server, user, exp=int(time.time()) - ago)

    assert problem(await user.call("GET", "/api/history")) == (401, "token_expired")
    assert problem(await user.say("hello")) == (401, "token_expired")
    assert (await renew(client, user.token)).status_code == 200


async def test_after_a_week_it_cannot_be_renewed(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)

    assert problem(await renew(client, signed(server, user, exp=int(time.time()) - 7 * DAY))) == (401, "token_bad")


async def test_a_token_is_renewed_again_within_a_minute_for_other_tabs(
    server: Server, client: httpx.AsyncClient
) -> None:
    user = await User.arrive(client)
    answers = await asyncio.gather(*(renew(client, user.token) for _ in range(5)))

    assert {answer.status_code for answer in answers} == {200}
    newest = {jwt.decode(answer.json()["token"], options={"verify_signature": False})["gen"] for answer in answers}
    assert newest == {2}


async def test_after_that_minute_a_renewed_token_is_worth_nothing(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    newer = (await renew(client, user.token)).json()["token"]
    conversation = server.app.ctx.door.name(claims(user)["sid"])
    await server.chats.store.update(conversation, renewed=utc_now() - timedelta(seconds=tokens.GRACE + 1))

    assert problem(await renew(client, user.token)) == (401, "session_unknown")
    assert (await renew(client, newer)).status_code == 200


async def test_the_token_before_the_last_two_is_worth_nothing_at_once(client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    second = (await renew(client, user.token)).json()["token"]
    assert (await renew(client, second)).status_code == 200

    assert problem(await renew(client, user.token)) == (401, "session_unknown")


async def test_a_guessed_session_is_unknown_even_with_the_right_signature(
    server: Server, client: httpx.AsyncClient
) -> None:
    user = await User.arrive(client)
    guessed = signed(server, user, sid=tokens.new_id())

    assert problem(await renew(client, guessed)) == (401, "session_unknown")
    user.token = guessed
    for method, path in (("GET", "/api/history"), ("GET", "/api/events"), ("DELETE", "/api/session")):
        assert problem(await user.call(method, path)) == (401, "session_unknown")
    assert problem(await user.say("hello")) == (401, "session_unknown")
    assert server.echo.heard == []


async def test_forged_and_foreign_tokens_are_refused(server: Server, client: httpx.AsyncClient, tmp_path: Path) -> None:
    user = await User.arrive(client)
    head, body, signature = user.token.split(".")
    wide = jwt.encode(claims(user), (server.folder / "var" / tokens.KEY_FILE).read_bytes() * 2, algorithm="HS512")
    forged = [
        jwt.encode(claims(user), b"another installation's key, not ours", algorithm="HS256"),
        unsigned(user),
        wide,
        f"{head}.{body}.",
        f"{head}.{body}",
        f"{head}.{body}.{signature[:-4]}AAAA",
        "a.b.c",
        "x" * 5_000,
        "....",
        signed(server, user, more="claims"),
        signed(server, user, sid="short"),
        signed(server, user, sid=["list"]),
        signed(server, user, gen="1"),
        signed(server, user, gen=True),
        signed(server, user, exp="never"),
        signed(server, user, exp=1e400),
        signed(server, user, aud=["a", "b"]),
    ]
    for token in forged:
        user.token = token
        assert problem(await user.call("GET", "/api/history")) == (401, "token_bad"), token[:20]
        assert problem(await renew(client, token)) == (401, "token_bad"), token[:20]


@pytest.mark.parametrize("header", ["", "Bearer", "Basic dXNlcjpwYXNz", "Bearer a b", "bearer é", "Bearer a,b"])
async def test_what_is_no_bearer_token_is_refused_and_no_new_session_made(
    client: httpx.AsyncClient, header: str
) -> None:
    answer = await client.post("/api/session", headers={"authorization": header.encode()}, json={})

    assert problem(answer) == (401, "token_bad")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_two_tokens_in_one_call_are_none(client: httpx.AsyncClient) -> None:
    anna, ben = await User.arrive(client), await User.arrive(client)
    headers = [("authorization", f"Bearer {user.token}") for user in (anna, ben)]

    assert problem(await client.get("/api/history", headers=headers)) == (401, "token_bad")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/history"), ("GET", "/api/events"), ("DELETE", "/api/session"), ("POST", "/api/messages")],
)
async def test_without_a_token_nothing_is_told(client: httpx.AsyncClient, method: str, path: str) -> None:
    assert problem(await client.request(method, path)) == (401, "token_missing")


async def test_a_token_in_the_address_is_no_token(client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)

    assert problem(await client.get("/api/history", params={"token": user.token})) == (401, "token_missing")


async def test_a_deleted_conversation_is_gone_from_the_disk_and_its_token_dead(
    server: Server, client: httpx.AsyncClient
) -> None:
    user, other = await User.arrive(client), await User.arrive(client)
    await user.say("the pelargonium invoice", key="key-of-pelargonium")
    await other.say("the tamarind invoice")
    assert b"pelargonium" in server.database
    answer = await user.call("DELETE", "/api/session")

    assert (answer.status_code, answer.content) == (204, b"")
    server.store.close()
    assert b"pelargonium" not in server.database
    assert b"tamarind" in server.database


async def test_after_deletion_every_token_of_the_session_is_dead(client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    other_tab = User(client, (await renew(client, user.token)).json())
    await user.call("DELETE", "/api/session")

    for tab in (user, other_tab):
        assert problem(await tab.call("GET", "/api/history")) == (401, "session_unknown")
        assert problem(await tab.say("hello")) == (401, "session_unknown")
        assert problem(await tab.call("DELETE", "/api/session")) == (401, "session_unknown")
        assert problem(await renew(client, tab.token)) == (401, "session_unknown")


async def test_a_conversation_deleted_during_a_turn_stays_deleted(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    server.echo.gate.clear()
    turn = asyncio.create_task(user.say("the pelargonium invoice"))
    await asyncio.sleep(0.05)
    deletion = asyncio.create_task(user.call("DELETE", "/api/session"))
    await asyncio.sleep(0.05)
    server.echo.gate.set()
    await asyncio.gather(turn, deletion)

    assert deletion.result().status_code == 204
    assert problem(await user.call("GET", "/api/history")) == (401, "session_unknown")


async def test_sessions_outlive_the_process(tmp_path: Path) -> None:
    async with serving(tmp_path) as first, first.client() as client:
        user = await User.arrive(client)
        await user.say("before")
    async with serving(tmp_path) as second, second.client() as client:
        same = User(client, {"token": user.token})
        await same.say("after")

        texts = [event["text"] for event in await same.history()]
        assert [text for text in texts if text in ("before", "after")] == ["before", "after"]
        assert (await renew(client, user.token)).json()["resumed"] is True


async def test_tokens_of_another_installation_are_worth_nothing_here(tmp_path: Path) -> None:
    async with (
        serving(tmp_path / "one") as one,
        serving(tmp_path / "two") as two,
        one.client() as client,
        two.client() as elsewhere,
    ):
        user = await User.arrive(client)

        assert problem(await renew(elsewhere, user.token)) == (401, "token_bad")
        assert (await renew(client, user.token)).status_code == 200


async def test_the_key_is_readable_by_its_owner_only(server: Server) -> None:
    assert (server.folder / "var" / tokens.KEY_FILE).stat().st_mode & 0o777 == 0o600


async def test_while_the_model_is_loaded_nothing_is_taken(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    server.echo.is_loaded = False
    for answer in (await client.post("/api/session", json={}), await user.say("hello")):
        assert problem(answer) == (503, "not_ready")
        assert int(answer.headers["retry-after"]) > 0
