"""Tracker stores: no secret is written, a split phrase is taken out again, no turn is lost, errors are heard."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Bot
from edge_toys import key, phrase

if TYPE_CHECKING:
    from walletdesk.rasa_edge.launch import Edge


SQL_ENDPOINTS = """\
tracker_store:
  type: walletdesk.rasa_edge.sql_store.RedactingSQLTrackerStore
  dialect: sqlite
  db: "{db}"
lock_store:
  type: walletdesk.rasa_edge.locks.QueueLockStore
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sql") / "conversations.db"


@pytest.fixture(scope="module")
def sql_bot(edge: Edge, model: Path, database: Path) -> Iterator[Bot]:
    import dataclasses

    from walletdesk.rasa_edge.launch import load_agent

    endpoints = database.with_name("endpoints.yml")
    endpoints.write_text(SQL_ENDPOINTS.format(db=database))
    talking = Bot(asyncio.run(load_agent(dataclasses.replace(edge, endpoints=endpoints), model)))
    yield talking
    talking.loop.close()


def rows(database: Path, sender: str) -> list[tuple[str, dict[str, Any]]]:
    with sqlite3.connect(database) as connection:
        found = connection.execute("SELECT type_name, data FROM events WHERE sender_id = ? ORDER BY id", (sender,))
        return [(type_name, json.loads(data)) for type_name, data in found]


def traces(text: str, secret: str) -> list[str]:
    """Three words of the phrase in a row."""
    words = secret.split()
    threes = [" ".join(words[start : start + 3]) for start in range(len(words) - 2)]
    return [three for three in threes if three in text]


def test_a_transaction_hash_is_whole_for_the_next_turn_and_short_in_the_store(sql_bot: Bot, database: Path) -> None:
    """The user may agree to a look-up one turn after the hash."""
    tx = "0x" + key("stored hash")
    exchange = sql_bot.say("hash", f"my transfer is pending {tx}")
    stored = json.dumps(rows(database, "hash"), ensure_ascii=False)
    assert exchange.intent == "transfer_pending"
    assert tx not in stored
    assert f"{tx[:6]}…{tx[-4:]}" in stored
    assert sql_bot.stored("hash").get_slot("conversation")["last"].endswith(tx)
    assert tx.encode() not in database.read_bytes()


def test_a_hash_stays_short_in_memory_over_many_turns(bot: Bot) -> None:
    tx = key("memory hash")
    bot.say("memory hash", f"my transfer is pending {tx}")
    for _ in range(2):
        assert bot.stored("memory hash").get_slot("conversation")["last"].endswith(tx)
        bot.say("memory hash", "please be silent")
    assert tx not in "".join(bot.agent.tracker_store._tracker_store._kept.values())


def test_a_hash_is_remembered_for_its_sender_and_for_a_while() -> None:
    from walletdesk.rasa_edge.hashes import Hashes

    now = [0.0]
    hashes = Hashes(most=2, forget_after=60, clock=lambda: now[0])
    state = {"steps": [{"answer": f"hash {key('a')}"}]}
    masked = hashes.mask("anna", state)
    assert key("a") not in str(masked)
    assert hashes.restore("anna", masked) == state
    assert hashes.restore("bert", masked) == masked
    now[0] = 61.0
    assert hashes.restore("anna", masked) == masked
    for name in "abc":
        hashes.mask("anna", key(name))
    assert repr(hashes) == "Hashes(2)"


def test_an_action_sees_the_hash_that_its_user_sent(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    import toy_actions.turn

    seen: list[str] = []
    original = toy_actions.turn.SlotSet
    monkeypatch.setattr(
        toy_actions.turn, "SlotSet", lambda name, state: seen.append(state["last"]) or original(name, state)
    )
    tx = "0x" + key("seen hash")
    bot.say("seen hash", f"my transfer is pending {tx}")
    assert tx in seen[0]


def test_a_long_conversation_keeps_all_rows_and_loads_few(sql_bot: Bot, database: Path) -> None:
    for _ in range(12):
        exchange = sql_bot.say("long", "my transfer is pending")
    assert exchange.conversation["turns"] == 12
    assert sum(type_name == "user" for type_name, _ in rows(database, "long")) == 12
    assert sum(event.type_name == "user" for event in sql_bot.stored("long").events) == 3
    full = sql_bot.run(sql_bot.agent.tracker_store.retrieve_full_tracker("long"))
    assert sum(event.type_name == "user" for event in full.events) == 12


def test_a_slot_set_long_ago_is_still_there(sql_bot: Bot) -> None:
    sql_bot.say("old slot", "hello there")
    for _ in range(5):
        sql_bot.say("old slot", "please explode")
    assert sql_bot.stored("old slot").get_slot("conversation") == {"turns": 1, "last": "hello there"}
    assert sql_bot.say("old slot", "hello there").conversation["turns"] == 2


def test_a_case_survives_the_end_of_its_session(sql_bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    sql_bot.say("expired", "hello there")
    with monkeypatch.context() as patch:
        patch.setattr(type(sql_bot.agent.processor), "_has_session_expired", lambda self, tracker: True)
        assert sql_bot.say("expired", "hello there").conversation["turns"] == 2
    assert sql_bot.say("expired", "hello there").conversation["turns"] == 3


def test_two_turns_from_two_processes_lose_nothing(sql_bot: Bot, database: Path) -> None:
    """Both trackers are loaded before either is saved, as two servers without a shared lock would do it."""
    from rasa.shared.core.events import UserUttered

    sql_bot.say("race", "hello there")
    store = sql_bot.agent.tracker_store
    first, second = sql_bot.stored("race"), sql_bot.stored("race")
    first.update(UserUttered("from the first"))
    second.update(UserUttered("from the second"))
    sql_bot.run(store.save(first))
    sql_bot.run(store.save(second))
    texts = [data["text"] for type_name, data in rows(database, "race") if type_name == "user"]
    assert texts == ["hello there", "from the first", "from the second"]


def test_events_that_came_past_the_guard_are_scrubbed(sql_bot: Bot, database: Path) -> None:
    from rasa.shared.core.events import BotUttered, SlotSet, UserUttered

    secret = phrase("past the guard")
    sql_bot.say("past", "hello there")
    tracker = sql_bot.stored("past")
    entities = [{"entity": "token", "value": secret, "start": 0, "end": 4}]
    parse_data = {"text": secret, "entities": entities, "intent": {"name": "greet"}}
    tracker.update(UserUttered(secret, {"name": "greet"}, entities, parse_data, metadata={"page": [secret]}))
    tracker.update(BotUttered(secret, {"custom": {"echo": secret}}, metadata={"echo": secret}))
    tracker.update(SlotSet("conversation", {"note": [secret]}))
    sql_bot.run(sql_bot.agent.tracker_store.save(tracker))
    stored = json.dumps(rows(database, "past"))
    assert stored.count("[mnemonic]") >= 7
    assert not traces(stored, secret)
    assert not traces(database.read_bytes().decode("latin-1"), secret)


SPLITS = {
    "six and six": lambda words: [" ".join(words[:6]), " ".join(words[6:])],
    "by four": lambda words: [" ".join(words[start : start + 4]) for start in range(0, 12, 4)],
    "by two, with chatter": lambda words: [
        each for start in range(0, 12, 2) for each in (f"{words[start]} {words[start + 1]}", "hello there")
    ],
    "word by word": lambda words: list(words),
}


@pytest.mark.parametrize("how", SPLITS)
@pytest.mark.parametrize("kind", ["memory", "sql"])
def test_a_split_phrase_leaves_nothing_behind(kind: str, how: str, bot: Bot, sql_bot: Bot, database: Path) -> None:
    secret = phrase(f"split {how}")
    talking, sender = (sql_bot if kind == "sql" else bot), f"{kind} split {how}"
    intents = [talking.say(sender, part).intent for part in SPLITS[how](secret.split())]
    assert "secret_shared" in intents
    talking.say(sender, "hello there")
    if kind == "sql":
        typed = [data["text"] for type_name, data in rows(database, sender) if type_name == "user"]
        stored = json.dumps(rows(database, sender))
        assert not traces(database.read_bytes().decode("latin-1"), secret)
    else:
        events = bot.stored(sender).events
        typed = [event.text for event in events if event.type_name == "user"]
        stored = json.dumps([event.as_dict() for event in events])
    left = {word for text in typed if not text.startswith("/") for word in text.split()} & set(secret.split())
    assert not traces(stored, secret)
    assert len(left) < 4, "single words may stay, what is left must not lead to the phrase"


def test_a_store_that_does_not_redact_is_refused() -> None:
    from rasa.core.agent import Agent
    from rasa.core.tracker_store import InMemoryTrackerStore
    from rasa.shared.core.domain import Domain

    from walletdesk.core.errors import SetupError

    with pytest.raises(SetupError, match="InMemoryTrackerStore does not redact"):
        Agent(tracker_store=InMemoryTrackerStore(Domain.empty()))


def test_memory_is_bounded(bot: Bot) -> None:
    from walletdesk.rasa_edge.stores import RedactingMemoryTrackerStore

    store = RedactingMemoryTrackerStore(bot.agent.domain, conversations=2)
    for sender in ("a", "b", "c"):
        bot.run(store.get_or_create_tracker(sender))
    assert list(bot.run(store.keys())) == ["b", "c"]
