"""The load test: its arithmetic, its page, and its users against a small server that can be told to misbehave."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bench import served_sides, served_users
from bench.served_check import Frames, Ledger, Verdict, stock_verdict, verdict
from bench.served_crowd import Crowd, Load, Outcome, cores, run
from bench.served_page import BEGIN, END, kept, placed, render
from bench.served_rounds import Plan, Side, is_borne, search
from bench.served_users import RestUser, WidgetUser

PAGE = "# A turn\n\nnumbers\n"
LOAD = Load(users=6, seconds=0.8, think=0.05, resend=0.3, drop=0.2)


def user(position: int, key: str) -> dict[str, Any]:
    return {"position": position, "kind": "user", "key": key, "text": "hi", "buttons": []}


def bot(position: int, key: str = "") -> dict[str, Any]:
    return {"position": position, "kind": "bot", "key": key, "text": "yes", "buttons": []}


WELCOME = bot(1)
TURN = [user(2, "a"), bot(3, "a"), bot(4, "a")]


@pytest.mark.parametrize(
    ("answers", "streamed", "history", "expected"),
    [
        ({"a": [TURN]}, [WELCOME, *TURN], [WELCOME, *TURN], Verdict()),
        ({"a": [TURN, TURN]}, [WELCOME, *TURN], [WELCOME, *TURN], Verdict()),
        ({"a": [TURN]}, [WELCOME, *TURN[:2]], [WELCOME, *TURN], Verdict(lost=1)),
        ({"a": [TURN]}, [WELCOME, TURN[0], TURN[2]], [WELCOME, *TURN], Verdict(lost=1)),
        ({"a": [TURN]}, [WELCOME, *TURN, TURN[2]], [WELCOME, *TURN], Verdict(duplicated=1)),
        ({"a": [TURN]}, [WELCOME], [WELCOME], Verdict(lost=1)),
        ({"a": []}, [WELCOME], [WELCOME], Verdict(lost=1)),
        ({"a": [TURN]}, [WELCOME, *TURN], [WELCOME, *TURN, WELCOME], Verdict(duplicated=1)),
        ({"a": [TURN]}, [WELCOME, *TURN, bot(5, "b")], [WELCOME, *TURN, bot(5, "b")], Verdict(foreign=1)),
        ({"a": [[user(1, "a")]]}, [user(1, "a")], [user(1, "a")], Verdict(lost=1)),
    ],
    ids=(
        "as it should be",
        "the same answer to a resend",
        "the last never came over the stream",
        "a gap in the stream",
        "twice over the stream",
        "answered and not kept",
        "never answered",
        "a position twice in the history",
        "somebody else's",
        "no reply",
    ),
)
def test_every_message_and_every_position_counts_once(
    answers: dict[str, Any], streamed: list[Any], history: list[Any], expected: Verdict
) -> None:
    assert verdict(Ledger(answers, streamed), history) == expected


def test_a_second_turn_is_seen_in_the_answers_and_in_the_history() -> None:
    second = [user(5, "a"), bot(6, "a")]
    whole = [WELCOME, *TURN, *second]
    assert verdict(Ledger({"a": [TURN, second]}, whole), whole).duplicated == 1
    assert verdict(Ledger({"a": [TURN]}, whole), whole).duplicated == 1


def test_stock_rasa_is_counted_by_its_turns() -> None:
    assert stock_verdict(sent=10, answered=9, turns=11) == Verdict(lost=1, duplicated=1)
    assert stock_verdict(sent=10, answered=10, turns=10) == Verdict()


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_frames_are_whole_wherever_the_network_cuts(size: int) -> None:
    stream = ': ping\n\nid: 7\nevent: message\ndata: {"text":"你好"}\n\nevent: bye\r\n\r\n'.encode()
    frames = Frames()
    pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
    found = [frame for piece in pieces for frame in frames.feed(piece)]
    assert [(frame.event, frame.id) for frame in found] == [("message", "7"), ("bye", "")]
    assert json.loads(found[0].data) == {"text": "你好"}


class Desk:
    """As much of the widget's API as the users ask for. wrong: what it does wrong."""

    def __init__(self, wrong: str = "") -> None:
        self.wrong = wrong
        self.chats: dict[str, list[dict[str, Any]]] = {}
        self.addresses: set[str] = set()
        self.refused = itertools.count()
        self._news = asyncio.Condition()

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.post("/api/session", self.session),
                web.post("/api/messages", self.messages),
                web.get("/api/events", self.events),
                web.get("/api/history", self.history),
                web.post("/webhooks/rest/webhook", self.rest),
                web.get("/conversations/{name}/tracker", self.tracker),
            ]
        )
        return app

    def chat(self, request: web.Request) -> list[dict[str, Any]]:
        return self.chats[request.headers["Authorization"].removeprefix("Bearer ")]

    async def session(self, request: web.Request) -> web.Response:
        if self.wrong == "shut":
            return web.json_response({}, status=503)
        self.addresses.add(request.remote or "")
        token = f"t{len(self.chats)}"
        self.chats[token] = [bot(1)]
        return web.json_response({"token": token, "events": self.chats[token]}, status=201)

    async def messages(self, request: web.Request) -> web.Response:
        if self.wrong == "strict":
            return web.json_response({}, status=422)
        if self.wrong == "busy" and next(self.refused) % 3 == 0:
            return web.json_response({}, status=429, headers={"Retry-After": "0"})
        chat, key = self.chat(request), (await request.json())["id"]
        await asyncio.sleep(0.01)
        said = [event for event in chat if event["key"] == key]
        if not said or self.wrong == "second turn":
            said = [user(len(chat) + 1, key), bot(len(chat) + 2, key)]
            chat += said
            async with self._news:
                self._news.notify_all()
        return web.json_response({"id": key, "events": said})

    async def events(self, request: web.Request) -> web.StreamResponse:
        chat, place = self.chat(request), int(request.headers.get("Last-Event-ID", 0))
        if self.wrong == "forgets the place":
            place = 0
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        with suppress(ConnectionResetError):
            while True:
                for event in chat[place:]:
                    if self.wrong != "leaves out" or event["position"] % 4:
                        await stream.write(f"id: {event['position']}\ndata: {json.dumps(event)}\n\n".encode())
                place = len(chat)
                async with self._news:
                    await self._news.wait()
        return stream

    async def history(self, request: web.Request) -> web.Response:
        after = int(request.query["after"])
        chat = self.chat(request)
        return web.json_response({"events": chat[after : after + 5], "more": len(chat) > after + 5})

    async def rest(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.chats.setdefault(body["sender"], []).append({"event": "user"})
        return web.json_response([{"text": "yes", "buttons": []}])

    async def tracker(self, request: web.Request) -> web.Response:
        return web.json_response({"events": [{"event": "session_started"}, *self.chats[request.match_info["name"]]]})


@asynccontextmanager
async def serving(desk: Desk) -> AsyncIterator[str]:
    server = TestServer(desk.app(), handler_cancellation=True)
    await server.start_server()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        await server.close()


async def talked(desk: Desk, make: Any = WidgetUser, load: Load = LOAD) -> Outcome:
    async with serving(desk) as base:
        return await Crowd(base, make, load).talk()


async def test_users_of_a_good_server_lose_nothing_over_resends_and_broken_streams() -> None:
    desk = Desk()
    outcome = await talked(desk)
    sent = [event for chat in desk.chats.values() for event in chat if event["kind"] == "user"]
    assert len(outcome.turns) == len(sent) > LOAD.users
    assert len(outcome.first) == len(outcome.turns)
    assert outcome.resent
    assert outcome.reconnected
    assert (outcome.verdict, outcome.errors, outcome.silent) == (Verdict(), {}, 0)
    assert outcome.lasted * outcome.throughput == pytest.approx(len(sent))
    assert outcome.done <= len(sent)
    assert desk.addresses == {f"127.0.0.{n}" for n in range(2, 2 + LOAD.users)}


async def test_a_refused_message_is_sent_again_and_the_refusal_counted() -> None:
    outcome = await talked(Desk("busy"))
    assert outcome.verdict == Verdict()
    assert outcome.silent == 0
    assert list(outcome.errors) == ["POST /api/messages: 429"]


async def test_a_message_that_the_server_will_never_take_is_lost_at_once() -> None:
    outcome = await talked(Desk("strict"), load=Load(users=2, seconds=0.3, think=0.05, resend=0, drop=0))
    assert outcome.verdict.lost == outcome.silent == len(outcome.turns) > 0
    assert outcome.errors == {"POST /api/messages: 422": len(outcome.turns)}
    assert outcome.throughput == 0


@pytest.mark.parametrize(
    ("wrong", "what"), [("second turn", "duplicated"), ("forgets the place", "duplicated"), ("leaves out", "lost")]
)
async def test_a_server_that_misbehaves_is_found_out(wrong: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served_users, "SETTLE", 0.2)
    outcome = await talked(Desk(wrong))
    assert getattr(outcome.verdict, what) > 0


async def test_a_server_that_lets_nobody_in_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served_users, "AGAIN", 0.01)
    with pytest.raises(ConnectionError, match="no session"):
        await talked(Desk("shut"))


async def test_a_resend_to_a_server_without_message_ids_is_a_second_turn() -> None:
    outcome = await talked(Desk(), RestUser)
    assert outcome.verdict == Verdict(duplicated=outcome.resent)
    assert outcome.resent
    assert outcome.reconnected == 0


async def test_nobody_pauses_where_there_is_no_time_to_think() -> None:
    desk = Desk()
    outcome = await talked(desk, load=Load(users=3, seconds=0.5, think=0.0, resend=0, drop=0))
    assert outcome.verdict == Verdict()
    assert outcome.resent == outcome.reconnected == 0
    assert len(outcome.turns) > 3 * 2


class Quiet:
    async def open(self) -> None: ...

    async def say(self, text: str, is_payload: bool, resend: str) -> list[Any]:
        assert os.sched_getaffinity(0) == {cores()[1]}
        return []

    async def drop(self) -> None: ...

    async def check(self) -> Verdict:
        return Verdict()

    async def close(self) -> None: ...


def test_the_client_stays_on_its_core_while_it_runs_and_no_longer() -> None:
    before = os.sched_getaffinity(0)
    outcome = run(Crowd("", lambda wire: Quiet(), Load(2, 0.1, 0.02)), cores()[1])
    assert outcome.silent == len(outcome.turns) > 0
    assert os.sched_getaffinity(0) == before


def outcome_of(load: Load, *turns: float, **changed: Any) -> Outcome:
    told = {"turns": list(turns), "first": list(turns), "done": len(turns), **changed}
    return Outcome(load, **told)


@pytest.mark.parametrize(("bears", "expected"), [(50.0, 47.0), (1000.0, 97.0), (0.0, None)])
def test_the_search_ends_near_the_rate_that_is_borne(bears: float, expected: float | None) -> None:
    plan = Plan(Load(users=500, seconds=60, think=20), sweep=True, probe=20)
    asked = []

    def talk(load: Load) -> Outcome:
        asked.append(load)
        rate = load.users / load.think
        return outcome_of(load, 100.0 if rate <= bears else 900.0, done=int(rate * load.seconds))

    found = search(talk, plan, 100.0, probes := [])
    assert [load.seconds for load in asked[:4]] == [20.0] * 4
    assert asked[-1].seconds == 60
    assert len(probes) >= 4
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert found.rate == pytest.approx(expected, abs=4)
        assert found.rate <= bears


def test_nothing_is_searched_where_nothing_was_answered() -> None:
    def talk(load: Load) -> Outcome:
        raise AssertionError("there is no rate to begin with")

    assert search(talk, Plan(Load(users=500, seconds=60, think=20), sweep=True), 0.0, []) is None


def test_a_rate_is_borne_when_the_wait_is_short_and_nothing_piles_up() -> None:
    load = Load(users=10, seconds=10, think=1)
    assert is_borne(outcome_of(load, 100.0, done=100), 10)
    assert not is_borne(outcome_of(load, 600.0, done=100), 10)
    assert not is_borne(outcome_of(load, 100.0, done=80), 10)
    assert not is_borne(outcome_of(load, 100.0, done=100, silent=1), 10)
    assert not is_borne(outcome_of(load), 10)


def sides(**changed: Any) -> dict[str, Side]:
    load = Load(users=500, seconds=60, think=20)
    told = {
        "begun": {"rasa_cpu": 1.0, "actions_cpu": 1.0},
        "ended": {"rasa_cpu": 1.3, "rasa_memory": 300.0, "actions_cpu": 1.03, "actions_memory": 40.0},
    }
    mine = outcome_of(load, 10.0, 20.0, 30.0, **changed)
    return {"ours": Side(paced=mine), "stock": Side(paced=outcome_of(load, 10.0, first=[], done=1, **told))}


PLAN = Plan(Load(users=500, seconds=60, think=20))


def test_the_page_tells_both_sides_row_by_row() -> None:
    text = render(sides(), PLAN, 0.5)
    assert "| answer, p50 | 20 ms | 10 ms |" in text
    assert "| first bubble on the event stream, p50 | 20 ms | – |" in text
    assert "| CPU of a turn | – | 300.0 + 30.0 ms |" in text
    assert "| memory at the end | – | 300 + 40 MB |" in text
    assert "What failed" not in text
    assert "p95 ≤ 500 ms" not in text


def test_the_page_does_not_hide_what_went_wrong() -> None:
    measured = sides(verdict=Verdict(lost=2), errors={"POST /api/messages: 503": 4}, silent=1)
    measured["stock"].failures.append("it fell over")
    text = render(measured, PLAN, 0.5)
    for line in (
        "20.0 s to think: 2 lost",
        "4 × POST /api/messages: 503",
        "1 without an answer",
        "stock, it fell over",
    ):
        assert line in text


def test_a_side_without_a_round_leaves_its_cells_empty() -> None:
    text = render({"ours": Side(failures=["NotServed: the server did not start"])}, Plan(PLAN.load, sweep=True), 0.5)
    assert "| turns a second | – |" in text
    assert "the server did not start" in text


def test_the_section_stands_between_its_markers_and_is_replaced_where_it_is() -> None:
    first, second = (render(sides(), PLAN, load) for load in (0.5, 1.5))
    once = placed(PAGE, first)
    assert once.startswith(PAGE)
    assert once.endswith(f"{first.rstrip()}\n{END}\n")
    longer = once + "\n# Another part\n"
    again = placed(longer, second)
    assert again.count(BEGIN) == 1
    assert again.endswith("\n# Another part\n")
    assert placed(again, first) == longer
    assert PAGE + "\n" + kept(once) == once
    assert kept(PAGE) == ""


def test_a_process_is_weighed_by_the_kernels_account() -> None:
    command = [sys.executable, "-c", "held = b'x' * 50_000_000; print(len(held), flush=True); input()"]
    with Popen(command, stdin=-1, stdout=-1) as child:
        assert child.stdout
        child.stdout.readline()
        try:
            assert served_sides.peak(child.pid) >= served_sides.resident(child.pid) > 40
            assert 0 < served_sides.cpu_seconds(child.pid) < 60
        finally:
            child.kill()


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("2026-01-01 12:00:00,000 ERROR rasa.core it broke", 1),
        ("2026-01-01 12:00:00 [error    ] actions.failed", 1),
        ("Traceback (most recent call last):", 1),
        ("2026-01-01 12:00:00,000 WARNING no error at all", 0),
    ],
)
def test_errors_in_a_servers_log_are_counted(tmp_path: Path, line: str, count: int) -> None:
    log = tmp_path / "serve.log"
    log.write_text(f"started\n{line}\n", "utf-8")
    assert served_sides.Server("", WidgetUser, {}, log).logged_errors() == count
