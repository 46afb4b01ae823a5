"""Remarks: how they are heard, that each is made once, where it stands, and what it does to the message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.samples import LIBRARY, said
from walletdesk.core import dialogue, remarks
from walletdesk.core.case import Conversation, load
from walletdesk.core.remarks import MOST_TOLD, Watch, Watches, notice, way
from walletdesk.core.turn import Form, Remark, Reply

NOTE = Remark("claims.hotline", topic="fees")
ENOUGH = Remark("official.domain", {"name": "token[.]im"}, enough=True)
LEADS = Remark("errors.out_of_gas", topic="fees", leads=True)
FIRM = Remark("hard.injection", firm=True)
STOPS = Remark("hard.self_harm", firm=True, stops=True)


class Chat:
    """Plays messages, with remarks, against the sample desk."""

    def __init__(self) -> None:
        self.talk = Conversation()

    def hear(self, reply: Reply, *made: Remark) -> list[str]:
        response = dialogue.respond(LIBRARY, self.talk, replace(reply, remarks=made))
        self.talk, self.lines = response.conversation, response.lines
        return [line.key for line in response.lines]


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
def stuck() -> Chat:
    chat = Chat()
    assert chat.hear(said("my transfer is stuck", "stuck")) == ["stuck.ask_chain"]
    return chat


@pytest.mark.parametrize(
    ("written", "text", "heard"),
    [
        ("phone", "a phone", True),
        ("phone", "phones", False),
        ("phone~", "phones", True),
        ("freez~ + address|wallet", "the wallet, freeze it", True),
        ("freez~ + address|wallet", "freeze it", False),
        ("电话 + 客服|官方", "官方有没有电话", True),
        ("get…back", "get my coins back", True),
        ("get…back", "get it. back then it was fine", False),
        ("c++ (draft)", "c++ (draft)", True),
    ],
)
def test_a_way_of_saying_something_is_found_in_a_sentence(written: str, text: str, heard: bool) -> None:
    watches = Watches(rest=(Watch(NOTE, (way(written),)),))

    assert (notice(watches, text, {}) == (NOTE,)) is heard


def test_pieces_must_stand_in_one_sentence_and_an_exception_counts_there_only() -> None:
    watches = Watches(rest=(Watch(NOTE, (way("phone + support"),), (way("police"),)),))

    assert notice(watches, "support is nice. my phone is old", {}) == ()
    assert notice(watches, "support phone of the police", {}) == ()
    assert notice(watches, "support phone? i called the police!", {}) == (NOTE,)


def test_an_error_text_alone_leads_to_its_topic_and_one_in_a_sentence_does_not() -> None:
    watches = Watches(errors={"nonce_too_low": "fees"})
    found = {"error_string": ("nonce_too_low", "unheard_of")}

    (alone,) = notice(watches, '{"code":-32000,"message":"nonce too low"}', found)
    (told,) = notice(watches, "why does it say nonce too low", found)
    assert (alone.leads, told.leads) == (True, False)
    assert alone.key == told.key == "errors.nonce_too_low"


def test_a_remark_stands_before_the_answer_and_is_made_once(stuck: Chat) -> None:
    assert stuck.hear(said("tron"), NOTE) == ["claims.hotline", "stuck.ask_age"]
    assert stuck.hear(said("long ago"), NOTE)[0] == "stuck.expired"


def test_the_same_words_about_something_else_are_said_again(chat: Chat) -> None:
    one, other = (Remark("official.look_alike", {"name": name}) for name in ("a[.]com", "b[.]com"))
    chat.hear(said("stuck", "stuck"), one)

    assert chat.hear(said("tron"), one, other)[0] == "official.look_alike"
    assert "a[.]com" not in str(chat.talk.told)


def test_an_urgent_topic_says_what_cannot_wait_first(stuck: Chat) -> None:
    assert stuck.hear(said("my coins were stolen", "theft"), NOTE) == [
        "dialogue.parked",
        "theft.stop",
        "claims.hotline",
        "theft.ask_left",
    ]


def test_a_remark_opens_its_topic_where_the_message_fits_none(chat: Chat) -> None:
    assert chat.hear(said("something odd", "stuck", 0.2), NOTE)[:2] == ["claims.hotline", "fees.how_fees_work"]
    assert Chat().hear(said("who knows", "out_of_scope"), NOTE)[:2] == ["claims.hotline", "fees.how_fees_work"]


def test_a_remark_does_not_take_a_message_from_the_topic_it_fits(chat: Chat) -> None:
    assert chat.hear(said("my transfer is stuck", "stuck"), NOTE) == ["claims.hotline", "stuck.ask_chain"]


def test_in_an_open_case_a_remark_is_made_and_the_question_put_again(stuck: Chat) -> None:
    assert stuck.hear(said("what about a hotline"), NOTE) == ["claims.hotline", "stuck.ask_chain"]
    assert stuck.hear(said("what about a hotline"), NOTE) == ["dialogue.lost", "stuck.ask_chain"]


@pytest.mark.parametrize("made", [NOTE, ENOUGH, LEADS])
def test_no_remark_swallows_an_answer_to_the_open_question(stuck: Chat, made: Remark) -> None:
    assert stuck.hear(said("tron"), made) == [made.key, "stuck.ask_age"]


def test_a_pasted_error_text_opens_its_topic_whatever_it_was_taken_for(chat: Chat) -> None:
    assert chat.hear(said("nonce too low", "stuck"), LEADS)[:2] == ["errors.out_of_gas", "fees.how_fees_work"]


def test_what_is_enough_is_the_whole_answer_every_time(chat: Chat) -> None:
    for _ in range(2):
        assert chat.hear(said("is token.im official", "stuck", 0.3), ENOUGH) == ["official.domain"]


def test_what_is_enough_leaves_the_question_open(stuck: Chat) -> None:
    assert stuck.hear(said("is token.im official", "stuck"), ENOUGH) == ["official.domain", "stuck.ask_chain"]


@pytest.mark.parametrize("intent", ["theft", "stuck", "thank", ""])
def test_a_firm_remark_is_the_one_answer_before_all_others(stuck: Chat, intent: str) -> None:
    for _ in range(2):
        assert stuck.hear(said("tron", intent, 0.99), FIRM, NOTE) == ["hard.injection", "stuck.ask_chain"]


def test_nothing_is_asked_after_words_about_a_life_and_the_case_is_kept(stuck: Chat) -> None:
    open_case = stuck.talk.case

    assert stuck.hear(said("all my money is gone", "theft", 0.99), STOPS, NOTE) == ["hard.self_harm"]
    assert stuck.lines[0].buttons == ()
    assert stuck.talk.case == open_case


def test_a_secret_comes_before_everything(chat: Chat) -> None:
    assert chat.hear(Reply(intent="secret_shared", confidence=1.0), FIRM)[0] == "dialogue.secret"


def test_advice_on_an_error_is_left_to_a_playbook_that_knows_it(stuck: Chat) -> None:
    stuck.hear(said("tron"), Remark("errors.out_of_gas", topic="fees"))
    assert stuck.lines[0].form is Form.AGAIN

    taken = Chat()
    taken.hear(said("stuck", "stuck"), Remark("errors.ethereum", topic="stuck"))
    assert taken.lines[0].form is Form.TELL


def test_what_was_told_is_kept_short_and_stored() -> None:
    told = remarks.remember((), [Remark(f"claims.{number}") for number in range(MOST_TOLD + 5)])
    talk = Conversation(told=told)

    assert (len(told), told[-1]) == (MOST_TOLD, f"claims.{MOST_TOLD + 4}")
    assert load(talk.dump()) == talk


def test_an_exception_for_the_whole_message_counts_in_every_sentence() -> None:
    watches = Watches(rest=(Watch(NOTE, (way("phone + support"),), nowhere=(way("died"),)),))

    assert notice(watches, "support phone?", {}) == (NOTE,)
    assert notice(watches, "she died. support phone?", {}) == ()


def test_what_leads_to_a_topic_is_no_news_where_the_message_was_taken_for_it() -> None:
    watches = Watches(rest=(Watch(LEADS, (way("gas"),)), Watch(NOTE, (way("gas"),))))

    assert notice(watches, "gas", {}, intent="stuck") == (LEADS, NOTE)
    assert notice(watches, "gas", {}, intent="fees") == (NOTE,)


def test_what_a_remark_knows_is_known_to_the_topic_it_opens(chat: Chat) -> None:
    knows = replace(LEADS, topic="stuck", knows={"chain": "tron"})

    assert chat.hear(said("gone wrong", "fees"), knows)[-1] == "stuck.ask_age"


def test_an_emergency_leaves_an_open_case_and_other_leads_do_not(stuck: Chat) -> None:
    urgent = replace(LEADS, topic="theft")

    assert "stuck.ask_chain" in stuck.hear(said("words that answer nothing"), LEADS)
    assert "theft.stop" in stuck.hear(said("words that answer nothing"), urgent)
    assert stuck.talk.case is not None
    assert stuck.talk.case.topic == "theft"
