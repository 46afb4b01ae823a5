"""The EVM reader against a real HTTP server: what it asks, what it makes of it, and what it does not believe."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters.chain.evm_shapes_sample import (
    FEES,
    FRIEND,
    GONE,
    GWEI,
    HASH,
    OTHER_HASH,
    OWNER,
    block,
    mined,
    mined_node,
    moved,
    node,
    number,
    receipt,
    slots,
    transaction,
    view,
)
from tests.adapters.chain.scripted_node import NOW, USDT, Error, Node, reader_of
from walletdesk.adapters.chain.evm import EvmReader
from walletdesk.adapters.chain.evm_mined import replay_of
from walletdesk.adapters.chain.rpc import Reply, RpcError
from walletdesk.core.chain.evm_calls import call_data, checksummed
from walletdesk.core.chain.evm_readings import Replay, Replayed
from walletdesk.core.chain.finding import About, Finding
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.errors import Unavailable

LATER = {"hash": OTHER_HASH, "maxFeePerGas": hex(60 * GWEI), "maxPriorityFeePerGas": hex(6 * GWEI)}
THIRD = "0x" + "c3" * 20


async def look(asked: Node, about: About | None = None, tx_hash: str = HASH) -> Finding:
    async with reader_of(asked) as reader:
        return await reader.transaction(tx_hash, about or About())


def waiting_node(*others: dict[str, Any], tx: dict[str, Any] | None = None, **answers: Any) -> Node:
    tx = tx or transaction()
    there = slots(tx, *others)
    return node(eth_getTransactionByHash=tx, eth_getTransactionBySenderAndNonce=there, **answers)


# ---- what is asked -------------------------------------------------------------------------------------------------


async def test_an_unknown_hash_takes_one_round_trip() -> None:
    asked = node()
    finding = await look(asked)
    assert (finding.status, finding.verdict, len(asked.asked)) == ("not_found", "not_found", 1)
    assert finding.facts["read_at"] == "2026-11-22 09:30:15 UTC"
    assert finding.facts["block"] == "1,000"


async def test_a_waiting_transaction_takes_two_round_trips() -> None:
    asked = waiting_node()
    finding = await look(asked, tx_hash=HASH.upper().replace("0X", "0x"))
    assert (finding.verdict, len(asked.asked)) == ("fair_fee", 2)
    assert finding.facts["usual_tip"] == "2"
    assert finding.facts["base_fee"] == "20"
    assert "txpool_content" not in asked.asked[1]


async def test_a_pool_by_sender_is_used_where_there_is_one() -> None:
    pool = {"pending": {"5": transaction(hash=OTHER_HASH, nonce="0x5")}, "queued": {"7": transaction(nonce="0x7")}}
    asked = node(eth_getTransactionByHash=transaction(nonce="0x7"), txpool_contentFrom=pool)
    finding = await look(asked)
    assert (finding.verdict, finding.facts["gap_nonce"], finding.facts["lowest_hash"]) == ("gap", "6", OTHER_HASH)


async def test_a_node_that_shows_no_queue_still_tells_its_length() -> None:
    counts = node(eth_getTransactionByHash=transaction(nonce="0x7"))
    counts.answers["eth_getTransactionCount"] = lambda _who, at: "0x8" if at == "pending" else "0x5"
    finding = await look(counts)
    assert (finding.verdict, finding.facts["ahead"]) == ("behind", "2")


async def test_a_node_that_does_not_know_nonces_is_asked_for_one_only() -> None:
    method = "eth_getTransactionBySenderAndNonce"
    refused = node(**{"eth_getTransactionByHash": transaction(), method: Error(code=-32004, message="not supported")})
    await look(refused)
    assert [methods.count(method) for methods in refused.asked] == [1, 0]
    generous = waiting_node()
    await look(generous)
    assert [methods.count(method) for methods in generous.asked] == [1, 10]


async def test_optional_answers_may_be_missing() -> None:
    refused = Error(code=-32601, message="no")
    asked = waiting_node(eth_feeHistory=refused, eth_getBalance=refused, eth_getCode=refused)
    finding = await look(asked)
    assert (finding.verdict, finding.facts["base_fee"]) == ("fair_fee", "20")
    assert not {"balance", "usual_tip"} & set(finding.facts)


@pytest.mark.parametrize("method", ["eth_getTransactionByHash", "eth_getTransactionReceipt", "eth_getBlockByNumber"])
async def test_without_the_needed_answers_nothing_is_said(method: str) -> None:
    with pytest.raises(Unavailable):
        await look(node(**{method: Error(code=-32005, message="limit exceeded")}))


async def test_a_delivered_token() -> None:
    tx = mined(
        to=USDT.lower(), value="0x0", gas="0xea60", input=call_data("transfer(address,uint256)", FRIEND, 7_000_000)
    )
    symbol = "0x" + number(32)[2:] + number(4)[2:] + b"USDT".ljust(32, b"\0").hex()
    asked = mined_node(
        moved(OWNER, FRIEND, 7_000_000), tx=tx, eth_call=view(symbol=symbol, decimals=number(6)), to=USDT.lower()
    )
    finding = await look(asked)
    assert (finding.verdict, len(asked.asked)) == ("delivered", 2)
    told = {"token": "USDT", "token_amount": "7", "token_genuine": "yes", "recipient_kind": "wallet"}
    assert finding.facts | told == finding.facts
    assert finding.facts["mined_at"] == "2026-05-30 00:11:40 UTC"


async def test_accounts_that_are_lent_are_read_from_the_transaction() -> None:
    lent = {"chainId": "0x1", "address": THIRD, "nonce": "0x0", "yParity": "0x0", "r": "0x1", "s": "0x2"}
    tx = mined(type="0x4", value="0x0", gas="0x186a0", authorizationList=[lent])
    finding = await look(mined_node(tx=tx))
    assert (finding.verdict, "evm_lends" in finding.notes) == ("called", True)
    assert finding.facts["delegate"].lower() == THIRD


async def test_the_fee_of_a_rollup_has_a_part_of_layer_one() -> None:
    asked = mined_node(l1Fee=hex(10**15))
    assert (await look(asked)).facts["fee_paid"] == "0.001441"


async def test_a_pruned_node_still_tells_what_is_left() -> None:
    asked = mined_node(
        status="0x0", gasUsed="0x5207", eth_call=view(replay=GONE), eth_getBlockByNumber=lambda at, _: block(at)
    )
    finding = await look(asked)
    assert (finding.verdict, finding.notes) == ("unexplained", ("evm_failed", "evm_no_history"))


async def test_a_forgotten_block_costs_only_its_time() -> None:
    asked = mined_node(eth_getBlockByNumber=lambda at, _full: block(at) if at == "latest" else None)
    finding = await look(asked)
    assert (finding.verdict, finding.notes[0]) == ("delivered", "evm_mined")


async def test_a_failed_token_transfer_reads_the_token_as_it_was() -> None:
    tx = mined(
        to=USDT.lower(), value="0x0", gas="0xea60", input=call_data("transfer(address,uint256)", FRIEND, 7_000_000)
    )
    seen_at = []

    def answer(call: dict[str, str], at: str) -> Any:
        seen_at.append((call["data"][:10], at))
        return view(balanceOf=number(6_000_000), decimals=number(6))(call, at)

    asked = mined_node(tx=tx, status="0x0", to=USDT.lower(), eth_call=answer)
    finding = await look(asked)
    assert (finding.verdict, len(asked.asked)) == ("token_balance_short", 2)
    assert finding.facts | {"token_balance": "6", "token_amount": "7", "token": "USDT"} == finding.facts
    # The block before its own, 0x3de.
    assert {at for name, at in seen_at if name in ("0x70a08231", "0xa9059cbb")} == {"0x3dd"}


# ---- what was seen before ------------------------------------------------------------------------------------------


async def test_a_transaction_seen_waiting_is_known_again_by_its_replacement() -> None:
    asked = waiting_node()
    async with reader_of(asked) as reader:
        assert (await reader.transaction(HASH, About())).status == "pending"
        asked.answers["eth_getTransactionByHash"] = None
        asked.answers["eth_getTransactionBySenderAndNonce"] = slots(transaction(**LATER))
        finding = await reader.transaction(HASH, About())
        assert (finding.status, finding.verdict) == ("replaced", "sped_up")
        assert finding.facts["replaced_by"] == OTHER_HASH
        asked.answers["eth_getTransactionBySenderAndNonce"] = slots()
        assert (await reader.transaction(HASH, About())).status == "dropped"
    assert len(asked.asked) == 4


async def test_all_of_a_queue_is_remembered() -> None:
    asked = waiting_node(transaction(hash=OTHER_HASH, nonce="0x6"))
    async with reader_of(asked) as reader:
        await reader.transaction(HASH, About())
        asked.answers["eth_getTransactionByHash"] = None
        asked.answers["eth_getTransactionBySenderAndNonce"] = slots()
        finding = await reader.transaction(OTHER_HASH, About())
    assert (finding.status, finding.facts["nonce"]) == ("dropped", "6")


async def test_the_users_own_word_serves_as_well() -> None:
    asked = node(eth_getTransactionCount="0x6", eth_getTransactionBySenderAndNonce=slots(transaction(**LATER)))
    finding = await look(asked, About(owner=checksummed(OWNER), nonce=5))
    assert (finding.status, finding.verdict) == ("replaced", "replaced_by_other")
    finding = await look(node(), About(owner=OWNER, nonce=5))
    assert finding.status == "dropped"
    finding = await look(node(), About(owner="TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", nonce=5))
    assert finding.status == "not_found"


async def test_what_is_mined_between_the_round_trips_is_read_once_more() -> None:
    asked = waiting_node(eth_getTransactionCount="0x6")
    asked.answers["eth_getTransactionBySenderAndNonce"] = slots(mined())
    answers = iter([transaction(), mined()])
    asked.answers["eth_getTransactionByHash"] = lambda _hash: next(answers)
    receipts = iter([None, receipt()])
    asked.answers["eth_getTransactionReceipt"] = lambda _hash: next(receipts)
    assert (await look(asked)).verdict == "delivered"


async def test_a_nonce_used_by_another_while_the_node_still_shows_this_one() -> None:
    asked = waiting_node(eth_getTransactionCount="0x6")
    asked.answers["eth_getTransactionBySenderAndNonce"] = slots(mined(**LATER))
    finding = await look(asked)
    assert (finding.status, finding.verdict, len(asked.asked)) == ("replaced", "sped_up", 2)


# ---- lies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tx",
    [
        transaction(hash=OTHER_HASH),
        transaction(chainId="0x89"),
        transaction(nonce="-0x1"),
        transaction(nonce=5),
        transaction(nonce=True),
        transaction(nonce="0x" + "f" * 32),
        transaction(gas="0x" + "f" * 20),
        transaction(value="0x1" + "0" * 64),
        transaction(value="1e18"),
        transaction(maxFeePerGas="0x" + "f" * 64),
        transaction(maxPriorityFeePerGas=hex(31 * GWEI)),
        transaction(maxPriorityFeePerGas=None),
        transaction(input="0xabc"),
        transaction(input="transfer"),
        transaction(to="0x1234"),
        transaction(to="javascript:alert(1)"),
        transaction(**{"from": None}),
        transaction(type="0x0", gasPrice=None),
        transaction(type="0x4", authorizationList=[{"address": "0x1234"}]),
        [],
        "0x",
        {},
    ],
)
async def test_transactions_that_cannot_be(tx: Any) -> None:
    with pytest.raises(Unavailable):
        await look(waiting_node(tx=tx) if isinstance(tx, dict) and "nonce" in tx else node(eth_getTransactionByHash=tx))


@pytest.mark.parametrize(
    "changed",
    [
        {"transactionHash": OTHER_HASH},
        {"from": FRIEND},
        {"blockNumber": "0x3df"},
        {"status": "0x2"},
        {"status": None},
        {"gasUsed": "0x5209"},
        {"gasUsed": "-0x1"},
        {"effectiveGasPrice": "0x" + "f" * 60},
        {"logs": None},
        {"logs": [{"address": OWNER}]},
        {"logs": [moved(OWNER, FRIEND, 1) | {"transactionHash": OTHER_HASH}]},
        {"logs": [moved(OWNER, FRIEND, 1) | {"removed": True}]},
        {"logs": [moved(OWNER, FRIEND, 1) | {"topics": ["0x" + "0" * 64] * 5}]},
    ],
)
async def test_receipts_that_cannot_be(changed: dict[str, Any]) -> None:
    with pytest.raises(Unavailable):
        await look(mined_node(**changed))


async def test_a_chain_shorter_than_the_block_of_its_transaction() -> None:
    asked = mined_node(eth_getBlockByNumber=lambda _at, _full: block("0x3dd"))
    with pytest.raises(Unavailable, match="shorter"):
        await look(asked)


async def test_a_mined_transaction_without_its_receipt_and_the_other_way_round() -> None:
    for asked in (node(eth_getTransactionByHash=mined()), node(eth_getTransactionReceipt=receipt())):
        with pytest.raises(Unavailable):
            await look(asked)


async def test_another_block_than_was_asked_for() -> None:
    asked = mined_node(eth_getBlockByNumber=lambda at, _full: block("0x3e8"))
    with pytest.raises(Unavailable):
        await look(asked)


@pytest.mark.parametrize(
    "lie",
    [
        {"eth_getTransactionCount": "-0x5"},
        {"eth_getTransactionCount": None},
        {"eth_getBalance": "lots"},
        {"eth_feeHistory": FEES | {"baseFeePerGas": []}},
        {"eth_feeHistory": FEES | {"reward": [["-0x1"]]}},
        {"eth_feeHistory": FEES | {"gasUsedRatio": [-1, 0]}},
        {"eth_feeHistory": []},
        {"eth_getTransactionBySenderAndNonce": transaction(nonce="0x9")},
        {"eth_getTransactionBySenderAndNonce": slots(transaction(**{"from": FRIEND}))},
        {"txpool_contentFrom": []},
        {"txpool_contentFrom": {"pending": [1]}},
        {"txpool_contentFrom": {"pending": {"5": transaction(**{"from": FRIEND})}, "queued": {}}},
    ],
)
async def test_lies_around_a_waiting_transaction(lie: dict[str, Any]) -> None:
    asked = waiting_node()
    asked.answers |= lie
    with pytest.raises(Unavailable):
        await look(asked)


async def test_a_transaction_that_is_there_and_is_not() -> None:
    asked = node(eth_getTransactionBySenderAndNonce=slots(mined()))
    with pytest.raises(Unavailable):
        await look(asked, About(owner=OWNER, nonce=5))


async def test_no_error_tells_what_was_asked_or_answered() -> None:
    for asked in (waiting_node(tx=transaction(value="evil")), mined_node(status="0x7"), node(eth_chainId="0x2")):
        with pytest.raises(Unavailable) as caught:
            await look(asked)
        shown = repr((caught.value, caught.value.__cause__, caught.value.__context__))
        assert not [secret for secret in (HASH[2:12], OWNER[2:12], "evil", "0x7") if secret in shown]


# ---- accounts ------------------------------------------------------------------------------------------------------


async def test_an_account_takes_one_round_trip() -> None:
    asked = node(eth_call=view(balanceOf=number(5_000_000), decimals=number(6)))
    async with reader_of(asked) as reader:
        finding = await reader.account(checksummed(OWNER), About(token="usdt"))
    assert (finding.status, finding.verdict, len(asked.asked)) == ("found", "holds", 1)
    assert finding.facts | {"balance": "10", "token_balance": "5", "token": "USDT"} == finding.facts
    assert finding.subject == finding.facts["address"] == checksummed(OWNER)


async def test_a_token_we_do_not_know_is_not_asked_for() -> None:
    asked = node()
    async with reader_of(asked) as reader:
        finding = await reader.account(OWNER, About(token="PEPE"))
    assert "eth_call" not in asked.asked[0]
    assert finding.facts["token"] == "PEPE"


async def test_the_networks_own_coin_is_no_token_to_ask_for() -> None:
    asked = node()
    async with reader_of(asked) as reader:
        finding = await reader.account(OWNER, About(token="ETH"))
    assert "eth_call" not in asked.asked[0]
    assert "token" not in finding.facts


async def test_a_balance_that_is_no_number() -> None:
    async with reader_of(node(eth_getBalance="0xgg")) as reader:
        with pytest.raises(Unavailable):
            await reader.account(OWNER, About())


def test_a_network_without_a_chain_id_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="chain id"):
        EvmReader(None, Network("x", Family.EVM, "x.example", "X"), lambda: NOW)  # type: ignore[arg-type]


# ---- how nodes tell of a refusal -----------------------------------------------------------------------------------


_NO = Replay(Replayed.REVERTED, b"\x08\xc3")


@pytest.mark.parametrize(
    ("code", "message", "data", "replay"),
    [
        # geth, erigon, reth, anvil
        (3, "execution reverted: no", "0x08c3", Replay(Replayed.REVERTED, b"\x08\xc3", "no")),
        (3, "execution reverted", "0x", Replay(Replayed.REVERTED)),
        # Nethermind, OpenEthereum
        (-32015, "VM execution error.", "Reverted 0x08c3", _NO),
        # nodes that wrap, and nodes that keep the data to themselves
        (-32603, "call failed", {"data": "0x08c3"}, _NO),
        (-32000, "execution reverted: Pausable: paused", None, Replay(Replayed.REVERTED, b"", "Pausable: paused")),
        (-32000, "out of gas", None, Replay(Replayed.OUT_OF_GAS)),
        (-32603, "EVM error OutOfGas", None, Replay(Replayed.OUT_OF_GAS)),
        (-32000, "invalid opcode: INVALID", None, Replay(Replayed.INVALID)),
        (-32603, "EVM error InvalidFEOpcode", None, Replay(Replayed.INVALID)),
        (-32000, "missing trie node 00ab", None, Replay()),
        (-32000, "header not found", [1], Replay()),
    ],
)
def test_refusals_as_nodes_tell_them(code: int, message: str, data: Any, replay: Replay) -> None:
    assert replay_of(Reply(error=RpcError(code=code, message=message, data=data))) == replay


def test_a_replay_that_succeeds_or_is_no_answer() -> None:
    assert replay_of(Reply("0x")).ended is Replayed.SUCCEEDED
    assert replay_of(Reply(None)).ended is Replayed.UNKNOWN


# ---- anything at all -----------------------------------------------------------------------------------------------

_ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from(
        ["", "0x", "-0x1", "0x" + "f" * 64, "0x" + "f" * 200, "<html>", "\u202e", "0xgg", [], {}, [[]], {"a": 1}]
    ),
    st.binary(max_size=70).map(lambda raw: "0x" + raw.hex()),
)


class InHand:
    """Answers from a `Node` without a network, as `Web` would."""

    def __init__(self, asked: Node) -> None:
        self._asked = asked

    async def post(self, endpoints: Any, path: str, body: Any, *, check: Any = None) -> Any:
        answer = copy.deepcopy(self._asked._answer(body)[1])
        if check:
            check(answer)
        return answer


_FIELDS = sorted({*transaction(), *receipt(), *block("latest"), *FEES})
_METHODS = sorted({*node().answers, "txpool_contentFrom", "eth_getTransactionBySenderAndNonce"} - {"eth_chainId"})


def _spoilt(asked: Node, field: str, method: str, odd: Any) -> Node:
    for answer in asked.answers.values():
        if isinstance(answer, dict) and field in answer:
            answer[field] = odd
    asked.answers[method] = odd
    return asked


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["waiting", "done", "failed", "none"]),
    st.sampled_from(_FIELDS),
    st.sampled_from(_METHODS),
    _ODD,
    st.booleans(),
)
async def test_any_answer_is_a_finding_or_unavailable(
    kind: str, field: str, method: str, odd: Any, whole: bool
) -> None:
    """One field or one whole answer is replaced by something odd."""
    nodes = {
        "waiting": waiting_node,
        "done": lambda: mined_node(moved(OWNER, FRIEND, 5), tx=mined(gas="0xea60")),
        "failed": lambda: mined_node(status="0x0", gasUsed="0x100"),
        "none": node,
    }
    asked = copy.deepcopy(nodes[kind]())
    asked = _spoilt(asked, field, method if whole else "x", odd)
    network = Network("ethereum", Family.EVM, "etherscan.io", "ETH", 1, ("http://node.invalid",), {"USDT": USDT})
    reader = EvmReader(InHand(asked), network, lambda: NOW)
    for look_up in (reader.transaction(HASH, About()), reader.account(OWNER, About(token="USDT"))):
        try:
            finding = await look_up
        except Unavailable:
            continue
        assert all(isinstance(value, str) and value and len(value) <= 120 for value in finding.facts.values())
