"""What a TRON address holds, and who may act for it: over real HTTP from a node that speaks the documented shapes."""

from __future__ import annotations

import pytest

from tests.adapters.chain.tron_cases import EXCHANGE, FRIEND, ME, NOBODY, THIEF, USDT, CarefulReader
from tests.adapters.chain.tron_node import BLOCK, NOW_MS, TronNode, address, hex_address, permission, word
from walletdesk.core.chain.finding import About


async def test_an_ordinary_account(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    tron_node.resources[hex_address(ME)] = {
        "freeNetUsed": 441, "freeNetLimit": 600, "NetUsed": 5, "NetLimit": 20, "EnergyUsed": 30, "EnergyLimit": 1030,
    }  # fmt: skip

    finding = await tron_reader.account(address(ME), NOBODY)

    assert (finding.status, finding.verdict, finding.settled) == ("found", "holds", False)
    assert finding.facts == {
        "network": "tron",
        "chain": "tron",
        "coin": "TRX",
        "address": address(ME),
        "block": f"{BLOCK:,}",
        "read_at": "2026-11-22 09:30:15 UTC",
        "explorer_link": f"https://tronscan.org/#/address/{address(ME)}",
        "balance": "25.3",
        "account_kind": "wallet",
        "activated": "yes",
        "energy": "1,000",
        "bandwidth": "174",
        "token": "USDT",
        "token_contract": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
        "token_balance": "40",
        "token_genuine": "yes",
        "owner_threshold": "1",
        "owner_keys": "1",
        "foreign_keys": "0",
    }
    assert finding.notes == ("tron_balance", "tron_token_balance", "tron_resources")


@pytest.mark.parametrize(
    ("threshold", "keys", "verdict", "note"),
    [
        (2, {ME: 1, THIEF: 1}, "permission_changed", "tron_owner_changed"),
        (1, {THIEF: 1}, "permission_changed", "tron_owner_changed"),
        (1, {ME: 1, THIEF: 1}, "permission_changed", "tron_owner_shared"),
        (2, {ME: 1}, "permission_changed", "tron_owner_changed"),
        (2, {ME: 2}, "holds", None),
        (1, {ME: 1}, "holds", None),
    ],
)
async def test_who_may_act_for_an_account(
    tron_node: TronNode,
    tron_reader: CarefulReader,
    threshold: int,
    keys: dict[int, int],
    verdict: str,
    note: str | None,
) -> None:
    tron_node.accounts[hex_address(ME)] = {
        **tron_node.accounts[hex_address(ME)],
        "owner_permission": permission(threshold, keys),
    }

    finding = await tron_reader.account(address(ME), NOBODY)

    assert finding.verdict == verdict
    assert note is None or finding.notes[0] == note
    assert finding.facts["foreign_keys"] == str(len(keys.keys() - {ME}))
    assert finding.facts["owner_threshold"] == str(threshold)


async def test_a_second_address_of_the_user_is_no_foreign_key(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    shared = permission(1, {ME: 1, FRIEND: 1})
    tron_node.accounts[hex_address(ME)] = {**tron_node.accounts[hex_address(ME)], "owner_permission": shared}

    finding = await tron_reader.account(address(ME), About(owner=address(FRIEND)))

    assert (finding.verdict, finding.facts["foreign_keys"]) == ("holds", "0")


async def test_a_foreign_key_in_an_active_permission_is_told(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    active = [{"type": "Active", "id": 2, **permission(1, {ME: 1, THIEF: 1}, "active")}]
    tron_node.accounts[hex_address(ME)] = {**tron_node.accounts[hex_address(ME)], "active_permission": active}

    finding = await tron_reader.account(address(ME), NOBODY)

    assert (finding.verdict, finding.notes[0]) == ("holds", "tron_active_foreign")


async def test_an_account_older_than_permissions_has_its_own_key(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    tron_node.accounts[hex_address(ME)] = {"address": hex_address(ME), "balance": 1}

    finding = await tron_reader.account(address(ME), NOBODY)

    assert (finding.verdict, finding.facts["owner_keys"], finding.facts["foreign_keys"]) == ("holds", "1", "0")


async def test_an_address_that_is_not_activated_may_hold_tokens(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    finding = await tron_reader.account(address(THIEF), NOBODY)

    assert (finding.verdict, finding.facts["activated"]) == ("not_activated", "no")
    assert finding.notes == ("tron_not_activated", "tron_token_not_activated")
    assert "owner_threshold" not in finding.facts


async def test_staked_and_unstaking_trx(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    day = 86_400_000
    tron_node.accounts[hex_address(ME)] = {
        **tron_node.accounts[hex_address(ME)],
        "balance": 0,
        "frozenV2": [{"amount": 1_000_000}, {"type": "ENERGY", "amount": 2_000_000}, {"type": "TRON_POWER"}],
        "frozen": [{"frozen_balance": 4_000_000, "expire_time": 1}],
        "account_resource": {
            "frozen_balance_for_energy": {"frozen_balance": 8_000_000},
            "delegated_frozenV2_balance_for_energy": 16_000_000,
            "delegated_frozen_balance_for_energy": 64_000_000,
        },
        "delegated_frozenV2_balance_for_bandwidth": 32_000_000,
        "delegated_frozen_balance_for_bandwidth": 128_000_000,
        "unfrozenV2": [
            {"type": "ENERGY", "unfreeze_amount": 5_000_000, "unfreeze_expire_time": NOW_MS + 2 * day},
            {"unfreeze_amount": 6_000_000, "unfreeze_expire_time": NOW_MS + day},
            {"unfreeze_amount": 7_000_000, "unfreeze_expire_time": NOW_MS - day},
        ],
    }

    finding = await tron_reader.account(address(ME), NOBODY)

    assert finding.verdict == "holds"
    assert (finding.facts["staked"], finding.facts["unstaking"]) == ("255", "11")
    assert finding.facts["unstake_ready"] == "2026-11-23 09:30:15 UTC"
    assert finding.notes[-3:] == ("tron_staked", "tron_unstaking", "tron_withdrawable_too")


async def test_trx_that_waits_to_be_withdrawn(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    ripe = [{"unfreeze_amount": 7_000_000, "unfreeze_expire_time": NOW_MS - 5_000}]
    tron_node.accounts[hex_address(ME)] = {**tron_node.accounts[hex_address(ME)], "unfrozenV2": ripe}

    finding = await tron_reader.account(address(ME), NOBODY)

    assert (finding.facts["unstaking"], finding.notes[-1]) == ("7", "tron_withdrawable")


async def test_an_empty_account_and_a_contract(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    tron_node.accounts[hex_address(ME)] = {"address": hex_address(ME)}
    tron_node.contracts[USDT][f"balanceOf(address){word(ME)}"] = word(0)

    assert (await tron_reader.account(address(ME), NOBODY)).verdict == "empty"
    assert (await tron_reader.account(address(EXCHANGE), NOBODY)).verdict == "contract"


async def test_the_balance_of_the_token_that_was_named(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    named = await tron_reader.account(address(ME), About(token=address(0xFA4E)))
    strange = await tron_reader.account(address(ME), About(token="PEPE"))

    assert (named.facts["token_genuine"], named.notes[2]) == ("no", "tron_look_alike")
    assert "token_balance" not in strange.facts
    assert (strange.facts["token"], strange.notes[1]) == ("PEPE", "tron_token_unread")


async def test_who_asks_about_trx_is_told_of_trx_alone(tron_node: TronNode, tron_reader: CarefulReader) -> None:
    found = await tron_reader.account(address(ME), About(token="TRX"))

    assert "token_balance" not in found.facts
    assert "balance" in found.facts


async def test_usdt_that_nobody_named_and_that_is_not_there_is_no_fact_of_the_case(
    tron_node: TronNode, tron_reader: CarefulReader
) -> None:
    """It would take the place of the TRX that the user asks about."""
    tron_node.contracts[USDT][f"balanceOf(address){word(ME)}"] = word(0)

    unasked = await tron_reader.account(address(ME), NOBODY)
    asked = await tron_reader.account(address(ME), About(token="USDT"))

    assert "token" not in unasked.facts
    assert "tron_no_usdt" in unasked.notes
    assert (asked.facts["token_balance"], asked.notes[1]) == ("0", "tron_token_balance")
