"""Why a TRON transaction failed: over real HTTP from a node that speaks the documented shapes."""

from __future__ import annotations

import pytest

from tests.adapters.chain.tron_cases import (
    EXCHANGE,
    FRIEND,
    ME,
    NOBODY,
    USDT,
    CarefulReader,
    failed,
    outcome,
    taking,
    transfer,
    trigger,
)
from tests.adapters.chain.tron_node import TronNode, error, selector, word


async def test_out_of_energy_because_of_the_fee_limit(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    body = trigger(
        ME, USDT, transfer(ME, FRIEND, 1)["raw_data"]["contract"][0]["parameter"]["value"]["data"], 0, 5_000_000
    )
    tx_hash = failed(
        tron_node,
        body,
        "OUT_OF_ENERGY",
        fee=4_000_000,
        energy_fee=4_000_000,
        energy_usage=10_000,
        energy_usage_total=50_000,
    )

    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert outcome(finding) == ("failed", "out_of_energy")
    assert finding.notes == (
        *("tron_failed", "tron_out_of_energy", "tron_energy_fee_limit", "tron_cost_energy", "tron_energy_price"),
    )
    assert finding.facts["fee_limit"] == "5"
    assert finding.facts["burnt"] == "4"
    assert finding.facts["energy_used"] == "50,000"
    assert finding.facts["energy_price"] == "100"
    assert finding.settled


async def test_out_of_energy_because_the_account_had_no_more(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    spent = {"fee": 1_200_000, "energy_fee": 1_200_000, "energy_usage_total": 12_000}
    tx_hash = failed(tron_node, transfer(ME, FRIEND, 1), "OUT_OF_ENERGY", **spent)

    assert "tron_energy_account" in (await tron_reader.transaction(tx_hash, NOBODY)).notes


async def test_the_energy_price_is_todays_where_the_failure_burnt_none(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    tron_node.energy_fee = 210
    spent = {"fee": 0, "energy_fee": 0, "energy_usage": 9_000, "energy_usage_total": 9_000}
    tx_hash = failed(tron_node, transfer(ME, FRIEND, 1), "OUT_OF_ENERGY", **spent)

    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert finding.facts["energy_price"] == "210"
    assert "tron_cost_none" in finding.notes


@pytest.mark.parametrize(
    ("output", "verdict", "note", "fact"),
    [
        (error("Sale has not started"), "revert_reason", "tron_reason", ("reason", "Sale has not started")),
        (error("ERC20: transfer amount exceeds balance"), "token_balance_short", "tron_reason", None),
        (error("BEP20: insufficient allowance"), "allowance_short", "tron_reason", None),
        (error("Pausable: paused"), "paused", "tron_reason", None),
        (error("account is blacklisted"), "blacklisted", "tron_reason", None),
        (error("claim at evil-tron.com \u202e now"), "revert_reason", "tron_reason", ("reason", "claim at … now")),
        (error(""), "unexplained", "tron_no_reason", None),
        (selector("Panic(uint256)") + word(0x11), "panic", "tron_panic", ("panic_code", "0x11")),
        ("deadbeef" + word(1), "custom_error", "tron_custom_error", ("error_name", "0xdeadbeef")),
        (
            selector("ERC20InsufficientBalance(address,uint256,uint256)") + word(ME) + word(1) + word(2),
            *("token_balance_short", "tron_custom_error", ("error_name", "ERC20InsufficientBalance")),
        ),
        (
            selector("ERC20InsufficientAllowance(address,uint256,uint256)") + word(ME) + word(1) + word(2),
            *("allowance_short", "tron_custom_error", None),
        ),
        (selector("EnforcedPause()"), "paused", "tron_custom_error", None),
    ],
)
async def test_a_revert_is_explained_by_what_the_contract_said(
    tron_node: TronNode, tron_reader: CarefulReader, output: str, verdict: str, note: str, fact: tuple[str, str] | None
) -> None:
    finding = await tron_reader.transaction(failed(tron_node, transfer(ME, FRIEND, 1), "REVERT", output=output), NOBODY)

    assert outcome(finding) == ("failed", verdict)
    assert note in finding.notes
    assert fact is None or finding.facts[fact[0]] == fact[1]


async def test_without_a_reason_the_balance_that_is_there_now_explains(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    tx_hash = failed(tron_node, transfer(ME, FRIEND, 90_000_000), "REVERT")

    finding = await tron_reader.transaction(tx_hash, NOBODY)

    assert outcome(finding) == ("failed", "token_balance_short")
    assert finding.notes[1:3] == ("tron_no_reason", "tron_token_balance_short_now")
    assert (finding.facts["token_balance"], finding.facts["token_amount"]) == ("40", "90")
    assert not finding.settled, "the balance is today's"


@pytest.mark.parametrize(
    ("function", "verdict"), [("paused()", "paused"), (f"isBlackListed(address){word(ME)}", "blacklisted")]
)
async def test_without_a_reason_the_token_that_refuses_now_explains(
    tron_node: TronNode, tron_reader: CarefulReader, function: str, verdict: str
) -> None:
    tron_node.contracts[USDT][function] = word(1)

    finding = await tron_reader.transaction(failed(tron_node, transfer(ME, FRIEND, 1), "REVERT"), NOBODY)

    assert outcome(finding) == ("failed", verdict)
    assert f"tron_{verdict}_now" in finding.notes


async def test_without_a_reason_the_allowance_explains_a_transfer_by_somebody_else(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    tron_node.contracts[USDT][f"allowance(address,address){word(ME)}{word(EXCHANGE)}"] = word(3_000_000)

    finding = await tron_reader.transaction(
        failed(tron_node, taking(EXCHANGE, ME, FRIEND, 4_000_000), "REVERT"), NOBODY
    )

    assert outcome(finding) == ("failed", "allowance_short")
    assert finding.facts["allowance"] == "3"
    assert finding.facts["signed_by"] == "third_party"


@pytest.mark.parametrize(
    ("result", "note"),
    [("REVERT", "tron_no_reason"), ("OUT_OF_TIME", "tron_out_of_time"), ("ILLEGAL_OPERATION", "tron_crashed")],
)
async def test_what_nothing_explains_stays_unexplained(
    tron_node: TronNode, tron_reader: CarefulReader, result: str, note: str
) -> None:
    finding = await tron_reader.transaction(failed(tron_node, transfer(ME, FRIEND, 1), result), NOBODY)

    assert outcome(finding) == ("failed", "unexplained")
    assert note in finding.notes
    assert finding.facts["result_code"] == result


async def test_a_balance_and_an_allowance_that_are_just_enough_explain_nothing(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    tron_node.contracts[USDT][f"allowance(address,address){word(ME)}{word(EXCHANGE)}"] = word(40_000_000)

    finding = await tron_reader.transaction(
        failed(tron_node, taking(EXCHANGE, ME, FRIEND, 40_000_000), "REVERT"), NOBODY
    )

    assert outcome(finding) == ("failed", "unexplained")
