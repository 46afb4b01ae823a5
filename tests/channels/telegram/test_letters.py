"""Updates are read without believing them, and nothing of them is kept but what was guarded."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from walletdesk.channels.telegram import contents
from walletdesk.channels.telegram.letters import Kind, Letter, language_of, load, number_of, read
from walletdesk.rasa_edge.screen import screen

ANN = {"id": 42, "is_bot": False, "first_name": "Ann", "language_code": "zh-TW"}
CHAT = {"id": 42, "type": "private", "first_name": "Ann"}
PHRASE = Mnemonic("english").to_mnemonic(random.Random(5).randbytes(16))  # noqa: S311
HASH = "0x" + random.Random(6).randbytes(32).hex()  # noqa: S311


def guard(chat: int, text: str) -> str:
    assert chat == 42
    return screen(text)


def message(**body: Any) -> dict[str, Any]:
    return {"message_id": 9, "date": 1, "from": ANN, "chat": CHAT, **body}


def letter_of(kind: str = "message", **body: Any) -> Letter:
    found = read({"update_id": 7, kind: message(**body)}, guard)
    assert found is not None
    return found


def press_of(data: Any, sender: Any = ANN, **chat: Any) -> Letter:
    under = {"message_id": 3, "from": {"id": 1, "is_bot": True}, "chat": {**CHAT, **chat}}
    found = read({"update_id": 7, "callback_query": {"id": "q", "from": sender, "message": under, "data": data}}, guard)
    assert found is not None
    return found


def test_words_are_read_with_their_place_and_language() -> None:
    assert letter_of(text="转账失败") == Letter(7, Kind.WORDS, 42, 9, "转账失败", language="zh-Hant")


def test_a_secret_is_gone_wherever_it_stands() -> None:
    places: list[dict[str, Any]] = [
        {"text": PHRASE},
        {"text": f"/start {PHRASE}"},
        {"text": f"/lang {PHRASE}"},
        {"text": f"/status {PHRASE}"},
        {"caption": PHRASE, "photo": [{}]},
        {"document": {"file_name": f"{PHRASE}.txt"}},
        {"contact": {"first_name": PHRASE}},
        {"contact": {"first_name": "x", "vcard": f"NOTE:{PHRASE}"}},
        {"location": {}, "venue": {"title": "x", "address": PHRASE}},
        {"poll": {"question": "right?", "options": [{"text": PHRASE}]}},
        {"text": "is it right?", "quote": {"text": PHRASE}},
    ]
    for body in places:
        found = letter_of(**body)
        assert found.is_secret, body.keys()
        assert found.kind is Kind.WORDS
        assert not found.may_be_kept
        assert PHRASE.split()[0] not in json.dumps(found.dump())


def test_an_edit_with_a_secret_counts_as_one() -> None:
    assert letter_of("edited_message", text=PHRASE).is_secret
    assert letter_of("edited_message", text="hello").kind is Kind.EDITED
    assert letter_of("edited_message", location={"latitude": 1.0}).kind is Kind.NOTHING


def test_names_of_users_are_never_read() -> None:
    hostile = {**ANN, "first_name": PHRASE, "last_name": PHRASE, "username": "x"}
    found = read(
        {"update_id": 7, "message": {**message(text="hi"), "from": hostile, "chat": {**CHAT, "title": PHRASE}}}, guard
    )
    assert found == Letter(7, Kind.WORDS, 42, 9, "hi", language="zh-Hant")


def test_commands_are_known_with_their_words() -> None:
    assert (letter_of(text="/help").kind, letter_of(text="/help").name) == (Kind.COMMAND, "help")
    assert letter_of(text="/Start@walletdesk_bot ref-123").name == "start"
    assert letter_of(text="/start ref-123").text == ""
    assert letter_of(text="/lang EN").data == "en"
    assert letter_of(text="/verify token-im.com") == replace(
        letter_of(text="token-im.com"), kind=Kind.WORDS, name="verify"
    )
    assert letter_of(text="/restart").kind is Kind.WORDS
    assert letter_of(text="/restart").text == "restart"


def test_typed_payloads_of_the_guard_are_words() -> None:
    assert letter_of(text='/secret_shared{"kinds":[]}').text == 'secret_shared{"kinds":[]}'


def test_media_are_told_apart() -> None:
    assert letter_of(photo=[{}]).name == "photo"
    assert letter_of(animation={}, document={}).name == "video"
    assert letter_of(location={}, venue={}).name == "location"
    assert letter_of(hologram={}).name == contents.OTHER
    captioned = letter_of(photo=[{}], caption="my transfer failed", media_group_id="5")
    assert (captioned.kind, captioned.text, captioned.album) == (Kind.MEDIA, "my transfer failed", "5")


@pytest.mark.parametrize(
    "name", ["UTC--2026-01-01--ab", "wallet.json", "My-Keystore.txt", "助记词.docx", "a.pem", "seed.dat"]
)
def test_files_that_look_like_keys_are_known(name: str) -> None:
    assert letter_of(document={"file_name": name}).is_key_file


@pytest.mark.parametrize("name", ["error.log", "receipt.pdf", "screen.png", None, 5])
def test_other_files_are_not(name: object) -> None:
    assert not letter_of(document={"file_name": name}).is_key_file


def test_telegrams_own_notes_need_no_answer() -> None:
    for field in ("new_chat_title", "pinned_message", "successful_payment", "write_access_allowed", "video_chat_ended"):
        assert letter_of(**{field: {}}).kind is Kind.NOTHING


def test_a_group_is_elsewhere_and_not_read() -> None:
    group = {"id": -5, "type": "supergroup"}
    assert letter_of(text=PHRASE, chat=group) == Letter(7, Kind.ELSEWHERE, -5, 9, language="zh-Hant")
    assert read(
        {"update_id": 7, "channel_post": {"chat": {"id": -6, "type": "channel"}, "text": PHRASE}}, guard
    ) == Letter(7, Kind.ELSEWHERE, -6)


def test_bots_are_not_answered() -> None:
    assert letter_of(text="hi", **{"from": {**ANN, "is_bot": True}}).kind is Kind.NOTHING


def test_presses_are_read_and_strange_data_is_dropped() -> None:
    press = press_of("erase:yes")
    assert (press.kind, press.chat, press.message, press.data, press.query) == (Kind.PRESS, 42, 3, "erase:yes", "q")
    assert press_of(PHRASE).data == press_of({"x": 1}).data == press_of(None).data == ""
    assert press_of("erase:yes", sender={"id": 43}).chat == 0
    assert press_of("erase:yes", id=-5, type="group").chat == 0


def test_a_press_of_what_was_not_offered_is_dropped() -> None:
    offered = {"inline_keyboard": [[{"text": "Keep it", "callback_data": "erase:no"}]]}
    under = {"message_id": 3, "chat": CHAT, "reply_markup": offered}
    for data, believed in (("erase:no", "erase:no"), ("erase:yes", "")):
        query = {"id": "q", "from": ANN, "message": under, "data": data}
        found = read({"update_id": 7, "callback_query": query}, guard)
        assert found is not None
        assert (found.kind, found.data) == (Kind.PRESS, believed)


def test_leaving_and_returning_are_known() -> None:
    for status, kind in (("kicked", Kind.BLOCKED), ("member", Kind.BACK), ("?", Kind.NOTHING)):
        assert letter_of("my_chat_member", new_chat_member={"status": status}).kind is kind


@pytest.mark.parametrize(
    ("code", "language"),
    [
        *(
            ("zh", "zh-Hans"),
            ("zh-hans", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("zh-hant", "zh-Hant"),
            ("zh-HK", "zh-Hant"),
        ),
        *(("en-GB", "en"), ("de", "en"), (None, "en"), (5, "en"), ("zh" + "x" * 400, "en")),
    ],
)
def test_the_devices_language_is_brought_to_ours(code: object, language: str) -> None:
    assert language_of(code) == language


@pytest.mark.parametrize(
    "update", [None, 3, [], "x", {}, {"update_id": "7"}, {"update_id": True}, {"update_id": 2**70}]
)
def test_what_is_no_update_is_none(update: object) -> None:
    assert number_of(update) is None
    assert read(update, guard) is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "message",
                    "from",
                    "chat",
                    "id",
                    "type",
                    "text",
                    "caption",
                    "data",
                    "document",
                    "poll",
                    "options",
                    "file_name",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.sampled_from(
        ["message", "edited_message", "callback_query", "my_chat_member", "channel_post", "shipping_query", "x"]
    ),
    _JSON,
)
def test_no_update_raises(kind: str, body: Any) -> None:
    assert isinstance(read({"update_id": 1, kind: body}, lambda _, text: screen(text)), Letter)


def test_a_kept_letter_comes_back_and_its_hash_is_shortened() -> None:
    letter = letter_of(text=f"where is {HASH}")
    assert letter.may_be_kept
    stored = json.loads(json.dumps(letter.dump()))
    assert HASH not in json.dumps(stored)
    assert load(stored, guard) == replace(letter, text=f"where is {HASH[:6]}…{HASH[-4:]}")


@pytest.mark.parametrize("stored", [None, {}, [], "x", {"update": 1}])
def test_what_is_no_kept_letter_is_none(stored: object) -> None:
    assert load(stored, guard) is None
