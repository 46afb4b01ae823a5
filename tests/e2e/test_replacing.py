"""The numbers of a replacement, on a pool that keeps go-ethereum's rules: the least is taken, one wei less is not."""

from __future__ import annotations

import pytest

from tests.e2e.advice import advised, hopeless, least
from tests.e2e.chain import Chain
from tests.e2e.nodes import ETHER, GWEI, Refused
from tests.e2e.reads import Reads, gwei, wei_of

UNDERPRICED = "eplacement transaction underpriced"


async def test_paying_more_for_the_last_moves_nothing(strict: Chain, strict_doctor: Reads) -> None:
    """Why the advice is about the lowest: on a pool that keeps what cannot be mined yet."""
    lowest = await hopeless(strict)
    last = await strict.send(strict.owner, strict.friend, 1, max_fee=90 * GWEI, tip=3 * GWEI)
    dearer = await strict.send(strict.owner, strict.friend, 1, nonce=1, max_fee=900 * GWEI, tip=30 * GWEI)
    await strict.mine(base_fee=40 * GWEI)
    assert not await strict.is_mined(dearer)
    finding = await strict_doctor.transaction(lowest)
    assert finding.verdict == "below_base_fee"
    faster = await strict.send(strict.owner, strict.friend, ETHER, nonce=0, **advised(finding))
    await strict.mine(base_fee=40 * GWEI)
    assert [await strict.succeeded(each) for each in (faster, dearer)] == [True] * 2
    assert not await strict.is_known(last)


@pytest.mark.parametrize(
    ("max_fee", "tip"),
    [
        (30 * GWEI, GWEI),
        (30 * GWEI + 7, GWEI + 3),
        (30 * GWEI, 1),
        (25_123_456_789, 1_234_567),
        (12 * GWEI, 12 * GWEI),
    ],
)
async def test_the_least_is_the_least_of_a_strict_pool(
    strict: Chain, strict_doctor: Reads, max_fee: int, tip: int
) -> None:
    """One wei less of either is refused; go-ethereum rounds the tenth down, this node up, hence one wei of doubt."""
    sent = await strict.send(strict.owner, strict.friend, 1, max_fee=max_fee, tip=tip)
    finding = await strict_doctor.transaction(sent)
    bid = least(finding)
    assert (finding.facts["max_fee"], finding.facts["tip"]) == (gwei(max_fee), gwei(tip))
    rounding = {name: int(bid[name] * 10 < old * 11) for name, old in (("max_fee", max_fee), ("tip", tip))}
    for name in bid:
        less = {**bid, name: bid[name] - 1}
        with pytest.raises(Refused, match=UNDERPRICED + "|is bigger than maxFeePerGas"):
            await strict.send(strict.owner, strict.friend, 2, nonce=0, **less)
    enough = {name: bid[name] + rounding[name] for name in bid}
    faster = await strict.send(strict.owner, strict.friend, 2, nonce=0, **enough)
    await strict.mine()
    assert await strict.succeeded(faster)


async def test_the_least_legacy_price_is_the_least_of_a_strict_pool(strict: Chain, strict_doctor: Reads) -> None:
    sent = await strict.send(strict.owner, strict.friend, 1, gasPrice=hex(30 * GWEI))
    price = wei_of((await strict_doctor.transaction(sent)).facts["least_max_fee"])
    assert price == 33 * GWEI
    with pytest.raises(Refused, match=UNDERPRICED):
        await strict.send(strict.owner, strict.friend, 1, nonce=0, gasPrice=hex(price - 1))
    await strict.send(strict.owner, strict.friend, 1, nonce=0, gasPrice=hex(price))


async def test_the_advice_is_taken_by_a_strict_pool(strict: Chain, strict_doctor: Reads) -> None:
    finding = await strict_doctor.transaction(await hopeless(strict))
    assert finding.verdict == "below_base_fee"
    faster = await strict.send(strict.owner, strict.friend, ETHER, nonce=0, **advised(finding))
    await strict.mine(base_fee=45 * GWEI)
    assert await strict.succeeded(faster)
