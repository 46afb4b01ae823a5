"""The moves of design: answer, button, don't know, back, correct, digress, switch, panic, lost."""

from dataclasses import replace

import pytest

from tests.core.samples import HASH, LIBRARY, pressed, said
from walletdesk.core import dialogue
from walletdesk.core.case import Case, Conversation, Draft
from walletdesk.core.scene import Response
from walletdesk.core.turn import Outcome, Reply


class Chat:
    """Plays messages against the sample desk and keeps the conversation between them."""

    def __init__(self, talk: Conversation | None = None) -> None:
        self.talk = talk or Conversation()

    def hear(self, reply: Reply) -> list[str]:
        return self._take(dialogue.respond(LIBRARY, self.talk, reply, look_ups="always"))

    def find(self, outcome: str) -> list[str]:
        return self._take(dialogue.resume(LIBRARY, self.talk, Outcome(outcome), look_ups="always"))

    def press(self, step: str, value: str, nonce: int | None = None) -> list[str]:
        return self.hear(pressed(step, value, self.talk.nonce if nonce is None else nonce))

    def _take(self, response: Response) -> list[str]:
        self.talk, self.last = response.conversation, response
        return [line.key for line in response.lines]


@pytest.fixture
def stuck() -> Chat:
    chat = Chat()
    assert chat.hear(said("my transfer is stuck", "stuck")) == ["stuck.ask_chain"]
    return chat


def test_a_case_is_walked_to_its_end(stuck: Chat) -> None:
    assert stuck.hear(said("ethereum")) == ["stuck.ask_hash"]
    assert stuck.hear(said("here", tx_hash=HASH)) == []
    assert stuck.last.need is not None
    assert stuck.find("pending") == ["stuck.wait", "dialogue.anything_else"]
    assert (stuck.talk.case, stuck.talk.closed) == (None, "stuck.wait")


def test_facts_noted_unasked_are_said_back() -> None:
    chat = Chat()

    assert chat.hear(said("stuck on eth", "stuck", network="ethereum")) == ["dialogue.noted", "stuck.ask_hash"]
    assert chat.last.lines[0].facts == {"chain": "evm"}


def test_buttons_answer_the_open_question(stuck: Chat) -> None:
    assert stuck.press("stuck.ask_chain", "tron") == ["stuck.ask_age"]


def test_a_stale_button_is_refused_kindly_and_the_question_stays(stuck: Chat) -> None:
    old = stuck.talk.nonce
    stuck.hear(said("ethereum"))

    assert stuck.press("stuck.ask_chain", "tron", old) == ["dialogue.stale_button", "stuck.ask_hash"]


@pytest.mark.parametrize(
    ("step", "value"),
    [
        ("stuck.ask_chain", "doge"),
        ("stuck.ask_hash", "evm"),
        ("theft.ask_left", "yes"),
        ("move", "explode"),
        ("topic", "?"),
        ("", ""),
    ],
)
def test_a_forged_button_is_refused_kindly(stuck: Chat, step: str, value: str) -> None:
    assert stuck.press(step, value) == ["dialogue.unknown_button", "stuck.ask_chain"]


def test_each_question_has_a_new_nonce(stuck: Chat) -> None:
    nonces = [stuck.talk.nonce]
    for text in ("what?", "ethereum", "back"):
        stuck.hear(said(text))
        nonces.append(stuck.talk.nonce)

    assert len(set(nonces)) == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不知道", ["stuck.where_to_look", "stuck.ask_chain"]),
        ("I don't know".lower(), ["stuck.where_to_look", "stuck.ask_chain"]),
        ("skip", ["stuck.ask_hash"]),
        ("back", ["dialogue.nothing_before", "stuck.ask_chain"]),
        ("help", ["dialogue.help", "stuck.ask_chain"]),
        ("人工", ["dialogue.person_empty"]),
        ("start over", ["dialogue.restarted"]),
        ("continue", ["stuck.ask_chain"]),
    ],
)
def test_moves_work_in_the_middle_of_a_case(stuck: Chat, text: str, expected: list[str]) -> None:
    assert stuck.hear(said(text)) == expected


@pytest.mark.parametrize("text", ["不知道", "skip", "continue"])
def test_moves_without_a_case_say_that_nothing_is_open(text: str) -> None:
    assert Chat().hear(said(text)) == ["dialogue.nothing_open"]


def test_an_option_that_sounds_like_a_move_is_an_option() -> None:
    chat = Chat()
    chat.hear(said("robbed", "theft"))

    assert chat.hear(said("back")) == ["theft.move", "dialogue.anything_else"]


def test_asking_for_a_person_keeps_the_case(stuck: Chat) -> None:
    stuck.hear(said("ethereum"))
    stuck.hear(said("a person"))

    assert stuck.last.lines[0].facts == {"topic": "stuck", "team": "general", "chain": "evm"}
    assert stuck.press("move", "resume") == ["stuck.ask_hash"]


def test_a_correction_in_plain_words(stuck: Chat) -> None:
    stuck.hear(said("ethereum"))

    assert stuck.hear(said("其实是波场")) == ["dialogue.corrected", "stuck.ask_age"]


def test_an_unrelated_question_is_answered_and_the_case_goes_on(stuck: Chat) -> None:
    assert stuck.hear(said("why are fees so high", "fees")) == ["fees.how_fees_work", "stuck.ask_chain"]
    assert stuck.talk.case is not None
    assert stuck.hear(said("thanks", "thank")) == ["smalltalk.thank", "stuck.ask_chain"]


def test_facts_that_answer_nothing_yet_are_noted_for_later(stuck: Chat) -> None:
    assert stuck.hear(said("it was a tuesday", age="old")) == ["dialogue.noted", "stuck.ask_chain"]
    assert stuck.hear(said("tron")) == ["dialogue.noted", "stuck.expired", "dialogue.anything_else"]


def test_another_problem_parks_this_one_and_offers_to_return(stuck: Chat) -> None:
    stuck.hear(said("ethereum"))

    assert stuck.hear(said("wait, somebody stole all my coins from it", "theft")) == [
        "dialogue.parked",
        "theft.stop",
        "theft.ask_left",
    ]
    assert stuck.hear(said("no")) == ["theft.report", "dialogue.waiting"]
    assert stuck.press("topic", "stuck") == ["dialogue.resumed", "stuck.ask_hash"]
    assert stuck.talk.parked == ()


def test_a_user_can_return_to_the_parked_problem_and_back(stuck: Chat) -> None:
    stuck.hear(said("wait, somebody stole all my coins from it", "theft"))

    assert stuck.hear(said("back to my problem")) == ["dialogue.parked", "dialogue.resumed", "stuck.ask_chain"]
    assert [case.topic for case in stuck.talk.parked] == ["theft"]
    assert stuck.hear(said("back to my problem")) == ["dialogue.parked", "dialogue.resumed", "theft.ask_left"]


def test_panic_opens_at_a_lower_confidence_than_other_topics() -> None:
    assert Chat().hear(said("gone", "theft", 0.4)) == ["theft.stop", "theft.ask_left"]
    assert Chat().hear(said("hm", "stuck", 0.4)) == ["dialogue.which"]


def test_an_answer_that_sounds_urgent_is_still_an_answer() -> None:
    chat = Chat()
    chat.hear(said("robbed", "theft"))

    assert chat.hear(said("no", "seed_leaked", 0.95)) == ["theft.report", "dialogue.anything_else"]


def test_an_unsure_reading_is_offered_not_guessed() -> None:
    chat = Chat()
    reply = Reply("hm", "stuck", 0.3, (("stuck", 0.3), ("fees", 0.25), ("out_of_scope", 0.2)))

    assert chat.hear(reply) == ["dialogue.which"]
    assert [button.value for button in chat.last.lines[0].buttons] == ["stuck", "fees", "person"]
    assert chat.hear(said("2")) == ["fees.how_fees_work", "dialogue.anything_else"]


def test_a_close_second_is_asked_about_and_a_clear_first_is_not() -> None:
    close = Reply("hm", "stuck", 0.5, (("stuck", 0.5), ("fees", 0.35)))
    clear = Reply("hm", "stuck", 0.5, (("stuck", 0.5), ("fees", 0.2)))

    assert Chat().hear(close) == ["dialogue.which"]
    assert Chat().hear(clear) == ["stuck.ask_chain"]


def test_a_guess_that_goes_on_is_said_back(stuck: Chat) -> None:
    assert stuck.hear(replace(said("the eth one"), nearest="evm")) == ["dialogue.taken_as", "stuck.ask_hash"]


def test_a_guess_that_would_end_the_case_is_asked_about(stuck: Chat) -> None:
    stuck.hear(said("tron"))

    assert stuck.hear(replace(said("ages"), nearest="old")) == ["dialogue.did_you_mean", "stuck.ask_age"]
    assert stuck.hear(said("yes")) == ["stuck.expired", "dialogue.anything_else"]


def test_a_guess_not_confirmed_leaves_the_question_open(stuck: Chat) -> None:
    stuck.hear(said("tron"))
    stuck.hear(replace(said("ages"), nearest="old"))

    assert stuck.hear(said("just now")) == ["stuck.wait", "dialogue.anything_else"]


def test_a_guess_is_confirmed_by_its_button(stuck: Chat) -> None:
    stuck.hear(said("tron"))
    stuck.hear(replace(said("ages"), nearest="old"))

    assert stuck.press("stuck.ask_age", "old") == ["stuck.expired", "dialogue.anything_else"]


def test_a_guess_of_the_opposite_is_asked_about(stuck: Chat) -> None:
    guess = replace(said("never on eth"), nearest="evm", doubtful=True)

    assert stuck.hear(guess) == ["dialogue.did_you_mean", "stuck.ask_chain"]


def test_in_an_emergency_every_guess_is_asked_about() -> None:
    chat = Chat()
    chat.hear(said("robbed", "theft"))

    assert chat.hear(replace(said("what now"), nearest="dont_know")) == ["dialogue.did_you_mean", "theft.ask_left"]
    assert chat.press("move", "dont_know") == ["theft.report", "dialogue.anything_else"]


def test_an_emergency_is_not_left_for_what_merely_sounds_like_another_problem() -> None:
    chat = Chat()
    chat.hear(said("robbed", "theft"))

    assert "dialogue.parked" not in chat.hear(said("the coins left on tron and are not here", "stuck", 0.85))
    assert chat.talk.case is not None
    assert chat.talk.case.topic == "theft"


def test_an_urgent_topic_that_is_not_the_likeliest_is_offered_beside_it() -> None:
    chat = Chat()
    boosted = Reply("hm", "theft", 0.36, (("theft", 0.36), ("stuck", 0.5)))

    assert chat.hear(boosted) == ["dialogue.which"]
    assert [button.value for button in chat.last.lines[0].buttons] == ["theft", "stuck", "person"]


def test_an_intent_is_a_yes_only_when_it_is_certain(stuck: Chat) -> None:
    stuck.hear(said("ethereum"))
    stuck.press("move", "dont_know")

    assert stuck.hear(said("hm hm", "deny", 0.6)) == ["dialogue.lost", "stuck.ask_sent"]
    assert stuck.hear(said("hm hm", "deny", 0.95)) == ["stuck.wait", "dialogue.anything_else"]


@pytest.mark.parametrize("text", ["{}", "“{}”", "hash: {}"])
def test_a_lone_hash_may_be_a_key_and_is_asked_about(text: str) -> None:
    code = "ab" * 32
    desk = replace(LIBRARY, families={"transfer": ("transfer_pending", "stuck")}, names={"tx_hash": ("hash",)})
    first = dialogue.respond(desk, Conversation(), said(text.format(code), "stuck", 0.95, tx_hash=code))

    assert [line.key for line in first.lines] == ["dialogue.lone_code"]
    key = dialogue.respond(desk, first.conversation, pressed("topic", "seed_leaked", first.conversation.nonce))
    assert key.conversation.case is not None
    assert key.conversation.case.facts["shown_where"] == "here"
    hash_ = dialogue.respond(desk, first.conversation, pressed("topic", "stuck", first.conversation.nonce))
    assert hash_.conversation.case is not None
    assert hash_.conversation.case.facts["tx_hash"] == code


def test_few_words_beside_a_hash_are_words() -> None:
    code = "ab" * 32
    desk = replace(LIBRARY, families={"transfer": ("transfer_pending", "stuck")})
    told = dialogue.respond(desk, Conversation(), said(f"转错了 {code}", "stuck", 0.95, tx_hash=code))

    assert [line.key for line in told.lines][-1] == "stuck.ask_chain"


def test_what_is_said_after_a_lone_hash_is_about_it() -> None:
    code = "ab" * 32
    desk = replace(LIBRARY, families={"transfer": ("transfer_pending", "stuck")})
    first = dialogue.respond(desk, Conversation(), said(code, "theft", 0.95, tx_hash=code))
    told = dialogue.respond(desk, first.conversation, said("it is stuck", "stuck", 0.95))

    assert told.conversation.case is not None
    assert told.conversation.case.facts["tx_hash"] == code


def test_a_lone_address_is_asked_about_and_its_digits_mean_nothing() -> None:
    address = "0x52908400098527886E0F7030069857D2E4169EE7"
    desk = replace(LIBRARY, playbooks={**LIBRARY.playbooks, "balance_mismatch": LIBRARY.playbooks["stuck"]})
    first = dialogue.respond(desk, Conversation(), said(address.lower(), "theft", 0.96, address=address))
    assert [line.key for line in first.lines] == ["dialogue.lone_address"]

    told = dialogue.respond(desk, first.conversation, pressed("topic", "balance_mismatch", first.conversation.nonce))
    assert told.conversation.case is not None
    assert told.conversation.case.facts["address"] == address


def test_a_lone_address_in_the_middle_of_a_case_is_kept(stuck: Chat) -> None:
    stuck.hear(said("tron"))
    address = "0x52908400098527886E0F7030069857D2E4169EE7"

    assert stuck.hear(said(address.lower(), "theft", 0.96, address=address)) == ["dialogue.code_kept", "stuck.ask_age"]
    assert ("address", address) in stuck.talk.codes


def test_two_of_one_family_bring_the_whole_family() -> None:
    family = replace(LIBRARY, families={"money": ("fees", "theft", "stuck")})
    response = dialogue.respond(family, Conversation(), Reply("hm", "stuck", 0.5, (("stuck", 0.5), ("fees", 0.35))))

    assert [line.key for line in response.lines] == ["dialogue.which_money"]
    assert [button.value for button in response.lines[0].buttons] == ["stuck", "fees", "theft", "person"]
    assert response.conversation.offered == ("stuck", "fees", "theft")


def test_an_urgent_topic_that_may_be_meant_is_asked_about_first() -> None:
    chat = Chat()

    assert chat.hear(replace(said("my coins are not there", "stuck"), alert="theft")) == ["dialogue.which"]
    assert [button.value for button in chat.last.lines[0].buttons] == ["theft", "stuck", "person"]
    assert chat.hear(said("2")) == ["stuck.ask_chain"]


def test_twice_lost_offers_a_person(stuck: Chat) -> None:
    assert stuck.hear(said("blub")) == ["dialogue.lost", "stuck.ask_chain"]
    assert stuck.hear(said("blub")) == ["dialogue.lost_twice", "stuck.ask_chain"]
    assert stuck.hear(said("ethereum")) == ["stuck.ask_hash"]
    assert stuck.talk.misses == 0


def test_lost_without_a_case() -> None:
    chat = Chat()

    assert chat.hear(said("blub")) == ["dialogue.lost_at_start"]
    assert chat.hear(said("blub")) == ["dialogue.lost_twice_at_start"]


def test_out_of_scope_is_declined_and_the_case_goes_on(stuck: Chat) -> None:
    assert stuck.hear(said("price of eth?", "out_of_scope")) == ["out_of_scope.not_ours", "stuck.ask_chain"]


@pytest.mark.parametrize(("confidence", "key"), [(0.0, "dialogue.lost_at_start"), (0.4, "out_of_scope.not_ours")])
def test_what_means_nothing_is_not_declined_as_out_of_scope(confidence: float, key: str) -> None:
    assert Chat().hear(Reply("…", "out_of_scope", confidence))[0] == key


def test_an_unclear_message_in_a_case_is_unclear_not_out_of_scope(stuck: Chat) -> None:
    assert stuck.hear(Reply("…", "out_of_scope", 0.4)) == ["dialogue.lost", "stuck.ask_chain"]


def test_a_secret_burns_the_wallet_and_opens_the_way_to_a_fresh_one(stuck: Chat) -> None:
    secret = Reply(intent="secret_shared", confidence=1.0, entities={"kinds": ("mnemonic",)})

    assert stuck.hear(secret) == ["dialogue.secret", "dialogue.parked", "seed_leaked.ask_left"]
    assert stuck.talk.burnt
    assert stuck.hear(secret) == ["dialogue.secret_again", "seed_leaked.ask_left"]


def test_a_pairing_link_is_refused_without_burning_the_wallet(stuck: Chat) -> None:
    link = Reply(intent="secret_shared", confidence=1.0, entities={"kinds": ("pairing_link",)})

    assert stuck.hear(link) == ["dialogue.secret_pairing_link", "stuck.ask_chain"]
    assert not stuck.talk.burnt


@pytest.mark.parametrize("why", ["empty", "too_long", "binary"])
def test_what_nobody_can_read_gets_a_kind_answer(stuck: Chat, why: str) -> None:
    reply = Reply(intent="unreadable", confidence=1.0, entities={"why": (why,)})

    assert stuck.hear(reply) == [f"dialogue.unreadable_{why}", "stuck.ask_chain"]


def test_the_language_follows_the_user_until_they_ask_for_one(stuck: Chat) -> None:
    stuck.hear(Reply("以太坊", language="zh-Hans"))
    assert stuck.talk.language == "zh-Hans"

    assert stuck.hear(said("english please")) == ["dialogue.language", "stuck.ask_hash"]
    stuck.hear(Reply("查不到", language="zh-Hans"))
    assert stuck.talk.language == "en"


def test_it_did_not_help_leads_to_a_person_only_after_an_end() -> None:
    chat = Chat()
    assert chat.hear(said("it didn't help")) == ["dialogue.lost_at_start"]
    chat.hear(said("fees?", "fees"))

    assert chat.hear(said("it didn't help")) == ["dialogue.not_helped_empty"]


def test_cases_of_a_playbook_that_is_gone_are_dropped() -> None:
    talk = Conversation(
        case=Case("gone", "x"),
        parked=(Case("stuck", "gone"), Case("stuck", "ask_hash")),
        last=Case("gone", "x"),
        draft=Draft(topic="gone"),
    )

    assert dialogue.without_lost_cases(LIBRARY, talk) == Conversation(parked=(Case("stuck", "ask_hash"),))
