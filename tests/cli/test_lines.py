import io
import json

import pytest

from walletdesk.cli import machine
from walletdesk.cli.lines import read_lines


def lines(raw: bytes):
    return list(read_lines(io.BytesIO(raw)))


def test_an_object_is_taken_as_such_and_any_other_line_is_text() -> None:
    one, two = lines('{"sender": 7, "text": "hi"}\n转账失败\r\n'.encode())

    assert (one.sender, one.text) == ("7", "hi")
    assert (two.sender, two.text) == ("default", "转账失败")


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b'{"text": "a', "malformed_json"),
        (b'{"sender": "a"}', "no_text_and_no_payload"),
        (b"{" * 100_000, "malformed_json"),
    ],
)
def test_a_line_that_is_no_use_is_an_error_of_that_line_only(raw: bytes, error: str) -> None:
    bad, good = lines(raw + b"\nstill here\n")

    assert (bad.error, bad.number) == (error, 1)
    assert good.text == "still here"


def test_bytes_that_are_no_text_are_not_lost() -> None:
    assert lines(b"\xff\xfehello\n")[0].text == "\ufffd\ufffdhello"


def test_an_empty_line_is_an_empty_message() -> None:
    assert [line.text for line in lines(b"\n\n")] == ["", ""]


def test_place_is_the_open_question_else_the_last_outcome() -> None:
    assert machine.place({"case": {"topic": "a", "step": "b"}, "closed": "x.y"}) == ("a", "b")
    assert machine.place({"case": None, "closed": "x.y"}) == ("x", "y")
    assert machine.place({}) == (None, None)


def test_classified_names_what_the_guard_caught_and_gives_no_entities_of_it() -> None:
    parsed = {"intent": {"name": "secret_shared", "confidence": 1.0}, "entities": [{"entity": "kinds", "value": "wif"}]}
    answer = machine.classified(parsed, "…")

    assert (answer["intent"], answer["entities"]) == ("seed_leaked", [])


def test_offsets_refer_to_the_text_as_it_was_given() -> None:
    parsed = {
        "text": "on tron",
        "intent": {"name": "transfer_failed", "confidence": 0.5},
        "intent_ranking": [{"name": "transfer_failed", "confidence": 0.5}],
        "entities": [{"entity": "network", "value": "tron", "start": 3, "end": 7}],
    }
    answer = machine.classified(parsed, "  /on tron")

    assert "  /on tron"[answer["entities"][0]["start"] : answer["entities"][0]["end"]] == "tron"
    json.dumps(answer)
