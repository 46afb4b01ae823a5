"""What Ethereum nodes answer, in the shapes of the execution API; hashes and addresses are made up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.adapters.chain.scripted_node import USDT, Error, Node
from walletdesk.core.chain.evm_calls import call_data, topic

GWEI = 10**9
HASH, OTHER_HASH = "0x" + "1a" * 32, "0x" + "2b" * 32
OWNER, FRIEND = "0x" + "a1" * 20, "0x" + "b2" * 20
_BLOCK_HASH = "0x" + "cc" * 32
NOT_REVERTED = "0x" + "0" * 63 + "1"
GONE = Error(code=-32000, message="missing trie node 00ab (path ) state 0x12 is not available")


def transaction(**changed: Any) -> dict[str, Any]:
    """Waiting: 1 ETH for 30 gwei and a tip of 1, nonce 5."""
    return {
        "accessList": [],
        "blockHash": None,
        "blockNumber": None,
        "chainId": "0x1",
        "from": OWNER,
        "gas": "0x5208",
        "gasPrice": hex(30 * GWEI),
        "hash": HASH,
        "input": "0x",
        "maxFeePerGas": hex(30 * GWEI),
        "maxPriorityFeePerGas": hex(GWEI),
        "nonce": "0x5",
        "r": "0x1",
        "s": "0x2",
        "to": FRIEND,
        "transactionIndex": None,
        "type": "0x2",
        "v": "0x0",
        "value": hex(10**18),
        "yParity": "0x0",
    } | changed


def mined(**changed: Any) -> dict[str, Any]:
    return transaction(blockHash=_BLOCK_HASH, blockNumber="0x3de", transactionIndex="0x0") | changed


def receipt(*logs: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "blockHash": _BLOCK_HASH,
        "blockNumber": "0x3de",
        "contractAddress": None,
        "cumulativeGasUsed": "0x5208",
        "effectiveGasPrice": hex(21 * GWEI),
        "from": OWNER,
        "gasUsed": "0x5208",
        "logs": list(logs),
        "logsBloom": "0x" + "00" * 256,
        "status": "0x1",
        "to": FRIEND,
        "transactionHash": HASH,
        "transactionIndex": "0x0",
        "type": "0x2",
    } | changed


def moved(sender: str, recipient: str, units: int, contract: str = USDT.lower()) -> dict[str, Any]:
    return {
        "address": contract,
        "blockHash": _BLOCK_HASH,
        "blockNumber": "0x3de",
        "data": f"0x{units:064x}",
        "logIndex": "0x0",
        "removed": False,
        "topics": [
            topic("Transfer(address,address,uint256)"),
            *("0x" + "0" * 24 + each[2:] for each in (sender, recipient)),
        ],
        "transactionHash": HASH,
        "transactionIndex": "0x0",
    }


def block(number: Any, **changed: Any) -> dict[str, Any]:
    height = "0x3e8" if number == "latest" else number
    return {"number": height, "timestamp": "0x6a1a2b3c", "baseFeePerGas": hex(20 * GWEI), "hash": _BLOCK_HASH} | changed


FEES: dict[str, Any] = {
    "oldestBlock": "0x3e7",
    "baseFeePerGas": [hex(19 * GWEI), hex(20 * GWEI), hex(20 * GWEI)],
    "gasUsedRatio": [0.5, 0],
    "reward": [[hex(GWEI), hex(2 * GWEI), hex(3 * GWEI)], ["0x0", "0x0", "0x0"]],
}


def view(**answers: str | Error) -> Callable[..., Any]:
    """eth_call, by the name of the function called; the replay of a transaction is called `replay`."""
    names = {call_data(f"{name}()")[:10]: name for name in ("symbol", "decimals", "paused")}
    for one in ("balanceOf", "isBlackListed", "isBlacklisted"):
        names[call_data(f"{one}(address)", FRIEND)[:10]] = one
    names[call_data("allowance(address,address)", FRIEND, FRIEND)[:10]] = "allowance"

    def answer(call: dict[str, str], at: str) -> Any:
        name = "replay" if "from" in call else names.get(call["data"][:10], "")
        return answers.get(name, Error(code=3, message="execution reverted", data="0x"))

    return answer


def number(value: int) -> str:
    return f"0x{value:064x}"


def slots(*there: dict[str, Any]) -> Callable[..., Any]:
    """eth_getTransactionBySenderAndNonce."""
    by_nonce = {each["nonce"]: each for each in there}
    return lambda _sender, nonce: by_nonce.get(nonce)


def node(**answers: Any) -> Node:
    """Knows no transaction; the owner has sent 5 and owns 10 ETH."""
    known = {
        "eth_getTransactionByHash": None,
        "eth_getTransactionReceipt": None,
        "eth_getBlockByNumber": lambda number, _full: block(number),
        "eth_feeHistory": FEES,
        "eth_getTransactionCount": "0x5",
        "eth_getBalance": hex(10**19),
        "eth_getCode": "0x",
        "eth_call": view(),
    }
    return Node(**known | answers)


def mined_node(*logs: dict[str, Any], tx: dict[str, Any] | None = None, **changed: Any) -> Node:
    """changed: fields of the receipt, and answers where they are named as methods."""
    answers = {name: changed.pop(name) for name in list(changed) if name.startswith("eth_")}
    known = {"eth_getTransactionByHash": tx or mined(), "eth_getTransactionReceipt": receipt(*logs, **changed)}
    return node(**known | answers)
