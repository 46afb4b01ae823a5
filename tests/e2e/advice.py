"""Advice taken from a finding as the fields of a transaction, and the situation that needs it most."""

from __future__ import annotations

from typing import Any

from tests.e2e.chain import USUAL_TIP, Chain
from tests.e2e.nodes import BASE_FEE, ETHER, GWEI
from tests.e2e.reads import wei_of
from walletdesk.core.chain.finding import Finding


def advised(finding: Finding) -> dict[str, Any]:
    """The advice as fields of a transaction, in wei."""
    return {"max_fee": wei_of(finding.facts["advised_max_fee"]), "tip": wei_of(finding.facts["advised_tip"])}


def least(finding: Finding) -> dict[str, Any]:
    return {"max_fee": wei_of(finding.facts["least_max_fee"]), "tip": wei_of(finding.facts["least_tip"])}


def check_advice(finding: Finding, max_fee: int, tip: int, base_fee: int) -> None:
    """The rules: an eighth more of both, and room for the base fee to rise by an eighth; no wild numbers either."""
    advice = advised(finding)
    assert advice["tip"] * 8 >= tip * 9
    assert advice["max_fee"] * 8 >= max_fee * 9
    assert (advice["max_fee"] - advice["tip"]) * 8 >= base_fee * 9
    most = max(max_fee * 9 // 8, base_fee * 9 // 8 + advice["tip"])
    assert advice["max_fee"] <= most + GWEI
    assert advice["tip"] <= max(tip * 13 // 10, USUAL_TIP)


async def hopeless(chain: Chain, **how: Any) -> str:
    """A transfer whose max fee of 30 gwei is less than the base fee of 40: it got in before the fee rose."""
    await chain.mine(base_fee=40 * GWEI)
    await chain.next_base_fee(BASE_FEE)
    sent = await chain.send(chain.owner, chain.friend, ETHER, max_fee=30 * GWEI, tip=GWEI, **how)
    await chain.next_base_fee(40 * GWEI)
    return sent
