import json

import pytest

from walletdesk.core.case import MOST_PARKED, Case, Conversation, Draft, load
from walletdesk.core.ports import Kind, Priority

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
    told=("claims.a", "errors.b#12"),
    last=Case("fees", "end", {"chain": "evm"}),
    draft=Draft(
        Kind.FEEDBACK, Priority.URGENT, "security", "theft", {"chain": "evm"}, {"chain": "", "amount": "3"}, "mine"
    ),
    asked="fact:amount",
    codes=(("tx_hash", "0xab"), ("address", "T1")),
    tickets=("WD-0000-0001",),
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
        {**TALK.dump(), "draft": {**TALK.dump()["draft"], "kind": "gossip"}},
        {**TALK.dump(), "codes": [["tx_hash"]]},
        {name: value for name, value in TALK.dump().items() if name != "draft"},
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
