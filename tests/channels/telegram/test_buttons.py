"""What travels in `callback_data`, and what is believed of it."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from walletdesk.channels.telegram.buttons import MOST_DATA, Data, data_for, keys, kind_of, payload_of, place_of
from walletdesk.core.chats import BOT, Bubble, ChatButton, ChatEvent
from walletdesk.core.turn import Press

SHORT = Press("move", "help", "3").payload()
LONG = Press("transfer_wrong_target.which_network_was_meant", "ethereum_mainnet", "17").payload()


def event(*payloads: str, position: int = 5) -> ChatEvent:
    buttons = tuple(ChatButton(f"Title {number}", payload) for number, payload in enumerate(payloads))
    return ChatEvent(position, datetime.now(timezone.utc), Bubble(BOT, "Which?", buttons))


def test_a_short_payload_travels_itself() -> None:
    assert data_for(5, 0, SHORT) == SHORT
    assert kind_of(SHORT) is Data.PRESS


def test_a_long_payload_is_found_again_by_its_place() -> None:
    data = data_for(5, 1, LONG)
    assert len(data.encode()) <= MOST_DATA < len(LONG.encode())
    assert kind_of(data) is Data.STORED
    assert place_of(data) == 5
    assert payload_of(data, event(SHORT, LONG)) == LONG


def test_a_place_that_now_holds_another_button_stands_for_nothing() -> None:
    data = data_for(5, 1, LONG)
    assert payload_of(data, event(SHORT, LONG.replace("17", "18"))) == ""
    assert payload_of(data, event(SHORT)) == ""
    assert payload_of(data, event(SHORT, LONG, position=6)) == ""
    assert payload_of(data, None) == ""


@pytest.mark.parametrize(
    "data",
    [
        *(None, 7, [], "", "hello", "abandon " * 12, "b1.1", "b1.1.xyz", "b-1.0.00000000", "b٣.0.00000000"),
        *(
            "erase:now",
            "erase:yes\n",
            "language:fr",
            "remove:-5",
            "remove:1e9",
            "/press",
            SHORT + "x" * 64,
            "/secret_shared{}",
        ),
    ],
)
def test_anything_else_is_strange(data: object) -> None:
    assert kind_of(data) is Data.STRANGE


@pytest.mark.parametrize("data", ["erase:yes", "erase:no", "language:zh-Hant", "remove:123"])
def test_the_channels_own_choices_are_known(data: str) -> None:
    assert kind_of(data) is Data.CHOICE


def test_short_titles_share_a_row_and_long_ones_do_not() -> None:
    titles = ("Yes", "No", "Skip", "Back", "I sent it from another wallet", "不知道", "跳过")
    rows = keys(1, [ChatButton(title, SHORT) for title in titles])
    assert [[key.title for key in row] for row in rows] == [
        ["Yes", "No", "Skip"],
        ["Back"],
        ["I sent it from another wallet"],
        ["不知道", "跳过"],
    ]
