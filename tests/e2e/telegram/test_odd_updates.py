"""What is no message of words: files, groups, updates of every kind, and updates with holes in them."""

from __future__ import annotations

import asyncio
import copy
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.telegram.bot import Bot
from tests.e2e.telegram.people import Group, Person
from tests.e2e.telegram.world import ME, until

FILE = {"file_id": "BQAC", "file_unique_id": "AgAD", "file_size": 2048}
SIZED = {**FILE, "width": 90, "height": 90}
PLACE = {"latitude": 31.2, "longitude": 121.5}
POLL = {
    "id": "1",
    "question": "Is it safe?",
    "options": [{"text": "yes", "voter_count": 0}, {"text": "no", "voter_count": 0}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
}
MEDIA: dict[str, dict[str, Any]] = {
    "photo": {"photo": [SIZED]},
    "document": {"document": {**FILE, "file_name": "UTC--2024.json", "mime_type": "application/json"}},
    "voice": {"voice": {**FILE, "duration": 3}},
    "audio": {"audio": {**FILE, "duration": 3}},
    "video": {"video": {**SIZED, "duration": 3}},
    "video note": {"video_note": {**FILE, "length": 90, "duration": 3}},
    "sticker": {"sticker": {**SIZED, "type": "regular", "is_animated": False, "is_video": False}},
    "animation": {"animation": {**SIZED, "duration": 3}, "document": FILE},
    "location": {"location": PLACE},
    "venue": {"location": PLACE, "venue": {"location": PLACE, "title": "Bank", "address": "Street 1"}},
    "contact": {"contact": {"phone_number": "1", "first_name": "Robin"}},
    "poll": {"poll": POLL},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "game": {"game": {"title": "x", "description": "y", "photo": [SIZED]}},
    "story": {"story": {"chat": {"id": 5, "type": "private"}, "id": 1}},
    "of the future": {"hologram": {"file_id": "x"}},
}


KINDS = [(kind, language) for kind in MEDIA for language in ("en", "zh-hans")]


@pytest.fixture(scope="module")
async def refusals(running: Bot) -> dict[tuple[str, str], list[str]]:
    """What is said to each kind, each by somebody else, all at the same time."""

    async def send(kind: str, language: str) -> list[str]:
        person = Person(running.server, language)
        await person.asks("/start")
        return [message.text for message in await person.answer_to(lambda: person.sends(**MEDIA[kind]))]

    told = await asyncio.gather(*(send(*each) for each in KINDS))
    return dict(zip(KINDS, told, strict=True))


@pytest.mark.parametrize(("kind", "language"), KINDS)
async def test_what_is_no_text_is_refused_in_one_message(
    kind: str, language: str, refusals: dict[tuple[str, str], list[str]]
) -> None:
    (refusal,) = refusals[kind, language]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in refusal) == (language == "zh-hans")


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_why_pictures_and_files_are_refused_is_said(
    kind: str, refusals: dict[tuple[str, str], list[str]]
) -> None:
    assert "phrase" in refusals[kind, "en"][0]
    assert "助记词" in refusals[kind, "zh-hans"][0]


async def test_a_keystore_file_is_taken_out_of_the_chat(ann: Person) -> None:
    message = ann.sends(**MEDIA["document"])
    await until(lambda: message.is_deleted, 15, "the keystore to be deleted")


async def test_a_photo_can_be_deleted_by_the_button_under_its_refusal(ann: Person) -> None:
    await ann.asks("/start")
    photo = ann.sends_photo()
    await until(lambda: any("picture" in text for text in ann.hears), 15, "the refusal")
    said = await ann.chooses("Delete it from this chat")
    assert photo.is_deleted
    assert "deleted" in said[-1].text


async def test_a_caption_is_read_as_words(ann: Person) -> None:
    ann.sends_photo("my USDT transfer is stuck on pending")
    await until(lambda: "Which way is the money going" in ann.everything, 20, "an answer to the caption")


async def test_an_album_is_refused_once(ann: Person) -> None:
    await ann.asks("/start")
    before = len(ann.chat.messages)
    for _ in range(4):
        ann.sends(photo=[SIZED], media_group_id="13")
    await ann.new_since(before)
    await asyncio.sleep(1.5)
    assert len([message for message in ann.chat.messages[before:] if message.is_mine]) == 1


async def test_an_edit_is_no_second_message(ann: Person) -> None:
    message = ann.types("my USDT transfer is stuck on pending")
    await ann.new_since(0)
    questions = sum("Which way is" in text for text in ann.hears)
    ann.edits(message, "my USDT transfer is stuck on pending!")
    await asyncio.sleep(2.5)
    assert sum("Which way is" in text for text in ann.hears) == questions == 1


async def test_a_group_gets_one_polite_line_and_no_conversation(ann: Person, group: Group) -> None:
    ann.types("/start@walletdesk_test_bot", where=group)
    await until(lambda: group.chat.said, 15, "a line in the group")
    ann.types("my USDT transfer is stuck on pending", where=group)
    ann.types("/help@walletdesk_test_bot", where=group)
    await asyncio.sleep(2.5)
    assert len(group.chat.said) == 1
    assert not group.chat.said[0].buttons or all(not data for data in group.chat.said[0].buttons.values())
    assert not ann.hears


def updates(person: Person) -> Iterator[tuple[str, Any]]:
    """One of every kind the Bot API has, and some it has not."""
    user, chat, now = person.user, person.chat.as_json(), int(time.time())
    channel = {"id": -1009, "type": "channel", "title": "News"}
    message = {"message_id": 77, "date": now, "chat": chat, "from": user, "text": "business"}
    post = {"message_id": 1, "date": now, "chat": channel, "sender_chat": channel, "text": "news"}
    status = {"user": ME, "status": "member"}
    moved = {"from": user, "date": now, "old_chat_member": status, "new_chat_member": status}
    thumb = {"type": "emoji", "emoji": "👍"}
    price = {"currency": "XTR", "total_amount": 1, "invoice_payload": "x"}
    address = {"country_code": "CN", "state": "", "city": "", "street_line1": "", "street_line2": "", "post_code": ""}
    boost = {"boost_id": "1", "add_date": now, "expiration_date": now, "source": {"source": "premium", "user": user}}
    rights = {"can_reply": True, "is_enabled": True}
    yield "channel_post", post
    yield "edited_channel_post", {**post, "edit_date": now}
    yield "business_connection", {"id": "b", "user": user, "user_chat_id": person.id, "date": now, **rights}
    yield "business_message", {**message, "business_connection_id": "b"}
    yield "edited_business_message", {**message, "business_connection_id": "b", "edit_date": now}
    yield "deleted_business_messages", {"business_connection_id": "b", "chat": chat, "message_ids": [1]}
    reaction = {"chat": chat, "message_id": 1, "user": user, "date": now, "old_reaction": [], "new_reaction": [thumb]}
    yield "message_reaction", reaction
    yield "message_reaction_count", {"chat": channel, "message_id": 1, "date": now, "reactions": []}
    yield "inline_query", {"id": "1", "from": user, "query": "stuck", "offset": ""}
    yield "chosen_inline_result", {"result_id": "1", "from": user, "query": "stuck"}
    yield "shipping_query", {"id": "1", "from": user, "invoice_payload": "x", "shipping_address": address}
    yield "pre_checkout_query", {"id": "1", "from": user, **price}
    yield "purchased_paid_media", {"from": user, "paid_media_payload": "x"}
    yield "poll", POLL
    yield "poll_answer", {"poll_id": "1", "user": user, "option_ids": [0]}
    yield "my_chat_member", {"chat": {**chat, "id": -100_999, "type": "group", "title": "x"}, **moved}
    yield "my_chat_member", {"chat": channel, **moved}
    yield "chat_member", {"chat": channel, **moved}
    yield "chat_join_request", {"chat": channel, "from": user, "user_chat_id": person.id, "date": now}
    yield "chat_boost", {"chat": channel, "boost": boost}
    yield "removed_chat_boost", {"chat": channel, "boost_id": "1", "remove_date": now, "source": boost["source"]}
    yield "managed_bot", {"user": user, "bot": ME}
    yield "telepathy", {"thought": "help"}
    yield "message", {**message, "chat": channel}
    yield "message", {**message, "from": {**user, "is_bot": True}}
    yield "message", {"message_id": 78, "date": now, "chat": chat, "from": user, "new_chat_title": "x"}
    yield "message", {"message_id": 79, "date": now, "chat": chat, "from": user, "pinned_message": message}
    yield "message", {"message_id": 80, "date": now, "chat": chat, "from": user, "web_app_data": {"data": "x"}}
    yield "message", {"message_id": 81, "date": now, "chat": chat, "from": user, "successful_payment": price}


async def test_every_kind_of_update_is_taken_without_an_error(ann: Person, bot: Bot) -> None:
    start = len(bot.logged)
    for kind, content in updates(ann):
        bot.server.world.push_again({"update_id": next(bot.server.world.updates), kind: content})
    await works(bot, start)


def holes(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The update with one field left out, then with one of another type; two levels deep."""
    for wrong in (None, 0, "x", [], {}, -(10**30)):
        yield {**whole, "update": wrong}
    for name, content in whole.items():
        yield {field: value for field, value in whole.items() if field != name}
        for wrong in (None, 3, "x", [1], {"x": 1}):
            yield {**whole, name: wrong}
        for inner in content if isinstance(content, dict) else ():
            yield {**whole, name: {field: value for field, value in content.items() if field != inner}}
            yield {**whole, name: {**content, inner: None}}
            yield {**whole, name: {**content, inner: ["x"]}}


async def test_updates_with_fields_missing_or_wrong_stop_nothing(bot: Bot) -> None:
    start = len(bot.logged)
    stranger = Person(bot.server)
    stranger.chat.is_known = True
    message = {"message_id": 5, "date": 1_700_000_000, "chat": stranger.chat.as_json(), "from": stranger.user}
    entity = {"type": "bot_command", "offset": 0, "length": 999}
    press = {"id": "77", "from": stranger.user, "message": {**message, "text": "x"}, "chat_instance": "1", "data": "x"}
    wholes: list[dict[str, Any]] = [
        {"message": {**message, "text": "/help", "entities": [entity]}},
        {"edited_message": {**message, "text": "x", "edit_date": 1}},
        {"callback_query": press},
        {"my_chat_member": {**message, "new_chat_member": {"user": ME, "status": "member"}}},
    ]
    for whole in wholes:
        for holed in holes(whole):
            update = copy.deepcopy(holed)
            update.setdefault("update_id", next(bot.server.world.updates))
            bot.server.world.push_again(update)
    bot.server.world.push_again({"update_id": next(bot.server.world.updates)})
    await works(bot, start)


async def works(bot: Bot, start: int) -> None:
    """The bot has taken everything, runs, answers, and has logged no error."""
    await until(lambda: not bot.server.world.pending, 60, "all updates to be taken")
    assert await Person(bot.server).asks("/help")
    assert bot.process is not None
    assert bot.process.returncode is None
    assert "Traceback" not in bot.logged[start:]
    assert " ERROR" not in bot.logged[start:]


@pytest.mark.parametrize(
    "text",
    [
        "<b>my transfer failed</b>",
        "*my* _transfer_ [failed](http://x)",
        "\u202emy transfer failed",
        "\x00\x01",
        "🔑" * 900,
    ],
)
async def test_hostile_text_is_answered_in_plain_words(text: str, bot: Bot) -> None:
    person = Person(bot.server, first_name="<script>alert(1)</script>{0}%s")
    assert await person.asks(text)
    assert not any("<script>" in each for each in person.hears)
