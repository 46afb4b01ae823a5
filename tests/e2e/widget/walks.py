"""Ways through a problem: by its buttons alone, or as one of the content's own conversations."""

from __future__ import annotations

from tests.e2e.widget.person import Person
from tests.e2e.widget.words import conclusions, headings, missing, say, squeezed, transcript

_MOST_STEPS = 16


async def by_buttons(person: Person, topic: str) -> set[str]:
    """Presses the topic under the welcome and then always the first answer; the conclusions shown at the end."""
    ends = say("moves.helped", person.language)
    told = await person.chooses(say(f"{topic}.title", person.language))
    for _ in range(_MOST_STEPS):
        options = await person.options()
        if ends in (*options, *await person.ways()):
            return shown(person, topic, told)
        assert options, f"neither a conclusion nor a button: {told}"
        told = await person.chooses(options[0])
    raise AssertionError(f"no conclusion after {_MOST_STEPS} steps")


async def by_typing(person: Person, topic: str, title: str) -> str:
    """All of a conversation; every answer must say what it must. The key of the conclusion."""
    keys: list[str] = []
    for exchange in transcript(topic, title).exchanges:
        assert exchange.user is not None, f"“{title}” has buttons"
        told = "\n".join(await person.asks(exchange.user))
        for key in exchange.bot:
            assert not missing(key, person.language, told), f"{key} after “{exchange.user}”: {told}"
        assert all(squeezed(piece) in squeezed(told) for piece in exchange.says)
        keys += exchange.bot
    concluded = [key for key in keys if key in conclusions(topic)]
    assert len(concluded) == 1, keys
    return concluded[0]


def shown(person: Person, topic: str, told: list[str]) -> set[str]:
    text = "\n".join(told)
    for heading in headings(person.language):
        assert heading in text, f"no “{heading}” in {text}"
    return {key for key in conclusions(topic) if not missing(key, person.language, text)}
