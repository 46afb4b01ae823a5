"""The bot killed without warning (SIGKILL) wherever it hurts, and started again.

What Telegram allows: a message that was confirmed, or whose answer was ready, is answered exactly once. Only where the
process dies between Telegram's showing a message and its saying so, the message is shown again: Telegram takes no key
that would tell it so.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.telegram.bot import Bot
from tests.e2e.telegram.people import Person
from tests.e2e.telegram.server import Server
from tests.e2e.telegram.walks import keyboard, spoken
from tests.e2e.telegram.world import until

PROBLEM = "my tokens don't show up in my wallet, balance is zero"
"""Its answer has several bubbles."""


class Killed:
    """People caught by one kill in different places. reference: what somebody is told who was not disturbed."""

    def __init__(self, server: Server) -> None:
        self.reference = Person(server)
        self.unsent, self.unconfirmed, self.halfway = Person(server), Person(server), Person(server)
        self.received, self.pressed, self.away = Person(server), Person(server), Person(server)

    @property
    def all(self) -> list[Person]:
        return [self.unsent, self.unconfirmed, self.halfway, self.received, self.pressed, self.away]


@pytest.fixture(scope="module")
async def killed(telegram: Server, running: Bot) -> Killed:
    world, faults, people = telegram.world, telegram.faults, Killed(telegram)
    for person in (people.reference, *people.all):
        await person.asks("/start")
    await people.reference.asks(PROBLEM)
    first = await people.pressed.asks(PROBLEM)

    unsent = faults.hold("sendMessage", chat=people.unsent.id)
    unconfirmed = faults.hold("sendMessage", is_carried_out=True, chat=people.unconfirmed.id)
    beginning = faults.hold("sendMessage", chat=people.halfway.id)
    for person in (people.unsent, people.unconfirmed, people.halfway):
        person.types(PROBLEM)
    for hold in (unsent, unconfirmed, beginning):
        await hold.arrived(40)
    rest = faults.hold("sendMessage", chat=people.halfway.id)
    beginning.release()
    await rest.arrived()

    people.pressed.presses(keyboard(first)[0])
    people.received.types(PROBLEM)
    newest = world.pending[-1]["update_id"]
    await until(lambda: newest in world.delivered, 10, "the bot to have the last update")
    await running.kill()
    faults.clear()
    people.away.types(PROBLEM)
    await running.start()
    await until(lambda: all(is_answered(people, person) for person in people.all), 60, "all to be answered")
    await asyncio.sleep(4)
    return people


def is_answered(people: Killed, person: Person) -> bool:
    wanted = people.reference.hears
    return len(person.chat.said) > len(wanted) if person is people.pressed else wanted[-1] in person.hears


def check_once(people: Killed, person: Person) -> None:
    assert spoken(person) == spoken(people.reference)


def test_a_message_received_and_not_yet_answered_is_answered_once(killed: Killed) -> None:
    check_once(killed, killed.received)


def test_a_turn_that_was_spoken_and_not_sent_is_sent_once(killed: Killed) -> None:
    check_once(killed, killed.unsent)


def test_an_answer_cut_in_the_middle_goes_on_where_it_was(killed: Killed) -> None:
    check_once(killed, killed.halfway)


def test_a_bubble_shown_and_not_confirmed_is_shown_at_most_twice(killed: Killed) -> None:
    told, wanted = killed.unconfirmed.hears, killed.reference.hears
    again = [each for each in told if told.count(each) > 1]
    assert [each for at, each in enumerate(told) if each not in told[:at]] == wanted
    assert len(told) <= len(wanted) + 1, again


def test_what_was_typed_while_it_was_away_is_answered_once(killed: Killed) -> None:
    check_once(killed, killed.away)


def test_a_button_pressed_before_it_died_is_worked_on_once(killed: Killed) -> None:
    assert len(killed.pressed.hears) == len(set(killed.pressed.hears))


async def test_everyone_can_go_on(killed: Killed) -> None:
    for person in (killed.unsent, killed.halfway, killed.received, killed.away):
        assert await person.chooses(keyboard(person.chat.said)[0])


async def test_a_stop_finishes_what_it_has_begun(killed: Killed, running: Bot) -> None:
    person = Person(running.server)
    await person.asks("/start")
    hold = running.server.faults.hold("sendMessage", chat=person.id)
    person.types(PROBLEM)
    await hold.arrived()
    stopping = asyncio.ensure_future(running.stop())
    await asyncio.sleep(0.5)
    hold.release()
    assert await asyncio.wait_for(stopping, 30) == 0
    told = spoken(person)
    await running.start()
    await asyncio.sleep(2)
    check_once(killed, person)
    assert told
