"""Addresses in a message get a word when one is wrong, or made to be taken for another."""

import pytest

from walletdesk.core.named_addresses import notice
from walletdesk.core.turn import Line, Reply

# The first is ERC-55's own example; the second begins and ends like it.
GOOD = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
LIKE = "0x5aaeb6" + "1" * 28 + "1beaed"
TRON = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"


def hear(*named: str, earlier: tuple[str, ...] = ()) -> list[Line]:
    return list(notice(Reply(entities={"address": named}), earlier))


@pytest.mark.parametrize("named", [(), (GOOD,), (GOOD.lower(),), (TRON,), ("0x5aAe…eAed",), (GOOD, TRON)])
def test_addresses_without_a_fault_get_no_word(named: tuple[str, ...]) -> None:
    assert hear(*named) == []


def test_the_place_of_a_slip_is_named_and_never_the_right_character() -> None:
    (line,) = hear("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee")

    assert line.key == "dialogue.about_address"
    assert (line.facts["fault"], line.facts["position"]) == ("one_character", "40")
    assert GOOD not in str(line)


def test_a_look_alike_of_an_earlier_address_is_poison() -> None:
    (line,) = hear(LIKE, earlier=(GOOD,))

    assert line.key == "dialogue.address_look_alike"
    assert line.facts["known"].startswith("0x 5aae b605 3f3e")
    assert line.facts["shown"].startswith("0x 5aae b611 1111")


def test_two_in_one_message_are_compared_too() -> None:
    assert [line.key for line in hear(GOOD, LIKE)] == ["dialogue.address_look_alike"]


def test_what_was_said_is_not_said_again() -> None:
    assert hear(LIKE, earlier=(GOOD, LIKE)) == []
