"""Mined and done, on a real node: what moved, whose token it is, who signed, what is still allowed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.chain import MOD, TIP, USDT, Chain, Town
from tests.e2e.nodes import BASE_FEE, ETHER
from tests.e2e.reads import Reads, check, shown
from tests.e2e.solidity import call, compiled
from walletdesk.core.chain.finding import Finding

TRANSFER, TRANSFER_FROM = "transfer(address,uint256)", "transferFrom(address,address,uint256)"
APPROVE = "approve(address,uint256)"
UNLIMITED = 2**256 - 1
PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"


@pytest.fixture
def works(chain: Chain, doctor: Reads) -> Any:
    """Sends a call that succeeds, and looks it up."""

    async def send(sender: str, contract: str, signature: str, *values: Any, about: Any = None) -> Finding:
        sent = await chain.call(sender, contract, signature, *values)
        await chain.mine()
        return await look_up(chain, doctor, sent, **(about or {}))

    return send


async def look_up(chain: Chain, doctor: Reads, sent: str, **about: Any) -> Finding:
    receipt = await chain.receipt(sent)
    assert receipt["status"] == "0x1"
    mined = int(receipt["blockNumber"], 16)
    fee = int(receipt["gasUsed"], 16) * (BASE_FEE + TIP)
    told = {"fee_paid": shown(fee), "mined_block": f"{mined:,}", "tx_hash": sent}
    told |= {"confirmations": str(await chain.height() - mined + 1)}
    finding = await doctor.transaction(sent, **about)
    assert finding.status == "success"
    check(finding.facts, told)
    return finding


def people(finding: Finding, *names: str) -> list[str]:
    return [finding.facts[name].lower() for name in names]


async def test_coin_to_a_wallet(chain: Chain, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, chain.friend, 15 * ETHER // 10)
    for _ in range(3):
        await chain.mine()
    finding = await look_up(chain, doctor, sent)
    assert finding.verdict == "delivered"
    told = {"amount": "1.5", "recipient_kind": "wallet", "confirmations": "3", "fee_paid": "0.000252"}
    check(finding.facts, told)
    assert people(finding, "sender", "recipient") == [chain.owner, chain.friend]
    assert not finding.settled


async def test_a_transaction_deep_in_the_chain_is_settled(chain: Chain, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, chain.friend, 1)
    await chain.mine()
    await chain.rpc("anvil_mine", hex(100))
    finding = await look_up(chain, doctor, sent)
    assert finding.settled
    assert finding.facts["confirmations"] == "101"


async def test_coin_to_a_contract(chain: Chain, town: Town, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, town.purse, ETHER, gas=50_000)
    await chain.mine()
    finding = await look_up(chain, doctor, sent)
    assert (finding.verdict, finding.facts["recipient_kind"]) == ("delivered_to_contract", "contract")
    assert await chain.balance(town.purse) == ETHER


async def test_a_genuine_token(chain: Chain, town: Town, works: Any) -> None:
    finding = await works(chain.owner, town.usdt, TRANSFER, chain.friend, 12_500_001)
    assert finding.verdict == "delivered"
    told = {"token": "USDT", "token_amount": "12.500001", "token_genuine": "yes", "signed_by": "owner"}
    told |= {"transfers": "1", "recipient_kind": "wallet"}
    check(finding.facts, told)
    parties = people(finding, "token_contract", "token_sender", "token_recipient")
    assert parties == [town.usdt, chain.owner, chain.friend]


async def test_a_token_that_we_do_not_know(chain: Chain, town: Town, works: Any) -> None:
    finding = await works(chain.owner, town.modern, TRANSFER, chain.friend, 3 * MOD)
    told = {"token": "MOD", "token_amount": "3", "token_genuine": "unknown"}
    assert finding.verdict == "delivered"
    check(finding.facts, told)


async def test_a_token_whose_symbol_is_thirty_two_bytes(chain: Chain, town: Town, works: Any) -> None:
    finding = await works(chain.owner, town.issued, TRANSFER, chain.friend, 2_000_000)
    assert (finding.facts["token"], finding.facts["token_amount"]) == ("ISS", "2")


async def test_a_token_that_borrows_a_name(chain: Chain, town: Town, works: Any) -> None:
    finding = await works(chain.owner, town.fake, TRANSFER, chain.friend, 9 * USDT)
    told = {"token": "USDT", "token_amount": "9", "token_genuine": "no"}
    assert finding.verdict == "look_alike_token"
    check(finding.facts, told)
    assert people(finding, "token_contract") == [town.fake]


async def test_a_token_with_a_hostile_name(chain: Chain, town: Town, works: Any) -> None:
    finding = await works(chain.issuer, town.hostile, TRANSFER, chain.owner, 10**18, about={"owner": chain.owner})
    assert finding.verdict in ("delivered", "look_alike_token")
    assert len(finding.facts["token"]) <= 60
    assert "claim" not in "".join(finding.facts.values())


@pytest.mark.parametrize(("to", "verdict"), [("usdt", "token_to_contract"), ("fake", "token_to_contract")])
async def test_a_token_sent_to_a_token(chain: Chain, town: Town, works: Any, to: str, verdict: str) -> None:
    finding = await works(chain.owner, town.usdt, TRANSFER, getattr(town, to), USDT)
    assert (finding.verdict, finding.facts["recipient_kind"]) == (verdict, "contract")


async def test_a_token_sent_to_another_contract(chain: Chain, town: Town, works: Any) -> None:
    finding = await works(chain.owner, town.usdt, TRANSFER, town.purse, USDT)
    assert finding.verdict == "delivered_to_contract"


async def test_an_unlimited_approval_and_its_end(chain: Chain, town: Town, doctor: Reads) -> None:
    sent = await chain.call(chain.owner, town.usdt, APPROVE, chain.thief, UNLIMITED)
    await chain.mine()
    finding = await look_up(chain, doctor, sent)
    assert finding.verdict == "approval"
    told = {"allowance": "unlimited", "allowance_now": "unlimited", "token": "USDT", "signed_by": "owner"}
    check(finding.facts, told)
    assert people(finding, "spender", "token_contract") == [chain.thief, town.usdt]
    revoked = await chain.call(chain.owner, town.usdt, APPROVE, finding.facts["spender"], 0)
    await chain.mine()
    finding = await look_up(chain, doctor, sent)
    check(finding.facts, {"allowance": "unlimited", "allowance_now": "0"})
    finding = await look_up(chain, doctor, revoked)
    assert finding.verdict == "approval"
    check(finding.facts, {"allowance": "0", "allowance_now": "0"})
    # And really: nothing can be taken any more.
    taken = await chain.call(chain.thief, town.usdt, TRANSFER_FROM, chain.owner, chain.thief, 1)
    await chain.mine()
    assert not await chain.succeeded(taken)


async def test_a_limited_approval_partly_used(chain: Chain, town: Town, doctor: Reads) -> None:
    sent = await chain.call(chain.owner, town.usdt, APPROVE, chain.friend, 100 * USDT)
    await chain.mine()
    await chain.call(chain.friend, town.usdt, TRANSFER_FROM, chain.owner, chain.friend, 40 * USDT)
    await chain.mine()
    facts = (await look_up(chain, doctor, sent)).facts
    check(facts, {"allowance": "100", "allowance_now": "60"})


async def test_an_approval_in_permit2(chain: Chain, town: Town, works: Any) -> None:
    # The address of the real Permit2, with our own code behind it.
    await chain.rpc("anvil_setCode", PERMIT2, compiled()["Permits"]["code"])
    end = 2**48 - 1
    finding = await works(
        chain.owner, PERMIT2, "approve(address,address,uint160,uint48)", town.usdt, chain.thief, 2**160 - 1, end
    )
    assert finding.verdict == "approval"
    check(finding.facts, {"allowance": "unlimited", "allowance_now": "unlimited", "token": "USDT"})
    assert people(finding, "spender", "token_contract") == [chain.thief, town.usdt]


async def test_a_transfer_of_nothing_in_somebody_elses_name(chain: Chain, town: Town, works: Any) -> None:
    finding = await works(
        chain.thief, town.usdt, TRANSFER_FROM, chain.owner, chain.crowd, 0, about={"owner": chain.owner}
    )
    assert (finding.verdict, finding.facts["signed_by"]) == ("zero_transfer", "third_party")
    assert people(finding, "sender", "token_sender", "token_recipient") == [chain.thief, chain.owner, chain.crowd]


async def test_a_theft_by_allowance(chain: Chain, town: Town, works: Any) -> None:
    await chain.call(chain.owner, town.usdt, APPROVE, chain.thief, UNLIMITED)
    await chain.mine()
    finding = await works(
        chain.thief, town.usdt, TRANSFER_FROM, chain.owner, chain.thief, 500 * USDT, about={"owner": chain.owner}
    )
    told = {"signed_by": "third_party", "token_amount": "500", "token_genuine": "yes"}
    check(finding.facts, told)
    assert people(finding, "sender", "token_sender", "token_recipient") == [chain.thief, chain.owner, chain.thief]


async def test_a_call_and_a_creation_move_nothing(chain: Chain, town: Town, doctor: Reads, works: Any) -> None:
    assert (await works(chain.owner, town.trouble, "count()")).verdict == "called"
    sent = await chain.send(chain.owner, None, data=compiled()["Purse"]["create"], gas=900_000)
    await chain.mine()
    assert (await look_up(chain, doctor, sent)).verdict == "called"


async def test_nothing_sent_to_a_wallet(chain: Chain, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, chain.friend, 0)
    await chain.mine()
    assert (await look_up(chain, doctor, sent)).verdict == "no_transfer"


async def test_several_transfers_and_the_one_that_is_meant(chain: Chain, town: Town, works: Any) -> None:
    """A contract passes two tokens on in one transaction."""
    await chain.call(chain.owner, town.usdt, TRANSFER, town.purse, 50 * USDT)
    await chain.mine()
    inner = bytes.fromhex(call(TRANSFER, chain.friend, 20 * USDT)[2:])
    outer = bytes.fromhex(call("run(address,uint256,bytes)", town.usdt, 0, inner)[2:])
    finding = await works(
        chain.owner, town.purse, "run(address,uint256,bytes)", town.purse, 0, outer, about={"recipient": chain.friend}
    )
    assert finding.verdict == "delivered"
    check(finding.facts, {"token_amount": "20", "transfers": "1", "token": "USDT"})
    assert people(finding, "token_recipient") == [chain.friend]


async def test_a_theft_through_a_contract_that_was_allowed_too_much(chain: Chain, town: Town, works: Any) -> None:
    """The spender is a contract that anyone may tell what to do."""
    await chain.call(chain.owner, town.usdt, APPROVE, town.purse, UNLIMITED)
    await chain.mine()
    inner = bytes.fromhex(call(TRANSFER_FROM, chain.owner, chain.thief, 500 * USDT)[2:])
    finding = await works(
        *(chain.thief, town.purse, "run(address,uint256,bytes)", town.usdt, 0, inner), about={"owner": chain.owner}
    )
    assert finding.verdict == "delivered"
    check(finding.facts, {"signed_by": "third_party", "token_amount": "500"})
    assert people(finding, "sender", "token_sender", "token_recipient") == [chain.thief, chain.owner, chain.thief]


async def test_coin_in_and_a_token_out(chain: Chain, town: Town, doctor: Reads) -> None:
    """As a purchase looks: the owner pays coin, a contract pays in tokens."""
    await chain.call(chain.owner, town.modern, TRANSFER, town.purse, 5 * MOD)
    await chain.mine()
    inner = bytes.fromhex(call(TRANSFER, chain.owner, 5 * MOD)[2:])
    data = call("run(address,uint256,bytes)", town.modern, 0, inner)
    sent = await chain.send(chain.owner, town.purse, ETHER, data=data)
    await chain.mine()
    finding = await look_up(chain, doctor, sent, owner=chain.owner)
    assert finding.verdict == "delivered"
    check(finding.facts, {"amount": "1", "token": "MOD", "token_amount": "5"})
    assert people(finding, "token_sender", "token_recipient") == [town.purse, chain.owner]


async def test_a_cancel_itself_moved_nothing(chain: Chain, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, chain.owner, 0)
    await chain.mine()
    finding = await look_up(chain, doctor, sent)
    assert (finding.verdict, finding.facts["nonce"]) == ("no_transfer", "0")


async def test_a_token_burnt(chain: Chain, town: Town, works: Any) -> None:
    finding = await works(chain.owner, town.usdt, "burn(uint256)", 3 * USDT)
    check(finding.facts, {"token_amount": "3", "token_recipient": "0x" + "00" * 20})
