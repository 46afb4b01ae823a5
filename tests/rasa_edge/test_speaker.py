"""The channels' speaker over a real agent: what it says, what it can tell after a crash, and that it forgets."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from edge_toys import TROUBLE, key, phrase

HER, HIM = "web-" + "a" * 32, "web-" + "b" * 32


class Speaking:
    """The toy bot as a `Speaker`, over a database file of its own."""

    def __init__(self, edge: Any, model: Path, file: Path) -> None:
        from walletdesk.rasa_edge.launch import load_agent

        self.file = file
        self.loop = asyncio.new_event_loop()
        agent = self.run(load_agent(replace(edge, conversations=f"sqlite:///{file}"), model))
        from walletdesk.rasa_edge.speaker import RasaSpeaker
        from walletdesk.rasa_edge.talk import Talk

        self.speaker = RasaSpeaker(Talk(agent, lambda sender: [TROUBLE]))

    def run(self, awaitable: Any) -> Any:
        return self.loop.run_until_complete(awaitable)

    def say(self, who: str, text: object, message: str, **metadata: str) -> Any:
        return self.run(self.speaker.say(who, self.speaker.guard(who, text), metadata, message))

    def rows(self, who: str) -> int:
        with sqlite3.connect(self.file) as database:
            return int(database.execute("SELECT count(*) FROM events WHERE sender_id = ?", (who,)).fetchone()[0])

    def written(self) -> str:
        return "".join(file.read_bytes().decode("latin-1") for file in self.file.parent.glob(f"{self.file.name}*"))


@pytest.fixture(scope="module")
def speaking(edge: Any, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Speaking]:
    made = Speaking(edge, model, tmp_path_factory.mktemp("speaker") / "conversations.sqlite")
    yield made
    made.loop.close()


def test_what_a_turn_said_can_be_told_again_from_the_tracker(speaking: Speaking) -> None:
    said = speaking.say(HER, "hello there", "k1")
    speaking.say(HER, "hello again", "k2")

    assert said.bubbles
    again = speaking.run(speaking.speaker.said(HER, "k1"))
    assert (again.heard, again.bubbles) == ("hello there", said.bubbles)
    assert speaking.run(speaking.speaker.said(HER, "k9")) is None
    assert speaking.run(speaking.speaker.said(HIM, "k1")) is None


def test_a_turn_that_failed_says_so_in_our_words(speaking: Speaking) -> None:
    said = speaking.say(HER, "please explode", "boom")

    assert said.failed
    assert [bubble.text for bubble in said.bubbles] == [TROUBLE["text"]]


def test_a_secret_reaches_no_byte_of_the_database(speaking: Speaking) -> None:
    secret = phrase("speaker")
    said = speaking.say(HER, f"my words are {secret}", "secret")

    assert said.intent == "secret_shared"
    assert secret not in speaking.written()


def test_a_key_that_holds_a_secret_is_stored_as_a_digest(speaking: Speaking) -> None:
    secret = key("speaker key")
    speaking.say(HER, "hello there", secret)

    assert secret.removeprefix("0x") not in speaking.written()
    assert speaking.run(speaking.speaker.said(HER, secret)).bubbles


def test_the_end_of_a_phrase_in_pieces_is_told_before_the_turn_takes_it(speaking: Speaking) -> None:
    words = phrase("speaker in pieces").split()
    for start in range(0, 12, 3):
        text = speaking.speaker.guard(HIM, " ".join(words[start : start + 3]))

    assert speaking.speaker.was_split(HIM)
    speaking.run(speaking.speaker.say(HIM, text, {}, "end"))
    assert not speaking.speaker.was_split(HIM)


def test_who_is_forgotten_is_gone_and_nobody_else(speaking: Speaking) -> None:
    from walletdesk.rasa_edge.hashes import hashes
    from walletdesk.rasa_edge.watch import watch

    for who in (HER, HIM):
        speaking.say(who, "hello there 0x" + "ab" * 32, "k7")
    speaking.run(speaking.speaker.forget(HER))

    assert speaking.rows(HER) == 0
    assert speaking.rows(HIM) > 0
    assert HER not in watch._windows
    assert HIM in watch._windows
    assert not [owner for owner, _ in hashes._full if owner == HER]
    assert speaking.say(HER, "hello there", "k8").bubbles[0].text.startswith("turn 1")


def test_a_database_that_cannot_forget_is_unavailable_like_every_other(
    speaking: Speaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    from walletdesk.core.errors import Unavailable
    from walletdesk.rasa_edge import speaker

    def fails(_: object) -> Any:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(speaker, "store_of", fails)
    with pytest.raises(Unavailable, match="OperationalError"):
        speaking.run(speaking.speaker.forget(HER))


def test_a_hash_is_short_in_the_store_and_whole_for_its_user_alone(speaking: Speaking) -> None:
    whole = "0x" + "ab12" * 16
    speaking.say(HIM, f"hello there {whole}", "k9")
    short = "0xab12…ab12"

    assert speaking.speaker.whole(HIM, f"it is {short}.") == f"it is {whole}."
    assert speaking.speaker.whole(HER, f"it is {short}.") == f"it is {short}."
    assert whole not in speaking.written()
