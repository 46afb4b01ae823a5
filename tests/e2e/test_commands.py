"""`walletdesk tx` and `walletdesk address` as a user runs them, against a real node in place of the public ones."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.advice import hopeless
from tests.e2e.chain import Chain, Town
from tests.e2e.nodes import ETHER

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(anvil_url: str) -> Any:
    """A command of its own process: exit code, what it printed, what it logged."""
    environment = {**os.environ, "WALLETDESK_RPC_ETHEREUM": anvil_url, "WALLETDESK_LOOKUPS": "always"}

    async def command(*words: str) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "walletdesk.cli", *words, "--network", "ethereum"),
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        printed, logged = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode or 0, printed.decode("utf-8"), logged.decode("utf-8")

    return command


async def test_a_waiting_transaction(chain: Chain, run: Any) -> None:
    sent = await hopeless(chain)
    (code, as_json, logged), (other, in_words, _) = await asyncio.gather(
        run("tx", sent, "--json"), run("tx", sent, "--lang", "zh")
    )
    assert (code, other, logged) == (1, 1, "")
    text = json.dumps(json.loads(as_json))
    assert '"verdict": "below_base_fee"' in text
    assert '"least_max_fee": "33"' in text
    assert "最高费是 30 gwei" in in_words
    assert f"https://etherscan.io/tx/{sent}" in in_words


async def test_an_explorers_link_and_an_address(chain: Chain, town: Town, run: Any) -> None:
    sent = await chain.send(chain.owner, chain.friend, ETHER)
    await chain.mine()
    (code, delivered, _), (other, account, _) = await asyncio.gather(
        run("tx", f"https://etherscan.io/tx/{sent}", "--json"),
        run("address", chain.owner, "--token", town.usdt, "--json"),
    )
    assert (code, other) == (0, 0)
    assert '"verdict": "delivered"' in json.dumps(json.loads(delivered))
    text = json.dumps(json.loads(account))
    assert '"token_balance": "500"' in text
    # The test's token calls itself USDT, and is not the one in networks.yml.
    assert '"token_genuine": "no"' in text
