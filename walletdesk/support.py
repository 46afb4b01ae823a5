"""take_turn(): one message in, lines to say out; runs the engine and the ports until there is something to say."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from walletdesk.content.catalogue import Catalogue, to_simplified
from walletdesk.core import dialogue, words
from walletdesk.core.case import Conversation, load
from walletdesk.core.errors import PortError
from walletdesk.core.playbook import UNAVAILABLE
from walletdesk.core.ports import Port
from walletdesk.core.scene import Library
from walletdesk.core.turn import Line, Need, Outcome, Press, Reply
from walletdesk.understanding.language import language_of

DEADLINE = 3.0  # seconds for everything a turn looks up together


@dataclass(frozen=True)
class Desk:
    """Everything a turn needs: what we can help with, and what we can find out.

    home: network by coin, for coins that live on one network only ("my TRX" is on TRON).
    """

    library: Library
    ports: Mapping[str, Port] = field(default_factory=dict)
    home: Mapping[str, str] = field(default_factory=dict)
    deadline: float = DEADLINE


@dataclass(frozen=True)
class Heard:
    """A message as a channel hands it over, after the secret guard.

    entities: (type, value) in the order they were said. language: of words that the guard took away; an English phrase
    says nothing of a conversation in Chinese, so it counts at the very start only. prefers: a language the channel was
    told to keep to.
    """

    text: str = ""
    intent: str = ""
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[tuple[str, str], ...] = ()
    press: Press | None = None
    language: str | None = None
    prefers: str | None = None
    alert: str | None = None


@dataclass(frozen=True)
class Bubble:
    """A line in words. `buttons` are (title, payload)."""

    key: str
    text: str
    buttons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Spoken:
    """What to say, in which language, and the conversation to store (plain JSON)."""

    lines: tuple[Line, ...]
    conversation: Conversation

    def payloads(self, line: Line) -> tuple[tuple[str, str], ...]:
        """(key of the title, payload) of the line's buttons; they are good for this turn only."""
        nonce = str(self.conversation.nonce)
        return tuple((b.key, Press(b.step, b.value, nonce).payload()) for b in line.buttons)

    @property
    def stored(self) -> dict[str, Any]:
        return self.conversation.dump()


async def take_turn(desk: Desk, stored: object, heard: Heard, default_language: str = "en") -> Spoken:
    """Answer one message. A stored conversation of another version is restarted with a word about it."""
    before = load(stored)
    talk = before or Conversation(language=heard.language or default_language)
    if heard.prefers and not talk.pinned:
        talk = replace(talk, language=heard.prefers, pinned=True)
    apology = (Line("dialogue.restarted_version"),) if stored and before is None else ()
    response = dialogue.respond(
        desk.library, dialogue.without_lost_cases(desk.library, talk), _reply(heard, talk.language, desk.home)
    )
    said = list(response.lines)
    while response.need:
        response = dialogue.resume(desk.library, response.conversation, await _find_out(desk, response.need))
        said += response.lines
    return Spoken((*apology, *said), response.conversation)


def in_words(catalogue: Catalogue, spoken: Spoken) -> list[Bubble]:
    """What the user reads."""
    language = spoken.conversation.language
    return [
        Bubble(
            line.key,
            catalogue.say(line.key, language, line.facts, line.form),
            tuple((catalogue.say(key, language), payload) for key, payload in spoken.payloads(line)),
        )
        for line in spoken.lines
    ]


def _reply(heard: Heard, previous: str, home: Mapping[str, str]) -> Reply:
    entities: dict[str, tuple[str, ...]] = {}
    for name, value in heard.entities:
        entities[name] = (*entities.get(name, ()), value)
    implied = tuple(home[token] for token in entities.get("token", ()) if token in home)
    if implied and "network" not in entities:
        entities["network"] = implied
    return Reply(
        text=to_simplified(words.fold(heard.text)),
        intent=heard.intent,
        confidence=heard.confidence,
        ranking=heard.ranking,
        entities=entities,
        language=language_of(heard.text, previous) if heard.text else None,
        press=heard.press,
        alert=heard.alert,
    )


async def _find_out(desk: Desk, need: Need) -> Outcome:
    """What the port says; whatever goes wrong there is one more fact, not an error."""
    port = desk.ports.get(need.port)
    if port is None:
        return Outcome(UNAVAILABLE)
    try:
        return await asyncio.wait_for(port.ask(need.facts), desk.deadline)
    except (PortError, asyncio.TimeoutError):
        return Outcome(UNAVAILABLE)
