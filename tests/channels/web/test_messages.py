"""One message, one turn, over HTTP: resends, crashes, buttons, and what is shown of a secret."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from random import Random
from uuid import UUID

import httpx
import pytest
from mnemonic import Mnemonic

from tests.channels.web.server import PRESS, Server, User, problem, serving
from walletdesk.channels.web import reading
from walletdesk.core.errors import Unavailable

PHRASE = Mnemonic("english").to_mnemonic(bytes(range(16)))


async def test_a_message_is_answered_with_itself_and_the_bubbles(client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    body = (await user.say("hello", key="message-0")).json()

    assert body["id"] == "message-0"
    assert [(event["position"], event["kind"], event["text"], event["key"]) for event in body["events"]] == [
        (2, "user", "hello", "message-0"),
        (3, "bot", "you said: hello", "message-0"),
        (4, "bot", "anything else?", "message-0"),
    ]
    assert body["events"][1]["file"] == {"name": "evidence.txt", "text": "facts"}
    assert body["events"][2]["buttons"] == [{"title": "Fees", "payload": PRESS}]
    assert all(event["at"].endswith("Z") for event in body["events"])
    assert not {"buttons", "file", "hidden"} & body["events"][0].keys()


async def test_the_same_id_again_is_the_same_answer_and_is_not_read_again(
    server: Server, client: httpx.AsyncClient
) -> None:
    user = await User.arrive(client)
    first = await user.say("hello", key="the-same-key")
    again = await user.say("hello", key="the-same-key")
    other_words = await user.say("something else", key="the-same-key")

    assert first.json() == again.json() == other_words.json()
    assert len(server.echo.heard) == server.echo.reads == 1


async def test_the_same_id_at_the_same_time_is_one_turn(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    server.echo.gate.clear()
    sent = [asyncio.create_task(user.say("hello", key="the-same-key")) for _ in range(20)]
    await asyncio.sleep(0.1)
    server.echo.gate.set()
    answers = [answer.json() for answer in await asyncio.gather(*sent)]

    assert all(answer == answers[0] for answer in answers)
    assert len(server.echo.heard) == server.echo.reads == 1
    assert len(await user.history()) == 4


async def test_the_same_id_is_known_after_a_restart(tmp_path: Path) -> None:
    async with serving(tmp_path) as first, first.client() as client:
        user = await User.arrive(client)
        said = (await user.say("hello", key="the-same-key")).json()
    async with serving(tmp_path) as second, second.client() as client:
        again = await User(client, {"token": user.token}).say("hello", key="the-same-key")

        assert again.json() == said
        assert second.echo.heard == []


def test_ids_as_clients_make_them_are_never_taken_for_secrets() -> None:
    random = Random(5)  # noqa: S311
    for _ in range(2_000):
        number = random.getrandbits(128)
        for key in (str(UUID(int=number)), f"{number:032x}", f"m-{number % 10**9:09}", f"widget_{number:x}"[:30]):
            body = json.dumps({"id": key, "text": "hello"}).encode()
            assert reading.message(body, lambda key, text: text).key == key


async def test_a_client_that_goes_away_stops_nothing(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    server.echo.gate.clear()
    with contextlib.suppress(httpx.TimeoutException):
        await user.call("POST", "/api/messages", json={"id": "the-same-key", "text": "hello"}, timeout=0.1)
    server.echo.gate.set()
    await asyncio.sleep(0.1)

    assert [event["text"] for event in await user.history()][1:] == ["hello", "you said: hello", "anything else?"]
    assert (await user.say("hello", key="the-same-key")).status_code == 200
    assert len(server.echo.heard) == 1


async def test_a_turn_that_broke_can_be_sent_again(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    server.echo.breaks = Unavailable("the tracker store is away")
    failed = await user.say("hello", key="the-same-key")
    server.echo.breaks = None

    assert problem(failed) == (503, "failed")
    assert int(failed.headers["retry-after"]) > 0
    assert (await user.say("hello", key="the-same-key")).json()["events"][1]["text"] == "you said: hello"
    assert server.echo.reads == 1


async def test_while_the_process_ends_open_turns_are_finished_and_new_ones_refused(
    server: Server, client: httpx.AsyncClient
) -> None:
    user = await User.arrive(client)
    server.echo.gate.clear()
    running = asyncio.create_task(user.say("hello"))
    await asyncio.sleep(0.05)
    ending = asyncio.create_task(server.chats.drain(5))
    await asyncio.sleep(0.05)
    refused = await user.say("one more")
    server.echo.gate.set()
    await ending

    assert (await running).json()["events"][1]["text"] == "you said: hello"
    assert problem(refused) == (503, "not_ready")
    assert int(refused.headers["retry-after"]) > 0


async def test_a_phrase_is_not_kept_and_the_user_is_warned(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    events = (await user.say(f"my words are {PHRASE}")).json()["events"]

    assert (events[0]["text"], events[0]["hidden"]) == ("", "secret")
    assert events[1]["text"] == "never share it"
    assert PHRASE.encode() not in server.database


async def test_sending_half_a_phrase_again_and_again_does_not_make_a_whole_one(
    server: Server, client: httpx.AsyncClient
) -> None:
    user = await User.arrive(client)
    half = " ".join(PHRASE.split()[:4])
    answers = [await user.say(half, key="the-same-key") for _ in range(6)]

    assert "hidden" not in str([answer.json() for answer in answers])


@pytest.mark.parametrize("size", [4_001, 60_000])
async def test_a_text_that_is_too_long_is_answered_kindly(client: httpx.AsyncClient, size: int) -> None:
    events = (await (await User.arrive(client)).say("语" * size)).json()["events"]

    assert (events[0]["text"], events[0]["hidden"]) == ("", "unreadable")
    assert events[1]["text"] == "say it in words"


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "/", "😀" * 10, "‮evil", "\ud800", "a\0b", "/restart", "null"])
async def test_odd_texts_are_answered(client: httpx.AsyncClient, text: str) -> None:
    user = await User.arrive(client)
    answer = await user.call("POST", "/api/messages", content=json.dumps({"id": "message-0", "text": text}),
                             headers={"content-type": "application/json"})  # fmt: skip

    assert answer.status_code == 200
    assert len(answer.json()["events"]) == 3


async def test_a_pressed_button_is_shown_by_its_title(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    answer = await user.call("POST", "/api/messages", json={"id": "message-0", "payload": PRESS})

    assert answer.json()["events"][0]["text"] == "Fees"
    assert server.echo.heard[0][1] == PRESS


async def test_a_button_whose_answer_was_lost_on_the_way_can_be_pressed_again(
    server: Server, client: httpx.AsyncClient
) -> None:
    user = await User.arrive(client)
    first = await user.call("POST", "/api/messages", json={"id": "message-0", "payload": PRESS})
    again = await user.call("POST", "/api/messages", json={"id": "message-0", "payload": PRESS})

    assert (again.status_code, again.json()) == (200, first.json())
    assert len(server.echo.heard) == 1


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "hello",
        "/restart",
        "/session_start",
        "/press",
        "/press{}",
        "/press{",
        '/press{"s":1}',
        '/press{"s":["a"]}',
        '/press{"s":"a","x":"b"}',
        '/press{"s":"' + "a" * 300 + '"}',
        '/secret_shared{"kinds":[]}',
        '/press{"s":"a"}/restart',
        '{"s":"topic"}',
        PHRASE,
        '/press{"s":"desk","v":"news","n":""}',
        ' /press {"s":"desk","v":"news","n":""} ',
        '/press{"n":"x","v":"news","s":"desk"}',
        '/press{"v":"news","s":"\\u0064esk"}',
        '/press{"s":"' + PHRASE + '"}',
    ],
)
async def test_what_is_no_button_of_ours_is_refused(server: Server, client: httpx.AsyncClient, payload: str) -> None:
    user = await User.arrive(client)
    answer = await user.call("POST", "/api/messages", json={"id": "message-0", "payload": payload})

    assert problem(answer) == (422, "bad_request")
    assert server.echo.heard == []


async def test_the_call_for_the_staffs_news_is_not_a_users_to_type(server: Server, client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)

    assert problem(await user.say('/press{"s":"desk","v":"news","n":""}')) == (422, "bad_request")
    assert server.echo.heard == []


async def test_language_and_time_zone_reach_the_dialogue_and_odd_zones_do_not(
    server: Server, client: httpx.AsyncClient
) -> None:
    user = await User.arrive(client, language="zh-Hans")
    await user.say("one", language="en", timezone="Asia/Shanghai")
    await user.say("two", language="en", timezone="Mars/Olympus")

    assert server.echo.heard[0][2] == {
        "timezone": "Asia/Shanghai",
        "language": "en",
        "switched": "yes",
        "locale": "zh-Hans",
    }
    assert "timezone" not in server.echo.heard[1][2]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}"]
)
async def test_markup_comes_back_as_the_plain_text_it_is(client: httpx.AsyncClient, text: str) -> None:
    user = await User.arrive(client)
    for answer in (await user.say(text), await user.call("GET", "/api/history")):
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert text in str(answer.json()["events"])


async def test_history_goes_on_where_the_client_was(client: httpx.AsyncClient) -> None:
    user = await User.arrive(client)
    for number in range(70):
        await user.say(f"word {number}")
    first = (await user.call("GET", "/api/history")).json()
    rest = (await user.call("GET", "/api/history", params={"after": 200})).json()

    assert [event["position"] for event in first["events"]] == list(range(1, 201))
    assert (first["more"], rest["more"]) == (True, False)
    assert [event["position"] for event in rest["events"]] == list(range(201, 212))
    assert (await user.call("GET", "/api/history", params={"after": 999_999_999})).json() == {
        "events": [],
        "more": False,
    }


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "1e3", "9" * 30, " 1", "٣"])
async def test_a_place_that_is_none_is_refused(client: httpx.AsyncClient, after: str) -> None:
    user = await User.arrive(client)

    assert problem(await user.call("GET", "/api/history", params={"after": after})) == (422, "bad_request")
