"""Waiting transactions on real nodes: the verdict, its numbers, and what happens when its advice is followed."""

from __future__ import annotations

import pytest

from tests.e2e.advice import advised, check_advice, hopeless, least
from tests.e2e.chain import COIN_GAS, USUAL_TIP, Chain, Town
from tests.e2e.forwarder import Forwarder
from tests.e2e.nodes import BASE_FEE, ETHER, GWEI, Refused
from tests.e2e.reads import Reads, check, shown, shown_up, wei_of

OPAQUE = ("txpool_", "eth_getTransactionBySenderAndNonce")


async def test_a_max_fee_below_the_base_fee(chain: Chain, doctor: Reads) -> None:
    sent = await hopeless(chain)
    finding = await doctor.transaction(sent)
    assert (finding.status, finding.verdict, finding.settled) == ("pending", "below_base_fee", False)
    told = {"max_fee": "30", "tip": "1", "base_fee": "40", "least_max_fee": "33", "least_tip": "1.1", "fees_of": "own"}
    told |= {"nonce": "0", "next_nonce": "0", "ahead": "0", "amount": "1", "fee_kind": "dynamic", "usual_tip": "2"}
    check(finding.facts, told)
    check_advice(finding, 30 * GWEI, GWEI, 40 * GWEI)
    # The least that a pool takes would still wait: this node says so at once.
    with pytest.raises(Refused, match="less than block base fee"):
        await chain.send(chain.owner, chain.friend, ETHER, nonce=0, **least(finding))
    faster = await chain.send(chain.owner, chain.friend, ETHER, nonce=0, **advised(finding))
    await chain.mine(base_fee=40 * GWEI)
    assert await chain.succeeded(faster)
    assert not await chain.is_known(sent)


async def test_the_advice_still_holds_when_the_base_fee_takes_its_largest_step(chain: Chain, doctor: Reads) -> None:
    finding = await doctor.transaction(await hopeless(chain))
    faster = await chain.send(chain.owner, chain.friend, ETHER, nonce=0, **advised(finding))
    await chain.mine(base_fee=45 * GWEI)
    paid = await chain.receipt(faster)
    assert int(paid["effectiveGasPrice"], 16) == 45 * GWEI + wei_of(finding.facts["advised_tip"])


async def test_a_tip_that_interests_nobody(chain: Chain, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, chain.friend, 1, max_fee=30 * GWEI, tip=GWEI // 1000)
    finding = await doctor.transaction(sent)
    assert finding.verdict == "low_fee"
    told = {"max_fee": "30", "tip": "0.001", "base_fee": "10", "usual_tip": "2", "least_tip": "0.0011"}
    check(finding.facts, told)
    check_advice(finding, 30 * GWEI, GWEI // 1000, BASE_FEE)
    faster = await chain.send(chain.owner, chain.friend, 1, nonce=0, **advised(finding))
    await chain.mine()
    assert await chain.succeeded(faster)


async def test_a_max_fee_that_leaves_too_little_for_the_tip(chain: Chain, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, chain.friend, 1, max_fee=BASE_FEE + GWEI // 100, tip=GWEI // 100)
    assert (await doctor.transaction(sent)).verdict == "low_fee"


async def test_a_fair_bid(chain: Chain, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, chain.friend, 1, max_fee=30 * GWEI, tip=USUAL_TIP)
    finding = await doctor.transaction(sent)
    assert (finding.verdict, finding.facts["ahead"]) == ("fair_fee", "0")
    await chain.mine()
    assert await chain.succeeded(sent)


async def test_a_legacy_gas_price(chain: Chain, doctor: Reads) -> None:
    await chain.mine(base_fee=40 * GWEI)
    await chain.next_base_fee(BASE_FEE)
    sent = await chain.send(chain.owner, chain.friend, 1, gasPrice=hex(30 * GWEI))
    await chain.next_base_fee(40 * GWEI)
    finding = await doctor.transaction(sent)
    assert finding.verdict == "below_base_fee"
    check(finding.facts, {"fee_kind": "legacy", "max_fee": "30", "least_max_fee": "33"})
    assert not {"tip", "least_tip", "advised_tip"} & set(finding.facts)
    price = wei_of(finding.facts["advised_max_fee"])
    assert price * 8 >= 40 * GWEI * 9
    faster = await chain.send(chain.owner, chain.friend, 1, nonce=0, gasPrice=hex(price))
    await chain.mine(base_fee=40 * GWEI)
    assert await chain.succeeded(faster)


@pytest.mark.parametrize("shows_pool", [True, False])
async def test_a_missing_nonce_and_then_its_filling(
    chain: Chain, forwarder: Forwarder, doctor: Reads, shows_pool: bool
) -> None:
    forwarder.shows_pool = shows_pool
    first = await chain.send(chain.owner, chain.friend, 1, nonce=0)
    third, fourth = [await chain.send(chain.owner, chain.friend, 1, nonce=nonce) for nonce in (2, 3)]
    finding = await doctor.transaction(fourth)
    assert finding.verdict == "gap"
    check(finding.facts, {"gap_nonce": "1", "next_nonce": "0", "nonce": "3", "ahead": "2"})
    await chain.mine()
    assert [await chain.is_mined(each) for each in (first, third, fourth)] == [True, False, False]
    finding = await doctor.transaction(fourth)
    assert finding.verdict == "gap"
    check(finding.facts, {"gap_nonce": "1", "next_nonce": "1", "ahead": "1"})
    filler = await chain.send(chain.owner, chain.owner, nonce=int(finding.facts["gap_nonce"]))
    assert (await doctor.transaction(fourth)).verdict == "behind"
    await chain.mine()
    assert [await chain.succeeded(each) for each in (filler, third, fourth)] == [True] * 3


@pytest.mark.parametrize("shows_pool", [True, False])
async def test_the_last_of_three_waits_for_the_lowest(
    chain: Chain, forwarder: Forwarder, doctor: Reads, shows_pool: bool
) -> None:
    forwarder.shows_pool = shows_pool
    lowest = await hopeless(chain)
    # Below the advice: once the lowest is replaced, anvil tries dearer ones before it, and throws them away.
    later = [await chain.send(chain.owner, chain.friend, 1, max_fee=45 * GWEI, tip=3 * GWEI) for _ in range(2)]
    finding = await doctor.transaction(later[1])
    assert (finding.status, finding.verdict) == ("pending", "behind")
    told = {"nonce": "2", "next_nonce": "0", "ahead": "2", "lowest_hash": lowest, "fees_of": "lowest", "base_fee": "40"}
    told |= {"max_fee": "30", "tip": "1", "least_max_fee": "33", "least_tip": "1.1"}
    check(finding.facts, told)
    check_advice(finding, 30 * GWEI, GWEI, 40 * GWEI)
    faster = await chain.send(chain.owner, chain.friend, ETHER, nonce=0, **advised(finding))
    await chain.mine(base_fee=40 * GWEI)
    assert [await chain.succeeded(each) for each in (faster, *later)] == [True] * 3


@pytest.mark.parametrize("shows_pool", [True, False])
async def test_the_last_of_a_long_queue(chain: Chain, forwarder: Forwarder, doctor: Reads, shows_pool: bool) -> None:
    """Of an account with a past; a pool that is shown as a whole names the first of any number."""
    forwarder.shows_pool = shows_pool
    used = await chain.nonce(chain.crowd)
    queue = [await chain.send(chain.crowd, chain.friend, 1) for _ in range(26)]
    finding = await doctor.transaction(queue[-1])
    assert finding.verdict == "behind"
    check(finding.facts, {"nonce": str(used + 25), "next_nonce": str(used), "ahead": "25"})
    assert finding.facts.get("lowest_hash") in ([queue[0]] if shows_pool else [queue[0], None])


async def test_quiet_blocks_tell_nothing_about_tips(chain: Chain, doctor: Reads) -> None:
    for _ in range(12):
        await chain.mine()
    sent = await chain.send(chain.owner, chain.friend, 1, max_fee=30 * GWEI, tip=1)
    finding = await doctor.transaction(sent)
    assert finding.verdict == "fair_fee"
    check(finding.facts, {"tip": "0.000000001", "least_tip": "0.000000002"})
    assert "usual_tip" not in finding.facts


async def test_a_queue_on_a_node_that_hides_its_pool(chain: Chain, forwarder: Forwarder, doctor: Reads) -> None:
    """As public nodes do: the counts are known, the fees of the others are not."""
    forwarder.hidden = OPAQUE
    await hopeless(chain)
    last = [await chain.send(chain.owner, chain.friend, 1, max_fee=90 * GWEI) for _ in range(2)][-1]
    finding = await doctor.transaction(last)
    assert finding.verdict == "behind"
    check(finding.facts, {"ahead": "2", "next_nonce": "0", "nonce": "2"})
    assert "lowest_hash" not in finding.facts
    assert finding.facts["fees_of"] == "own"
    # To pay more for this one would not help: no note says so.
    assert not {"evm_least_fees", "evm_lowest"} & set(finding.notes)


async def test_a_gap_on_a_node_that_hides_its_pool(chain: Chain, forwarder: Forwarder, doctor: Reads) -> None:
    forwarder.hidden = OPAQUE
    first = await chain.send(chain.owner, chain.friend, 1, nonce=0)
    third = await chain.send(chain.owner, chain.friend, 1, nonce=2)
    finding = await doctor.transaction(third)
    assert (finding.verdict, finding.facts["gap_nonce"]) == ("gap", "1")
    await chain.send(chain.owner, chain.owner, nonce=1)
    assert (await doctor.transaction(third)).verdict == "behind"
    await chain.mine()
    assert [await chain.succeeded(each) for each in (first, third)] == [True] * 2


async def test_a_node_that_takes_no_batches(chain: Chain, forwarder: Forwarder, doctor: Reads) -> None:
    """What it refuses is learnt once; from then on, questions go out side by side, but not too many at a time."""
    # Held for longer, so that a busy machine does not make neighbours look like followers.
    forwarder.batches, forwarder.held = False, 0.2
    doctor.most_round_trips = 3
    sent = await hopeless(chain)
    await doctor.account(chain.owner)
    finding = await doctor.transaction(sent)
    assert (finding.verdict, finding.facts["least_max_fee"]) == ("below_base_fee", "33")


@pytest.fixture
async def poor_queue(chain: Chain) -> list[str]:
    """Three transfers of 4 coins each out of 10."""
    return [await chain.send(chain.owner, chain.friend, 4 * ETHER) for _ in range(3)]


async def test_a_queue_that_the_balance_does_not_cover(chain: Chain, doctor: Reads, poor_queue: list[str]) -> None:
    needed = 3 * (4 * ETHER + COIN_GAS * 30 * GWEI)
    finding = await doctor.transaction(poor_queue[2])
    assert finding.verdict == "short_balance"
    missing = needed - 10 * ETHER
    told = {"balance": "10", "needed": shown_up(needed), "missing": shown_up(missing), "ahead": "2", "amount": "4"}
    check(finding.facts, told)
    assert (told["needed"], told["missing"]) == ("12.00189", "2.00189")
    await chain.send(chain.crowd, chain.owner, wei_of(finding.facts["missing"], 18), max_fee=90 * GWEI, tip=9 * GWEI)
    await chain.mine()
    assert [await chain.succeeded(each) for each in poor_queue] == [True] * 3


async def test_without_a_top_up_the_last_is_not_mined(chain: Chain, doctor: Reads, poor_queue: list[str]) -> None:
    # The earlier ones are covered, and are not told that they are short.
    finding = await doctor.transaction(poor_queue[1])
    assert finding.verdict == "behind"
    await chain.mine()
    assert [await chain.is_mined(each) for each in poor_queue] == [True, True, False]


async def test_a_balance_that_left_after_sending(chain: Chain, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, chain.friend, ETHER)
    await chain.set_balance(chain.owner, ETHER)
    finding = await doctor.transaction(sent)
    fee = COIN_GAS * 30 * GWEI
    assert (finding.verdict, finding.facts["missing"]) == ("short_balance", shown(fee))
    await chain.set_balance(chain.owner, ETHER + wei_of(finding.facts["missing"], 18))
    await chain.mine()
    assert await chain.succeeded(sent)


async def test_a_waiting_token_transfer_names_its_token(chain: Chain, town: Town, doctor: Reads) -> None:
    sent = await chain.call(chain.owner, town.usdt, "transfer(address,uint256)", chain.friend, 5)
    facts = (await doctor.transaction(sent)).facts
    assert facts["token"] == "USDT"
    assert facts["token_contract"].lower() == town.usdt
    assert facts["token_recipient"].lower() == chain.friend


async def test_the_cancel_recipe(chain: Chain, doctor: Reads) -> None:
    sent = await hopeless(chain)
    finding = await doctor.transaction(sent)
    nonce = int(finding.facts["nonce"])
    cancel = await chain.send(chain.owner, chain.owner, 0, nonce=nonce, **advised(finding))
    before = await chain.balance(chain.friend)
    await chain.mine(base_fee=40 * GWEI)
    assert await chain.succeeded(cancel)
    assert await chain.balance(chain.friend) == before
    finding = await doctor.transaction(sent)
    assert (finding.status, finding.verdict) == ("replaced", "cancelled")
    assert finding.facts["replaced_by"] == cancel
