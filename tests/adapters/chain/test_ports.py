"""What a playbook hears of a look-up: the outcome, the facts, and what is said of it first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from walletdesk.adapters.chain.ports import AddressPort, TransactionPort
from walletdesk.core.addresses import Address
from walletdesk.core.chain.finding import About, Finding
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.chain.references import Reference

NETWORKS = {
    "ethereum": Network("ethereum", Family.EVM, "etherscan.io", "ETH", 1),
    "tron": Network("tron", Family.TRON, "tronscan.org", "TRX"),
    "bsc": Network("bsc", Family.EVM, "bscscan.com", "BNB", 56),
}
HASH = "0x" + "ab" * 32
ADDRESS = "0xdAC17F958D2ee523a2206206994597C13D831ec7"


class Answers:
    """A doctor with ready findings; notes what it was asked."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        self.asked: list[object] = []

    async def transaction(
        self, reference: Reference, networks: Sequence[str] | None, about: About
    ) -> tuple[Finding, ...]:
        self.asked.append((reference.value, networks, about))
        return self.findings

    async def account(self, address: Address, networks: Sequence[str] | None, about: About) -> tuple[Finding, ...]:
        self.asked.append((address.value, networks, about))
        return self.findings


def transaction(network: str, status: str, verdict: str = "", notes: tuple[str, ...] = (), **facts: str) -> Finding:
    return Finding(network, HASH, status, verdict, facts, notes)


async def test_the_best_finding_becomes_facts_and_a_report() -> None:
    doctor = Answers(
        transaction("bsc", "pending", "behind", ("evm_behind",), nonce="7"), transaction("ethereum", "not_found")
    )
    outcome = await TransactionPort(lambda: doctor, NETWORKS).ask({"tx_hash": HASH, "address": ADDRESS})

    assert outcome.name == "pending"
    assert outcome.facts == {"nonce": "7", "network": "bsc", "verdict": "behind"}
    assert [(line.key, line.facts["notes"]) for line in outcome.lines] == [("chain.report", "evm_behind")]
    assert doctor.asked == [(HASH, None, About(owner=ADDRESS))]


async def test_another_network_than_the_user_named_is_said() -> None:
    # The doctor does not wait for the others once one network has it.
    doctor = Answers(transaction("bsc", "success", "delivered", ("evm_delivered",)))
    outcome = await TransactionPort(lambda: doctor, NETWORKS).ask({"tx_hash": HASH, "network": "ethereum"})

    assert (outcome.facts["network"], outcome.facts["meant_network"]) == ("bsc", "ethereum")
    assert outcome.lines[0].facts["notes"] == "other_network evm_delivered"


async def test_what_no_network_knows_is_not_found() -> None:
    doctor = Answers(transaction("bsc", "not_found", "not_found"), transaction("ethereum", "not_found", "not_found"))
    outcome = await TransactionPort(lambda: doctor, NETWORKS).ask({"tx_hash": HASH})

    assert outcome.name == "not_found"
    assert outcome.lines[0].key == "chain.report_missing"
    assert outcome.facts["asked"] == "bsc ethereum"
    assert "network" not in outcome.facts


@pytest.mark.parametrize(("named", "outcome"), [("ethereum", "not_found"), ("bsc", "unavailable"), ("", "unavailable")])
async def test_a_network_that_did_not_answer_may_be_the_one(named: str, outcome: str) -> None:
    doctor = Answers(transaction("ethereum", "not_found", "not_found"), transaction("bsc", "unavailable"))
    found = await TransactionPort(lambda: doctor, NETWORKS).ask({"tx_hash": HASH, "network": named})

    assert found.name == outcome
    assert (found.lines[0].facts.get("silent") == "bsc") == (outcome == "unavailable")


async def test_when_nobody_answers_the_user_is_told_and_goes_on_by_hand() -> None:
    doctor = Answers(transaction("ethereum", "unavailable"), transaction("bsc", "unavailable"))
    outcome = await TransactionPort(lambda: doctor, NETWORKS).ask({"tx_hash": HASH})

    assert (outcome.name, outcome.facts) == ("unavailable", {})
    assert [(line.key, line.facts["asked"]) for line in outcome.lines] == [("chain.report_unavailable", "ethereum bsc")]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (HASH[:-4], "dialogue.hash_too_short"),
        (HASH + "00", "dialogue.hash_too_long"),
        ("0xabab…abab", "dialogue.hash_masked"),
        (ADDRESS, "dialogue.address_not_hash"),
    ],
)
async def test_what_is_no_hash_never_leaves_the_machine(written: str, key: str) -> None:
    doctor = Answers()
    outcome = await TransactionPort(lambda: doctor, NETWORKS).ask({"tx_hash": written})

    assert (outcome.name, [line.key for line in outcome.lines], doctor.asked) == ("unavailable", [key], [])


def account(network: str, status: str = "found", verdict: str = "holds", **facts: str) -> Finding:
    return Finding(network, ADDRESS, status, verdict, facts, ("evm_holds",) if status == "found" else ())


async def test_an_account_is_read_on_the_named_network() -> None:
    doctor = Answers(account("bsc", balance="2", coin="BNB"), account("ethereum", balance="1", coin="ETH"))
    outcome = await AddressPort(lambda: doctor, NETWORKS).ask(
        {"address": ADDRESS, "network": "ethereum", "token": "USDT"}
    )

    assert (outcome.name, outcome.facts["network"], outcome.facts["balance"]) == ("found", "ethereum", "1")
    assert outcome.facts["elsewhere"] == "bsc|2|BNB||"
    assert outcome.lines[0].facts["notes"] == "evm_holds elsewhere"
    assert doctor.asked == [(ADDRESS, None, About(owner=ADDRESS, token="USDT"))]


async def test_nothing_here_but_something_elsewhere() -> None:
    there = account("bsc", balance="2", coin="BNB", token_balance="1,500", token="USDT")
    outcome = await AddressPort(lambda: Answers(account("ethereum", verdict="empty"), there), NETWORKS).ask(
        {"address": ADDRESS, "network": "ethereum"}
    )

    assert outcome.facts["verdict"] == "elsewhere"
    assert outcome.facts["elsewhere_network"] == "bsc"
    assert outcome.facts["elsewhere"] == "bsc|2|BNB|1,500|USDT"


@pytest.mark.parametrize("verdict", ["permission_changed", "delegated"])
async def test_danger_is_not_hidden_by_what_lies_elsewhere(verdict: str) -> None:
    found = (account("ethereum", verdict=verdict), account("bsc"))
    outcome = await AddressPort(lambda: Answers(*found), NETWORKS).ask({"address": ADDRESS, "network": "ethereum"})

    assert outcome.facts["verdict"] == verdict


async def test_an_address_of_another_kind_of_network_is_said() -> None:
    port = AddressPort(lambda: Answers(account("ethereum")), NETWORKS)
    outcome = await port.ask({"address": ADDRESS, "network": "tron"})

    assert [line.key for line in outcome.lines] == ["lookup.wrong_network", "chain.report"]
    assert outcome.facts["network"] == "ethereum"


async def test_the_named_network_must_answer() -> None:
    found = (account("bsc"), account("ethereum", status="unavailable", verdict=""))
    outcome = await AddressPort(lambda: Answers(*found), NETWORKS).ask({"address": ADDRESS, "network": "ethereum"})

    assert outcome.name == "unavailable"


async def test_a_wrong_address_never_leaves_the_machine() -> None:
    doctor = Answers()
    outcome = await AddressPort(lambda: doctor, NETWORKS).ask({"address": ADDRESS[:-1] + "8"})

    assert (outcome.name, doctor.asked) == ("unavailable", [])
