"""Tickets on a real database."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import subprocess
import sys
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.adapters.desks import START, Clock, draft, raw, url_of
from tests.core.secret_material import hex64, phrase_words
from tests.core.test_secrets import CASES, built
from walletdesk.adapters.desk import Search, SqlDesk, Staff, Store, clean, numbers
from walletdesk.core.errors import Unavailable
from walletdesk.core.ports import Priority, Status

ROOT = Path(__file__).parents[2]


async def test_a_ticket_is_found_as_it_was_opened(store: Store, clock: Clock) -> None:
    desk = SqlDesk(store, clock)
    ticket = await desk.open(draft())

    assert (ticket.draft, ticket.status, ticket.opened, ticket.replies) == (draft(), Status.OPEN, START, ())
    assert await desk.find(ticket.number) == ticket


async def test_a_number_is_understood_however_it_is_typed(store: Store) -> None:
    desk = SqlDesk(store, number=lambda: "WD-10K0-01AB")
    ticket = await desk.open(draft())
    ways = [
        "wd-10k0-01ab",
        "WD 10K0 01AB",
        "wd10k001ab",
        "10K0-01AB",
        "WD-lOKo-oIAB",
        "ＷＤ－１０Ｋ０－０１ＡＢ",
        "工单 WD–10K0–01AB。",
    ]

    assert [await desk.find(way) for way in ways] == [ticket] * len(ways)


@pytest.mark.parametrize("text", ["", "WD-", "hello", "WD-10K0-01A", "WD-10K0-01AB-C", "WD-10U0-01AB", "🙂" * 9000])
async def test_what_is_no_number_finds_nothing(store: Store, text: str) -> None:
    assert await SqlDesk(store).find(text) is None


def test_numbers_do_not_count_up_and_are_read_back_as_written() -> None:
    made = [numbers.new() for _ in range(2000)]

    assert len(set(made)) == 2000
    assert all(numbers.read(number) == number for number in made)
    assert {char for number in made for char in number[3:].replace("-", "")} == set(numbers.ALPHABET)


async def test_a_number_that_is_taken_is_drawn_again(store: Store) -> None:
    drawn = iter(["WD-AAAA-AAAA", "WD-AAAA-AAAA", "WD-BBBB-BBBB"])
    desk = SqlDesk(store, number=lambda: next(drawn))
    first, second = await desk.open(draft()), await desk.open(draft())

    assert (first.number, second.number) == ("WD-AAAA-AAAA", "WD-BBBB-BBBB")
    with pytest.raises(Unavailable):
        await SqlDesk(store, number=lambda: "WD-AAAA-AAAA").open(draft())


async def test_a_conversation_sees_its_own_tickets_newest_first(store: Store) -> None:
    desk = SqlDesk(store)
    opened = [await desk.open(draft("anna")), await desk.open(draft("bert")), await desk.open(draft("anna"))]

    assert await desk.of("anna") == (opened[2], opened[0])
    assert await desk.of("nobody") == ()


async def test_a_reply_waits_for_its_conversation_and_is_told_once(store: Store, clock: Clock) -> None:
    desk, staff = SqlDesk(store, clock), Staff(store, clock)
    ticket, other = await desk.open(draft("anna")), await desk.open(draft("bert"))
    for text in ("first", "second"):
        clock.pass_(minutes=1)
        assert staff.reply(ticket.number, text) is not None
    staff.reply(other.number, "for bert")

    waiting = await desk.unheard("anna")
    assert [(reply.ticket, reply.text) for reply in waiting] == [(ticket.number, "first"), (ticket.number, "second")]
    await desk.heard((waiting[0].id,))
    assert await desk.unheard("anna") == waiting[1:]
    await desk.heard(())
    assert staff.heard(ticket) == {}
    assert list(staff.heard(staff.ticket(ticket.number))) == [waiting[0].id]  # type: ignore[arg-type]


async def test_status_follows_what_the_staff_does(store: Store) -> None:
    desk, staff = SqlDesk(store), Staff(store)
    number = (await desk.open(draft())).number
    seen = [
        staff.reply(number, "hello"),
        staff.close(number),
        staff.reply(number, "again"),
        staff.reply(number, "bye", closing=True),
    ]

    assert [ticket and ticket.status for ticket in seen] == [
        Status.ANSWERED,
        Status.CLOSED,
        Status.ANSWERED,
        Status.CLOSED,
    ]
    assert staff.reply("WD-0000-0000", "hello") is None
    assert staff.close("nonsense") is None


async def test_the_staff_sees_urgent_ones_first_and_then_those_that_wait_longest(store: Store, clock: Clock) -> None:
    desk, staff = SqlDesk(store, clock), Staff(store)
    for name, priority, team in (
        ("old", Priority.NORMAL, "technical"),
        ("new", Priority.NORMAL, "general"),
        ("stolen", Priority.URGENT, "security"),
    ):
        await desk.open(draft(name, priority=priority, team=team))
        clock.pass_(hours=1)

    def names(search: Search) -> list[str]:
        return [ticket.draft.conversation for ticket in staff.tickets(search)]

    assert names(Search()) == ["stolen", "old", "new"]
    assert names(Search(team="general")) == ["new"]
    assert names(Search(urgent_only=True)) == ["stolen"]
    assert names(Search(status=Status.CLOSED)) == []
    assert (names(Search(most=2)), staff.how_many(Search(most=2))) == (["stolen", "old"], 3)


async def test_no_kind_of_secret_reaches_the_disk(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite"
    store = Store(url_of(file))
    desk, staff = SqlDesk(store), Staff(store)
    secrets = []
    for case in CASES["must_find"]:
        text, secret = built(case)
        secrets.append(secret or {"password in English": "Blue77sky", "password in Chinese": "abc12345"}[case["name"]])
        ticket = await desk.open(draft(text, category=text, team=text, language=text, facts={text: text}, story=text))
        staff.reply(ticket.number, text)
        assert await desk.of(text) != ()
    await desk.open(draft("marked", facts={"amount": "三百块"}, story="plain words"))
    stored = raw(file)
    store.close()

    assert b"plain words" in stored
    assert "三百块".encode() in stored, "or else Chinese phrases would be looked for in vain"
    assert [number for number, secret in enumerate(secrets) if secret.encode() in stored] == []
    for case in CASES["must_find"]:
        if "words" in case and case.get("joint", " "):
            words = phrase_words(int(case["seed"]), int(case["words"]), case.get("language", "english"))
            threes = (" ".join(words[at : at + 3]) for at in range(len(words) - 2))
            assert not any(three.encode() in stored for three in threes), case["name"]


def test_a_phrase_spread_over_several_facts_is_taken_out() -> None:
    words = phrase_words(77)
    facts, story = clean.facts_and_story(
        {"network": "tron", "token": " ".join(words[:5]), "amount": " ".join(words[5:9])}, " ".join(words[9:])
    )

    assert facts == {"network": "tron", "token": "[mnemonic]", "amount": "[mnemonic]"}
    assert story == "[mnemonic]"


def test_a_hash_beside_a_story_about_keys_stays_whole() -> None:
    given = {"tx_hash": f"0x{hex64(5)}", "network": "ethereum"}

    assert clean.facts_and_story(given, "my private key was never shown to anyone") == (
        given,
        "my private key was never shown to anyone",
    )


def test_text_for_the_staff_cannot_steer_their_terminal() -> None:
    hostile = "ok\x1b[2J\x1b]0;owned\x07 \u202egnp.exe\u2066 \ud800 line\nnext 👨\u200d👩"

    assert clean.words(hostile, 100) == "ok[2J]0;owned gnp.exe  line\nnext 👨\u200d👩"
    assert all(unicodedata.category(char) != "Cc" or char == "\n" for char in clean.words(hostile, 100))


async def test_long_texts_are_shortened(store: Store) -> None:
    ticket = await SqlDesk(store).open(draft(facts={f"f{i}": "x" * 9000 for i in range(200)}, story="啊" * 90_000))

    assert (len(ticket.draft.facts), len(ticket.draft.facts["f0"]), len(ticket.draft.story)) == (60, 500, 4000)


async def test_only_its_own_account_may_read_the_file(tmp_path: Path) -> None:
    file = tmp_path / "var" / "desk.sqlite"
    store = Store(url_of(file))
    await SqlDesk(store).open(draft())

    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}
    store.close()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////proc/nowhere/desk.sqlite",
        "nonsense",
        "oracle+nothing://x/y",
        "postgresql://nobody:topsecret@127.0.0.1:9/none",
    ],
)
async def test_a_lost_database_is_unavailable_and_quotes_nobody(url: str) -> None:
    store = Store(url)
    desk = SqlDesk(store)
    calls = (
        desk.open(draft(story="my own words")),
        desk.find("WD-0000-0000"),
        desk.of("anna"),
        desk.unheard("anna"),
        desk.heard((1,)),
    )
    for call in calls:
        with pytest.raises(Unavailable) as caught:
            await call
        assert "words" not in str(caught.value)
        assert caught.value.__cause__ is None
    assert "topsecret" not in repr(store)


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite"
    file.write_bytes(b"this is a letter, not a database" * 100)

    with pytest.raises(Unavailable):
        await SqlDesk(Store(url_of(file))).of("anna")


async def test_a_closed_desk_is_unavailable() -> None:
    store = Store("sqlite://")
    store.close()

    with pytest.raises(Unavailable):
        await SqlDesk(store).of("anna")


@pytest.mark.slow
async def test_a_database_that_hangs_costs_one_caller_the_deadline_and_the_next_nothing(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite"
    store = Store(url_of(file), deadline=0.3)
    desk = SqlDesk(store)
    await desk.of("anna")
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")

    for most in (0.6, 0.05):
        started = time.perf_counter()
        with pytest.raises(Unavailable):
            await desk.open(draft())
        assert time.perf_counter() - started < most
    holder.execute("ROLLBACK")
    holder.close()
    store.close()


def test_threads_that_start_together_lose_no_ticket(tmp_path: Path) -> None:
    """Each has its own store, as two processes would, and the database does not exist yet."""
    file = tmp_path / "desk.sqlite"

    def work(name: str) -> list[str]:
        store = Store(url_of(file), deadline=30)
        desk = SqlDesk(store)

        async def open_some() -> list[str]:
            return [(await desk.open(draft(name))).number for _ in range(10)]

        try:
            return asyncio.run(open_some())
        finally:
            store.close()

    with ThreadPoolExecutor(4) as pool:
        opened = [number for numbers in pool.map(work, "abcd") for number in numbers]
    store = Store(url_of(file))
    assert sorted(ticket.number for ticket in Staff(store).tickets(Search(most=100))) == sorted(opened)
    store.close()


OPENS_TEN = """
import asyncio, sys
from tests.adapters.desks import draft
from walletdesk.adapters.desk import SqlDesk, Store
store = Store(sys.argv[1], deadline=30)
async def go():
    for _ in range(10):
        await SqlDesk(store).open(draft())
asyncio.run(go())
"""


@pytest.mark.slow
def test_two_processes_that_start_together_lose_no_ticket(tmp_path: Path) -> None:
    url = url_of(tmp_path / "desk.sqlite")
    started = [subprocess.Popen([sys.executable, "-c", OPENS_TEN, url], cwd=ROOT) for _ in range(2)]

    assert [process.wait(60) for process in started] == [0, 0]
    store = Store(url)
    assert Staff(store).how_many(Search()) == 20
    store.close()


async def test_asking_for_replies_is_cheap_enough_for_every_turn(tmp_path: Path) -> None:
    store = Store(url_of(tmp_path / "desk.sqlite"))
    desk = SqlDesk(store)
    for number in range(50):
        await desk.open(draft(f"c{number}"))
    times = []
    for number in range(300):
        started = time.perf_counter()
        await desk.unheard(f"c{number % 50}")
        times.append(time.perf_counter() - started)
    store.close()

    assert sorted(times)[150] < 0.002, "0.3 ms where nothing else runs"


async def test_what_is_added_is_kept_in_order_and_opens_the_ticket(store: Store, clock: Clock) -> None:
    desk, staff = SqlDesk(store, clock), Staff(store, clock)
    ticket = await desk.open(draft())
    staff.close(ticket.number)
    clock.pass_(hours=1)
    await desk.add(ticket.number.lower(), "first")
    added = await desk.add(ticket.number, "second")

    assert added == await desk.find(ticket.number)
    assert added is not None
    assert (added.status, [each.text for each in added.additions]) == (Status.OPEN, ["first", "second"])
    assert added.additions[0].at == clock.now


async def test_nothing_is_added_where_there_is_no_ticket_or_no_word(store: Store) -> None:
    desk = SqlDesk(store)
    ticket = await desk.open(draft())

    assert await desk.add("WD-0000-0000", "first") is None
    assert await desk.add("nothing", "first") is None
    assert await desk.add(ticket.number, " \x00 ") is None
    assert (await desk.find(ticket.number)) == ticket


async def test_no_secret_reaches_the_disk_by_an_addition(tmp_path: Path) -> None:
    store = Store(url_of(tmp_path / "desk.sqlite"))
    desk = SqlDesk(store)
    ticket = await desk.open(draft())
    phrase = " ".join(phrase_words(17))
    await desk.add(ticket.number, f"here it is {phrase}")
    store.close()

    assert phrase.encode() not in raw(tmp_path / "desk.sqlite")


async def test_whose_tickets_an_erased_conversation_had_nobody_can_tell(tmp_path: Path) -> None:
    store = Store(url_of(tmp_path / "desk.sqlite"))
    desk = SqlDesk(store)
    ticket = await desk.open(draft("anna", story="marmalade on the keys"))
    await desk.add(ticket.number, "and marmalade on the screen")
    Staff(store).reply(ticket.number, "clean the marmalade")
    others = await desk.open(draft("bert"))
    await desk.erase("anna")

    left = await desk.find(ticket.number)
    assert left
    assert (left.status, left.draft.category) == (Status.CLOSED, ticket.draft.category)
    assert (left.draft.story, left.draft.facts, left.replies, left.additions) == ("", {}, (), ())
    assert await desk.of("anna") == ()
    assert await desk.find(others.number) == others
    store.close()
    assert b"marmalade" not in raw(tmp_path / "desk.sqlite")
    assert b"anna" not in raw(tmp_path / "desk.sqlite")


def test_what_was_deleted_leaves_the_write_ahead_log_while_the_desk_is_open(tmp_path: Path) -> None:
    store = Store(url_of(tmp_path / "desk.sqlite"))
    with store.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (text TEXT)")
        connection.exec_driver_sql("INSERT INTO notes VALUES ('marmalade')")
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM notes")
    assert b"marmalade" in raw(tmp_path / "desk.sqlite")
    store.settle()

    assert b"marmalade" not in raw(tmp_path / "desk.sqlite")
    store.close()
