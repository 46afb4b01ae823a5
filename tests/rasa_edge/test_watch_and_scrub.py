"""Split phrases, deep redaction and log records: no Rasa needed here."""

from __future__ import annotations

import logging
import sys

import pytest
from edge_toys import key, phrase

from walletdesk.core import secrets
from walletdesk.rasa_edge import scrub
from walletdesk.rasa_edge.watch import Watch


def parts(name: str, size: int) -> list[str]:
    words = phrase(name).split()
    return [" ".join(words[start : start + size]) for start in range(0, len(words), size)]


def test_a_phrase_split_over_messages_is_caught_and_announced_once() -> None:
    watch = Watch()
    found = [watch.see("anna", part).found for part in parts("split", 1)]
    assert secrets.MNEMONIC in found[-1]
    assert watch.take_split("anna")
    assert not watch.take_split("anna")


def test_a_phrase_in_one_message_needs_no_look_back() -> None:
    watch = Watch()
    assert secrets.MNEMONIC in watch.see("anna", phrase("whole")).found
    assert not watch.take_split("anna")


def test_words_of_two_people_do_not_make_one_phrase() -> None:
    watch = Watch()
    found = [watch.see(f"person {number}", part).found for number, part in enumerate(parts("people", 1))]
    assert not any(found)


def test_the_watch_forgets_the_oldest_and_the_silent() -> None:
    now = [0.0]
    watch = Watch(conversations=2, forget_after=60, clock=lambda: now[0])
    for sender in ("a", "b", "c"):
        watch.see(sender, "hello")
    assert len(watch) == 2
    now[0] = 61.0
    watch.see("d", "hello")
    assert len(watch) == 1
    assert repr(watch) == "Watch(1 conversations)"


def test_nested_values_lose_secrets_in_keys_and_values() -> None:
    secret = phrase("nested")
    clean = scrub.deep({"a": [{"b": (secret, 1, None)}], secret: True, "hash": "0x" + key("nested")})
    assert clean == {"a": [{"b": ["[mnemonic]", 1, None]}], "[mnemonic]": True, "hash": clean["hash"]}
    assert key("nested") not in str(clean)


def test_a_structure_without_end_is_cut() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert "[too deep]" in str(scrub.deep(endless))


@pytest.mark.parametrize("sender", ["web-1234", "user@example.org", "电报-5", 42])
def test_an_ordinary_sender_id_is_kept(sender: object) -> None:
    assert scrub.sender_id(sender) == str(sender)


@pytest.mark.parametrize("sender", [phrase("sender"), key("sender"), "0x" + key("sender"), "x" * 300])
def test_a_sender_id_that_may_be_a_secret_becomes_a_stable_digest(sender: str, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = scrub.sender_id(sender)
    assert digest.startswith("id-")
    assert len(digest) == 35
    assert scrub.sender_id(sender) == digest
    monkeypatch.setenv("WALLETDESK_SENDER_KEY", "another key")
    assert scrub.sender_id(sender) != digest


def record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("name", logging.ERROR, "file", 1, message, args, info)
    return scrub.log_record(made)


def test_a_log_line_loses_secrets_in_message_arguments_and_traceback() -> None:
    secret = phrase("log")
    try:
        raise ValueError(secret)
    except ValueError as error:
        made = record("%s and %s", secret, key("log"), error=error)
    line = logging.Formatter().format(made)
    assert secret not in line
    assert key("log") not in line
    assert "[mnemonic]" in line
    assert "test_watch_and_scrub.py" in line


@pytest.mark.parametrize(
    "address",
    [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    ],
)
def test_a_log_line_has_the_two_ends_of_an_address(address: str) -> None:
    line = record("asked about %s, {'address': '%s'}", address, address).getMessage()
    assert address not in line
    assert line.count(f"{address[:4]}…{address[-4:]}") == 2


def test_a_log_line_that_cannot_be_formatted_is_still_written() -> None:
    assert record("%d", phrase("format")).getMessage() == "%d"
    assert record("no placeholder", phrase("format")).getMessage() == "no placeholder"


def test_a_record_without_an_exception_is_left_without_one() -> None:
    made = scrub.log_record(logging.LogRecord("n", 40, "f", 1, "m", (), (None, None, None)))  # type: ignore[arg-type]
    assert logging.Formatter().format(made).startswith("m")
    assert sys.exc_info() == (None, None, None)
