"""Transactions and accounts for the tests of TRON, and a reader that minds what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.adapters.chain.tron_node import (
    NOW_MS,
    TronNode,
    event,
    hex_address,
    permission,
    selector,
    signed,
    string,
    word,
)
from walletdesk.adapters.chain.trongrid import TrongridReader
from walletdesk.core.chain.finding import FACTS, TOLD, VERDICTS, About, Finding
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.chain.tron_data import in_hex

GENUINE = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
ME, FRIEND, THIEF, EXCHANGE = 0xA11CE, 0xB0B, 0xBAD, 0xE5C
USDT = in_hex(GENUINE)
FAKE = hex_address(0xFA4E)
NOBODY = About()


def network(*endpoints: str) -> Network:
    return Network("tron", Family.TRON, "tronscan.org", "TRX", endpoints=endpoints, tokens={"USDT": GENUINE})


class CarefulReader(TrongridReader):
    """Fails where a finding breaks the contract of all findings, or says a note that its facts cannot fill."""

    async def transaction(self, tx_hash: str, about: About = NOBODY) -> Finding:
        return proper(await super().transaction(tx_hash, about))

    async def account(self, address: str, about: About = NOBODY) -> Finding:
        return proper(await super().account(address, about))


def proper(finding: Finding) -> Finding:
    assert finding.verdict in VERDICTS[outcome(finding)[0]]
    assert finding.facts.keys() <= FACTS | TOLD
    assert all(finding.facts.values())
    for note in finding.notes:
        for language, said in texts()[note].items():
            missing = set(re.findall(r"\{(\w+)\}", said)) - finding.facts.keys()
            assert not missing, f"{note} in {language} has a gap: {missing}"
    return finding


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """The notes, by key and language."""
    written = (Path(__file__).parents[3] / "data/dialogue/chain.yml").read_text(encoding="utf-8")
    notes: Mapping[str, Mapping[str, str]] = yaml.load(written, Loader=yaml.BaseLoader)  # noqa: S506
    return notes


def usual() -> TronNode:
    """ME and FRIEND have accounts, EXCHANGE is a contract, THIEF is not activated; USDT is genuine and FAKE is not."""
    made = TronNode()
    for number in (ME, FRIEND):
        made.accounts[hex_address(number)] = {
            "address": hex_address(number),
            "balance": 25_300_000,
            "create_time": 1_700_000_000_000,
            "owner_permission": permission(1, {number: 1}),
            "active_permission": [{"type": "Active", "id": 2, **permission(1, {number: 1}, "active")}],
        }
    made.accounts[hex_address(EXCHANGE)] = {"address": hex_address(EXCHANGE), "type": "Contract"}
    for contract in (USDT, FAKE):
        made.contracts[contract] = {"symbol()": string("USDT"), "decimals()": word(6), "paused()": word(0)}
        for number in (ME, FRIEND, THIEF):
            made.contracts[contract][f"balanceOf(address){word(number)}"] = word(40_000_000)
            made.contracts[contract][f"isBlackListed(address){word(number)}"] = word(0)
    return made


def trigger(sender: int, contract: str, data: str, value: int = 0, fee_limit: int = 30_000_000) -> dict[str, Any]:
    called: dict[str, Any] = {"owner_address": hex_address(sender), "contract_address": contract, "data": data}
    return signed("TriggerSmartContract", called | ({"call_value": value} if value else {}), fee_limit=fee_limit)


def transfer(sender: int, recipient: int, units: int, contract: str = USDT) -> dict[str, Any]:
    return trigger(sender, contract, selector("transfer(address,uint256)") + word(recipient) + word(units))


def taking(signer: int, sender: int, recipient: int, units: int, contract: str = USDT) -> dict[str, Any]:
    data = selector("transferFrom(address,address,uint256)") + word(sender) + word(recipient) + word(units)
    return trigger(signer, contract, data)


def approving(owner: int, spender: int, units: int, contract: str = USDT) -> dict[str, Any]:
    return trigger(owner, contract, selector("approve(address,uint256)") + word(spender) + word(units))


def coins(sender: int, recipient: int, sun: int, made: int = NOW_MS - 300_000) -> dict[str, Any]:
    value = {"owner_address": hex_address(sender), "to_address": hex_address(recipient), "amount": sun}
    return signed("TransferContract", value, made)


SPENT = {"fee": 6_428_500, "energy_fee": 6_428_500, "energy_usage_total": 64_285, "net_usage": 345}


def sent(node: TronNode, sender: int, recipient: int, units: int, contract: str = USDT, **more: Any) -> str:
    logs = [event(contract, "Transfer", sender, recipient, units)]
    return node.include(transfer(sender, recipient, units, contract), "SUCCESS", logs=logs, **{**SPENT, **more})


def failed(node: TronNode, body: Mapping[str, Any], result: str, **more: Any) -> str:
    return node.include(dict(body), result, **{**SPENT, **more})


def outcome(finding: Finding) -> tuple[str, str]:
    assert type(finding.status) is str
    return finding.status, finding.verdict
