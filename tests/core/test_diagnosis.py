from tests.core.samples import LOOP, PHRASES, STUCK, said
from walletdesk.core import diagnosis
from walletdesk.core.turn import Form, Move, Outcome


def keys(turn: diagnosis.Turn) -> list[str]:
    return [line.key for line in turn.lines]


def go(turn: diagnosis.Turn, text: str, **entities: str) -> diagnosis.Turn:
    after = diagnosis.advance(STUCK, turn.case, said(text, **entities), PHRASES)
    assert after is not None
    return after


def test_a_case_opens_with_its_first_question_and_its_ways_out() -> None:
    turn = diagnosis.start(STUCK, {})

    assert keys(turn) == ["stuck.ask_chain"]
    values = [button.value for button in turn.lines[0].buttons]
    assert values == ["evm", "tron", "dont_know", "skip", "restart", "person"]


def test_facts_of_the_first_message_are_not_asked_again() -> None:
    turn = diagnosis.start(STUCK, {"network": "tron", "duration": "1440"})

    assert (keys(turn), turn.ended, turn.used) == (["stuck.expired"], "expired", ("chain", "age"))


def test_an_answer_leads_on_and_other_facts_in_it_are_kept() -> None:
    turn = go(diagnosis.start(STUCK, {}), "ethereum", token="USDT")

    assert keys(turn) == ["stuck.ask_hash"]
    assert turn.case.facts == {"chain": "evm", "token": "USDT"}


def test_a_look_up_waits_for_its_port_and_an_unknown_outcome_counts_as_unavailable() -> None:
    turn = go(go(diagnosis.start(STUCK, {}), "ethereum"), "here", tx_hash="0xab")

    assert turn.need is not None
    assert (turn.need.port, turn.need.facts["tx_hash"]) == ("transaction", "0xab")
    assert keys(diagnosis.resume(STUCK, turn.case, Outcome("pending"))) == ["stuck.wait"]
    assert keys(diagnosis.resume(STUCK, turn.case, Outcome("exploded"))) == ["stuck.ask_sent"]


def test_a_branch_turns_on_a_fact() -> None:
    waiting = go(go(diagnosis.start(STUCK, {}), "ethereum"), "here", tx_hash="0xab")

    assert keys(diagnosis.resume(STUCK, waiting.case, Outcome("success"))) == ["stuck.done"]


def test_not_knowing_and_skipping_lead_elsewhere() -> None:
    first = diagnosis.start(STUCK, {})

    unknown = diagnosis.pass_over(STUCK, first.case, Move.DONT_KNOW)
    skipped = diagnosis.pass_over(STUCK, first.case, Move.SKIP)
    assert unknown is not None
    assert keys(unknown) == ["stuck.where_to_look", "stuck.ask_chain"]
    assert skipped is not None
    assert keys(skipped) == ["stuck.ask_hash"]


def test_a_hand_over_ends_the_case() -> None:
    turn = diagnosis.pass_over(STUCK, go(diagnosis.start(STUCK, {}), "ethereum").case, Move.SKIP)

    assert turn is not None
    assert turn.ended == "hand_over"


def test_back_reopens_the_question_before_and_forgets_its_answer() -> None:
    second = go(diagnosis.start(STUCK, {}), "ethereum", network="ethereum")
    turn = diagnosis.step_back(STUCK, second.case)

    assert turn is not None
    assert keys(turn) == ["stuck.ask_chain"]
    assert turn.case.facts == {}
    assert diagnosis.step_back(STUCK, turn.case) is None


def test_a_correction_changes_the_earlier_answer_and_goes_on_from_there() -> None:
    second = go(diagnosis.start(STUCK, {}), "ethereum")
    turn = diagnosis.correct(STUCK, second.case, said("actually tron"), PHRASES)

    assert turn is not None
    assert keys(turn) == ["stuck.ask_age"]
    assert turn.case.facts["chain"] == "tron"
    assert turn.case.trail == ("ask_chain", "ask_age")


def test_a_correction_reaches_answers_that_were_never_asked() -> None:
    turn = diagnosis.start(STUCK, {"network": "ethereum"})
    corrected = diagnosis.correct(STUCK, turn.case, said("tron", network="tron"), PHRASES)

    assert corrected is not None
    assert keys(corrected) == ["stuck.ask_age"]
    assert corrected.case.facts["network"] == "tron"


def test_an_answer_that_leads_back_to_a_known_question_asks_it() -> None:
    turn = diagnosis.start(LOOP, {"a": "again"})

    assert keys(turn) == ["loop.ask_a"]


def test_early_questions_are_read_from_the_opening_wherever_they_stand() -> None:
    turn = diagnosis.start(LOOP, {}, said("it is over there, on a tuesday"), PHRASES)

    assert keys(turn) == ["loop.ask_a"]
    assert keys(diagnosis.advance(LOOP, turn.case, said("on"), PHRASES)) == ["loop.end"]


def test_saying_the_same_again_is_no_correction() -> None:
    second = go(diagnosis.start(STUCK, {}), "ethereum")

    assert diagnosis.correct(STUCK, second.case, said("ethereum"), PHRASES) is None


def test_asking_again_is_shorter_and_changes_nothing() -> None:
    first = diagnosis.start(STUCK, {})
    again = diagnosis.ask_again(STUCK, first.case)

    assert again.lines[0].form is Form.AGAIN
    assert again.case == first.case


def test_free_text_is_taken_as_it_is() -> None:
    asked = go(
        diagnosis.resume(STUCK, go(go(diagnosis.start(STUCK, {}), "ethereum"), "x", tx_hash="0x").case, Outcome("?")),
        "yes",
    )
    told = go(asked, "it all began on tuesday")

    assert told.case.facts["story"] == "it all began on tuesday"
    assert told.ended == "done"
