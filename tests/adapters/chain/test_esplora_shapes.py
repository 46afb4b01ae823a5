"""The documented JSON is read, and nothing else gets through: any other JSON is `Unavailable` and no other error."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from walletdesk.adapters.chain import esplora_rates as fees
from walletdesk.adapters.chain import esplora_shapes as shapes
from walletdesk.core.chain.bitcoin import BitcoinTransaction, Input, Output
from walletdesk.core.chain.bitcoin_fees import Rates
from walletdesk.core.errors import Unavailable

TXID, PARENT = "ab" * 32, "cd" * 32
ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
SCRIPT = "0014751e76e8199196d454941c45d1b3a323f1433bd6"
# Every field of “Transaction format” in API.md that a bitcoin transaction has.
TRANSACTION = {
    "txid": TXID,
    "version": 2,
    "locktime": 924_990,
    "size": 222,
    "weight": 561,
    "fee": 1_410,
    "vin": [
        {
            "txid": PARENT,
            "vout": 1,
            "is_coinbase": False,
            "scriptsig": "160014751e76e8199196d454941c45d1b3a323f1433bd6",
            "scriptsig_asm": "OP_PUSHBYTES_22 0014751e76e8199196d454941c45d1b3a323f1433bd6",
            "inner_redeemscript_asm": "OP_0 OP_PUSHBYTES_20 751e76e8199196d454941c45d1b3a323f1433bd6",
            "inner_witnessscript_asm": None,
            "sequence": 4_294_967_293,
            "witness": ["30" * 71, "02" * 33],
            "prevout": {
                "scriptpubkey": SCRIPT,
                "scriptpubkey_asm": "OP_0 OP_PUSHBYTES_20 751e76e8199196d454941c45d1b3a323f1433bd6",
                "scriptpubkey_type": "v0_p2wpkh",
                "scriptpubkey_address": ADDRESS,
                "value": 101_410,
            },
        }
    ],
    "vout": [
        {
            "scriptpubkey": SCRIPT,
            "scriptpubkey_asm": "OP_0 OP_PUSHBYTES_20 751e76e8199196d454941c45d1b3a323f1433bd6",
            "scriptpubkey_type": "v0_p2wpkh",
            "scriptpubkey_address": ADDRESS,
            "value": 100_000,
        },
        {"scriptpubkey": "6a0468656c6c", "scriptpubkey_asm": "OP_RETURN", "scriptpubkey_type": "op_return", "value": 0},
    ],
    "status": {
        "confirmed": True,
        "block_height": 925_000,
        "block_hash": "00" * 32,
        "block_time": 1_795_334_400,
    },
}
STATS = {"tx_count": 2, "funded_txo_count": 2, "funded_txo_sum": 1_500, "spent_txo_count": 1, "spent_txo_sum": 500}
ACCOUNT = {"address": ADDRESS, "chain_stats": STATS, "mempool_stats": {**STATS, "tx_count": 1}}
HISTORY = {
    "replacements": {"tx": {"txid": PARENT, "rate": 9.5}, "replaces": [{"tx": {"txid": TXID}, "replaces": []}]},
    "replaces": None,
}
# The examples of API.md.
ESTIMATES = {"2": 87.882, "3": 87.882, "4": 87.882, "5": 81.129, "6": 68.285, "10": 1.027, "144": 1.027, "1008": 1.027}
BACKLOG = {
    "count": 8134,
    "vsize": 3444604,
    "total_fee": 29204625,
    "fee_histogram": [
        [53.01, 102131],
        [38.56, 110990],
        [34.12, 138976],
        [24.34, 112619],
        [3.16, 246346],
        [1.1, 775272],
    ],
}
RECOMMENDED = {"fastestFee": 25, "halfHourFee": 18, "hourFee": 12.5, "economyFee": 4, "minimumFee": 2}
OUTSPEND = {"spent": True, "txid": PARENT, "vin": 0, "status": {"confirmed": False}}

READERS: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "transaction": (shapes.transaction(TXID), TRANSACTION),
    "transactions": (shapes.transactions, [TRANSACTION]),
    "account": (shapes.account(ADDRESS), ACCOUNT),
    "spender": (shapes.spender, OUTSPEND),
    "spenders": (shapes.spenders, [OUTSPEND, {"spent": False}]),
    "successor": (shapes.successor(TXID), HISTORY),
    "height": (shapes.height, 925_000),
    "recommended": (fees.recommended, RECOMMENDED),
    "estimates": (fees.estimates, ESTIMATES),
    "backlog": (fees.backlog, BACKLOG),
}


def test_a_transaction_as_documented() -> None:
    coins = Output(SCRIPT, 101_410, ADDRESS)
    assert shapes.transaction(TXID)(TRANSACTION) == BitcoinTransaction(
        txid=TXID,
        version=2,
        weight=561,
        fee=1_410,
        inputs=(Input(PARENT, 1, 4_294_967_293, coins),),
        outputs=(Output(SCRIPT, 100_000, ADDRESS), Output("6a0468656c6c", 0)),
        height=925_000,
        mined_at="2026-11-22 08:00:00 UTC",
    )
    assert shapes.transaction(TXID)(TRANSACTION).size == 141


def test_a_waiting_transaction_says_nothing_of_a_block() -> None:
    for status in ({"confirmed": False}, {"confirmed": False, "block_height": None, "block_time": None}):
        found = shapes.transaction(TXID)({**TRANSACTION, "status": status})
        assert (found.height, found.mined_at) == (None, "")


def test_newly_mined_coins_have_no_prevout() -> None:
    coinbase = {"txid": "0" * 64, "vout": 4_294_967_295, "is_coinbase": True, "sequence": 0, "prevout": None}
    found = shapes.transaction(TXID)({**TRANSACTION, "vin": [coinbase], "fee": 0})
    assert found.inputs[0].spent is None


def test_an_account_as_documented() -> None:
    found = shapes.account(ADDRESS)(ACCOUNT)
    assert (found.confirmed, found.incoming, found.outgoing, found.waiting) == (1_000, 1_500, 500, 1)


def test_who_spends_as_documented() -> None:
    assert shapes.spenders([OUTSPEND, {"spent": False}]) == ((PARENT, False), ("", False))
    assert shapes.spender({**OUTSPEND, "status": {"confirmed": True, "block_height": 1}}) == (PARENT, True)


def test_rates_as_documented() -> None:
    assert fees.recommended(RECOMMENDED) == Rates(Decimal(25), Decimal("12.5"), Decimal(4), Decimal(2))
    assert fees.estimates(ESTIMATES) == Rates(Decimal("87.882"), Decimal("68.285"), Decimal("1.027"))
    assert fees.backlog(BACKLOG).usual == Decimal("1.1")


def test_recommended_rates_without_the_later_fields() -> None:
    assert fees.recommended({"fastestFee": 3, "halfHourFee": 2, "hourFee": 2}).slow == 2


def test_the_newest_of_a_chain_of_replacements() -> None:
    assert shapes.successor(TXID)(HISTORY) == PARENT
    assert shapes.successor(PARENT)(HISTORY) == ""
    assert shapes.successor("ef" * 32)(HISTORY) == ""
    assert shapes.successor(TXID)({"replacements": None, "replaces": None}) == ""


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from([TXID, PARENT, ADDRESS, "0x", "NaN", "1e999", "\u202e", -1, 2**64]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=8) | st.sampled_from(["txid", "vin", "fee", "status", "2", "6"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
thorough = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def survives(read: Callable[[Any], Any], answer: Any) -> None:
    """Read, or refused without a validation error behind it: that would quote the answer."""
    refused: Exception | None = None
    try:
        read(answer)
    except Unavailable as refusal:
        refused = refusal
    assert refused is None or (refused.__cause__, refused.__context__) == (None, None)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON value, outermost first."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in inside for place in places(inner, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Any:
    made = copy.deepcopy(value)
    at = made
    for key in path[:-1]:
        at = at[key]
    change(at, path[-1])
    return made


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
@thorough
@given(answer=json_values)
def test_any_json_is_read_or_unavailable(name: str, answer: Any) -> None:
    survives(READERS[name][0], answer)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in READERS if name != "height"])
@thorough
@given(data=st.data())
def test_a_documented_answer_with_one_thing_changed_is_read_or_unavailable(name: str, data: st.DataObject) -> None:
    read, documented = READERS[name]
    path = data.draw(st.sampled_from([place for place in places(documented) if place]))
    other = data.draw(json_values)
    survives(read, changed(documented, path, lambda at, key: at.__setitem__(key, other)))
    survives(read, changed(documented, path, lambda at, key: at.__delitem__(key)))


NEEDED = ["txid", "version", "size", "weight", "fee", "vin", "vout", "status"]
NEEDED_OF_INPUT = ["txid", "vout", "is_coinbase", "sequence", "prevout"]


@pytest.mark.parametrize(
    "path",
    [
        *((key,) for key in NEEDED),
        *(("vin", 0, key) for key in NEEDED_OF_INPUT),
        ("vout", 0, "value"),
        ("vout", 0, "scriptpubkey"),
        ("status", "block_time"),
        ("status", "block_height"),
    ],
)
def test_a_transaction_lacking_what_is_needed_is_unavailable(path: tuple[Any, ...]) -> None:
    with pytest.raises(Unavailable):
        shapes.transaction(TXID)(changed(TRANSACTION, path, lambda at, key: at.__delitem__(key)))


@given(value=st.integers(0, 2_100_000_000_000_000), fee=st.integers(0, 2_100_000_000_000_000))
def test_a_fee_is_what_inputs_leave(value: int, fee: int) -> None:
    """Of 101,410 sat that came in."""
    said = {**TRANSACTION, "fee": fee, "vout": [{**TRANSACTION["vout"][0], "value": value}]}  # type: ignore[index]
    if value + fee == 101_410:
        assert shapes.transaction(TXID)(said).fee == fee
    else:
        with pytest.raises(Unavailable):
            shapes.transaction(TXID)(said)
