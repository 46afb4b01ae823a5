import pytest

from tests.core.samples import PHRASES, STUCK, THEFT, said
from walletdesk.core.answers import matches, read_answer, read_early
from walletdesk.core.playbook import Ask


def ask(playbook, step: str) -> Ask:
    found = playbook[step]
    assert isinstance(found, Ask)
    return found


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (said("ethereum"), "evm"),
        (said("on the eth chain, why?"), "evm"),
        (said("以太坊上转的"), "evm"),
        (said("bsc", network="bsc"), "evm"),
        (said("2"), "tron"),
        (said("9"), None),
        (said("etherium"), "evm"),
        (said("not tron"), None),
        (said("tron or ethereum"), None),
        (said("what?"), None),
    ],
)
def test_a_choice_is_read_from_words_numbers_entities_and_near_misses(reply, expected) -> None:
    assert read_answer(ask(STUCK, "ask_chain"), reply, PHRASES) == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (said("是"), "yes"),
        (said("yes!"), "yes"),
        (said("no, all gone"), "no"),
        (said("没有"), "no"),
        (said("yup", intent="affirm"), "yes"),
        (said("nah", intent="deny"), "no"),
        (said("no idea what that means"), None),
        (said("yesterday"), None),
    ],
)
def test_yes_and_no_are_read_as_whole_replies(reply, expected) -> None:
    assert read_answer(ask(THEFT, "ask_left"), reply, PHRASES) == expected


def test_an_entity_question_takes_only_its_entity() -> None:
    assert read_answer(ask(STUCK, "ask_hash"), said("0x…", tx_hash="0xab"), PHRASES) == "0xab"
    assert read_answer(ask(STUCK, "ask_hash"), said("over there", network="tron"), PHRASES) is None


@pytest.mark.parametrize(
    ("value", "patterns", "expected"),
    [
        ("4", ("..5",), True),
        ("5", ("..5",), False),
        ("5", ("5..60",), True),
        ("60", ("5..60",), False),
        ("1440", ("60..",), True),
        ("soon", ("60..",), False),
        ("bsc", ("bsc",), True),
    ],
)
def test_values_match_exactly_or_in_a_range(value: str, patterns: tuple[str, ...], expected: bool) -> None:
    assert matches(value, patterns) is expected


@pytest.mark.parametrize(
    ("reply", "expected"), [(said("ok, tron then"), "tron"), (said("2"), None), (said("etherium"), None)]
)
def test_only_clear_words_count_in_a_first_message(reply, expected) -> None:
    assert read_early(ask(STUCK, "ask_chain"), reply, PHRASES) == expected


def test_yes_means_nothing_in_a_first_message() -> None:
    assert read_early(ask(THEFT, "ask_left"), said("yes"), PHRASES) is None


def test_some_words_count_only_as_the_whole_message() -> None:
    question = ask(STUCK, "ask_age")

    assert read_answer(question, said("gone"), PHRASES) == "old"
    assert read_answer(question, said("it is gone"), PHRASES) is None
