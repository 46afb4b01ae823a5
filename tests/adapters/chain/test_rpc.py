"""JSON-RPC over real HTTP: batches, nodes without them, and answers that are not believed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.adapters.chain.scripted_node import UNKNOWN, Error, Node, rpc_of
from walletdesk.adapters.chain.rpc import Call, Reply, Rpc, RpcError
from walletdesk.core.errors import Unavailable

CALLS = {"height": Call("eth_blockNumber"), "price": Call("eth_gasPrice"), "pool": Call("txpool_status")}


def node(**answers: Any) -> Node:
    return Node(**{"eth_blockNumber": "0x10", "eth_gasPrice": "0x5"} | answers)


async def test_one_request_for_all_and_errors_are_values() -> None:
    asked = node(eth_gasPrice=Error(code=-32000, message="busy"))
    async with rpc_of(asked) as rpc:
        replies = await rpc.ask(CALLS)
    assert replies["height"] == Reply("0x10")
    assert replies["price"] == Reply(error=RpcError(code=-32000, message="busy"))
    assert asked.asked == [["eth_chainId", "eth_blockNumber", "eth_gasPrice", "txpool_status"]]


async def test_answers_in_any_order_find_their_questions() -> None:
    asked = node()
    asked.garble = lambda answers: answers[::-1]
    async with rpc_of(asked) as rpc:
        assert (await rpc.ask(CALLS))["price"].result == "0x5"


async def test_an_unanswered_question_is_an_error_of_that_question() -> None:
    asked = node()
    asked.garble = lambda answers: [each for each in answers if each["id"] != 2]
    async with rpc_of(asked) as rpc:
        replies = await rpc.ask(CALLS)
    assert replies["height"].result == "0x10"
    assert replies["price"].error is not None


async def test_an_unknown_method_is_not_asked_again_for_ten_minutes() -> None:
    asked, times = node(), [0.0]
    async with rpc_of(asked, clock=lambda: times[0]) as rpc:
        for moment in (0.0, 500.0, 601.0):
            times[0] = moment
            error = (await rpc.ask(CALLS))["pool"].error
            assert error is not None
            assert error.code == UNKNOWN["code"]
    assert ["txpool_status" in methods for methods in asked.asked] == [True, False, True]


@pytest.mark.parametrize("refusal", [False, "400 Bad Request", "413 Payload Too Large", "405 Method Not Allowed"])
async def test_a_node_without_batches_is_asked_one_by_one_and_remembered(refusal: bool | str) -> None:
    asked = node()
    asked.batches = refusal
    async with rpc_of(asked) as rpc:
        first = await rpc.ask(CALLS)
        again = await rpc.ask(CALLS)
    assert first["height"].result == again["height"].result == "0x10"
    assert first["pool"].error is not None
    assert [len(methods) for methods in asked.asked] == [4, *[1] * 4, *[1] * 3]


async def test_a_refusal_inside_a_list_is_a_refusal() -> None:
    asked = node()
    refusal = [{"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "batch too large"}}]
    asked.garble = lambda answer: refusal if isinstance(answer, list) else answer
    async with rpc_of(asked) as rpc:
        assert (await rpc.ask(CALLS))["height"].result == "0x10"


async def test_the_chain_id_vouches_for_single_answers_too() -> None:
    asked = node(eth_chainId="0x89")
    asked.batches = False
    async with rpc_of(asked) as rpc:
        with pytest.raises(Unavailable, match="another chain"):
            await rpc.ask(CALLS)


@pytest.mark.parametrize("chain", ["0x89", "0x", "1", 1, None, "ethereum", Error(code=-32005, message="limit")])
async def test_another_chain_is_not_believed(chain: Any) -> None:
    async with rpc_of(node(eth_chainId=chain)) as rpc:
        with pytest.raises(Unavailable):
            await rpc.ask(CALLS)


async def test_the_next_node_is_asked_where_the_first_is_of_another_chain() -> None:
    wrong, right = node(eth_chainId="0x89", eth_blockNumber="0xbad"), node()
    async with rpc_of(wrong, right) as rpc:
        assert (await rpc.ask(CALLS))["height"].result == "0x10"


@pytest.mark.parametrize("wrong_first", [True, False])
async def test_the_next_node_is_asked_one_by_one_too(wrong_first: bool) -> None:
    wrong, right = node(eth_chainId="0x89"), node()
    wrong.batches = right.batches = False
    async with rpc_of(*((wrong, right) if wrong_first else (right, wrong))) as rpc:
        assert (await rpc.ask(CALLS))["height"].result == "0x10"


GARBAGE: list[Any] = [
    "hello",
    17,
    None,
    {},
    [],
    [None],
    [[[None, None]]],
    [[["jsonrpc", "2.0"], ["id", 0], ["result", "0x1"]]],
    {"jsonrpc": "2.0", "id": 1, "result": "0x1"},
    [{"id": 0, "result": "0x1"}],
    [{"jsonrpc": "2.0", "id": "0", "result": "0x1"}],
    [{"jsonrpc": "2.0", "id": 0, "result": "0x1"}] * 2,
    [{"jsonrpc": "2.0", "id": 0, "result": "0x1"}, {"jsonrpc": "2.0", "id": 9, "result": "0x1"}],
    [{"jsonrpc": "2.0", "id": 0, "result": "0x1"}, {"jsonrpc": "2.0", "id": -1, "result": "0x1"}],
    [{"jsonrpc": "2.0", "id": 0, "error": "no"}],
]


@pytest.mark.parametrize("answer", GARBAGE)
async def test_garbage_is_not_believed(answer: Any) -> None:
    asked = node()
    asked.garble = lambda _: answer
    async with rpc_of(asked) as rpc:
        with pytest.raises(Unavailable):
            await rpc.ask(CALLS)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "error", "x"]), inner),
    max_leaves=12,
)


class Canned:
    """Hands an answer to the check and back, as `Web` does."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    async def post(self, endpoints: Any, path: str, body: Any, *, check: Any = None) -> Any:
        if check:
            check(self._answer)
        return self._answer


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_JSON)
async def test_no_json_breaks_it(answer: Any) -> None:
    rpc = Rpc(Canned(answer), ("http://node.invalid",), 1, lambda: 0.0)
    with pytest.raises(Unavailable):
        await rpc.ask(CALLS)


async def test_no_endpoint_is_unavailable() -> None:
    async with rpc_of() as rpc:
        with pytest.raises(Unavailable):
            await rpc.ask(CALLS)
