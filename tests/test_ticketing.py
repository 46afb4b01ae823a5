"""A turn at the ticket desk: sending once, status, staff replies, the journal; and what becomes of trouble there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from tests.core.samples import LIBRARY, PHRASES
from tests.core.secret_material import hex64, phrase_words
from tests.test_topics import CONTENT
from walletdesk.adapters.desk import SqlDesk, SqlJournal, Staff, Store
from walletdesk.adapters.desk.tables import cases
from walletdesk.adapters.scripted import OTHERS, ScriptedDesk
from walletdesk.core.case import Conversation, Draft
from walletdesk.core.errors import Unavailable
from walletdesk.core.ports import Kind, Priority, Status, Visit
from walletdesk.core.scene import HANDED_OVER
from walletdesk.core.turn import Press
from walletdesk.support import NEWS_CALL, Desk, Heard, Spoken, in_words, take_turn
from walletdesk.ticketing import MOST_OF_REPLY

NOW = datetime(2026, 11, 22, 8, 5, tzinfo=timezone.utc)


class Notes:
    """A journal that can be read."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []

    async def note(self, visit: Visit) -> None:
        self.visits.append(visit)


class Broken:
    """A desk and a journal with a defect."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def unheard(self, conversation: str) -> tuple[()]:
        raise self._error

    async def note(self, visit: Visit) -> None:
        raise self._error


class Hanging:
    async def unheard(self, conversation: str) -> tuple[()]:
        await asyncio.sleep(60)
        return ()


class Person:
    """Somebody at a desk with the real content; `now` can be moved."""

    def __init__(self, tickets: object = None, journal: object = None, sender: str = "ann") -> None:
        self.now, self.sender = NOW, sender
        self.tickets = ScriptedDesk(lambda: self.now) if tickets is None else tickets
        self.desk = Desk(
            CONTENT.library,
            tickets=self.tickets,  # type: ignore[arg-type]
            journal=journal,  # type: ignore[arg-type]
            clock=lambda: self.now,
            known_as=lambda sender: f"<{sender}>",
        )
        self.stored: object = None
        self.spoken = Spoken((), Conversation())

    async def say(self, text: str, intent: str = "", zone: str = "", **entities: str) -> list[str]:
        ranking = ((intent, 0.9),) if intent else ()
        heard = Heard(text, intent, 0.9 if intent else 0.0, ranking, tuple(entities.items()), zone=zone)
        return await self.hear(heard)

    async def press(self, value: str, step: str = "draft", nonce: int | None = None) -> list[str]:
        nonce = self.spoken.conversation.nonce if nonce is None else nonce
        return await self.hear(Heard(intent="press", press=Press(step, value, str(nonce))))

    async def hear(self, heard: Heard) -> list[str]:
        self.spoken = await take_turn(self.desk, self.stored, replace(heard, sender=self.sender))
        self.stored = json.loads(json.dumps(self.spoken.stored))
        return [line.key for line in self.spoken.lines]

    async def send(self, words: str) -> str:
        """A ticket made of a few words; its number."""
        await self.say("a person")
        await self.press("story")
        await self.say(words)
        assert (await self.press("send"))[-1] == "dialogue.ticket_sent"
        return self.facts["ticket"]

    @property
    def facts(self) -> Mapping[str, str]:
        return self.spoken.lines[-1].facts

    @property
    def text(self) -> str:
        return "\n".join(bubble.text for bubble in in_words(CONTENT.catalogue, self.spoken))


async def test_a_ticket_holds_what_the_card_showed_and_nothing_else() -> None:
    ann = Person()
    await ann.say("robbed of 100 USDT", "assets_stolen", amount="100 USDT", tx_hash="0x" + hex64(3))
    await ann.say("a person")
    shown = ann.facts
    await ann.press("send")
    (ticket,) = await ann.tickets.of("ann")

    assert ticket.draft.facts == {n: v for n, v in shown.items() if n not in ("topic", "team", "priority")}
    assert (ticket.draft.kind, ticket.draft.priority) == (Kind.PROBLEM, Priority.URGENT)
    assert (ticket.draft.category, ticket.draft.team, ticket.draft.language) == ("assets_stolen", "security", "en")
    assert ticket.draft.story == ""


async def test_the_same_message_sent_again_soon_keeps_its_number() -> None:
    ann = Person()
    number = await ann.send("nothing works")
    assert await ann.send("nothing works") == number

    assert len(await ann.tickets.of("ann")) == 1
    assert await ann.send("something else") != number
    ann.now += timedelta(minutes=11)
    assert await ann.send("nothing works") != number


async def test_a_send_whose_answer_was_lost_is_not_a_second_ticket() -> None:
    """The desk opened it, the conversation never learned of it: a timeout, or a process that ended."""
    ann = Person()
    await ann.say("a person")
    await ann.press("story")
    await ann.say("nothing works")
    before = ann.stored
    await ann.press("send")
    ann.stored = before
    await ann.say("send it")

    assert len(await ann.tickets.of("ann")) == 1
    assert ann.facts["ticket"] == "WD-0000-0001"


async def test_the_same_words_of_two_people_are_two_tickets() -> None:
    ann = Person()
    bob = Person(ann.tickets, sender="bob")

    assert await ann.send("nothing works") != await bob.send("nothing works")


async def test_a_desk_that_is_down_costs_nobody_an_answer() -> None:
    ann = Person()
    ann.tickets.down = True
    assert await ann.say("a person") == ["dialogue.person_empty"]
    await ann.press("story")
    await ann.say("nothing works")

    assert await ann.press("send") == ["dialogue.desk_unavailable"]
    assert "nothing works" in ann.text
    assert "support@token.im" in ann.text
    assert await ann.say("how is my ticket", "ticket_status") == ["ticket_status.desk_away", "dialogue.anything_more"]
    ann.tickets.down = False
    assert await ann.say("send it") == ["dialogue.draft"]
    assert await ann.say("send it") == ["dialogue.ticket_sent"]


async def test_a_desk_that_hangs_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("walletdesk.ticketing.NEWS_DEADLINE", 0.01)

    assert await Person(Hanging()).say("hello", "greet") == ["smalltalk.greet"]


async def test_staff_replies_come_first_once_and_in_order() -> None:
    ann = Person()
    number = await ann.send("nothing works")
    ann.tickets.reply("First.")
    ann.tickets.reply("Second.")

    assert await ann.say("hello", "greet") == ["dialogue.desk_reply", "dialogue.desk_reply", "smalltalk.greet"]
    assert [line.facts for line in ann.spoken.lines[:2]] == [
        {"ticket": number, "reply": "First."},
        {"ticket": number, "reply": "Second."},
    ]
    assert await ann.say("hello", "greet") == ["smalltalk.greet"]


async def test_a_reply_reaches_nobody_else() -> None:
    ann = Person()
    bob = Person(ann.tickets, sender="bob")
    await ann.send("nothing works")
    ann.tickets.reply("For Ann.")

    assert await bob.say("hello", "greet") == ["smalltalk.greet"]
    assert "dialogue.desk_reply" in await ann.say("hello", "greet")


async def test_a_channel_that_asks_for_the_staffs_answers_hears_them_alone() -> None:
    ann = Person()
    number = await ann.send("nothing works")
    ann.tickets.reply("First.")
    before = ann.spoken.conversation

    assert await ann.hear(Heard(intent="press", press=Press(*NEWS_CALL))) == ["dialogue.desk_reply"]
    assert ann.spoken.conversation.news == number
    assert ann.spoken.conversation.case == before.case


async def test_asking_for_answers_that_are_not_there_is_a_button_nobody_knows() -> None:
    ann = Person()

    assert await ann.hear(Heard(intent="press", press=Press(*NEWS_CALL))) == ["dialogue.stale_button"]


async def test_a_reply_waits_while_a_secret_is_dealt_with() -> None:
    ann = Person()
    await ann.send("nothing works")
    ann.tickets.reply("Later.")
    secret = Heard(intent="secret_shared", confidence=1.0, entities=(("kinds", "mnemonic"),))

    assert (await ann.hear(secret))[0] == "dialogue.secret"
    assert (await ann.say("hello", "greet"))[0] == "dialogue.desk_reply"


async def test_a_reply_is_plain_text_of_bounded_length() -> None:
    ann = Person()
    await ann.send("nothing works")
    ann.tickets.reply("{product} {0} \u202e\x00**x**" + "y" * 5_000)
    await ann.say("hello", "greet")

    reply = ann.spoken.lines[0].facts["reply"]
    assert reply.startswith("{product} {0} **x**")
    assert len(reply) == MOST_OF_REPLY
    assert "{product} {0} **x**" in ann.text


async def test_the_number_of_somebody_else_shows_status_and_day_alone() -> None:
    ann = Person()
    bob = Person(ann.tickets, sender="bob")
    number = await ann.send("my own words")
    ann.tickets.reply("A private answer.")

    assert (await bob.say("status?", "ticket_status", ticket=number))[0] == "ticket_status.from_elsewhere"
    assert "2026-11-22" in bob.text
    assert "my own words" not in bob.text
    assert "A private answer." not in bob.text
    assert json.dumps(bob.stored).count("private") == 0


async def test_a_number_alone_changes_no_language() -> None:
    ann = Person()
    await ann.say("你好", "greet")
    await ann.say("WD-7K3M-9Q2F", ticket="WD-7K3M-9Q2F")

    assert ann.spoken.conversation.language == "zh-Hans"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [({"ticket": OTHERS}, "from_elsewhere"), ({"ticket": "WD-9999-9999"}, "no_such_number"), ({}, "no_ticket_here")],
)
async def test_the_status_by_number(facts: Mapping[str, str], expected: str) -> None:
    assert (await Person().say("status?", "ticket_status", **facts))[0] == f"ticket_status.{expected}"


async def test_without_a_sender_nothing_is_looked_up_by_conversation() -> None:
    nobody = Person(sender="")
    await nobody.send("nothing works")

    assert (await nobody.say("status?", "ticket_status"))[0] == "ticket_status.no_ticket_here"


@pytest.mark.parametrize("way", ["story", "value", "feedback", "number"])
async def test_no_secret_reaches_a_ticket_the_state_or_the_screen(way: str) -> None:
    """As if the guard had missed it: the desk has a net of its own."""
    ann, phrase = Person(), " ".join(phrase_words(7))
    if way == "feedback":
        await ann.say(phrase, "feedback")
        await ann.press("send")
    elif way == "number":
        await ann.say(f"ticket {phrase}", "ticket_status")
    else:
        await ann.say("my transfer on ethereum is stuck", "transfer_pending", network="ethereum")
        await ann.say("a person")
        await ann.press("story" if way == "story" else "fact:network")
        await ann.say(phrase)
        await ann.press("send")
    kept = json.dumps([ann.stored, [str(each) for each in ann.tickets.tickets.values()]])

    assert phrase not in kept + ann.text
    assert phrase.split()[4] not in kept.replace("[mnemonic]", "")


async def test_a_visit_says_what_a_turn_did_and_no_words_of_the_user() -> None:
    notes = Notes()
    ann = Person(journal=notes)
    await ann.say("我想提个建议", "feedback")
    await ann.press("skip", "move")
    await ann.say("有用")

    opened, ended, helped = notes.visits
    assert (opened.topic, opened.step, opened.opened, opened.outcome) == ("feedback", "ask_words", True, None)
    assert (ended.topic, ended.opened, ended.outcome) == ("feedback", False, "where_to_send")
    assert (helped.topic, helped.opened, helped.helped) == ("feedback", False, "yes")
    assert {visit.conversation for visit in notes.visits} == {"<ann>"}
    assert {visit.unanswered for visit in notes.visits} == {None}


async def test_what_nobody_understood_is_noted_without_secrets() -> None:
    notes = Notes()
    ann = Person(journal=notes)
    await ann.say("qwertz 0x" + hex64(5))

    assert notes.visits[0].unanswered is not None
    assert notes.visits[0].unanswered.startswith("qwertz 0x")
    assert "…" in notes.visits[0].unanswered


@pytest.mark.parametrize("error", [Unavailable("x"), RuntimeError("x"), OSError("x")])
async def test_a_broken_journal_disturbs_nobody(error: Exception) -> None:
    assert await Person(journal=Broken(error)).say("hello", "greet") == ["smalltalk.greet"]


async def test_it_all_works_on_the_real_desk() -> None:
    store = Store("sqlite://")
    journal = SqlJournal(store)
    ann = Person(SqlDesk(store, now=lambda: NOW), journal)
    number = await ann.send("nothing works")
    assert await ann.send("nothing works") == number
    Staff(store).reply(number, "Please update the app.")

    assert (await ann.say("hello", "greet"))[0] == "dialogue.desk_reply"
    assert (await ann.say("how is it", "ticket_status", ticket=number))[0] == "ticket_status.last_answer"
    assert "Please update the app." in ann.text
    assert journal.flush()
    journal.close()


def test_every_phrase_list_of_the_desk_is_in_the_content() -> None:
    assert set(PHRASES) <= set(CONTENT.library.phrases)
    assert all(CONTENT.library.phrases[name] for name in ("send", "dont_send", "add_words", "drop", "plain_yes"))
    assert LIBRARY.names == {}
    assert "网络" in CONTENT.library.names["network"]


@pytest.mark.parametrize("topic", ["assets_stolen", "seed_leaked", "phishing_report", "approval_risk"])
def test_security_problems_go_to_the_security_team(topic: str) -> None:
    assert CONTENT.library.playbooks[topic].team == "security"


def test_users_who_were_robbed_are_offered_the_list() -> None:
    assert CONTENT.library.playbooks["assets_stolen"].evidence


async def test_a_staff_question_can_be_answered_and_the_ticket_is_open_again() -> None:
    ann = Person()
    number = await ann.send("nothing works")
    ann.tickets.reply("Which version?")
    await ann.say("hello", "greet")
    assert [button.value for button in ann.spoken.lines[0].buttons] == [f"answer:{number}"]
    assert await ann.press(f"answer:{number}") == ["dialogue.answer_staff"]
    await ann.say("It is 2.15")
    assert (await ann.tickets.find(number)).additions == ()
    await ann.press("send")
    ticket = await ann.tickets.find(number)

    assert (ticket.status, [each.text for each in ticket.additions]) == (Status.OPEN, ["It is 2.15"])
    assert (await ann.say("status?", "ticket_status"))[0] == "ticket_status.last_answer"
    assert "your words have been added" in ann.text


async def test_of_several_answers_to_one_ticket_the_last_has_the_button() -> None:
    ann = Person()
    await ann.send("nothing works")
    ann.tickets.reply("First.")
    ann.tickets.reply("Second.")
    await ann.say("hello", "greet")

    assert [len(line.buttons) for line in ann.spoken.lines[:2]] == [0, 1]


async def test_the_words_go_to_the_ticket_that_was_answered_last() -> None:
    ann = Person()
    first = await ann.send("nothing works")
    await ann.send("something else")
    ann.tickets.reply("About the first.", first)
    await ann.say("hello", "greet")
    await ann.say("hello", "greet")
    await ann.say("add to my ticket: It is 2.15")

    assert ann.facts["ticket"] == first


async def test_an_answer_whose_confirmation_was_lost_is_added_once() -> None:
    ann = Person()
    number = await ann.send("nothing works")
    await ann.say("add to my ticket: It is 2.15")
    before = ann.stored
    await ann.say("send")
    ann.stored = before
    await ann.say("send")

    assert len((await ann.tickets.find(number)).additions) == 1


async def test_nobody_adds_to_the_ticket_of_somebody_else() -> None:
    ann = Person()
    bob = Person(ann.tickets, sender="bob")
    number = await ann.send("nothing works")
    await bob.say(f"add to my ticket {number}: It is 2.15", ticket=number)

    assert await bob.say("send") == ["dialogue.ticket_gone", "dialogue.draft"]
    assert (await ann.tickets.find(number)).additions == ()


async def test_an_answer_that_cannot_be_delivered_waits() -> None:
    ann = Person()
    await ann.send("nothing works")
    await ann.say("add to my ticket: It is 2.15")
    ann.tickets.down = True

    assert await ann.say("send") == ["dialogue.desk_unavailable"]
    assert "It is 2.15" in ann.text
    ann.tickets.down = False
    assert await ann.press("send") == ["dialogue.answer_sent"]


async def test_no_secret_reaches_a_ticket_by_an_answer() -> None:
    ann, phrase = Person(), " ".join(phrase_words(9))
    await ann.send("nothing works")
    await ann.say(f"add to my ticket: {phrase}")
    await ann.press("send")
    kept = json.dumps([ann.stored, [str(each) for each in ann.tickets.tickets.values()]])

    assert phrase not in kept + ann.text
    assert phrase.split()[4] not in kept.replace("[mnemonic]", "")


async def test_a_sent_ticket_is_a_case_that_went_to_a_person() -> None:
    notes = Notes()
    ann = Person(journal=notes)
    await ann.say("stuck on ethereum", "transfer_pending", network="ethereum")
    await ann.say("a person")
    await ann.press("send")
    await ann.say("start over")
    await ann.send("nothing works")

    sent = [visit for visit in notes.visits if visit.outcome == HANDED_OVER]
    assert [(visit.topic, visit.opened) for visit in sent] == [("transfer_pending", False), ("contact_support", True)]


async def test_feedback_and_answers_are_no_cases_that_went_to_a_person() -> None:
    notes = Notes()
    ann = Person(journal=notes)
    await ann.send("nothing works")
    await ann.say("add to my ticket: It is 2.15")
    await ann.press("send")
    notes.visits.clear()
    await ann.say("please add dark mode", "feedback")
    ended = len(notes.visits)
    await ann.press("send")

    assert [visit.outcome for visit in notes.visits[ended:]] == [None]


async def test_what_did_not_help_and_was_sent_stays_one_case_of_the_report() -> None:
    store = Store("sqlite://")
    journal = SqlJournal(store)
    ann = Person(SqlDesk(store, now=lambda: NOW), journal)
    await ann.say("what is gas", "fee_question", token="ETH")
    for _ in range(6):
        if ann.spoken.conversation.closed:
            break
        await ann.press("dont_know", "move")
    assert ann.spoken.conversation.closed
    await ann.say("没用")
    await ann.press("story")
    await ann.say("still unclear")
    assert await ann.press("send") == ["dialogue.ticket_sent"]
    assert journal.flush()
    with store.reading() as connection:
        rows = [(row.topic, row.outcome) for row in connection.execute(sa.select(cases))]
    journal.close()

    assert rows == [("fee_question", HANDED_OVER)]


def test_every_part_of_a_card_can_be_called_by_more_than_its_label() -> None:
    names = CONTENT.library.names

    assert [fact for fact, ways in names.items() if len(ways) < 3] == []


@pytest.mark.parametrize(
    ("fact", "value", "text"),
    [
        ("duration", "1440", "leave out the time"),
        ("duration", "1440", "去掉时间"),
        ("happened", "2026-11-22 08:00 UTC", "去掉时间"),
        ("error_string", "out_of_energy", "去掉报错"),
        ("tx_hash", "0xabc", "drop the txid"),
        ("suspect", "evil[.]io", "remove the website"),
        ("network", "tron", "不要写哪条链"),
    ],
)
async def test_a_part_is_left_out_by_everyday_words(fact: str, value: str, text: str) -> None:
    ann = Person()
    draft = Draft(topic="transfer_pending", facts={fact: value, "app_version": "2.15"})
    ann.stored = Conversation(draft=draft, asked="card").dump()
    assert (await ann.say(text))[0] == "dialogue.dropped"
    assert ann.spoken.conversation.draft
    assert dict(ann.spoken.conversation.draft.kept) == {"app_version": "2.15"}
