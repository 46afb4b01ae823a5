"""One message, one turn: over resends, crashes, silence and deletion. The store is real, the dialogue is small."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa

from walletdesk.adapters.desk import SqlDesk, SqlJournal, Staff, Store
from walletdesk.adapters.desk.chats import SqlChats
from walletdesk.adapters.desk.tables import phrases
from walletdesk.channels.chats import Busy, Chats, Closed, Unknown
from walletdesk.channels.speaker import Said
from walletdesk.core.chats import BOT, SECRET, USER, Bubble, ChatButton, ChatEvent
from walletdesk.core.errors import Unavailable
from walletdesk.core.ports import Kind, Priority, TicketDraft, Visit

WEB = "web-" + "a" * 32
OTHER = "web-" + "b" * 32
DRAFT = TicketDraft(WEB, Kind.PROBLEM, Priority.NORMAL, "fee_question", "support", "en", {}, "the marmalade story")
PRESS = '/press{"s":"topic","v":"fee_question","n":"0"}'


class Parrot:
    """Says back what it heard. `gate` holds it, `fails` breaks it; what it said is in its tracker, as with Rasa."""

    def __init__(self) -> None:
        self.tracker: dict[str, dict[str, Said]] = {}
        self.heard: list[tuple[str, str, Mapping[str, str]]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.split = False
        self.dies_after_speaking = False

    def guard(self, conversation: str, text: object) -> str:
        return str(text)

    def whole(self, conversation: str, text: str) -> str:
        return text

    def was_split(self, conversation: str) -> bool:
        return self.split

    def is_ready(self) -> bool:
        return True

    async def say(self, conversation: str, text: str, metadata: Mapping[str, str], key: str) -> Said:
        await self.gate.wait()
        self.heard.append((conversation, text, metadata))
        said = Said((Bubble(BOT, f"you said: {text}"), Bubble(BOT, "anything else?", (ChatButton("Fees", PRESS),))))
        self.tracker.setdefault(conversation, {})[key] = replace(said, heard=text)
        if self.dies_after_speaking:
            raise asyncio.CancelledError
        return said

    async def said(self, conversation: str, key: str) -> Said | None:
        return self.tracker.get(conversation, {}).get(key)

    async def forget(self, conversation: str) -> None:
        self.tracker.pop(conversation, None)


def welcome(language: str) -> list[Bubble]:
    return [Bubble(BOT, f"welcome in {language}")]


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    yield store
    store.close()


@pytest_asyncio.fixture
async def chats(store: Store, parrot: Parrot) -> Chats:
    made = over(store, parrot)
    await made.open(WEB, language="zh-Hans")
    return made


def over(store: Store, parrot: Parrot) -> Chats:
    """As a new process would make it."""
    return Chats("web", SqlChats(store), parrot, welcome, SqlDesk(store), rooms=(SqlDesk(store),))


def texts(events: tuple[ChatEvent, ...]) -> list[str]:
    return [event.bubble.text for event in events]


async def test_a_conversation_begins_with_one_welcome_however_often_it_is_opened(chats: Chats) -> None:
    await chats.open(WEB, language="en")

    assert texts(await chats.events(WEB)) == ["welcome in zh-Hans"]


async def test_positions_run_without_gaps_and_the_message_stands_before_its_answer(chats: Chats) -> None:
    events = await chats.say(WEB, "k1", "hello")

    assert [event.position for event in events] == [2, 3, 4]
    assert texts(events) == ["hello", "you said: hello", "anything else?"]
    assert [event.bubble.kind for event in events] == [USER, BOT, BOT]


async def test_the_same_key_again_is_the_same_answer_and_no_second_turn(chats: Chats, parrot: Parrot) -> None:
    first = await chats.say(WEB, "k1", "hello")

    assert await chats.say(WEB, "k1", "hello") == first
    assert len(parrot.heard) == 1


async def test_the_same_key_while_the_turn_is_spoken_waits_for_that_turn(chats: Chats, parrot: Parrot) -> None:
    parrot.gate.clear()
    both = [asyncio.create_task(chats.say(WEB, "k1", "hello")) for _ in range(2)]
    await asyncio.sleep(0.05)
    parrot.gate.set()

    assert await both[0] == await both[1]
    assert len(parrot.heard) == 1


async def test_a_caller_that_goes_away_stops_nothing(chats: Chats, parrot: Parrot) -> None:
    parrot.gate.clear()
    caller = asyncio.create_task(chats.say(WEB, "k1", "hello"))
    await asyncio.sleep(0.05)
    caller.cancel()
    parrot.gate.set()

    assert texts(await chats.say(WEB, "k1", "hello")) == ["hello", "you said: hello", "anything else?"]
    assert len(parrot.heard) == 1


async def test_messages_of_one_conversation_are_answered_in_order(chats: Chats) -> None:
    await asyncio.gather(*(chats.say(WEB, f"k{n}", f"message {n}") for n in range(8)))

    assert [text for text in texts(await chats.events(WEB)) if text.startswith("message")] == [
        f"message {n}" for n in range(8)
    ]


async def test_a_turn_cut_off_after_it_was_spoken_is_finished_from_the_tracker(
    chats: Chats, store: Store, parrot: Parrot
) -> None:
    parrot.dies_after_speaking = True
    with pytest.raises(asyncio.CancelledError):
        await chats.say(WEB, "k1", "hello")
    parrot.dies_after_speaking = False
    reborn = over(store, parrot)

    assert texts(await reborn.say(WEB, "k1", "hello")) == ["hello", "you said: hello", "anything else?"]
    assert len(parrot.heard) == 1


async def test_a_client_that_never_comes_back_finds_the_answer_all_the_same(
    chats: Chats, store: Store, parrot: Parrot
) -> None:
    parrot.dies_after_speaking = True
    with pytest.raises(asyncio.CancelledError):
        await chats.say(WEB, "k1", "hello")
    reborn = over(store, parrot)

    assert await reborn.recover() == 1
    assert await reborn.recover() == 0
    assert texts(await reborn.events(WEB))[1:] == ["hello", "you said: hello", "anything else?"]
    assert texts(await reborn.say(WEB, "k1", "hello")) == ["hello", "you said: hello", "anything else?"]


async def test_a_turn_cut_off_before_it_was_spoken_is_spoken_when_it_comes_again(
    chats: Chats, store: Store, parrot: Parrot
) -> None:
    await chats.store.begin(WEB, "k1")
    reborn = over(store, parrot)

    assert await reborn.recover() == 0
    assert len(await reborn.say(WEB, "k1", "hello")) == 3


async def test_a_pressed_button_is_shown_by_its_title(chats: Chats) -> None:
    await chats.say(WEB, "k1", "hello")

    assert texts(await chats.say(WEB, "k2", PRESS))[0] == "Fees"


async def test_of_a_secret_nothing_is_shown(chats: Chats) -> None:
    events = await chats.say(WEB, "k1", '/secret_shared{"kinds": ["mnemonic"]}')

    assert (events[0].bubble.text, events[0].bubble.hidden) == ("", SECRET)


async def test_a_phrase_in_pieces_takes_the_earlier_pieces_with_it(chats: Chats, parrot: Parrot) -> None:
    await chats.say(WEB, "k1", "abandon ability able about")
    parrot.split = True
    await chats.say(WEB, "k2", '/secret_shared{"kinds": ["mnemonic"]}')

    assert not [text for text in texts(await chats.events(WEB)) if "ability" in text]


@pytest.mark.parametrize("ending", ["split", "erase"])
async def test_what_nobody_understood_leaves_the_journal_with_the_conversation(
    chats: Chats, store: Store, parrot: Parrot, ending: str
) -> None:
    journal = SqlJournal(store)
    for number, words in enumerate(("Gesture", "casual", "x" * 150 + "\N{FULLWIDTH LATIN SMALL LETTER A}" * 90)):
        await chats.say(WEB, f"k{number}", words)
        await journal.note(Visit(WEB, "en", unanswered=words[:200]))
    await journal.note(Visit(OTHER, "en", unanswered="somebody else's"))
    assert journal.flush()
    if ending == "erase":
        await chats.erase(WEB)
    else:
        parrot.split = True
        await chats.say(WEB, "k9", '/secret_shared{"kinds": ["mnemonic"]}')
    with store.reading() as connection:
        left = connection.execute(sa.select(phrases.c.phrase)).scalars().all()

    assert left == ["somebody else's"]


async def test_a_language_counts_as_chosen_only_when_it_changes(chats: Chats, parrot: Parrot) -> None:
    for key, language in (("k1", None), ("k2", "en"), ("k3", "en"), ("k4", "zh-Hant")):
        await chats.say(WEB, key, "hello", {"language": language} if language else {})

    assert [(about.get("language"), about.get("switched"), about["locale"]) for _, _, about in parrot.heard] == [
        (None, None, "zh-Hans"),
        ("en", "yes", "zh-Hans"),
        (None, None, "zh-Hans"),
        ("zh-Hant", "yes", "zh-Hans"),
    ]


async def test_a_choice_of_language_outlives_a_turn_that_broke(chats: Chats, parrot: Parrot) -> None:
    say, parrot.say = parrot.say, None  # type: ignore[assignment, method-assign]
    with pytest.raises(TypeError):
        await chats.say(WEB, "k1", "hello", {"language": "en"})
    parrot.say = say  # type: ignore[method-assign]
    await chats.say(WEB, "k1", "hello", {"language": "en"})

    assert [(about.get("language"), about.get("switched")) for _, _, about in parrot.heard] == [("en", "yes")]


async def test_who_listens_hears_and_reads_from_where_they_were(chats: Chats) -> None:
    async with chats.listen(WEB) as mine, chats.listen(OTHER) as theirs:
        assert not await mine.changed(0.01)
        await chats.say(WEB, "k1", "hello")

        assert await mine.changed(1)
        assert not await theirs.changed(0.01)
    assert len(chats.hub) == 0
    assert [event.position for event in await chats.events(WEB, after=2)] == [3, 4]


async def test_an_erased_conversation_is_gone_from_every_byte(
    chats: Chats, store: Store, parrot: Parrot, tmp_path: Path
) -> None:
    await SqlDesk(store).open(DRAFT)
    await chats.say(WEB, "k1", "marmalade on the keyboard")
    async with chats.listen(WEB) as listener:
        await chats.erase(WEB)

        assert await listener.changed(1)
        assert listener.is_erased
    with pytest.raises(Unknown):
        await chats.say(WEB, "k2", "hello")
    assert await chats.store.find(WEB) is None
    assert parrot.tracker == {}
    store.close()
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"marmalade" not in left
    assert WEB.encode() not in left


async def test_the_staffs_answer_is_pushed_once_and_to_its_asker_only(chats: Chats, store: Store) -> None:
    await chats.open(OTHER)
    ticket = await SqlDesk(store).open(DRAFT)
    Staff(store).reply(ticket.number, "look at the gas price")

    assert await chats.push_news() == 1
    assert texts(await chats.events(WEB))[-1] == "anything else?"
    assert texts(await chats.events(OTHER)) == ["welcome in en"]


async def test_an_answer_that_cannot_be_told_holds_up_nobody_elses(chats: Chats, store: Store, parrot: Parrot) -> None:
    await chats.open(OTHER)
    for conversation in (WEB, OTHER):
        ticket = await SqlDesk(store).open(replace(DRAFT, conversation=conversation))
        Staff(store).reply(ticket.number, "look at the gas price")
    say = parrot.say

    async def fails_for_one(conversation: str, *about: Any) -> Said:
        return Said((), failed=True) if conversation == WEB else await say(conversation, *about)

    parrot.say = fails_for_one  # type: ignore[method-assign, assignment]

    assert await chats.push_news() == 1
    assert texts(await chats.events(OTHER))[-1] == "anything else?"


@pytest.mark.parametrize("ending", ["failed", "killed"])
async def test_an_answer_that_was_marked_as_told_in_a_turn_that_broke_is_told_again(
    chats: Chats, store: Store, parrot: Parrot, ending: str
) -> None:
    desk = SqlDesk(store)
    ticket = await desk.open(DRAFT)
    Staff(store).reply(ticket.number, "an old answer")
    assert await chats.push_news() == 1
    old = {reply.id for reply in await desk.unheard(WEB)}
    await desk.heard(tuple(old))
    await chats.say(WEB, "k0", "hello")
    Staff(store).reply(ticket.number, "look at the gas price")

    async def breaks(conversation: str, text: str, metadata: Mapping[str, str], key: str) -> Said:
        await desk.heard(tuple(reply.id for reply in await desk.unheard(conversation)))
        if ending == "killed":
            raise asyncio.CancelledError
        return Said((Bubble(BOT, "sorry"),), failed=True)

    parrot.say = breaks  # type: ignore[method-assign]
    with suppress(asyncio.CancelledError):
        await chats.push_news()
    if ending == "killed":
        assert await over(store, parrot).recover() == 0

    assert [reply.text for reply in await desk.unheard(WEB)] == ["look at the gas price"]


async def test_nothing_is_pushed_to_whoever_asked_for_silence(chats: Chats, store: Store) -> None:
    ticket = await SqlDesk(store).open(DRAFT)
    Staff(store).reply(ticket.number, "look at the gas price")
    await chats.store.update(WEB, silent=True)

    assert await chats.push_news() == 0


async def test_a_closing_process_finishes_what_it_began_and_begins_nothing(chats: Chats, parrot: Parrot) -> None:
    parrot.gate.clear()
    open_turn = asyncio.create_task(chats.say(WEB, "k1", "hello"))
    await asyncio.sleep(0.05)
    draining = asyncio.create_task(chats.drain(5))
    await asyncio.sleep(0.05)
    with pytest.raises(Closed):
        await chats.say(WEB, "k2", "too late")
    parrot.gate.set()
    await draining

    assert len(await open_turn) == 3


async def test_old_conversations_are_erased_and_fresh_ones_kept(store: Store, parrot: Parrot) -> None:
    long_ago = datetime.now(timezone.utc) - timedelta(days=40)
    await Chats("web", SqlChats(store, now=lambda: long_ago), parrot, welcome).open(WEB)
    chats = over(store, parrot)
    await chats.open(OTHER)

    assert await chats.erase_older(30) == 1
    assert await chats.store.find(WEB) is None
    assert await chats.store.find(OTHER) is not None


async def test_a_database_that_is_away_says_so_and_loses_nothing(chats: Chats, store: Store) -> None:
    store.close()
    with pytest.raises(Unavailable):
        await chats.say(WEB, "k1", "hello")


async def test_a_kept_update_is_known_for_ever_and_worked_on_once(chats: Chats) -> None:
    inbox = chats.store.inbox
    assert await inbox.keep("telegram", "u1", {"text": "hello"})
    assert not await inbox.keep("telegram", "u1", {"text": "hello"})
    assert await inbox.kept("telegram") == (("u1", {"text": "hello"}),)
    await inbox.drop("telegram", "u1")

    assert await inbox.kept("telegram") == ()
    assert not await inbox.keep("telegram", "u1", {"text": "hello"})


async def test_a_tokens_generation_moves_on_once(chats: Chats) -> None:
    assert await chats.store.renew(WEB, 1) == 2
    assert await chats.store.renew(WEB, 1) is None


async def test_when_too_many_wait_the_next_is_told_to_come_back_and_nobody_who_waits_is_lost(
    chats: Chats, parrot: Parrot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("walletdesk.channels.chats._MOST_WAITING", 4)
    monkeypatch.setattr("walletdesk.channels.chats._MOST_AT_ONCE", 1)
    parrot.gate.clear()
    waiting = [asyncio.create_task(chats.say(WEB, f"k{n}", "hello")) for n in range(5)]
    await asyncio.sleep(0.05)
    with pytest.raises(Busy):
        await chats.say(WEB, "k5", "hello")
    parrot.gate.set()

    assert [len(events) for events in await asyncio.gather(*waiting)] == [3] * 5
    assert len(await chats.say(WEB, "k5", "hello")) == 3
