"""What is said about a secret that leaves the wallet as it is, and about one that does not."""

from __future__ import annotations

import pytest

from tests.core.samples import LIBRARY
from walletdesk.core import dialogue, guarded
from walletdesk.core.case import Conversation
from walletdesk.core.turn import Reply


def answered(*kinds: str) -> tuple[str, bool]:
    reply = Reply(intent=guarded.SECRET, confidence=1.0, entities={"kinds": kinds})
    response = dialogue.respond(LIBRARY, Conversation(), reply)
    return response.lines[0].key, response.conversation.burnt


@pytest.mark.parametrize("kind", ["phrase_part", "pairing_link", "password", "code"])
def test_each_mild_kind_has_its_own_answer_and_burns_nothing(kind: str) -> None:
    assert answered(kind) == (f"dialogue.secret_{kind}", False)


def test_of_several_mild_kinds_the_one_nearest_to_the_money_is_answered() -> None:
    assert answered("code", "password", "phrase_part") == ("dialogue.secret_phrase_part", False)


@pytest.mark.parametrize("kind", ["mnemonic", "mnemonic_part", "private_key"])
def test_a_phrase_a_key_or_much_of_one_burns_the_wallet(kind: str) -> None:
    assert answered("phrase_part", kind) == ("dialogue.secret", True)
