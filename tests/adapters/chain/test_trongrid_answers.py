"""Answers in the shapes that java-tron documents, and everything that is not worth believing."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters.chain.tron_cases import ME, USDT, coins, transfer, usual
from tests.adapters.chain.tron_node import BLOCK, NOW_MS, address, block, hex_address, permission, signed, word
from walletdesk.adapters.chain import trongrid_answers as answers
from walletdesk.core.chain.tron import Permission
from walletdesk.core.chain.tron_data import base58
from walletdesk.core.errors import Unavailable

BODY = transfer(ME, 0xB0B, 5)
HASH = BODY["txID"]
ID = "1f" * 32
RECEIPT = {
    "id": ID,
    "fee": 5_254_500,
    "blockNumber": BLOCK,
    "blockTimeStamp": NOW_MS,
    "contractResult": [""],
    "contract_address": USDT,
    "receipt": {"energy_fee": 4_458_500, "energy_usage_total": 44_585, "net_fee": 796_000, "result": "SUCCESS"},
    "log": [{"address": USDT[2:], "topics": ["c6" * 32, word(7)], "data": word(7)}],
    "internal_transactions": [{"hash": "61" * 32, "caller_address": USDT, "callValueInfo": [{}], "note": "63616c6c"}],
}
ACCOUNT = {
    **usual().accounts[hex_address(ME)],
    "account_name": "6d65",
    "latest_opration_time": NOW_MS,
    "free_net_usage": 441,
    "net_window_size": 28_800_000,
    "account_resource": {"latest_consume_time_for_energy": NOW_MS, "energy_window_optimized": True},
    "frozenV2": [{}, {"type": "ENERGY"}, {"type": "TRON_POWER"}],
    "assetV2": [{"key": "1005416", "value": 100_000_000}],
}
RESOURCE = {"freeNetUsed": 441, "freeNetLimit": 600, "assetNetLimit": [{"key": "1", "value": 1}], "TotalNetLimit": 43}
CONSTANT = {"result": {"result": True}, "energy_used": 935, "constant_result": [word(9)], "transaction": {"ret": [{}]}}
SETTINGS = {"chainParameter": [{"key": "getAllowUpdateAccountName"}, {"key": "getEnergyFee", "value": 210}]}

Read = Callable[[object], object]
READS: dict[str, tuple[Read, Mapping[str, Any]]] = {
    "body": (partial(answers.body, tx_hash=HASH), BODY),
    "receipt": (partial(answers.receipt, tx_hash=ID), RECEIPT),
    "block": (answers.block, block(BLOCK, NOW_MS)),
    "account": (partial(answers.account, address=hex_address(ME)), ACCOUNT),
    "kind": (partial(answers.kind, address=hex_address(ME)), ACCOUNT),
    "resources": (answers.resources, RESOURCE),
    "returned": (answers.returned, CONSTANT),
    "energy_price": (answers.energy_price, SETTINGS),
}


def changed(answer: Mapping[str, Any], place: str, value: object) -> dict[str, Any]:
    """The answer with another value at `place` ("raw_data.contract.0.type")."""
    copied: Any = copy.deepcopy(dict(answer))
    *path, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    at = copied
    for step in path:
        at = at[step]
    at[last] = value
    return dict(copied)


def test_the_node_of_these_tests_encodes_transactions_as_tron_does() -> None:
    """The id of the call that the page of /wallet/triggerconstantcontract shows."""
    call = {
        "owner_address": "41dd791d6b49e190062d650e6a23c575510d35f2f9",
        "contract_address": "41eca9bc828a3005b9a3b909f2cc5c2a54794de05f",
        "data": "70a08231" + "dd791d6b49e190062d650e6a23c575510d35f2f9".rjust(64, "0"),
    }
    made = signed(
        "TriggerSmartContract",
        call,
        made=1_777_447_160_779,
        expires=1_777_447_218_000,
        reference=("28c0", "9eabbe133123b34c"),
    )

    assert made["txID"] == "cff6488e738ce77f7325572fe0aa2470f87dbf1c95eeeb2c25feec59d5afa35c"


def test_documented_answers_are_read() -> None:
    body = answers.body(BODY, HASH)
    receipt = answers.receipt(RECEIPT, ID)
    account = answers.account(ACCOUNT, hex_address(ME))

    assert body is not None
    assert (body.call.sender, body.call.contract, body.fee_limit) == (address(ME), base58(USDT), 30_000_000)
    assert body.expires == NOW_MS - 240_000
    assert receipt is not None
    assert (receipt.succeeded, receipt.energy, receipt.energy_price, receipt.bandwidth) == (True, 44_585, 100, 0)
    assert receipt.logs[0].contract == base58(USDT)
    assert answers.block(block(BLOCK, NOW_MS)).at.text == "2026-11-22 09:30:15 UTC"
    assert (account.balance, account.staked, account.owner) == (25_300_000, 0, Permission(1, {address(ME): 1}))
    assert answers.kind(ACCOUNT, hex_address(ME)) == "wallet"
    assert answers.resources(RESOURCE) == (0, 159)
    assert answers.returned(CONSTANT) == word(9)
    assert answers.energy_price(SETTINGS) == 210


def test_an_empty_object_says_that_there_is_no_such_thing() -> None:
    assert answers.body({}, HASH) is None
    assert answers.receipt({}, ID) is None
    assert not answers.account({}, hex_address(ME)).activated
    assert answers.kind({}, hex_address(ME)) == ""
    assert answers.resources({}) == (0, 0)
    with pytest.raises(Unavailable):
        answers.block({})


def test_a_read_only_call_that_was_refused_returns_nothing() -> None:
    reverted = {**CONSTANT, "transaction": {"ret": [{"ret": "FAILED"}]}, "constant_result": ["08c379a0"]}
    missing = {"result": {"code": "CONTRACT_VALIDATE_ERROR", "message": "53"}}

    assert answers.returned(reverted) == answers.returned(missing) == ""


def test_a_transaction_that_calls_no_contract_succeeded_by_being_in_a_block() -> None:
    plain = {"id": ID, "blockNumber": 5, "blockTimeStamp": 6, "contractResult": [""], "receipt": {"net_usage": 268}}

    receipt = answers.receipt(plain, ID)

    assert receipt is not None
    assert (receipt.succeeded, receipt.bandwidth, receipt.fee) == (True, 268, 0)


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize(
    "answer",
    [
        {"Error": "class org.tron.json.JSONException : null"},
        {"Error": "the query server is suspended for 30s", "result": {"result": True}},
        "this API is closed because this node is a lite fullnode",
        *(None, [], [[]], 5, True, "", {"jsonrpc": "2.0", "result": None, "id": 1, "Error": None}),
    ],
)
def test_refusals_and_other_values_are_no_answer(read: str, answer: object) -> None:
    with pytest.raises(Unavailable):
        READS[read][0](answer)


LIES: list[tuple[str, str, object]] = [
    ("body", "txID", "00" * 32),
    ("body", "txID", HASH[:-2]),
    ("body", "raw_data_hex", "00" + BODY["raw_data_hex"]),
    ("body", "raw_data_hex", "xyz"),
    ("body", "raw_data.contract", []),
    ("body", "raw_data.contract", BODY["raw_data"]["contract"] * 2),
    ("body", "raw_data.contract.0.type", "<script>"),
    ("body", "raw_data.contract.0.parameter.value.owner_address", hex_address(0xBAD)),
    ("body", "raw_data.contract.0.parameter.value.owner_address", address(ME)),
    ("body", "raw_data.contract.0.parameter.value.contract_address", hex_address(0xBAD)),
    ("body", "raw_data.contract.0.parameter.value.data", "a9059cbb" + word(0xBAD) + word(1)),
    ("body", "raw_data.contract.0.parameter.value.call_value", -1),
    ("body", "raw_data.expiration", "1777437813000"),
    ("body", "raw_data.fee_limit", 1.5),
    ("receipt", "id", HASH),
    ("receipt", "blockNumber", -1),
    ("receipt", "blockNumber", True),
    ("receipt", "blockTimeStamp", 10**18),
    ("receipt", "fee", 2**63),
    ("receipt", "result", "FAILED"),
    ("receipt", "receipt.result", "good <b>"),
    ("receipt", "contractResult", ["0"]),
    ("receipt", "log.0.address", "beef"),
    ("receipt", "log.0.topics", [word(1)] * 5),
    ("receipt", "log.0.topics.0", "0x" + "c6" * 31),
    ("block", "blockID", "00" * 32),
    ("block", "block_header.raw_data.number", BLOCK + 1),
    ("block", "block_header.raw_data.timestamp", None),
    ("account", "address", hex_address(0xBAD)),
    ("account", "balance", "25300000"),
    ("account", "balance", -5),
    ("account", "owner_permission", {"threshold": 1, "keys": []}),
    ("account", "owner_permission.keys.0.address", "nobody"),
    ("account", "owner_permission.keys", permission(1, dict.fromkeys(range(1, 66), 1))["keys"]),
    ("kind", "address", hex_address(0xBAD)),
    ("resources", "freeNetUsed", -1),
    ("returned", "constant_result", ["zz"]),
    ("energy_price", "chainParameter.1.value", 0),
    ("energy_price", "chainParameter.1.value", "100"),
    ("energy_price", "chainParameter", "none"),
]


@pytest.mark.parametrize(("read", "place", "value"), LIES)
def test_a_lie_is_not_believed_and_not_repeated(read: str, place: str, value: object) -> None:
    function, answer = READS[read]

    with pytest.raises(Unavailable) as refused:
        function(changed(answer, place, value))

    assert all(secret not in str(refused.value) for secret in (HASH, ID, address(ME), hex_address(ME), str(value)))
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("raw_data.contract.0.parameter.value.amount", 50_000_000),
        ("raw_data.contract.0.parameter.value.to_address", hex_address(0xBAD)),
        ("raw_data.expiration", NOW_MS + 1),
        ("raw_data.fee_limit", 1_000_000),
    ],
)
def test_what_is_not_in_the_signed_data_is_a_lie(place: str, value: object) -> None:
    body = coins(ME, 0xB0B, 5_000_000)

    assert answers.body(body, body["txID"])
    with pytest.raises(Unavailable):
        answers.body(changed(body, place, value), body["txID"])


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just("41" + "00" * 20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, at: str = "") -> list[str]:
    """Every place in an answer, as `changed` takes them."""
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    found = [f"{at}{key}" for key, _ in inner]
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    return [*found, *(deeper for key, each in inner for deeper in places(each, f"{at}{key}."))]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_a_node_says_it_is_a_reading_or_unavailable(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(READS)))
    function, answer = READS[name]
    if data.draw(st.booleans()):
        answer = changed(answer, data.draw(st.sampled_from(places(answer))), data.draw(JUNK))
    else:
        answer = data.draw(JUNK)
    with suppress(Unavailable):  # and nothing else
        function(answer)
