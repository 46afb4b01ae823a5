"""What Rasa may see of a message: no Rasa needed here."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from edge_toys import key, phrase
from mnemonic import Mnemonic

from walletdesk.rasa_edge.screen import MAX_TEXT, Guarded, payload_of, screen

PRESS = '/press{"s":"ask_txid","v":"yes","n":"7"}'


@pytest.mark.parametrize(
    "text",
    ["my transfer is stuck", "转账三天了还没到", "🙂", "أين محفظتي؟", "3", "a\nb\tc", "hi\ud83d", "0.5 / 2", "。", "?"],
)
def test_words_stay_words(text: str) -> None:
    assert screen(text) == text.replace("\ud83d", "\ufffd")


def instead(seen: str, intent: str) -> dict[str, Any]:
    """The fields of what stands in the message's place."""
    assert seen.startswith(f"/{intent}{{")
    return json.loads(seen[len(intent) + 1 :])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "empty"),
        ("", "empty"),
        ("  \t\n", "empty"),
        ("\u200b\u200d\ufeff\u2060", "empty"),
        ("\u3164\u2800", "empty"),
        ("\0\0", "empty"),
        ("/", "empty"),
        (" // / ", "empty"),
        ("x" * (MAX_TEXT + 1), "too_long"),
        ("转" * 300_000, "too_long"),
        ("\ud800", "binary"),
        ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x01\x02\x03\x04\x05\x06\x07", "binary"),
        (bytes(range(256)).decode("latin-1"), "binary"),
        ("data:image/png;base64,iVBORw0KGgo", "binary"),
        ({"text": "hello"}, "binary"),
        (["hello"], "binary"),
    ],
    ids=lambda value: value if value in ("empty", "too_long", "binary") else "text",
)
def test_what_nobody_can_read_is_called_so(text: object, why: str) -> None:
    assert instead(screen(text), "unreadable")["why"] == why


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("/restart", "restart"),
        ("/session_start", "session_start"),
        ("//restart", "restart"),
        ("/ /restart", "restart"),
        (" \u3000/\u3000/ back", "back"),
        ('/greet{"tx_hash":"x"}', 'greet{"tx_hash":"x"}'),
        ('/secret_shared{"kinds":["mnemonic"]}', 'secret_shared{"kinds":["mnemonic"]}'),
        ('/unreadable{"why":"empty"}', 'unreadable{"why":"empty"}'),
        ('/press{"s":1}', 'press{"s":1}'),
        ('/press{"s":["a"]}', 'press{"s":["a"]}'),
        ('/press{"s":"a","intent":"b"}', 'press{"s":"a","intent":"b"}'),
        ("/press{}", "press{}"),
        ('/press{"s":"a"', 'press{"s":"a"'),
        ('/press@1.0{"s":"a"}', 'press@1.0{"s":"a"}'),
        ('/press{"s":"a"} and more', 'press{"s":"a"} and more'),
        ('/press{"s":"' + "a" * 300 + '"}', 'press{"s":"' + "a" * 300 + '"}'),
    ],
)
def test_a_typed_command_becomes_plain_words(typed: str, seen: str) -> None:
    assert screen(typed) == seen
    assert not screen(typed).startswith("/")


def test_a_button_passes_and_is_written_canonically() -> None:
    assert screen(PRESS) == PRESS
    assert screen('  /press{ "v" : "是" }\n') == '/press{"v":"是"}'
    assert payload_of("/press{}") is None


@pytest.mark.parametrize("wrapped", ["{}", "help: {} please", '/press{{"s":"a","v":"{}"}}', '/answer{{"v":"{}"}}'])
def test_a_secret_takes_the_whole_message_with_it(wrapped: str) -> None:
    seen = instead(screen(wrapped.format(phrase("screen"))), "secret_shared")

    assert seen["kinds"] == ["mnemonic"]
    assert set(seen) <= {"kinds", "language"}


def test_the_language_of_what_was_taken_away_is_kept() -> None:
    chinese = Mnemonic("chinese_simplified").to_mnemonic(bytes(range(16)))

    assert instead(screen(chinese), "secret_shared")["language"] == "zh-Hans"
    assert instead(screen("please read all of this " * 300), "unreadable")["language"] == "en"


def test_a_secret_is_found_before_anything_else_is_decided() -> None:
    secret = f"my private key is {key('screen')}"
    assert screen("x " * 3_000 + secret).startswith("/secret_shared")
    assert screen({"text": secret}).startswith("/secret_shared")
    assert screen(secret.encode()).startswith("/secret_shared")
    assert screen("\0".join(phrase("screen"))).startswith("/secret_shared")


def test_what_was_screened_once_stays_as_it_is() -> None:
    once = screen("")
    assert isinstance(once, Guarded)
    assert screen(once) is once


def test_no_character_breaks_it() -> None:
    for code in range(0, 0x110000, 37):
        char = chr(code)
        seen = screen(f"{char}word{char}")
        seen.encode("utf-8")
        assert not seen.startswith("/") or unicodedata.category(char) in {"Cc", "Cs"}
