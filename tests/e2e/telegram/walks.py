"""Walks through a problem by its first buttons, as somebody does who only presses."""

from __future__ import annotations

from tests.e2e.telegram.people import Person
from tests.e2e.telegram.world import Message

ENDS = ("It helped", "有用", "有幫助")
_MOST_STEPS = 14


def keyboard(said: list[Message]) -> list[str]:
    """The buttons under the last message of an answer that has any."""
    return next((list(message.buttons) for message in reversed(said) if message.buttons), [])


def is_concluded(said: list[Message]) -> bool:
    return any(title in ENDS for title in keyboard(said))


async def to_the_end(person: Person, problem: str) -> list[Message]:
    """The answer with the conclusion in it."""
    said = await person.asks(problem)
    for _ in range(_MOST_STEPS):
        if is_concluded(said):
            return said
        assert keyboard(said), f"neither a conclusion nor a button: {[message.text for message in said]}"
        said = await person.chooses(keyboard(said)[0])
    raise AssertionError(f"no conclusion after {_MOST_STEPS} steps")


def spoken(person: Person) -> tuple[list[str], list[str]]:
    """What a person was told, in order, and the buttons there are to go on with."""
    return person.hears, list(person.chat.said[-1].buttons)
