"""Accounts on a real node: what they hold, what waits, and accounts that have lent themselves to a contract."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.e2e.chain import HELD, MOD, Chain, Town
from tests.e2e.delegation import authorization
from tests.e2e.nodes import ETHER, GWEI
from tests.e2e.reads import Reads, check

UNUSED = "0x" + "12" * 20
ZERO = "0x" + "00" * 20
GAS = 200_000


async def lend(chain: Chain, keys: Mapping[str, str], to: str) -> str:
    """The owner lends itself; a friend pays for it."""
    signed = authorization(keys[chain.owner], to, await chain.nonce(chain.owner))
    return await chain.send(chain.friend, chain.owner, gas=GAS, authorizationList=[signed])


@pytest.fixture
async def delegated(chain: Chain, town: Town, keys: Mapping[str, str]) -> str:
    """The owner's account, lent to the purse, which is what a malicious delegate would be too."""
    sent = await lend(chain, keys, town.purse)
    await chain.mine()
    assert await chain.succeeded(sent)
    assert await chain.rpc("eth_getCode", chain.owner, "latest") == "0xef0100" + town.purse[2:]
    return chain.owner


async def test_an_account_that_holds_coin(chain: Chain, doctor: Reads) -> None:
    await chain.set_balance(chain.owner, 3 * ETHER + 123_456 * GWEI)
    finding = await doctor.account(chain.owner)
    assert (finding.status, finding.verdict) == ("found", "holds")
    told = {"balance": "3.000123", "next_nonce": "0", "waiting": "0", "account_kind": "wallet"}
    check(finding.facts, told)
    assert finding.facts["address"].lower() == chain.owner


async def test_an_account_that_nobody_used(doctor: Reads) -> None:
    finding = await doctor.account(UNUSED)
    assert (finding.verdict, finding.facts["balance"], finding.facts["account_kind"]) == ("empty", "0", "wallet")


async def test_dust_is_not_nothing(chain: Chain, doctor: Reads) -> None:
    await chain.set_balance(UNUSED, 1)
    finding = await doctor.account(UNUSED)
    assert (finding.verdict, finding.facts["balance"]) == ("holds", "0.000000000000000001")


@pytest.mark.parametrize("named", ["symbol", "contract"])
async def test_a_token_balance(chain: Chain, town: Town, doctor: Reads, named: str) -> None:
    finding = await doctor.account(chain.owner, token="USDT" if named == "symbol" else town.usdt)
    told = {"token": "USDT", "token_balance": str(HELD), "token_genuine": "yes", "balance": "10"}
    assert finding.verdict == "holds"
    check(finding.facts, told)
    assert finding.facts["token_contract"].lower() == town.usdt


async def test_coin_but_none_of_the_token(chain: Chain, doctor: Reads) -> None:
    finding = await doctor.account(chain.thief, token="USDT")
    assert (finding.verdict, finding.facts["token_balance"]) == ("empty", "0")


async def test_a_token_that_borrows_a_name(chain: Chain, town: Town, doctor: Reads) -> None:
    facts = (await doctor.account(chain.owner, token=town.fake)).facts
    check(facts, {"token": "USDT", "token_genuine": "no", "token_balance": str(HELD)})


async def test_a_token_with_a_hostile_name(chain: Chain, town: Town, doctor: Reads) -> None:
    facts = (await doctor.account(chain.issuer, token=town.hostile)).facts
    assert facts["token_balance"] == "1,000,000,000,000"
    assert len(facts["token"]) <= 60


async def test_a_token_address_where_there_is_no_token(chain: Chain, town: Town, doctor: Reads) -> None:
    for no_token in (UNUSED, town.purse, town.trouble):
        facts = (await doctor.account(chain.owner, token=no_token)).facts
        assert "token_balance" not in facts
        assert facts["balance"] == "10"


async def test_a_token_of_eighteen_decimals(chain: Chain, town: Town, doctor: Reads) -> None:
    await chain.call(chain.owner, town.modern, "transfer(address,uint256)", chain.friend, MOD // 4)
    await chain.mine()
    facts = (await doctor.account(chain.owner, token=town.modern)).facts
    check(facts, {"token": "MOD", "token_balance": "499.75", "token_genuine": "unknown"})


async def test_what_waits_to_leave(chain: Chain, doctor: Reads) -> None:
    for _ in range(2):
        await chain.send(chain.owner, chain.friend, 1)
    finding = await doctor.account(chain.owner)
    assert finding.verdict == "pending_outgoing"
    check(finding.facts, {"waiting": "2", "next_nonce": "0"})
    await chain.mine()
    finding = await doctor.account(chain.owner)
    check(finding.facts, {"waiting": "0", "next_nonce": "2"})


async def test_a_contract(town: Town, doctor: Reads) -> None:
    finding = await doctor.account(town.purse)
    assert (finding.verdict, finding.facts["account_kind"]) == ("contract", "contract")


async def test_a_delegated_account(doctor: Reads, town: Town, delegated: str) -> None:
    finding = await doctor.account(delegated)
    assert (finding.verdict, finding.facts["account_kind"]) == ("delegated", "delegated")
    assert finding.facts["delegate"].lower() == town.purse


async def test_a_delegation_that_was_ended(
    chain: Chain, doctor: Reads, keys: Mapping[str, str], delegated: str
) -> None:
    await lend(chain, keys, ZERO)
    await chain.mine()
    finding = await doctor.account(delegated)
    assert (finding.verdict, finding.facts["account_kind"]) == ("holds", "wallet")
    assert "delegate" not in finding.facts


async def test_the_second_of_a_delegated_account(chain: Chain, doctor: Reads, delegated: str, town: Town) -> None:
    """go-ethereum would refuse it; this node takes it, as a more generous one may."""
    first, second = [await chain.send(delegated, chain.friend, 1) for _ in range(2)]
    finding = await doctor.transaction(second)
    assert (finding.status, finding.verdict) == ("pending", "delegated_queue")
    check(finding.facts, {"ahead": "1", "lowest_hash": first})
    assert finding.facts["delegate"].lower() == town.purse
    await chain.mine()
    assert [await chain.succeeded(each) for each in (first, second)] == [True] * 2


async def test_coin_to_a_delegated_account(chain: Chain, doctor: Reads, delegated: str) -> None:
    sent = await chain.send(chain.crowd, delegated, ETHER, gas=60_000)
    await chain.mine()
    finding = await doctor.transaction(sent)
    assert (finding.verdict, finding.facts["recipient_kind"]) == ("delivered", "delegated")


async def test_coin_taken_out_of_a_delegated_account(chain: Chain, doctor: Reads, delegated: str, town: Town) -> None:
    """Anyone may call this delegate: the coin leaves, although its owner signed nothing."""
    sent = await chain.call(chain.thief, delegated, "run(address,uint256,bytes)", chain.thief, 9 * ETHER, b"")
    await chain.mine()
    assert await chain.succeeded(sent)
    finding = await doctor.transaction(sent, owner=delegated)
    assert finding.status == "success"
    assert finding.verdict == "called"
    assert "evm_called_delegated" in finding.notes
    assert finding.facts["delegate"].lower() == town.purse
    assert finding.facts["sender"].lower() == chain.thief
    check((await doctor.account(delegated)).facts, {"balance": "1"})


async def test_the_transaction_that_lends_the_account(
    chain: Chain, doctor: Reads, town: Town, keys: Mapping[str, str]
) -> None:
    sent = await lend(chain, keys, town.purse)
    await chain.mine()
    finding = await doctor.transaction(sent, owner=chain.owner)
    assert (finding.status, finding.verdict) == ("success", "called")
    assert "evm_lends" in finding.notes
    check(finding.facts, {"recipient_kind": "delegated"})
    assert finding.facts["delegate"].lower() == town.purse
