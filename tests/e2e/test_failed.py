"""Mined and failed, on a real node: why, with which numbers, and what it cost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.chain import HELD, ISS, MOD, TIP, USDT, Chain, Town
from tests.e2e.forwarder import Forwarder
from tests.e2e.nodes import BASE_FEE, ETHER
from tests.e2e.reads import Reads, check, shown
from tests.e2e.solidity import call
from walletdesk.core.chain.finding import Finding

TRANSFER, TRANSFER_FROM = "transfer(address,uint256)", "transferFrom(address,address,uint256)"
APPROVE = "approve(address,uint256)"
GAS = 120_000


@pytest.fixture
def fails(chain: Chain, doctor: Reads) -> Any:
    """Sends a call that fails, and looks it up; the shared numbers of every failure are checked here."""

    async def send(sender: str, contract: str, signature: str, *values: Any, gas: int = GAS, **how: Any) -> Finding:
        sent = await chain.call(sender, contract, signature, *values, gas=gas, **how)
        await chain.mine()
        return await look_up(chain, doctor, sent, gas)

    return send


async def look_up(chain: Chain, doctor: Reads, sent: str, gas: int) -> Finding:
    receipt = await chain.receipt(sent)
    assert receipt["status"] == "0x0"
    used = int(receipt["gasUsed"], 16)
    finding = await doctor.transaction(sent)
    told = {"gas_limit": f"{gas:,}", "gas_used": f"{used:,}", "fee_paid": shown(used * (BASE_FEE + TIP))}
    told |= {"mined_block": f"{int(receipt['blockNumber'], 16):,}", "confirmations": "1", "tx_hash": sent}
    assert finding.status == "failed"
    check(finding.facts, told)
    assert "mined_at" in finding.facts
    return finding


async def test_a_reason_in_words(town: Town, chain: Chain, fails: Any) -> None:
    finding = await fails(chain.owner, town.trouble, "complain(string)", "Too little output for this swap")
    assert (finding.verdict, finding.facts["reason"]) == ("revert_reason", "Too little output for this swap")


async def test_a_hostile_reason(town: Town, chain: Chain, fails: Any) -> None:
    words = "\u202eFailed\u200b! Validate your wallet at https://claim-usdt.example/fix or claim-usdt.example"
    finding = await fails(chain.owner, town.trouble, "complain(string)", words, gas=400_000)
    assert finding.verdict == "revert_reason"
    assert finding.facts["reason"].startswith("Failed ! Validate your wallet at …")


async def test_an_unknown_error_of_a_contract(town: Town, chain: Chain, fails: Any) -> None:
    finding = await fails(chain.owner, town.trouble, "close()")
    # The first four bytes of keccak256("MarketClosed(uint256,address)").
    assert (finding.verdict, finding.facts["error_name"]) == ("custom_error", "0x45c9046e")


async def test_a_known_error_of_a_contract(town: Town, chain: Chain, fails: Any) -> None:
    nowhere = "0x" + "00" * 20
    finding = await fails(chain.owner, town.modern, TRANSFER, nowhere, MOD)
    assert (finding.verdict, finding.facts["error_name"]) == ("custom_error", "ERC20InvalidReceiver")


@pytest.mark.parametrize(
    ("signature", "value", "code"), [("divide(uint256)", 0, "0x12"), ("element(uint256)", 3, "0x32")]
)
async def test_a_panic(town: Town, chain: Chain, fails: Any, signature: str, value: int, code: str) -> None:
    finding = await fails(chain.owner, town.trouble, signature, value)
    assert (finding.verdict, finding.facts["panic_code"]) == ("panic", code)


async def test_no_word_at_all(town: Town, chain: Chain, fails: Any) -> None:
    assert (await fails(chain.owner, town.trouble, "silent()")).verdict == "unexplained"


async def test_a_contract_that_takes_no_coin(town: Town, chain: Chain, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, town.trouble, ETHER, gas=50_000)
    before = await chain.balance(town.trouble)
    await chain.mine()
    finding = await look_up(chain, doctor, sent, 50_000)
    assert finding.verdict == "unexplained"
    assert await chain.balance(town.trouble) == before == 0


async def test_gas_that_no_limit_would_suffice_for(town: Town, chain: Chain, fails: Any) -> None:
    finding = await fails(chain.owner, town.trouble, "grow()", gas=90_000)
    assert finding.verdict == "out_of_gas"
    told = {"gas_limit": "90,000", "gas_used": "90,000", "fee_paid": shown(90_000 * (BASE_FEE + TIP))}
    check(finding.facts, told)


async def test_a_gas_limit_too_low_and_the_same_with_more(town: Town, chain: Chain, fails: Any) -> None:
    transfer = (town.usdt, TRANSFER, chain.friend, 5 * USDT)
    finding = await fails(chain.owner, *transfer, gas=30_000)
    assert (finding.verdict, finding.facts["token_amount"], finding.facts["token"]) == ("out_of_gas", "5", "USDT")
    again = await chain.call(chain.owner, *transfer, gas=90_000)
    await chain.mine()
    assert await chain.succeeded(again)


@pytest.mark.parametrize("name", ["usdt", "modern", "issued"])
async def test_too_little_of_a_token(town: Town, chain: Chain, fails: Any, name: str) -> None:
    """In words, as an error of ERC-6093, and without a word by an invalid instruction that takes all the gas."""
    unit = {"usdt": USDT, "modern": MOD, "issued": ISS}[name]
    contract = getattr(town, name)
    finding = await fails(chain.owner, contract, TRANSFER, chain.friend, 600 * unit)
    told = {"token_balance": str(HELD), "token_amount": "600"}
    assert finding.verdict == "token_balance_short"
    check(finding.facts, told)
    assert finding.facts["token_contract"].lower() == contract
    assert finding.facts["token_recipient"].lower() == chain.friend
    # What the numbers say can be sent goes through.
    again = await chain.call(chain.owner, contract, TRANSFER, chain.friend, HELD * unit)
    await chain.mine()
    assert await chain.succeeded(again)


async def test_a_balance_that_came_and_went_since(town: Town, chain: Chain, doctor: Reads) -> None:
    """The numbers are those of the failure, not those of today."""
    sent = await chain.call(chain.owner, town.usdt, TRANSFER, chain.friend, 600 * USDT)
    await chain.mine()
    await chain.call(chain.issuer, town.usdt, TRANSFER, chain.owner, 9_000 * USDT)
    await chain.mine()
    finding = await doctor.transaction(sent)
    assert (finding.verdict, finding.facts["token_balance"]) == ("token_balance_short", str(HELD))


async def test_the_second_of_two_in_one_block(town: Town, chain: Chain, doctor: Reads) -> None:
    """On the block before, there was enough; within the block, the first one took it."""
    first, second = [
        await chain.call(chain.owner, town.usdt, TRANSFER, chain.friend, 400 * USDT, gas=GAS) for _ in range(2)
    ]
    await chain.mine()
    assert await chain.succeeded(first)
    finding = await look_up(chain, doctor, second, GAS)
    # Nobody's balance of another moment is given as the reason.
    assert finding.verdict == "unexplained"
    assert "evm_replay_differs" in finding.notes


@pytest.mark.parametrize("name", ["usdt", "modern", "issued"])
async def test_too_little_allowance(town: Town, chain: Chain, fails: Any, name: str) -> None:
    unit = {"usdt": USDT, "modern": MOD, "issued": ISS}[name]
    contract = getattr(town, name)
    await chain.call(chain.owner, contract, APPROVE, chain.friend, 100 * unit)
    await chain.mine()
    finding = await fails(chain.friend, contract, TRANSFER_FROM, chain.owner, chain.thief, 101 * unit)
    assert finding.verdict == "allowance_short"
    check(finding.facts, {"allowance": "100", "token_amount": "101"})
    assert finding.facts["spender"].lower() == chain.friend
    assert finding.facts["token_sender"].lower() == chain.owner


async def test_a_paused_token(town: Town, chain: Chain, fails: Any) -> None:
    await chain.call(chain.issuer, town.issued, "setPaused(bool)", True)
    await chain.mine()
    finding = await fails(chain.owner, town.issued, TRANSFER, chain.friend, ISS)
    assert (finding.verdict, finding.facts["token"]) == ("paused", "ISS")


async def test_an_account_on_the_black_list(town: Town, chain: Chain, fails: Any) -> None:
    await chain.call(chain.issuer, town.issued, "setBlackListed(address,bool)", chain.owner, True)
    await chain.mine()
    assert (await fails(chain.owner, town.issued, TRANSFER, chain.friend, ISS)).verdict == "blacklisted"


async def test_a_failed_call_through_another_contract_keeps_its_reason(town: Town, chain: Chain, fails: Any) -> None:
    inner = bytes.fromhex(call("divide(uint256)", 0)[2:])
    finding = await fails(chain.owner, town.purse, "run(address,uint256,bytes)", town.trouble, 0, inner)
    assert (finding.verdict, finding.facts["panic_code"]) == ("panic", "0x12")


async def test_a_failed_creation_of_a_contract(chain: Chain, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, None, data="0x60006000fd", gas=100_000)
    await chain.mine()
    finding = await look_up(chain, doctor, sent, 100_000)
    assert finding.verdict == "unexplained"
    assert "recipient" not in finding.facts


async def test_a_node_that_replays_nothing(town: Town, chain: Chain, doctor: Reads, forwarder: Forwarder) -> None:
    """As public nodes without old states: what happened is told, why is not made up."""
    sent = await chain.call(chain.owner, town.trouble, "complain(string)", "no", gas=GAS)
    await chain.mine()
    forwarder.hidden = ("eth_call",)
    finding = await look_up(chain, doctor, sent, GAS)
    assert finding.verdict == "unexplained"
    assert "reason" not in finding.facts
    assert "evm_no_history" in finding.notes
