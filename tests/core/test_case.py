import json

import pytest

from walletdesk.core.case import MOST_PARKED, Case, Conversation, load

TALK = Conversation(
    language="zh-Hant",
    pinned=True,
    case=Case("stuck", "ask_hash", {"chain": "evm"}, ("ask_chain", "ask_hash")),
    parked=(Case("theft", "ask_left"),),
    nonce=7,
    misses=1,
    offered=("stuck", "theft"),
    closed="fees.how_fees_work",
    burnt=True,
)


def test_a_conversation_survives_storage() -> None:
    assert load(json.loads(json.dumps(TALK.dump()))) == TALK


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "text",
        [],
        {},
        {"version": 2},
        {**TALK.dump(), "version": 99},
        {**TALK.dump(), "case": {"topic": "x"}},
        {"version": 1},
    ],
)
def test_what_is_not_ours_is_refused(stored: object) -> None:
    assert load(stored) is None


def test_only_so_many_cases_are_parked_and_each_topic_once() -> None:
    talk = Conversation()
    for number in range(5):
        talk = Conversation(case=Case(f"t{number}", "a"), parked=talk.parked).park()
    again = Conversation(case=Case("t4", "b"), parked=talk.parked).park()

    assert [case.topic for case in talk.parked] == ["t2", "t3", "t4"]
    assert len(talk.parked) == MOST_PARKED
    assert [case.step for case in again.parked if case.topic == "t4"] == ["b"]
