"""What a card and the list for the police state: what was said or chosen, and nothing that follows from it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from walletdesk.core import cards, secrets
from walletdesk.core.case import Case, Conversation, load
from walletdesk.core.playbook import Ask, Branch, Conclude, Kind, Option, Playbook
from walletdesk.core.turn import Reply

AT = "2026-11-22T08:05:00Z"
LABELLED = frozenset({"left", "chain", "network", "duration", "happened", "amount"})
MINE, THEIRS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x52908400098527886E0F7030069857D2E4169EE7"
CHAIN = Ask(
    "ask_chain",
    "chain",
    Kind.CHOICE,
    dont_know="end",
    skip="end",
    source="network",
    options=(Option("evm", "end", values=("ethereum", "bsc")), Option("tron", "end", values=("tron",))),
)
LEFT = Ask("ask_left", "left", Kind.YES_NO, "end", "end", (Option("yes", "end"), Option("no", "end")), early=True)
PLAYBOOK = Playbook("stuck", "ask_chain", {"ask_chain": CHAIN, "ask_left": LEFT, "end": Conclude("end", "end")})


def told(*messages: str, **entities: str) -> Conversation:
    talk = Conversation()
    for text in messages:
        reply = Reply(text.lower(), verbatim=text, at=AT, entities={name: (each,) for name, each in entities.items()})
        talk = cards.remember_codes(talk, reply)
    stored = load(json.loads(json.dumps(talk.dump())))
    assert stored == talk
    return talk


def shown(talk: Conversation, case: Case) -> dict[str, str]:
    return dict(cards.draft_for(case, PLAYBOOK, talk, LABELLED).facts)


def test_a_fact_that_follows_from_another_one_is_not_stated() -> None:
    case = Case("stuck", "end", {"network": "ethereum", "chain": "evm"})

    assert shown(Conversation(), case) == {"network": "ethereum"}
    assert shown(Conversation(), replace(case, trail=("ask_chain",))) == {"network": "ethereum", "chain": "evm"}
    assert shown(Conversation(), replace(case, facts={"chain": "evm"})) == {"chain": "evm"}


def test_an_answer_to_a_question_that_was_never_reached_is_not_stated() -> None:
    elsewhere = Case("stuck", "end", {"left": "no", "chain": "evm"})
    reached = replace(PLAYBOOK, start="ask_left")

    assert shown(Conversation(), elsewhere) == {"chain": "evm"}
    assert dict(cards.draft_for(elsewhere, reached, Conversation(), LABELLED).facts) == {"left": "no"}
    by_sign = Branch("by_sign", "sign", {"unknown": "ask_left"}, otherwise="end")
    branched = Playbook("stuck", "by_sign", {**PLAYBOOK.steps, "by_sign": by_sign})
    assert dict(cards.draft_for(elsewhere, branched, Conversation(), LABELLED).facts) == {"left": "no"}
    assert shown(Conversation(), replace(elsewhere, trail=("ask_left",))) == {"left": "no", "chain": "evm"}


def test_a_day_is_no_number_of_hours() -> None:
    talk = told("昨晚8点被转走了", duration="720")

    assert shown(talk, Case("stuck", "end", {"duration": "720"})) == {"happened": "昨晚8点"}
    assert shown(told("last night", duration="720"), Case("stuck", "end", {"duration": "720"})) == {
        "happened": "last night"
    }


def test_a_counted_span_stays_and_counts_from_when_it_was_told() -> None:
    talk = told("2 hours ago", duration="120")
    case = Case("stuck", "end", {"duration": "120"})
    line = cards.to_keep(
        talk, cards.draft_for(case, PLAYBOOK, talk, LABELLED), PLAYBOOK, Reply(at="2026-11-25T00:00:00Z")
    )

    assert shown(talk, case) == {"duration": "120"}
    assert line.facts["counted_at"] == AT


def test_a_day_that_is_only_mentioned_is_no_time_of_the_event() -> None:
    assert told("今天怎么办").codes == ()


@pytest.mark.parametrize("text", ["对方地址 {b}", "scammer {b}"])
def test_whose_an_address_is_comes_into_the_list(text: str) -> None:
    talk = told(text.format(b=THEIRS), address=THEIRS)
    line = cards.to_keep(talk, cards.draft_for(None, None, talk, LABELLED), None, Reply(at=AT))

    assert (line.facts["addresses"], line.facts["theirs"], line.facts["mine"]) == (THEIRS, THEIRS, "")


def test_the_first_word_about_an_address_stays() -> None:
    talk = told(f"my address {MINE}", f"their address {MINE}", address=MINE)

    assert [code for code in talk.codes if code[1] == MINE] == [("mine", MINE), ("address", MINE)]


def test_codes_stay_last_and_notes_do_not_push_them_out() -> None:
    talk = told(*(f"{hours} hours ago" for hours in range(2, 40)), duration="120", tx_hash="0x12ab…34cd")

    assert talk.codes[-1] == ("tx_hash", "0x12ab…34cd")


def test_notes_hold_nothing_secret() -> None:
    """Only names of days and hours are kept of a message, whatever stands around them."""
    phrase = "abandon " * 11 + "about"
    talk = told(f"昨晚8点多 {phrase} 私钥 {'ab12' * 16}", duration="720")
    kept = " ".join(value for _, value in talk.codes)

    assert secrets.find(kept) == ()
    assert "abandon" not in kept
    assert kept == f"1||0|zh|{AT}|昨晚8点多 720"
