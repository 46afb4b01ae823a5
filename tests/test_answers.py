"""Answers in context: the same words mean something else at every question."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from walletdesk.content.lexicon import read_lexicon
from walletdesk.content.loader import load
from walletdesk.core.case import Case, Conversation
from walletdesk.core.playbook import Ask
from walletdesk.core.turn import Press
from walletdesk.support import Desk, Heard, Spoken, take_turn
from walletdesk.understanding.choosing import OptionChooser
from walletdesk.understanding.encoders import USE, Encoders
from walletdesk.understanding.finding import EntityFinder
from walletdesk.understanding.lexicon import Lexicon

ROOT = Path(__file__).parents[1]
MOVES = ("dont_know", "skip", "back", "person")
AT_LEAST = 300


class Row(NamedTuple):
    topic: str
    step: str
    option: str
    reply: str


def rows() -> Iterator[Row]:
    stored = yaml.load((ROOT / "tests" / "answers.yml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    for question, options in stored.items():
        topic, step = question.split(".")
        for option, replies in options.items():
            for reply in replies:
                yield Row(topic, step, option, reply)


ROWS = tuple(rows())


@pytest.fixture(scope="module")
def desk() -> Desk:
    content = load(ROOT)
    chooser = OptionChooser(Encoders((USE,)))
    return Desk(content.library, home=content.home, chooser=chooser)


@pytest.fixture(scope="module")
def finder() -> EntityFinder:
    return EntityFinder(Lexicon.from_mapping(read_lexicon(ROOT / "data" / "lexicon.yml")))


def after(desk: Desk, row: Row, heard: Heard) -> Spoken:
    """One turn of a conversation whose open question is the row's."""
    talk = Conversation(case=Case(row.topic, row.step, trail=(row.step,)))
    return asyncio.run(take_turn(desk, talk.dump(), heard))


def test_there_are_enough_of_them() -> None:
    assert len(set(ROWS)) == len(ROWS) >= AT_LEAST
    chinese = sum(any("\u4e00" <= char <= "\u9fff" for char in row.reply) for row in ROWS)
    assert min(chinese, len(ROWS) - chinese) >= AT_LEAST / 3


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.topic}.{row.step}={row.option}: {row.reply}"[:80])
def test_a_reply_in_words_is_read_like_its_button(desk: Desk, finder: EntityFinder, row: Row) -> None:
    ask = desk.library.playbooks[row.topic][row.step]
    assert isinstance(ask, Ask)
    is_move = ask.option(row.option) is None
    assert not is_move or row.option in MOVES, "no such option"
    found = tuple((entity.entity, entity.value) for entity in finder.find(row.reply))
    said = after(desk, row, Heard(row.reply, entities=found))
    if said.lines[0].key == "dialogue.did_you_mean":
        yes = "对" if any("\u4e00" <= char <= "\u9fff" for char in row.reply) else "yes"
        said = asyncio.run(take_turn(desk, said.stored, Heard(yes)))
    step = "move" if is_move else f"{row.topic}.{row.step}"
    pressed = after(desk, row, Heard(intent="press", press=Press(step, row.option, "0")))
    assert [line.key for line in said.lines if not _beside(line.key)] == [line.key for line in pressed.lines]
    if said.conversation.case and not is_move:
        assert said.conversation.case.facts.get(ask.fact) == row.option


def _beside(key: str) -> bool:
    """What is said about the words of a reply, whatever it answers."""
    return key == "dialogue.taken_as" or key.startswith("errors.")
