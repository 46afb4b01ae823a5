"""take_turn: state in and out, ports with a deadline, and what becomes of trouble there."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from tests.core.samples import HASH, LIBRARY
from walletdesk.adapters.scripted import ScriptedPort
from walletdesk.core.case import Case, Conversation
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.errors import Refused, Unavailable
from walletdesk.core.turn import Outcome
from walletdesk.support import Desk, Heard, Spoken, take_turn


class SlowPort:
    async def ask(self, facts):
        await asyncio.sleep(60)


class BrokenPort:
    def __init__(self, error: Exception) -> None:
        self.error = error

    async def ask(self, facts):
        raise self.error


def at_hash() -> dict:
    talk = Conversation(case=Case("stuck", "ask_hash", {"chain": "evm"}, ("ask_chain", "ask_hash")))
    return json.loads(json.dumps(talk.dump()))


async def give_hash(port: object, deadline: float = 5) -> Spoken:
    desk = Desk(LIBRARY, {"transaction": port} if port else {}, deadline=deadline, look_ups="always")
    return await take_turn(desk, at_hash(), Heard("here it is", entities=(("tx_hash", HASH),)))


def keys(spoken: Spoken) -> list[str]:
    return [line.key for line in spoken.lines]


async def test_what_a_port_finds_decides_the_next_step() -> None:
    spoken = await give_hash(ScriptedPort(Outcome("pending", {"block": "7"})))

    assert keys(spoken) == ["stuck.wait", "dialogue.anything_else"]


@pytest.mark.parametrize(
    "port",
    [None, ScriptedPort(), BrokenPort(Unavailable("x")), BrokenPort(Refused("x"))],
    ids=["none", "offline", "down", "no"],
)
async def test_a_port_that_cannot_answer_leaves_the_question_to_the_user(port: object) -> None:
    assert keys(await give_hash(port)) == ["stuck.ask_sent"]


@pytest.mark.parametrize("policy", ["never", "ask"])
async def test_no_port_reads_a_chain_without_leave(policy: str) -> None:
    desk = Desk(LIBRARY, {"transaction": BrokenPort(AssertionError("asked"))}, look_ups=policy)
    spoken = await take_turn(desk, at_hash(), Heard("here it is", entities=(("tx_hash", HASH),)))

    assert keys(spoken) == (["stuck.ask_sent"] if policy == "never" else ["dialogue.look_up_consent"])


async def test_a_slow_port_is_not_waited_for() -> None:
    assert keys(await give_hash(SlowPort(), deadline=0.01)) == ["stuck.ask_sent"]


async def test_state_of_another_version_restarts_with_a_word_about_it() -> None:
    spoken = await take_turn(Desk(LIBRARY, {}), {"version": 99}, Heard("stuck", "stuck", 0.9))

    assert keys(spoken) == ["dialogue.restarted_version", "stuck.ask_chain"]


async def test_traditional_and_full_width_words_are_read_like_simplified_ones() -> None:
    first = await take_turn(Desk(LIBRARY, {}), None, Heard("stuck", "stuck", 0.9))
    spoken = await take_turn(Desk(LIBRARY, {}), first.stored, Heard("是以太坊沒錯"))

    assert keys(spoken) == ["stuck.ask_hash"]


async def test_a_preferred_language_is_kept() -> None:
    desk = Desk(LIBRARY, {})
    first = await take_turn(desk, None, Heard("my transfer is stuck", "stuck", 0.9, prefers="zh-Hans"))
    second = await take_turn(desk, first.stored, Heard("what do you mean by that", prefers="zh-Hans"))

    assert (first.conversation.language, second.conversation.language) == ("zh-Hans", "zh-Hans")


async def test_a_switch_by_hand_counts_even_after_another_one() -> None:
    desk = Desk(LIBRARY, {})
    first = await take_turn(desk, None, Heard("my transfer is stuck", "stuck", 0.9, prefers="zh-Hans", switched=True))
    second = await take_turn(desk, first.stored, Heard("what do you mean by that"))
    third = await take_turn(desk, second.stored, Heard("2", prefers="en", switched=True))

    assert [s.conversation.language for s in (first, second, third)] == ["zh-Hans", "zh-Hans", "en"]


async def test_a_first_message_without_words_is_answered_in_the_language_of_the_device() -> None:
    desk = Desk(LIBRARY, {})
    first = await take_turn(desk, None, Heard(HASH, language="zh-Hant"))
    second = await take_turn(desk, first.stored, Heard("my transfer is stuck", "stuck", 0.9, language="zh-Hant"))

    assert [s.conversation.language for s in (first, second)] == ["zh-Hant", "en"]


async def test_the_language_follows_the_latest_meaningful_message() -> None:
    desk = Desk(LIBRARY, {})
    first = await take_turn(desk, None, Heard("我的转账卡住了", "stuck", 0.9))
    second = await take_turn(desk, first.stored, Heard("2"))
    third = await take_turn(desk, second.stored, Heard("sorry I do not understand you"))

    assert [s.conversation.language for s in (first, second, third)] == ["zh-Hans", "zh-Hans", "en"]


async def test_a_coin_that_lives_on_one_network_names_it() -> None:
    desk = Desk(LIBRARY, home={"TRX": "tron"})
    spoken = await take_turn(desk, None, Heard("my TRX is stuck", "stuck", 0.9, entities=(("token", "TRX"),)))

    assert keys(spoken) == ["dialogue.noted", "stuck.ask_age"]


async def test_the_language_of_a_secret_counts_only_where_nothing_else_was_said() -> None:
    desk = Desk(LIBRARY)
    secret = Heard(intent="secret_shared", confidence=1.0, entities=(("kinds", "mnemonic"),), language="zh-Hans")
    talking = await take_turn(desk, None, Heard("my transfer is stuck here", "stuck", 0.9))

    assert (await take_turn(desk, None, secret)).conversation.language == "zh-Hans"
    assert (await take_turn(desk, talking.stored, secret)).conversation.language == "en"


ETHERSCAN = {"etherscan.io": Network("ethereum", Family.EVM, "etherscan.io", "ETH", 1)}
PENDING_HASHES = replace(
    LIBRARY,
    playbooks={**LIBRARY.playbooks, "transfer_pending": replace(LIBRARY.playbooks["stuck"], topic="transfer_pending")},
    families={"transfer": ("transfer_pending", "stuck")},
)


async def link(text: str, policy: str) -> Spoken:
    ports = {"transaction": ScriptedPort(Outcome("pending"))}
    desk = Desk(PENDING_HASHES, ports, explorers=ETHERSCAN, look_ups=policy)
    return await take_turn(desk, None, Heard(text, entities=(("tx_hash", HASH),)))


async def test_a_link_tells_the_network_and_needs_no_word_beside_it() -> None:
    spoken = await link(f"https://etherscan.io/tx/{HASH}", "always")

    assert spoken.conversation.last is not None
    assert spoken.conversation.last.facts["network"] == "ethereum"
    assert "transfer_pending.wait" in keys(spoken)


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        (f"https://etherscan.io/tx/{HASH}", "never"),
        (f"https://etherscan.evil.io/tx/{HASH}", "always"),
        (HASH, "always"),
    ],
)
async def test_without_a_known_link_a_lone_hash_opens_nothing(text: str, policy: str) -> None:
    assert (await link(text, policy)).conversation.case is None


@pytest.mark.parametrize(
    ("host", "said"), [("etherscan.io", False), ("etherscan-io.com", True), ("etherscan.i0", True)]
)
async def test_a_link_that_imitates_an_explorer_gets_a_word(host: str, said: bool) -> None:
    spoken = await link(f"my transfer is stuck https://{host}/tx/{HASH}", "never")

    assert ("lookup.look_alike_host" in keys(spoken)) == said
