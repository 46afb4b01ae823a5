"""Reading a reply by its meaning, with the real light encoder and real questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from walletdesk.content.loader import gather
from walletdesk.core.playbook import Ask
from walletdesk.understanding.choosing import OptionChooser
from walletdesk.understanding.encoders import USE, Encoders

PLAYBOOKS = gather(Path(__file__).parents[2])[0].library.playbooks


def options(topic: str, step: str) -> dict[str, tuple[str, ...]]:
    ask = PLAYBOOKS[topic][step]
    assert isinstance(ask, Ask)
    return {option.id: (*option.words, *option.alone) for option in ask.options}


@pytest.fixture(scope="module")
def chooser() -> OptionChooser:
    return OptionChooser(Encoders((USE,)))


@pytest.mark.parametrize(
    ("topic", "step", "reply", "option"),
    [
        ("transfer_pending", "ask_fee", "similar to the rest", "fair"),
        ("seed_lost", "ask_app", "screen is dead, fell in water", "broken"),
        ("seed_lost", "ask_app", "它掉水里了", "broken"),
    ],
)
def test_words_of_no_option_are_read_by_meaning(
    chooser: OptionChooser, topic: str, step: str, reply: str, option: str
) -> None:
    assert chooser.nearest(reply, options(topic, step)) == option


@pytest.mark.parametrize("reply", ["", "what is the weather like", "12", "哈哈哈", "my screen is cracked"])
def test_what_means_no_option_is_left_alone(chooser: OptionChooser, reply: str) -> None:
    assert chooser.nearest(reply, options("transfer_pending", "ask_side")) is None


def test_two_options_alike_are_not_chosen_between(chooser: OptionChooser) -> None:
    low = options("transfer_pending", "ask_fee")["low"]

    assert chooser.nearest("too low", {"one": low, "other": low}) is None
    assert chooser.nearest("too low", {"one": low}) == "one"


def test_without_an_encoder_nothing_is_chosen() -> None:
    low = options("transfer_pending", "ask_fee")["low"]

    assert OptionChooser(Encoders(())).nearest("too low", {"one": low}) is None
