"""A refusal stays in force until another problem is told, or the wallet is the user's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.samples import LIBRARY, said
from walletdesk.core import dialogue
from walletdesk.core.case import Conversation
from walletdesk.core.remarks import Watch, Watches
from walletdesk.core.turn import Press, Remark, Reply

REFUSAL = Remark("hard.someone_elses_key", firm=True, holds=("fees",))
OURS = replace(
    LIBRARY, watches=Watches(rest=(Watch(REFUSAL, ()),)), phrases={**LIBRARY.phrases, "own_wallet": ("my own",)}
)


class Chat:
    def __init__(self) -> None:
        self.talk = Conversation()

    def hear(self, reply: Reply, *made: Remark) -> list[str]:
        response = dialogue.respond(OURS, self.talk, replace(reply, remarks=made))
        self.talk = response.conversation
        return [line.key for line in response.lines]


@pytest.fixture
def refused() -> Chat:
    chat = Chat()
    assert chat.hear(said("how do i get into her wallet"), REFUSAL) == ["hard.someone_elses_key"]
    return chat


def test_a_shut_topic_and_whatever_fits_no_topic_are_refused_again(refused: Chat) -> None:
    assert refused.hear(said("i have her phone", "fees")) == ["dialogue.still_refused"]
    assert refused.hear(said("its my money")) == ["dialogue.still_refused"]


def test_another_problem_is_answered_and_ends_the_refusal(refused: Chat) -> None:
    assert refused.hear(said("my transfer is stuck", "stuck")) == ["stuck.ask_chain"]
    assert refused.talk.told == ()


def test_an_urgent_problem_is_answered(refused: Chat) -> None:
    assert "theft.stop" in refused.hear(said("my coins were stolen", "theft"))


def test_the_users_own_wallet_is_helped_with_the_condition_said_first(refused: Chat) -> None:
    assert refused.hear(said("it is my own wallet", "fees"))[:2] == ["dialogue.only_your_own", "fees.how_fees_work"]


def test_a_button_does_not_get_around_the_condition(refused: Chat) -> None:
    press = Reply(press=Press("topic", "fees", str(refused.talk.nonce)))

    assert refused.hear(press)[0] == "dialogue.only_your_own"


def test_without_a_refusal_nothing_is_shut() -> None:
    assert Chat().hear(said("i have her phone", "fees"))[0] == "fees.how_fees_work"
