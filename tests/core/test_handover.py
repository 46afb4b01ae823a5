"""A message to a person: shown before it goes, changed, dropped, sent once; and never in the way."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.core.samples import LIBRARY, PHRASES, THEFT, pressed, said
from tests.core.secret_material import phrase_words
from walletdesk.core import cards, dialogue
from walletdesk.core.answers import MOST_WORDS
from walletdesk.core.case import Conversation, load
from walletdesk.core.playbook import Ask, Conclude, HandOver, Kind, Playbook, Tell
from walletdesk.core.scene import Response
from walletdesk.core.turn import Line, Need, Outcome, Reply

FEEDBACK = Playbook(
    "feedback",
    "ask",
    {
        "ask": Ask("ask", "words", Kind.TEXT, dont_know="end", skip="end", next="thanks", early=True),
        "thanks": Tell("thanks", "thanks", "pass_on"),
        "pass_on": HandOver("pass_on", "general", feedback=True),
        "end": Conclude("end", "where", ask_if_helped=False),
    },
)
DESK = replace(
    LIBRARY,
    playbooks={**LIBRARY.playbooks, "feedback": FEEDBACK, "theft": replace(THEFT, team="security", evidence=True)},
    phrases={
        **PHRASES,
        "send": ("send it", "发送"),
        "dont_send": ("don't send", "不发了", "cancel"),
        "add_words": ("add a few words",),
        "drop": ("leave out", "去掉"),
        "edit": ("edit", "change it"),
        "answer_staff": ("add to my ticket", "回复客服"),
        "about_waiting": ("how long does it take",),
        "wants_person": ("a human",),
        "plain_yes": ("yes",),
        "plain_no": ("no",),
        "helped": ("it helped", "有用"),
        "partly": ("partly",),
        "evidence": ("evidence list",),
        "announcement": ("feedback",),
    },
    labelled=frozenset({"chain", "age", "amount", "tx_hash"}),
    names={"chain": ("network", "网络"), "amount": ("amount", "数量"), "age": ("age",)},
)


class Chat:
    """Plays messages, stores the conversation as JSON between them, and answers for the desk."""

    def __init__(self, staffed: bool = True) -> None:
        self.talk, self.staffed = Conversation(), staffed
        self.last: Response = Response(self.talk)

    def hear(self, reply: Reply) -> list[str]:
        return self._take(dialogue.respond(DESK, self.talk, reply, self.staffed))

    def say(self, text: str, intent: str = "", confidence: float = 0.9, **entities: str) -> list[str]:
        return self.hear(replace(said(text.lower(), intent, confidence, **entities), verbatim=text))

    def press(self, value: str, nonce: int | None = None, step: str = "draft") -> list[str]:
        return self.hear(pressed(step, value, self.talk.nonce if nonce is None else nonce))

    def deliver(self, outcome: str = "sent", **facts: str) -> list[str]:
        assert self.last.need is not None
        return self._take(dialogue.resume(DESK, self.talk, Outcome(outcome, facts), self.last.need, self.staffed))

    @property
    def line(self) -> Line:
        return self.last.lines[-1]

    @property
    def buttons(self) -> list[str]:
        return [button.value for button in self.line.buttons]

    def _take(self, response: Response) -> list[str]:
        stored = load(json.loads(json.dumps(response.conversation.dump())))
        assert stored == response.conversation
        self.talk, self.last = response.conversation, response
        return [line.key for line in response.lines]


@pytest.fixture
def card() -> Chat:
    """A stuck transfer on an EVM network, and the card in front."""
    chat = Chat()
    chat.say("stuck on eth", "stuck", network="ethereum", amount="100 USDT")
    assert chat.say("a person") == ["dialogue.person"]
    return chat


def test_the_card_shows_all_that_would_be_sent(card: Chat) -> None:
    assert card.line.facts == {"topic": "stuck", "team": "general", "chain": "evm", "amount": "100 USDT"}
    assert card.buttons == ["send", "story", "fact:amount", "fact:chain", "evidence", "discard", "resume"]


def test_nothing_is_sent_before_a_word_of_the_user(card: Chat) -> None:
    assert card.last.need is None
    assert card.say("send it") == []
    assert card.last.need == Need("desk", card_contents(card))


def card_contents(chat: Chat) -> dict[str, str]:
    assert chat.talk.draft is not None
    return cards.contents(chat.talk.draft)


def test_a_sent_message_has_a_number_and_leads_back_to_the_question(card: Chat) -> None:
    card.press("send")

    assert card.deliver(ticket="WD-1") == ["dialogue.ticket_sent", "stuck.ask_hash"]
    assert card.talk.draft is None
    assert card.talk.tickets == ("WD-1",)


def test_a_second_press_of_send_does_nothing(card: Chat) -> None:
    nonce = card.talk.nonce
    card.press("send", nonce)
    card.deliver(ticket="WD-1")

    assert card.press("send", nonce) == ["dialogue.stale_button", "stuck.ask_hash"]
    assert card.last.need is None


def test_a_stale_card_is_shown_again_instead_of_sent(card: Chat) -> None:
    nonce = card.talk.nonce
    card.say("thanks", "thank")

    assert card.press("send", nonce) == ["dialogue.stale_button", "dialogue.draft"]
    assert card.last.need is None


@pytest.mark.parametrize("value", ["", "explode", "fact:", "fact:nothing", "out:topic", "send "])
def test_a_forged_button_of_the_card_is_refused(card: Chat, value: str) -> None:
    assert card.press(value)[0] == "dialogue.unknown_button"


def test_a_button_of_a_card_that_is_gone_is_refused(card: Chat) -> None:
    card.say("don't send")

    assert card.press("send") == ["dialogue.unknown_button", "stuck.ask_hash"]


def test_words_are_asked_for_shown_back_and_cut(card: Chat) -> None:
    assert card.press("story") == ["dialogue.story"]
    assert card.say("It Was Tuesday. " * 100) == ["dialogue.draft"]
    assert card.line.facts["story"].startswith("It Was Tuesday. It Was")
    assert len(card.line.facts["story"]) == MOST_WORDS


def test_a_move_or_a_change_of_mind_is_not_taken_for_the_words_asked_for(card: Chat) -> None:
    card.press("story")
    assert card.say("back") == ["dialogue.draft"]
    card.press("story")
    assert card.say("help")[0] == "dialogue.help"
    assert card.talk.draft
    assert card.talk.draft.story == ""


def test_an_urgent_problem_goes_first_and_the_message_waits(card: Chat) -> None:
    card.press("story")

    assert card.say("somebody stole everything from me", "theft") == ["dialogue.parked", "theft.stop", "theft.ask_left"]
    assert card.say("send it") == ["dialogue.draft"]
    assert card.line.facts["topic"] == "stuck"
    assert card.line.facts["story"] == "somebody stole everything from me"
    assert card.last.need is None
    assert card.say("send it") == []


def test_words_about_an_urgent_problem_are_its_words_whatever_they_sound_like() -> None:
    chat = Chat()
    chat.say("robbed", "theft")
    chat.say("a person")
    chat.press("story")

    assert chat.say("I think my phrase was leaked", "seed_leaked", 0.98) == ["dialogue.draft"]


@pytest.mark.parametrize("text", ["leave out the network", "去掉网络"])
def test_a_fact_is_left_out_by_words(card: Chat, text: str) -> None:
    assert card.say(text) == ["dialogue.dropped", "dialogue.draft"]
    assert card_contents(card) == {"topic": "stuck", "team": "general", "amount": "100 USDT"}


@pytest.mark.parametrize("text", ["amount: 300", "Amount is 300", "数量改成300"])
def test_a_fact_is_changed_by_words(card: Chat, text: str) -> None:
    assert card.say(text) == ["dialogue.changed", "dialogue.draft"]
    assert card_contents(card)["amount"] == "300"


def test_a_fact_is_changed_or_left_out_by_button(card: Chat) -> None:
    assert card.press("fact:chain") == ["dialogue.change"]
    assert card.say("tron it is") == ["dialogue.changed", "dialogue.draft"]
    assert card_contents(card)["chain"] == "tron"
    card.press("fact:amount")
    assert card.press("out:amount") == ["dialogue.dropped", "dialogue.draft"]
    assert "amount" not in card_contents(card)


def test_a_long_tale_is_no_value(card: Chat) -> None:
    card.press("fact:amount")

    assert card.say("so the thing is " * 20, "thank", 0.95)[0] == "smalltalk.thank"
    assert card_contents(card)["amount"] == "100 USDT"


def test_many_facts_share_one_button() -> None:
    many = {f"fact_{number}": "x" for number in range(cards.FEW + 1)}
    line = cards.card(Conversation(), cards.Draft(facts=many), "dialogue.person", None)

    assert [button.value for button in line.buttons] == ["send", "story", "more", "evidence", "discard"]


def test_what_was_changed_stays_changed_when_the_card_is_asked_for_again(card: Chat) -> None:
    card.say("leave out the network")
    card.press("story")
    card.say("My words")
    card.press("resume", step="move")

    assert card.say("a person") == ["dialogue.person"]
    assert card_contents(card) == {"topic": "stuck", "team": "general", "amount": "100 USDT", "story": "My words"}


def test_a_draft_about_another_problem_takes_the_place_of_the_first_and_says_so(card: Chat) -> None:
    card.press("story")
    card.say("My words")
    card.say("somebody stole everything from me", "theft")

    assert card.say("a person") == ["dialogue.draft_replaced", "dialogue.person_empty"]
    assert card.line.facts == {"topic": "theft", "priority": "urgent", "team": "security"}


def test_the_card_is_shown_again_in_the_language_asked_for(card: Chat) -> None:
    assert card.say("说中文") == ["dialogue.language", "dialogue.draft"]
    assert card.talk.language == "zh-Hans"
    assert card.say("yes") == []


def test_dropping_it_leads_back_to_the_question(card: Chat) -> None:
    assert card.say("no") == ["dialogue.not_sent", "stuck.ask_hash"]
    assert card.talk.draft is None


def test_yes_and_no_mean_the_card_only_while_it_is_in_front(card: Chat) -> None:
    card.say("thanks", "thank")

    assert card.say("yes") == ["dialogue.lost", "stuck.ask_hash"]
    assert card.talk.draft is not None


def test_a_word_that_answers_the_open_question_is_that_answer() -> None:
    chat = Chat()
    chat.say("stuck", "stuck")
    chat.say("a person")
    chat.say("thanks", "thank")

    assert chat.say("tron") == ["stuck.ask_age"]


def test_an_empty_message_is_not_sent_but_asked_for() -> None:
    chat = Chat()
    chat.say("a person")

    assert chat.buttons == ["story", "discard"]
    assert chat.say("send it") == ["dialogue.story_first"]
    assert chat.say("yes") == ["dialogue.story_first"]
    assert chat.say("add a few words") == ["dialogue.story_first"]
    assert chat.say("Nothing works") == ["dialogue.draft"]
    assert chat.say("yes") == []
    assert chat.deliver(ticket="WD-1") == ["dialogue.ticket_sent"]


def test_a_desk_that_does_not_answer_leaves_the_draft_and_says_where_else_to_go(card: Chat) -> None:
    card.press("send")

    assert card.deliver("unavailable") == ["dialogue.desk_unavailable"]
    assert card.line.facts["amount"] == "100 USDT"
    assert card.talk.tickets == ()
    assert card.press("send") == []


def test_without_staff_nothing_can_be_sent() -> None:
    chat = Chat(staffed=False)
    chat.say("stuck on eth", "stuck", network="ethereum")

    assert chat.say("a person") == ["dialogue.person_unstaffed"]
    assert chat.buttons == ["evidence", "resume"]
    assert chat.say("send it") == ["dialogue.draft_unstaffed"]
    assert chat.press("send") == ["dialogue.draft_unstaffed"]
    assert chat.last.need is None


def test_starting_over_drops_the_draft_and_keeps_the_numbers(card: Chat) -> None:
    card.press("send")
    card.deliver(ticket="WD-1")
    card.say("a person")

    assert card.say("start over") == ["dialogue.restarted"]
    assert (card.talk.draft, card.talk.asked, card.talk.tickets) == (None, None, ("WD-1",))


def test_a_step_of_a_playbook_hands_over_with_its_own_team() -> None:
    chat = Chat()
    chat.say("stuck on eth", "stuck", network="ethereum")

    assert chat.say("skip") == ["dialogue.person"]
    assert chat.line.facts["team"] == "technical"
    assert chat.talk.closed == "stuck.hand_over"


def test_a_ticket_sent_before_is_mentioned() -> None:
    chat = Chat()
    chat.talk = replace(chat.talk, tickets=("WD-1",))

    assert chat.say("a person") == ["dialogue.sent_before", "dialogue.person_empty"]


def test_feedback_is_shown_as_written_and_sent_after_a_word() -> None:
    chat = Chat()

    assert chat.say("Please add Dark Mode", "feedback") == ["feedback.thanks", "dialogue.feedback_card"]
    assert chat.line.facts == {"story": "Please add Dark Mode"}
    assert chat.say("yes") == []
    assert chat.deliver(ticket="WD-2") == ["dialogue.feedback_sent"]


def test_feedback_that_is_only_announced_is_asked_for() -> None:
    chat = Chat()

    assert chat.say("Feedback", "feedback") == ["feedback.ask"]
    assert chat.say("It is TOO slow") == ["feedback.thanks", "dialogue.feedback_card"]
    assert chat.line.facts == {"story": "It is TOO slow"}


def test_words_asked_for_may_be_about_anything_but_an_emergency() -> None:
    chat = Chat()
    chat.say("Feedback", "feedback")

    assert chat.say("somebody robbed me", "theft", 0.9)[0] == "dialogue.parked"
    chat.say("start over")
    chat.say("Feedback", "feedback")
    assert chat.say("fees are shown badly", "fees", 0.95) == ["feedback.thanks", "dialogue.feedback_card"]


def test_feedback_in_the_middle_of_a_case_leaves_the_case_open() -> None:
    chat = Chat()
    chat.say("stuck", "stuck")

    assert chat.say("your design is ugly", "feedback") == ["feedback.thanks", "dialogue.feedback_card"]
    chat.press("send")
    assert chat.deliver(ticket="WD-2") == ["dialogue.feedback_sent", "stuck.ask_chain"]


def test_a_person_asked_for_after_feedback_is_for_no_problem() -> None:
    chat = Chat()
    chat.say("your design is ugly", "feedback")
    chat.press("send")
    chat.deliver(ticket="WD-2")

    chat.say("a person")
    assert chat.line.facts == {"team": "general"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it helped", ["dialogue.helped"]),
        ("yes", ["dialogue.helped"]),
        ("Yes, it helped!", ["dialogue.helped"]),
        ("有用", ["dialogue.helped"]),
        ("partly", ["dialogue.partly"]),
        ("no", ["dialogue.not_helped_empty"]),
        ("no, it didn't help", ["dialogue.not_helped_empty"]),
    ],
)
def test_after_a_conclusion_the_verdict_is_understood(text: str, expected: list[str]) -> None:
    chat = Chat()
    assert chat.say("fees?", "fees") == ["fees.how_fees_work", "dialogue.anything_else"]
    assert chat.say(text) == expected


def test_a_yes_beside_an_urgent_word_is_no_verdict() -> None:
    chat = Chat()
    chat.say("fees?", "fees")

    assert chat.say("yes, hacked", "theft", 0.6) == ["theft.stop", "theft.ask_left"]


@pytest.mark.parametrize("text", ["yes it helped but now the app is gone", "it helped, no"])
def test_a_verdict_with_something_beside_it_is_no_verdict(text: str) -> None:
    chat = Chat()
    chat.say("fees?", "fees")

    assert chat.say(text) == ["dialogue.lost_at_start"]


def test_whether_it_helped_is_asked_once() -> None:
    chat = Chat()
    chat.say("fees?", "fees")
    chat.say("thanks", "thank")

    assert chat.say("yes") == ["dialogue.lost_at_start"]
    assert chat.say("it helped") == ["dialogue.helped"]


def test_a_verdict_in_the_middle_of_a_case_is_none() -> None:
    chat = Chat()
    chat.say("fees?", "fees")
    chat.say("stuck", "stuck")

    assert chat.say("it helped") == ["dialogue.lost", "stuck.ask_chain"]


def test_what_did_not_help_goes_to_a_person_with_what_was_found_out() -> None:
    chat = Chat()
    chat.say("stuck on tron", "stuck", network="tron")
    chat.say("long ago")

    assert chat.press("not_helped", step="move") == ["dialogue.not_helped"]
    assert chat.line.facts == {"topic": "stuck", "team": "general", "chain": "tron", "age": "old"}
    assert chat.say("send it") == []


def test_what_is_left_becomes_the_words_of_the_message() -> None:
    chat = Chat()
    chat.say("fees?", "fees")
    chat.say("partly")

    assert chat.say("The L2 part is unclear", "fees") == ["dialogue.draft"]
    assert chat.line.facts["story"] == "The L2 part is unclear"


def test_what_is_left_may_be_another_problem() -> None:
    chat = Chat()
    chat.say("fees?", "fees")
    chat.say("partly")

    assert chat.say("my transfer is stuck", "stuck") == ["stuck.ask_chain"]


def test_a_question_in_between_that_ends_leads_back_by_itself() -> None:
    chat = Chat()
    chat.say("stuck", "stuck")
    chat.say("feedback", "feedback", 0.99)

    assert chat.say("skip") == ["feedback.where", "dialogue.resumed", "stuck.ask_chain"]


def test_the_evidence_list_is_offered_after_a_theft_and_holds_every_code() -> None:
    chat = Chat()
    chat.hear(Reply("robbed", "theft", 0.9, (), {"tx_hash": ("0xaa", "0xbb"), "address": ("T1",)}))
    chat.say("no", address="T2")

    assert "evidence" in chat.buttons
    assert chat.press("evidence", step="move") == ["dialogue.evidence"]
    assert (chat.line.facts["hashes"], chat.line.facts["addresses"]) == ("0xaa 0xbb", "T1 T2")
    assert chat.line.file == "walletdesk-evidence.txt"


def test_the_file_is_named_by_the_time_it_was_made() -> None:
    chat = Chat()
    chat.hear(Reply("evidence list", at="2026-11-22T08:05:59Z"))

    assert (chat.line.key, chat.line.file) == ("dialogue.card", "walletdesk-summary-20261122-0805.txt")


def test_a_whole_hash_takes_the_place_of_its_masked_form() -> None:
    whole = "0x" + "12ab" * 16
    talk = cards.remember_codes(Conversation(), said("x", tx_hash="0x12ab…12ab"))

    assert cards.remember_codes(talk, said("x", tx_hash=whole)).codes == (("tx_hash", whole),)


def test_the_list_leaves_the_card_open(card: Chat) -> None:
    assert card.press("evidence", step="move") == ["dialogue.card"]
    assert card.say("yes") == []
    assert card.last.need is not None


def test_a_secret_takes_every_free_word_out_of_the_draft(card: Chat) -> None:
    card.press("story")
    card.say("abandon ability")
    card.say("amount: able about")
    card.hear(Reply(intent="secret_shared", confidence=1.0, entities={"kinds": ("mnemonic",)}))

    assert card.talk.draft
    assert card.talk.draft.story == ""
    assert dict(card.talk.draft.kept) == {"chain": "evm"}


def test_a_secret_drops_feedback_altogether() -> None:
    chat = Chat()
    chat.say("abandon ability", "feedback")
    chat.hear(Reply(intent="secret_shared", confidence=1.0, entities={"kinds": ("mnemonic",)}))

    assert chat.talk.draft is None
    assert "abandon" not in json.dumps(chat.talk.dump())


@pytest.mark.parametrize("way", ["story", "value", "feedback"])
def test_a_secret_that_slipped_past_the_guard_is_not_kept(way: str, card: Chat) -> None:
    phrase = " ".join(phrase_words(11))
    if way == "feedback":
        card.say(phrase, "feedback")
    elif way == "story":
        card.press("story")
        card.say(phrase)
    else:
        card.say(f"amount: {phrase}")

    assert phrase not in json.dumps([dict(line.facts) for line in card.last.lines])
    assert card.talk.draft
    assert phrase.split()[5] not in json.dumps([card.talk.draft.story, dict(card.talk.draft.kept)])


def test_the_answer_to_the_open_question_is_no_tale_for_the_staff() -> None:
    chat = Chat()
    chat.say("stuck", "stuck")

    assert chat.say("a person") == ["dialogue.person_empty"]
    assert chat.say("tron") == ["stuck.ask_age"]


@pytest.mark.parametrize(("text", "intent"), [("thanks", "thank"), ("a human please", "")])
def test_a_thank_you_or_the_same_wish_again_is_no_tale_for_the_staff(text: str, intent: str) -> None:
    chat = Chat()
    chat.say("a person")
    chat.say(text, intent)

    assert chat.talk.draft is not None
    assert chat.talk.draft.story == ""


def test_words_that_fit_nothing_are_offered_for_the_message(card: Chat) -> None:
    assert card.say("My rent is due on Monday") == ["dialogue.beside"]
    assert card.say("And my phone is old") == ["dialogue.beside"]
    assert card.press("add") == ["dialogue.draft"]
    assert card_contents(card)["story"] == "My rent is due on Monday\nAnd my phone is old"
    assert card.last.need is None


def test_words_that_were_offered_may_stay_out(card: Chat) -> None:
    card.say("My rent is due on Monday")

    assert card.say("no") == ["dialogue.draft"]
    assert "story" not in card_contents(card)
    assert card.talk.draft
    assert card.talk.draft.beside == ""


def test_what_a_topic_reads_clearly_is_not_offered(card: Chat) -> None:
    assert card.say("what do fees cost here", "fees", 0.9) == ["fees.how_fees_work", "stuck.ask_hash"]
    card.say("a person")
    assert card.say("hm") == ["dialogue.lost", "stuck.ask_hash"]


def test_an_offered_secret_is_not_kept(card: Chat) -> None:
    phrase = " ".join(phrase_words(13))
    card.say(f"my words are {phrase}")

    assert phrase.split()[5] not in json.dumps(card.talk.dump())
    card.say("somewhat able about")
    card.hear(Reply(intent="secret_shared", confidence=1.0, entities={"kinds": ("mnemonic",)}))
    assert card.talk.draft
    assert card.talk.draft.beside == ""


def test_editing_asks_which_part(card: Chat) -> None:
    assert card.say("edit") == ["dialogue.which_fact"]
    assert card.buttons == ["fact:amount", "fact:chain", "story", "show"]
    assert card.say("the amount") == ["dialogue.change"]
    assert card.say("7") == ["dialogue.changed", "dialogue.draft"]
    assert card.say("change the amount to 8") == ["dialogue.changed", "dialogue.draft"]
    assert card_contents(card)["amount"] == "8"


def test_a_part_is_left_out_by_its_value_and_asked_for_where_unclear(card: Chat) -> None:
    assert card.say("leave out 100 usdt", amount="100 USDT") == ["dialogue.dropped", "dialogue.draft"]
    assert card.say("leave out that one") == ["dialogue.which_fact"]


@pytest.mark.parametrize("asked", ["card", "story", "fact:amount"])
def test_a_question_about_the_message_is_answered_and_the_card_stays(card: Chat, asked: str) -> None:
    if asked != "card":
        card.press(asked)

    assert card.say("how long does it take")[0] == "dialogue.about_waiting"
    assert card.talk.asked == asked


def answered(card: Chat) -> Chat:
    """The staff wrote to the ticket of this chat a moment ago."""
    card.press("send")
    card.deliver(ticket="WD-1")
    card.talk = replace(card.talk, news="WD-1")
    return card


def test_the_button_below_an_answer_never_grows_old_and_sends_nothing(card: Chat) -> None:
    chat = answered(card)

    assert chat.press("answer:WD-1", nonce=0) == ["dialogue.answer_staff"]
    assert chat.say("It is version 2") == ["dialogue.answer_card"]
    assert chat.line.facts == {"ticket": "WD-1", "story": "It is version 2"}
    assert chat.last.need is None
    assert chat.say("yes") == []
    assert chat.deliver(ticket="WD-1") == ["dialogue.answer_sent", "stuck.ask_hash"]
    assert (chat.talk.draft, chat.talk.tickets) == (None, ("WD-1",))


def test_a_ticket_of_somebody_else_has_no_button(card: Chat) -> None:
    assert answered(card).press("answer:WD-2")[0] == "dialogue.unknown_button"


@pytest.mark.parametrize("text", ["add to my ticket: It is version 2", "回复客服：It is version 2"])
def test_words_after_the_wish_are_the_answer(card: Chat, text: str) -> None:
    assert answered(card).say(text) == ["dialogue.answer_card"]
    assert card.line.facts == {"ticket": "WD-1", "story": "It is version 2"}


def test_without_a_ticket_an_answer_is_a_message_to_a_person() -> None:
    assert Chat().say("add to my ticket") == ["dialogue.person_empty"]


def test_a_yes_straight_after_the_staffs_answer_is_offered_as_the_answer_once() -> None:
    chat = Chat()
    chat.talk = replace(chat.talk, news="WD-1", tickets=("WD-1",))

    assert chat.say("yes") == ["dialogue.answer_offered", "dialogue.answer_card"]
    assert chat.say("no") == ["dialogue.not_sent"]
    assert chat.say("My phone is old") == ["dialogue.lost_at_start"]


def test_an_urgent_problem_is_no_answer_to_the_staff() -> None:
    chat = Chat()
    chat.talk = replace(chat.talk, news="WD-1", tickets=("WD-1",))

    assert chat.say("somebody robbed me", "theft") == ["theft.stop", "theft.ask_left"]


def test_an_answer_to_a_ticket_that_is_gone_can_go_as_a_new_message(card: Chat) -> None:
    chat = answered(card)
    chat.say("add to my ticket: It is version 2")
    chat.say("yes")

    assert chat.deliver("gone") == ["dialogue.ticket_gone", "dialogue.draft"]
    assert card_contents(chat) == {"team": "general", "story": "It is version 2"}


def test_an_answer_that_waits_is_dropped_with_a_word_when_a_person_is_wanted(card: Chat) -> None:
    answered(card).say("add to my ticket: It is version 2")

    assert card.say("a person")[:2] == ["dialogue.draft_replaced", "dialogue.sent_before"]


def test_a_conversation_stored_before_there_were_answers_is_read() -> None:
    stored = replace(Conversation(), draft=cards.Draft(story="x")).dump()
    del stored["news"], stored["draft"]["beside"], stored["draft"]["ticket"]

    assert load(stored) == replace(Conversation(), draft=cards.Draft(story="x"))
