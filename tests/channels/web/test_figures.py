"""Figures: right numbers, names of our own only, and nothing about anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.channels.web.served import Served, frames
from walletdesk import bootstrap
from walletdesk.adapters.desk import SqlDesk, Staff
from walletdesk.channels.chats import NEWS
from walletdesk.channels.speaker import Said
from walletdesk.channels.web import figures
from walletdesk.channels.web.figures import Figures, Names, figures_of
from walletdesk.core.ports import Kind, Priority, TicketDraft

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
FEW = Names(
    intents=frozenset({"fee_question", "secret_shared", "unreadable"}), steps=frozenset({("fee_question", "start")})
)


@pytest.fixture(autouse=True)
def _few_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    figures.our_names.cache_clear()
    monkeypatch.setattr(bootstrap, "the_content", lambda: SimpleNamespace(library=small_library()))
    yield
    figures.our_names.cache_clear()


def small_library() -> SimpleNamespace:
    book = SimpleNamespace(steps={"start": None})
    return SimpleNamespace(playbooks={"fee_question": book}, small_talk=frozenset(), phrases={})


async def told(served: Served) -> dict[str, float]:
    async with served.http.get(f"{served.base}/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        lines = (await answer.text()).splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


async def test_turns_are_counted_by_what_became_of_them(served: Served) -> None:
    session = await served.open()
    for text in ("hello", "wait 0.3", "break"):
        await served.say(session, text)
    now = await told(served)

    assert now['walletdesk_turns_total{channel="web",outcome="ok"}'] == 2
    assert now['walletdesk_turns_total{channel="web",outcome="failed"}'] == 1
    assert now['walletdesk_intents_total{intent="fee_question"}'] == 3
    assert now['walletdesk_steps_total{step="start",topic="fee_question"}'] == 3
    assert now['walletdesk_turn_seconds_count{channel="web"}'] == 3
    assert 0.3 < now['walletdesk_turn_seconds_sum{channel="web"}'] < 1
    assert now['walletdesk_turn_seconds_bucket{channel="web",le="0.25"}'] == 2


async def test_a_message_that_is_sent_twice_is_one_turn(served: Served) -> None:
    session = await served.open()
    for _ in range(2):
        await served.say(session, "hello", key="the-same-key")

    assert (await told(served))['walletdesk_turns_total{channel="web",outcome="ok"}'] == 1


async def test_secrets_are_counted_by_kind(served: Served) -> None:
    session = await served.open()
    await served.say(session, PHRASE)
    now = await told(served)

    assert now['walletdesk_secrets_refused_total{kind="mnemonic"}'] == 1
    assert now['walletdesk_intents_total{intent="secret_shared"}'] == 1


async def test_sessions_streams_and_refusals_are_counted(served: Served) -> None:
    session = await served.open()
    async with served.http.post(f"{served.base}/api/session", json={}, headers=session.headers) as renewed:
        assert renewed.status == 200
    async with served.stream(session), served.stream(session):
        now = await told(served)
    for path in ("/api/history", "/api/events"):
        async with served.http.get(served.base + path) as refused:
            assert refused.status == 401
    for path in ("/widget/none.js", "/nowhere"):
        async with served.http.get(served.base + path) as missing:
            assert missing.status == 404
    after = await told(served)

    assert now["walletdesk_open_streams"] == 2
    assert now["walletdesk_sessions_opened_total"] == 1
    assert {name: value for name, value in after.items() if name.startswith("walletdesk_refusals_total")} == {
        'walletdesk_refusals_total{code="token_missing"}': 2
    }


async def test_nothing_in_them_is_about_a_user(served: Served) -> None:
    session = await served.open()
    await served.say(session, "my marmalade is missing", key="marmalade-key-1")
    await served.say(session, PHRASE)
    async with served.http.get(f"{served.base}/widget/marmalade.js") as refused:
        assert refused.status == 404
    async with served.http.get(f"{served.base}/metrics") as answer:
        page = await answer.text()

    for word in ("marmalade", "sausage", served.conversation(session), session.token):
        assert word not in page
    assert not re.search(r"web-[0-9a-f]{8}|127\.0\.0\.1", page)


def test_a_name_that_is_not_ours_is_counted_as_other() -> None:
    counted = Figures(lambda: FEW)
    counted.turn("web", "hello", Said((), None, "made_up", "nowhere", "never"), 0.1)
    counted.turn("web", '/secret_shared{"kinds": ["made_up"]}', Said((), None, "secret_shared"), 0.1)
    page = counted.told().decode()

    assert 'intents_total{intent="other"} 1.0' in page
    assert 'steps_total{step="other",topic="other"} 1.0' in page
    assert 'secrets_refused_total{kind="other"} 1.0' in page
    assert "made_up" not in page


async def test_an_answer_of_the_staff_comes_by_the_stream_and_is_counted(served: Served) -> None:
    session = await served.open()
    draft = TicketDraft(
        served.conversation(session), Kind.PROBLEM, Priority.NORMAL, "fee_question", "support", "en", {}, "a story"
    )
    ticket = await SqlDesk(served.app.ctx.store).open(draft)
    Staff(served.app.ctx.store).reply(ticket.number, "look at the gas price")
    async with served.stream(session, after=1) as answer:
        assert await served.chats.push_news() == 1
        frame = await anext(frames(answer))
    now = await told(served)

    assert (frame.event, frame.id) == ("message", "2")
    assert now['walletdesk_staff_replies_pushed_total{outcome="ok"}'] == 1
    assert 'walletdesk_turns_total{channel="web",outcome="ok"}' not in now


def test_an_answer_of_the_staff_is_no_turn_of_a_user() -> None:
    counted = Figures(lambda: FEW)
    counted.turn("web", NEWS, Said((), "en", "press"), 0.1)
    page = counted.told().decode()

    assert 'staff_replies_pushed_total{outcome="ok"} 1.0' in page
    assert "walletdesk_turns_total{" not in page


def test_each_app_has_figures_of_its_own() -> None:
    one, other = (SimpleNamespace(ctx=SimpleNamespace()) for _ in range(2))
    figures_of(one).opened()

    assert figures_of(one) is figures_of(one)
    assert b"sessions_opened_total 1.0" in figures_of(one).told()
    assert b"sessions_opened_total 0.0" in figures_of(other).told()


def test_every_topic_and_every_step_of_our_content_has_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    library = bootstrap.the_content().library
    names = figures.names_of(library)

    assert names.intents >= {*library.playbooks, "greet", "thank", "affirm", "press", "back", "secret_shared"}
    assert len(names.intents) < 100
    assert len(names.steps) < 2_000
    assert all(name.isascii() for name in names.intents)
