"""Secrets that come by Telegram: gone from the chat at once, and nowhere else at all."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

import pytest
from mnemonic import Mnemonic

from tests.e2e.telegram.bot import Bot
from tests.e2e.telegram.people import Group, Person
from tests.e2e.telegram.world import TOKEN, Message, until

_dice = random.Random("walletdesk telegram")  # noqa: S311
KEYSTORE = '{{"version":3,"id":"x","crypto":{{"cipher":"aes-128-ctr","ciphertext":"{0}","kdf":"scrypt","mac":"{0}"}}}}'
WARNED = ("Stop for a moment", "looks like a phrase", "pairing link", "先停一下", "phrase or a key", "Stop:")


def a_phrase(language: str = "english") -> str:
    return Mnemonic(language).to_mnemonic(_dice.randbytes(16))


def a_key() -> str:
    return _dice.randbytes(32).hex()


def edited(person: Person, secret: str) -> list[Message]:
    message = person.types("my transfer failed")
    person.edits(message, secret)
    return [message]


def edited_caption(person: Person, secret: str) -> list[Message]:
    message = person.sends_photo("my backup")
    person.edits(message, secret)
    return [message]


def in_two_parts(person: Person, secret: str) -> list[Message]:
    words = secret.split()
    return [person.types(" ".join(words[:6])), person.types(" ".join(words[6:]))]


def quoting(person: Person, secret: str) -> list[Message]:
    first = person.types(secret)
    return [first, person.types("is that right?", reply_to_message=first.as_json(), quote={"text": secret})]


def contact(person: Person, secret: str) -> list[Message]:
    return [person.sends(contact={"phone_number": "1", "first_name": secret})]


def poll(person: Person, secret: str) -> list[Message]:
    options = [{"text": secret, "voter_count": 0}, {"text": "no", "voter_count": 0}]
    kind = {"is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
    return [person.sends(poll={"id": "1", "question": "right?", "options": options, "total_voter_count": 0, **kind})]


def venue(person: Person, secret: str) -> list[Message]:
    place = {"latitude": 1.5, "longitude": 2.5}
    return [person.sends(location=place, venue={"location": place, "title": secret, "address": "x"})]


WAYS: dict[str, tuple[Callable[[Person, str], list[Message]], str]] = {
    "typed": (lambda it, secret: [it.types(secret)], a_phrase()),
    "typed in Chinese": (lambda it, secret: [it.types(f"我的助记词是 {secret}")], a_phrase("chinese_simplified")),
    "a key": (lambda it, secret: [it.types(f"my private key is {secret}")], a_key()),
    "a keystore": (lambda it, secret: [it.types(KEYSTORE.format(secret))], a_key()),
    "behind a command": (lambda it, secret: [it.types(f"/start {secret}")], a_phrase()),
    "behind a ticket number": (lambda it, secret: [it.types(f"/status {secret}")], a_phrase()),
    "behind a strange command": (lambda it, secret: [it.types(f"/restore {secret}")], a_phrase()),
    "under a photo": (lambda it, secret: [it.sends_photo(secret)], a_phrase()),
    "under a file": (lambda it, secret: [it.sends_document("list.txt", secret)], a_phrase()),
    "as a file's name": (lambda it, secret: [it.sends_document(f"{secret}.txt")], a_phrase()),
    "edited": (edited, a_phrase()),
    "an edited caption": (edited_caption, a_phrase()),
    "forwarded": (lambda it, secret: [it.forwards(secret)], a_phrase()),
    "in two parts": (in_two_parts, a_phrase()),
    "quoted": (quoting, a_phrase()),
    "as a contact": (contact, a_phrase()),
    "in a poll": (poll, a_phrase()),
    "as a place": (venue, a_phrase()),
}


def named(person: Person, secret: str) -> None:
    person.user["last_name"] = secret
    person.types("my transfer failed")


def pressed(person: Person, secret: str) -> None:
    person.presses_data(person.types("hello"), secret)


def in_a_group(person: Person, secret: str) -> None:
    person.types(secret, where=Group(person.server))


def in_a_channel(person: Person, secret: str) -> None:
    channel = {"id": -1009, "type": "channel", "title": secret}
    post = {"message_id": 1, "date": 1_700_000_000, "chat": channel, "text": secret}
    person.server.world.push("channel_post", post)


def inline(person: Person, secret: str) -> None:
    person.server.world.push("inline_query", {"id": "1", "from": person.user, "query": secret, "offset": ""})


def unheard_of(person: Person, secret: str) -> None:
    person.server.world.push("telepathy", {"from": person.user, "text": secret})


def to_a_business(person: Person, secret: str) -> None:
    body = {"message_id": 1, "date": 1_700_000_000, "chat": person.chat.as_json(), "from": person.user, "text": secret}
    person.server.world.push("business_message", {**body, "business_connection_id": "b"})


ASIDE: dict[str, tuple[Callable[[Person, str], None], str]] = {
    "as somebody's name": (named, a_phrase()),
    "as callback data": (pressed, a_phrase()),
    "in a group": (in_a_group, a_phrase()),
    "in a channel": (in_a_channel, a_phrase()),
    "as an inline query": (inline, a_phrase()),
    "in an update of the future": (unheard_of, a_phrase()),
    "to a business": (to_a_business, a_phrase()),
}


def traces(secret: str, where: bytes) -> list[str]:
    """Three words in a row, or sixteen digits, of a secret; escaped as JSON does it, too."""
    words = secret.split()
    parts = [" ".join(words[at : at + 3]) for at in range(len(words) - 2)] or [secret[8:24], secret[40:56]]
    escaped = [part.encode("ascii", "backslashreplace") for part in parts]
    return [part for part, other in zip(parts, escaped, strict=True) if part.encode() in where or other in where]


@pytest.fixture(scope="module")
async def told(running: Bot) -> dict[str, tuple[Person, list[Message]]]:
    """Every way tried at once, by as many people; each has an answer."""

    async def tell(act: Callable[[Person, str], Any], secret: str) -> tuple[Person, list[Message]]:
        person = Person(running.server, "en")
        sent = act(person, secret)
        await until(lambda: any(mark in person.everything for mark in WARNED), 60, "a warning")
        await asyncio.sleep(1.5)
        return person, sent or []

    for act, secret in ASIDE.values():
        act(Person(running.server, "en"), secret)
    done = await asyncio.gather(*(tell(*way) for way in WAYS.values()), return_exceptions=True)
    return {name: each for name, each in zip(WAYS, done, strict=True) if not isinstance(each, BaseException)}


@pytest.mark.parametrize("way", WAYS)
async def test_a_secret_is_deleted_from_the_chat_and_warned_of(
    way: str, told: dict[str, tuple[Person, list[Message]]]
) -> None:
    assert way in told, "no warning was said"
    person, sent = told[way]
    assert not traces(WAYS[way][1], person.everything.encode()), "the warning repeats it"
    assert all(message.is_deleted for message in sent if traces(WAYS[way][1], message.text.encode()))
    assert not traces(WAYS[way][1], "\n".join(message.text for message in person.sees).encode())


@pytest.mark.parametrize("way", [*WAYS, *ASIDE])
def test_a_secret_is_in_no_file_and_no_log(way: str, told: object, running: Bot) -> None:
    secret = (WAYS.get(way) or ASIDE[way])[1]
    assert not traces(secret, running.kept())
    assert not traces(secret, running.log.read_bytes())


async def test_other_words_are_found_where_they_are_looked_for(ann: Person, running: Bot) -> None:
    await ann.asks("my transfer to quixotic zebrawood marmalade failed")
    assert traces("quixotic zebrawood marmalade", running.kept())


async def test_who_cannot_be_rid_of_the_message_is_told_to_delete_it(ann: Person, bot: Bot) -> None:
    await ann.asks("/start")
    bot.server.faults.refuse("deleteMessage", 400, "Bad Request: message can't be deleted for everyone", 9, ann.id)
    secret = a_phrase()
    said = await ann.asks(secret)
    assert any(mark in ann.everything for mark in WARNED)
    assert "delete" in "\n".join(message.text for message in said).lower()
    assert not traces(secret, bot.kept() + bot.log.read_bytes())


async def test_deleting_is_tried_again_when_the_network_fails(ann: Person, bot: Bot) -> None:
    bot.server.faults.lose("deleteMessage", is_carried_out=False, chat=ann.id)
    message = ann.types(a_phrase())
    await until(lambda: message.is_deleted, 15, "the phrase to be deleted")


async def test_a_secret_is_deleted_before_anything_is_said(ann: Person, bot: Bot) -> None:
    await ann.asks(a_phrase())
    world = bot.server.world
    assert world.calls_of("deleteMessage", ann.id)[0].at <= world.calls_of("sendMessage", ann.id)[0].at


async def test_the_token_is_in_no_log(running: Bot) -> None:
    logged = running.logged
    assert logged, "DEBUG logs nothing at all"
    assert TOKEN not in logged
    assert TOKEN.split(":")[1] not in logged
    assert TOKEN.encode() not in running.kept()
