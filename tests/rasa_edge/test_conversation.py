"""The toy bot behind real Rasa: bad input, failures, two messages at once, and turns that stay cheap."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest
from edge_toys import TROUBLE, key, phrase

if TYPE_CHECKING:
    from conftest import Bot


def test_one_turn_gives_text_buttons_intent_and_state(bot: Bot) -> None:
    exchange = bot.say("one turn", "hello there")
    assert exchange.intent == "greet"
    assert exchange.replies[0]["text"] == "turn 1\n\ngreet"
    assert exchange.replies[0]["buttons"][0]["title"] == "Yes"
    assert exchange.conversation == {"turns": 1, "last": "hello there"}
    assert not exchange.failed


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("", "unreadable"),
        (" \t ", "unreadable"),
        (None, "unreadable"),
        ("转账失败 " * 60_000, "unreadable"),
        ("\x89PNG\0\x01\x02\x03\x04", "unreadable"),
        ("\ud800", "unreadable"),
        ({"a": ["b"]}, "unreadable"),
        (phrase("bad input"), "secret_shared"),
        (f"私钥是 {key('bad input')}", "secret_shared"),
        ('/press{"s":"nobody knows","v":"this"}', "press"),
        ("🙂🙂🙂", None),
        ("مرحبا كيف حالك", None),
        ("/restart", None),
        ("/session_start", None),
        ("/back", None),
        ('/greet{"tx_hash":"0x1"}', None),
        ("/nlu_fallback", None),
    ],
)
def test_bad_input_is_answered_and_commands_have_no_power(bot: Bot, text: object, intent: str | None) -> None:
    sender = f"bad input {text!r:.40}"
    bot.say(sender, "hello there")
    exchange = bot.say(sender, text)
    assert exchange.replies[0]["text"].startswith("turn 2")
    assert not exchange.failed
    assert exchange.intent == intent if intent else exchange.intent in {"greet", "transfer_pending", "out_of_scope"}
    if intent is None:
        assert exchange.confidence < 1.0


@pytest.mark.parametrize("text", ["please explode now", "please be silent", "please sleep"])
def test_an_action_that_fails_is_silent_or_late_does_not_leave_the_user_alone(bot: Bot, text: str) -> None:
    sender = f"failing {text}"
    bot.say(sender, "hello there")
    exchange = bot.say(sender, text)
    assert exchange.failed
    assert exchange.replies == (TROUBLE,)
    assert exchange.intent
    after = bot.say(sender, "hello there")
    assert after.replies[0]["text"].startswith("turn 2")


def test_a_failure_is_raised_to_a_caller_without_words_for_it(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    from walletdesk.rasa_edge.talk import Talk

    async def broken(sender_id: str) -> Any:
        raise ConnectionError("the database is gone")

    monkeypatch.setattr(bot.agent.tracker_store._tracker_store, "retrieve", broken)
    assert bot.say("broken store", "hello").failed
    with pytest.raises(ConnectionError):
        bot.run(Talk(bot.agent).say("broken store", "hello"))


def test_two_messages_at_once_are_served_one_after_the_other_and_without_waiting(bot: Bot) -> None:
    async def both() -> list[Any]:
        return await asyncio.gather(*(bot.talk.say("at once", "hello there") for _ in range(4)))

    bot.say("warm up", "hello there")
    start = time.perf_counter()
    exchanges = bot.run(both())
    assert [exchange.replies[0]["text"][:6] for exchange in exchanges] == ["turn 1", "turn 2", "turn 3", "turn 4"]
    assert time.perf_counter() - start < 1.0
    assert len(bot.agent.lock_store) == 0


def test_a_message_waits_for_its_turn_only_so_long() -> None:
    from rasa.core.lock_store import LockError

    from walletdesk.rasa_edge.locks import QueueLockStore

    async def impatient() -> None:
        locks = QueueLockStore()
        async with locks.lock("a"):
            async with locks.lock("b"):
                pass
            with pytest.raises(LockError) as caught:
                async with locks.lock("a", lock_lifetime=0.01):
                    pass
        assert "'a'" not in str(caught.value)
        assert len(locks) == 0

    asyncio.run(impatient())


def test_a_late_turn_carries_no_more_history_than_an_early_one(bot: Bot) -> None:
    """What it costs is measured by bench/turns.py."""

    def turns(count: int) -> int:
        for _ in range(count):
            bot.say("long talk", "my transfer is pending")
        return len(bot.stored("long talk").events)

    early, late = turns(14), turns(186)
    assert late <= early < 40
    assert bot.say("long talk", "hello there").conversation["turns"] == 201


def test_what_is_understood_can_be_asked_without_a_conversation(bot: Bot) -> None:
    parse_data = bot.run(bot.talk.understand("hello there"))
    assert parse_data["intent"]["name"] == "greet"
    assert bot.stored("default") is None
