"""The bot itself, as people talk to it, with a real node behind it: consent, what the chain shows, and what to do."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.advice import hopeless
from tests.e2e.chain import Chain, Town
from tests.e2e.nodes import ETHER, GWEI

ROOT = Path(__file__).parents[2]
_PATIENCE = 600  # seconds: the first answer of a fresh machine waits for a training


@dataclass
class Bot:
    """`walletdesk chat --json` in its own process; it logs everything there is to log into `log`."""

    process: asyncio.subprocess.Process
    log: Path

    async def say(self, sender: str, text: str) -> str:
        """All bubbles of the answer, and the titles of its buttons."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"sender": sender, "text": text}).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await asyncio.wait_for(self.process.stdout.readline(), _PATIENCE))
        titles = [button["title"] for reply in answer["replies"] for button in reply.get("buttons", ())]
        return "\n".join([*(reply["text"] for reply in answer["replies"]), *titles])


@pytest.fixture(scope="module")
async def bot(anvil_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bot]:
    folder = tmp_path_factory.mktemp("chat")
    environment = {
        **os.environ,
        "WALLETDESK_RPC_ETHEREUM": anvil_url,
        "WALLETDESK_LOOKUPS": "ask",
        "WALLETDESK_LOG": "DEBUG",
        "WALLETDESK_DESK": f"sqlite:///{folder / 'desk.sqlite'}",
    }
    log = folder / "log"
    with log.open("wb") as logged:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "walletdesk.cli", "chat", "--json"),
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=logged,
            limit=2**20,
        )
        yield Bot(process, log)
        process.kill()
        await process.wait()


def traces(log: Path, code: str) -> bool:
    """Whether more of a hash or an address than its two ends is in the log."""
    middle = code.lower().removeprefix("0x")[6:-6]
    return middle in log.read_text(encoding="utf-8", errors="replace").lower()


async def test_a_pending_queue_in_english(chain: Chain, bot: Bot) -> None:
    first = await hopeless(chain)
    last = [await chain.send(chain.owner, chain.friend, ETHER, max_fee=90 * GWEI) for _ in range(2)][-1]

    asked = await bot.say("queue en", f"my ETH transfer is stuck for hours, speed up does not help {last}")
    assert "Shall I?" in asked
    assert "gwei" not in asked

    told = await bot.say("queue en", "yes, look it up")
    assert "Earlier transactions of this address not confirmed yet: 2" in told
    assert f"{first[:8]}…{first[-6:]}" in told
    assert "from 30 gwei to at least 33" in told
    assert f"https://etherscan.io/tx/{last}" in told
    assert not traces(bot.log, last)


async def test_a_pending_queue_in_chinese(chain: Chain, bot: Bot) -> None:
    await hopeless(chain)
    last = await chain.send(chain.owner, chain.friend, ETHER, max_fee=90 * GWEI)

    assert "要查吗" in await bot.say("queue zh", f"我转出的ETH一直打包中，按了加速也没用 {last}")
    told = await bot.say("queue zh", "可以查")
    assert "前面还有 1 笔没有确认" in told
    assert "33" in told
    assert "最前面那笔的最高费是 30 gwei" in told


@pytest.mark.parametrize(
    ("sender", "message", "yes"),
    [
        ("revert en", "my USDT transfer failed, why? {}", "yes"),
        ("revert zh", "我转USDT失败了，为什么？{}", "查吧"),
    ],
)
async def test_a_reverted_transfer(sender: str, message: str, yes: str, chain: Chain, town: Town, bot: Bot) -> None:
    sent = await chain.call(chain.owner, town.usdt, "transfer(address,uint256)", chain.friend, 900 * 10**6, gas=100_000)
    await chain.mine()
    await bot.say(sender, message.format(sent))
    told = await bot.say(sender, yes)

    assert "900" in told
    assert "500" in told
    assert not traces(bot.log, sent)


@pytest.mark.parametrize(
    ("sender", "message", "yes", "says"),
    [
        ("balance en", "my ETH balance is wrong, the app shows less than I had", "yes", "holds 10 ETH"),
        ("balance zh", "余额不对，我的ETH少了", "可以", "有 10 ETH"),
    ],
)
async def test_a_balance_that_looks_wrong(
    sender: str, message: str, yes: str, says: str, chain: Chain, bot: Bot
) -> None:
    await bot.say(sender, message)
    await bot.say(sender, chain.owner)
    told = await bot.say(sender, yes)

    assert says in told
    assert not traces(bot.log, chain.owner)


async def test_who_says_no_is_asked_step_by_step(chain: Chain, bot: Bot) -> None:
    sent = await hopeless(chain)
    await bot.say("no", f"my ETH transfer is stuck {sent}")
    told = await bot.say("no", "no")

    assert "step by step" in told
    assert "30 gwei" not in told
