"""The whole desk in a real Rasa, with its own model and content. Every transcript comes true here, word for word."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mnemonic import Mnemonic

from tests.test_topics import CONTENT, ROOT
from walletdesk import bootstrap
from walletdesk.content.lexicon import read_lexicon
from walletdesk.content.transcripts import Exchange, Transcript
from walletdesk.core import secrets
from walletdesk.core.case import load
from walletdesk.rehearsal import desk_for, press_of, rehearse, staff_writes
from walletdesk.support import Desk
from walletdesk.understanding.finding import EntityFinder
from walletdesk.understanding.lexicon import Lexicon


class RealDesk:
    """The trained project on one event loop."""

    def __init__(self) -> None:
        from walletdesk.cli import _load_talk

        self.loop = asyncio.new_event_loop()
        self.talk = self.loop.run_until_complete(_load_talk(lambda stage: None))

    def say(self, sender: str, text: object) -> Any:
        return self.loop.run_until_complete(self.talk.say(sender, text))


@pytest.fixture(scope="session")
def desk() -> Iterator[RealDesk]:
    real = RealDesk()
    yield real
    real.loop.close()


@pytest.fixture(scope="session")
def finder() -> EntityFinder:
    return EntityFinder(Lexicon.from_mapping(read_lexicon(ROOT / "data" / "lexicon.yml")))


def typed(exchange: Exchange, state: object) -> str:
    if exchange.press is None:
        return exchange.user or ""
    return press_of(exchange.press, load(state), CONTENT.library).payload()


@pytest.mark.parametrize("transcript", CONTENT.transcripts, ids=lambda t: f"{Path(t.file).parent.name}: {t.title}")
def test_a_transcript_comes_true_in_rasa(
    transcript: Transcript, desk: RealDesk, finder: EntityFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind = desk_for(CONTENT, transcript)
    monkeypatch.setattr(bootstrap, "the_desk", lambda: behind)
    window = secrets.Window()
    expected, _ = desk.loop.run_until_complete(
        rehearse(
            CONTENT,
            transcript,
            lambda text: [(entity.entity, entity.value) for entity in finder.find(text)],
            lambda text: window.see(text).found,
        )
    )
    state = None
    for exchange, bubbles in zip(transcript.exchanges, expected, strict=True):
        staff_writes(behind, exchange)
        heard = desk.say(f"{transcript.file} {transcript.title}", typed(exchange, state))
        state = heard.conversation

        assert [reply["text"] for reply in heard.replies] == [bubble.text for bubble in bubbles], (
            f"after {exchange.user or exchange.press!r}, understood as {heard.intent} {heard.confidence:.2f}"
        )


BAD_INPUT = {
    "empty": "",
    "blanks": " \u3000\t\n",
    "invisible": "\u200b\u200d\ufeff",
    "huge": "转账失败 " * 60_000,
    "binary": "\x00\x01\x02\xff\xfe" * 40,
    "surrogate": "help \ud83d me",
    "emoji": "😭😭😭",
    "right to left": "\u202eمرحبا محفظتي لا تعمل",
    "a command": "/restart",
    "a session": "/session_start",
    "an intent": '/greet{"v": "x"}',
    "a broken intent": '/greet{"v":',
    "a forged button": '/press{"s":"transfer_pending.ask","v":"nonsense","n":"0"}',
    "a bare slash": "/",
    "markup": "<script>alert(1)</script> **bold** [x](y)",
    "a placeholder": "{product} {email} {0}",
    "not a string": {"a": ["list"]},
    "nothing": None,
}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_gets_a_kind_answer_and_loses_nothing(desk: RealDesk, name: str) -> None:
    sender = f"bad {name}"
    before = desk.say(sender, "My USDT transfer on Ethereum has been pending since yesterday")
    heard = desk.say(sender, BAD_INPUT[name])
    after = desk.say(sender, "back to my problem")

    assert heard.replies
    assert all(reply["text"].strip() for reply in heard.replies)
    assert not heard.failed
    assert before.conversation["case"]["topic"] == "transfer_pending"
    if name != "a command":
        assert after.conversation["case"] == before.conversation["case"]


def test_two_messages_at_once_are_both_answered_in_order(desk: RealDesk) -> None:
    async def both() -> list[Any]:
        one = desk.talk.say("twice", "我的转账一直打包中，已经一天了")
        two = desk.talk.say("twice", "以太坊")
        return await asyncio.gather(one, two)

    first, second = desk.loop.run_until_complete(both())
    assert first.replies
    assert second.replies
    assert second.conversation["case"]["facts"]["network"] == "ethereum"


def test_an_action_that_raises_still_answers_and_keeps_the_case(
    desk: RealDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.say("boom", "我的转账一直打包中")

    def broken() -> Desk:
        raise RuntimeError("no desk")

    with monkeypatch.context() as patched:
        patched.setattr(bootstrap, "the_desk", broken)
        heard = desk.say("boom", "以太坊")
    after = desk.say("boom", "帮助")

    assert [reply["text"] for reply in heard.replies] == [CONTENT.catalogue.say("dialogue.sorry", "zh-Hans")]
    assert after.conversation["case"] == before.conversation["case"]


def test_a_secret_shown_to_the_desk_leaves_no_trace(desk: RealDesk) -> None:
    words = Mnemonic("english").to_mnemonic(bytes(range(100, 116)))
    heard = desk.say("leak", f"please check my words {words}")
    tracker = desk.loop.run_until_complete(desk.talk.agent.tracker_store.retrieve("leak"))

    assert heard.intent == "secret_shared"
    assert heard.conversation["burnt"]
    kept = json.dumps([event.as_dict() for event in tracker.events], default=str)
    assert not re.search(r"\b" + r"\W+".join(words.split()[:3]) + r"\b", kept)
    assert words not in json.dumps(heard.replies)


def test_chat_json_answers_every_line_in_the_contract_and_survives_a_bad_one() -> None:
    lines = [
        json.dumps({"sender": "a", "text": "转账失败 提示矿工费不足"}),
        json.dumps({"sender": "b", "text": "hello"}),
        '{"sender": "a", "text": ',
        json.dumps({"sender": "a", "payload": "/nonsense"}),
        "plain words",
    ]
    command = [sys.executable, "-m", "walletdesk.cli", "chat", "--json"]
    done = subprocess.run(
        command,
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        env={**os.environ, "WALLETDESK_HOME": str(ROOT), "PYTHONUTF8": "1"},
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.returncode == 0, done.stderr
    assert len(answers) == len(lines)
    assert answers[2] == {"error": "malformed_json", "line": 3}
    fields = {"sender", "replies", "intent", "topic", "step", "language", "latency_ms"}
    assert all(set(answer) == fields for i, answer in enumerate(answers) if i != 2)
    assert (answers[0]["topic"], answers[0]["language"]) == ("transfer_failed", "zh-Hans")
    assert answers[3]["replies"][0]["text"] == CONTENT.catalogue.say("dialogue.stale_button", "zh-Hans")
    assert [answers[1]["sender"], answers[4]["sender"]] == ["b", "default"]


def test_the_shell_takes_words_and_numbers_and_is_plain_without_a_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "walletdesk.cli", "chat", "--lang", "zh"],
        input="转账失败 提示 insufficient funds for gas\n1\nquit\n",
        capture_output=True,
        text=True,
        env={**os.environ, "WALLETDESK_HOME": str(ROOT), "PYTHONUTF8": "1"},
    )

    assert done.returncode == 0, done.stderr
    assert "[1] 以太坊" in done.stdout
    assert CONTENT.catalogue.say("dialogue.heading_do", "zh-Hans") in done.stdout
    assert done.stdout.rstrip().endswith(CONTENT.catalogue.say("dialogue.shell_bye", "zh-Hans"))
    assert "\x1b" not in done.stdout


def test_a_ticket_its_answer_and_the_evidence_list_come_through(
    desk: RealDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from walletdesk.adapters.desk import SqlDesk, SqlJournal, Staff, Store

    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    journal = SqlJournal(store)
    behind = Desk(CONTENT.library, home=CONTENT.home, tickets=SqlDesk(store), journal=journal, known_as=lambda _: "x")
    monkeypatch.setattr(bootstrap, "the_desk", lambda: behind)
    whole = "0x" + "9f3a" * 16
    desk.say("ticket", f"my 300 USDT on Ethereum were stolen, I did not send it, hash {whole}")
    listed = desk.say("ticket", "evidence list").replies[0]
    desk.say("ticket", "a person")
    sent = desk.say("ticket", "send it")
    number = re.search(r"WD-\w{4}-\w{4}", sent.replies[0]["text"])
    assert number
    Staff(store).reply(number[0], "We have received it.")
    answered = desk.say("ticket", "thank you")
    journal.close()

    assert whole in listed["custom"]["file"]["text"]
    assert listed["text"].endswith(listed["custom"]["file"]["text"])
    assert "We have received it." in answered.replies[0]["text"]
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"We have received it." in stored
