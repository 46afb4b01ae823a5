"""Consent before a chain is read, and codes that come at another moment than they were asked for."""

from dataclasses import replace

import pytest

from tests.core.samples import HASH, LIBRARY, pressed, said
from walletdesk.core import consent, dialogue
from walletdesk.core.case import Case, Conversation, load
from walletdesk.core.scene import Response
from walletdesk.core.turn import Form, Line, Outcome, Reply

OTHER = "0x" + "cd" * 32
PHRASES = {
    "look_up": ("查吧", "查", "look it up"),
    "dont_look_up": ("别查", "我自己会查", "do not look it up"),
    "asks_why": ("why", "为什么", "what will happen"),
}
DESK = replace(LIBRARY, phrases={**LIBRARY.phrases, **PHRASES})
AT_HASH = Conversation(case=Case("stuck", "ask_hash", {"chain": "evm"}, ("ask_chain", "ask_hash")))


class Chat:
    def __init__(self, talk: Conversation = AT_HASH, policy: str = consent.ASK) -> None:
        self.talk, self.policy = talk, policy

    def hear(self, reply: Reply) -> list[str]:
        return self._take(dialogue.respond(DESK, self.talk, reply, look_ups=self.policy))

    def find(self, outcome: Outcome) -> list[str]:
        return self._take(dialogue.resume(DESK, self.talk, outcome, look_ups=self.policy))

    def press(self, value: str, step: str = "stuck.look") -> list[str]:
        return self.hear(pressed(step, value, self.talk.nonce))

    def _take(self, response: Response) -> list[str]:
        self.talk, self.need = response.conversation, response.need
        return [line.key for line in response.lines]


@pytest.fixture
def asked() -> Chat:
    chat = Chat()
    assert chat.hear(said("here", tx_hash=HASH)) == ["dialogue.look_up_consent"]
    assert chat.need is None
    return chat


@pytest.mark.parametrize("words", ["yes", "look it up", "查吧"])
def test_nothing_leaves_before_a_yes(asked: Chat, words: str) -> None:
    asked.hear(said(words))

    assert asked.need is not None
    assert (asked.need.port, asked.need.facts["tx_hash"]) == ("transaction", HASH)


@pytest.mark.parametrize(
    "words", ["为什么要查?", "查链上会不会泄露我的隐私吗", "why", "what will happen if you look it up", "is it free?"]
)
def test_a_question_about_it_is_no_yes_and_gets_the_reason_again(asked: Chat, words: str) -> None:
    asked.hear(said(words))
    assert asked.need is None

    line = dialogue.respond(DESK, asked.talk, said(words), look_ups=consent.ASK).lines[-1]
    assert (line.key, line.form) == ("dialogue.look_up_consent", Form.ASK)


@pytest.mark.parametrize("words", ["我自己会查", "what if you look it up", "please look"])
def test_words_of_a_yes_inside_others_are_no_yes(asked: Chat, words: str) -> None:
    asked.hear(said(words))

    assert asked.need is None


def test_a_no_can_be_taken_back(asked: Chat) -> None:
    asked.hear(said("no"))
    assert asked.hear(said("look it up")) == []
    assert asked.need is not None
    assert asked.need.facts["tx_hash"] == HASH


def test_a_yes_holds_for_the_conversation(asked: Chat) -> None:
    asked.press("yes")
    assert asked.find(Outcome("pending")) == ["stuck.wait", "dialogue.anything_else"]

    asked.talk = replace(AT_HASH, look_ups=asked.talk.look_ups, nonce=asked.talk.nonce)
    assert asked.hear(said("another", tx_hash=OTHER)) == []
    assert asked.need is not None
    assert asked.need.facts["tx_hash"] == OTHER


@pytest.mark.parametrize("words", ["no", "别查", "do not look it up"])
def test_a_no_goes_on_by_hand_and_holds(asked: Chat, words: str) -> None:
    assert asked.hear(said(words)) == ["dialogue.not_looked_up", "stuck.ask_sent"]
    assert asked.need is None
    assert asked.talk.case is not None
    assert asked.talk.case.facts[consent.FACT] == "off"

    asked.talk = replace(AT_HASH, look_ups=asked.talk.look_ups)
    assert asked.hear(said("here", tx_hash=OTHER)) == ["stuck.ask_sent"]


@pytest.mark.parametrize("value", ["dont_know", "skip"])
def test_no_opinion_is_no_consent(asked: Chat, value: str) -> None:
    assert asked.press(value, "move") == ["dialogue.not_looked_up", "stuck.ask_sent"]


def test_back_leads_to_the_question_before(asked: Chat) -> None:
    assert asked.press("back", "move") == ["stuck.ask_hash"]


def test_anything_else_is_answered_and_consent_asked_again(asked: Chat) -> None:
    assert asked.hear(said("hm")) == ["dialogue.lost", "dialogue.look_up_consent"]
    assert asked.need is None


def test_the_open_question_survives_the_store(asked: Chat) -> None:
    stored = load(asked.talk.dump())
    assert stored is not None

    asked.talk = dialogue.without_lost_cases(DESK, stored)
    asked.hear(said("yes"))
    assert asked.need is not None


def test_a_forged_answer_without_a_question_reads_nothing() -> None:
    chat = Chat()

    assert chat.press("yes", "stuck.ask_hash") == ["dialogue.unknown_button", "stuck.ask_hash"]
    assert chat.need is None


def test_who_always_allows_is_not_asked() -> None:
    chat = Chat(policy=consent.ALWAYS)

    assert chat.hear(said("here", tx_hash=HASH)) == []
    assert chat.need is not None


def test_where_look_ups_are_off_nothing_is_asked_of_anybody() -> None:
    chat = Chat(policy=consent.NEVER)

    assert chat.hear(said("here", tx_hash=HASH)) == ["stuck.ask_sent"]
    assert chat.need is None


def test_new_cases_know_whether_a_hash_would_help() -> None:
    known = {}
    for policy in consent.POLICIES:
        chat = Chat(Conversation(), policy)
        chat.hear(said("it is stuck", "stuck"))
        known[policy] = chat.talk.case.facts.get(consent.FACT) if chat.talk.case else None

    assert known == {"ask": "on", "always": "on", "never": None}


def test_what_the_port_says_comes_first_and_old_findings_go(asked: Chat) -> None:
    asked.press("yes")
    said_first = Outcome("unavailable", {"nonce": "12", "network": "bsc"}, (Line("chain.report"),))
    assert asked.find(said_first) == ["chain.report", "stuck.ask_sent"]
    assert asked.talk.case is not None
    assert asked.talk.case.facts["nonce"] == "12"

    asked.hear(said("no wait, this one", tx_hash=OTHER))
    asked.find(Outcome("unavailable", {"verdict": "not_found"}))
    assert asked.talk.case is not None
    assert "nonce" not in asked.talk.case.facts
    assert asked.talk.case.facts["network"] == "bsc"  # the user's words, for all the engine knows


def test_a_hash_that_comes_late_is_looked_up() -> None:
    chat = Chat(policy=consent.ALWAYS)
    chat.press("dont_know", "move")
    assert chat.talk.case is not None
    assert chat.talk.case.step == "ask_sent"

    assert chat.hear(said("found it", tx_hash=HASH)) == []
    assert chat.need is not None
    assert chat.need.facts["tx_hash"] == HASH


def test_a_broken_hash_is_said_before_anybody_is_asked() -> None:
    chat = Chat(Conversation())
    pending = replace(DESK, playbooks={**DESK.playbooks, "stuck": replace(DESK.playbooks["stuck"], start="look")})
    first = dialogue.respond(pending, chat.talk, said("it is stuck", "stuck", tx_hash=HASH[:-3]), look_ups=consent.ASK)

    assert [line.key for line in first.lines] == ["dialogue.hash_too_short", "stuck.ask_sent"]
    assert first.need is None


def test_a_late_piece_of_a_hash_is_not() -> None:
    chat = Chat(Conversation(case=Case("stuck", "ask_sent", {}, ("ask_sent",))), consent.ALWAYS)

    chat.hear(said("maybe this", tx_hash="0x12…ab"))
    assert chat.need is None


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (HASH[:-3], "dialogue.hash_too_short"),
        (HASH + "0f", "dialogue.hash_too_long"),
        ("0xabcd…12ef", "dialogue.hash_masked"),
    ],
)
def test_what_is_no_whole_hash_is_said(code: str, key: str) -> None:
    assert Chat().hear(said("here", tx_hash=code)) == [key, "stuck.ask_hash"]


def test_an_address_is_not_taken_for_a_hash() -> None:
    chat = Chat()

    assert chat.hear(said("here", address="0x" + "12" * 20)) == ["dialogue.address_not_hash", "stuck.ask_hash"]


def test_of_many_hashes_the_first_is_read_and_the_user_told() -> None:
    chat = Chat(policy=consent.ALWAYS)

    forty = tuple(f"0x{number:064x}" for number in range(1, 41))
    assert chat.hear(Reply(text="all of these", entities={"tx_hash": forty})) == ["dialogue.several_hashes"]
    assert chat.need is not None
    assert chat.need.facts["tx_hash"] == forty[0]


def test_permission_can_be_taken_back() -> None:
    chat = Chat(replace(AT_HASH, look_ups="yes"))

    assert chat.hear(said("do not look it up")) == ["dialogue.not_looked_up", "stuck.ask_hash"]
    assert chat.hear(said("here", tx_hash=HASH)) == ["stuck.ask_sent"]


@pytest.mark.parametrize("words", ["没有", "no hash", "I can't find it"])
def test_having_no_hash_is_an_answer(words: str) -> None:
    desk = replace(DESK, phrases={**DESK.phrases, "have_none": ("没有", "no hash", "i can't find it")})
    answered = dialogue.respond(desk, AT_HASH, said(words.lower()), look_ups=consent.ALWAYS)

    assert [line.key for line in answered.lines] == ["stuck.ask_sent"]


def test_a_hash_is_an_answer_whatever_else_its_digits_look_like() -> None:
    chat = Chat(policy=consent.ALWAYS)

    assert chat.hear(said("here you are: " + HASH, "theft", 0.96, tx_hash=HASH)) == []
    assert chat.need is not None


def test_the_hash_of_the_problem_closed_last_is_looked_up_again() -> None:
    chat = Chat(policy=consent.ALWAYS)
    chat.hear(said("here", tx_hash=HASH))
    chat.find(Outcome("pending"))
    assert chat.talk.case is None

    chat.talk = replace(chat.talk, last=replace(chat.talk.last, facts={"tx_hash": HASH}) if chat.talk.last else None)
    assert chat.hear(said(HASH, tx_hash=HASH)) == ["stuck.ask_chain"]
    assert chat.talk.case is not None
    assert chat.talk.case.facts["tx_hash"] == HASH


def test_what_the_user_called_a_token_is_not_said_of_another() -> None:
    chat = Chat(
        replace(AT_HASH, case=AT_HASH.case.know(token="USDT", amount="500") if AT_HASH.case else None), "always"
    )
    chat.hear(said("here", tx_hash=HASH))
    chat.find(Outcome("unavailable", {"token_contract": "0x" + "12" * 20}))

    assert chat.talk.case is not None
    assert not {"token", "amount"} & set(chat.talk.case.facts)
