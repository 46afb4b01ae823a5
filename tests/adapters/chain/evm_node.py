"""A small Ethereum node in the documented JSON-RPC shapes, with one token whose words are as hostile as one likes."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from eth_utils.crypto import keccak

from tests.adapters.chain.hostile_server import Request, page

CHAIN, HEAD, BLOCK = 1, 21_345_678, 21_345_600
ME, FRIEND, TOKEN = (f"0x{number:040x}" for number in (0xA11CE << 64, 0xB0B << 64, 0x70CE << 64))
DELIVERED, REVERTED, WAITING = ("0x" + f"{kind}" * 32 for kind in ("d1", "fa", "9a"))
GWEI = 10**9
_SOME_BLOCK = {"timestamp": hex(1_795_340_000), "baseFeePerGas": hex(30 * GWEI), "hash": "0x" + "be" * 32}


def word(value: int | str) -> str:
    return f"{value if isinstance(value, int) else int(value, 16):064x}"


def selector(signature: str) -> str:
    return "0x" + keccak(text=signature).hex()[:8]


def string(text: str) -> str:
    raw = text.encode("utf-8", "surrogatepass")
    return word(32) + word(len(raw)) + raw.hex() + "00" * (-len(raw) % 32)


@dataclass
class EvmNode:
    """Give `behaviour` to a `HostileServer`. symbol: what the token calls itself. reason: why it refuses transfers."""

    symbol: str = "USDT"
    reason: str = "transfer amount exceeds balance"

    async def behaviour(self, request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(page(json.dumps(self.answer(json.loads(request.body))).encode()))

    def answer(self, asked: Any) -> Any:
        if isinstance(asked, list):
            return [self.answer(each) for each in asked]
        found = getattr(self, f"_{asked['method']}", None)
        if found is None:
            outcome: dict[str, Any] = {"error": {"code": -32601, "message": "the method does not exist"}}
        else:
            outcome = found(*asked["params"])
        return {"jsonrpc": "2.0", "id": asked["id"], **outcome}

    def _eth_chainId(self) -> Any:  # noqa: N802
        return {"result": hex(CHAIN)}

    def _eth_getBlockByNumber(self, which: str, full: bool) -> Any:  # noqa: N802
        return {"result": {"number": hex(HEAD) if which == "latest" else which, **_SOME_BLOCK}}

    def _eth_getTransactionByHash(self, tx_hash: str) -> Any:  # noqa: N802
        mined = {"blockNumber": hex(BLOCK), "blockHash": "0x" + "b1" * 32, "transactionIndex": "0x0"}
        pending = {"blockNumber": None, "blockHash": None, "transactionIndex": None}
        known = {DELIVERED: mined, REVERTED: mined, WAITING: pending}
        return {"result": {**_transaction(tx_hash), **known[tx_hash]} if tx_hash in known else None}

    def _eth_getTransactionReceipt(self, tx_hash: str) -> Any:  # noqa: N802
        if tx_hash not in (DELIVERED, REVERTED):
            return {"result": None}
        event = "0x" + keccak(text="Transfer(address,address,uint256)").hex()
        topics = [event, "0x" + word(ME), "0x" + word(FRIEND)]
        log = {"address": TOKEN, "topics": topics, "data": "0x" + word(10**6), "transactionHash": tx_hash}
        return {
            "result": {
                "transactionHash": tx_hash,
                "from": ME,
                "to": TOKEN,
                "blockNumber": hex(BLOCK),
                "status": "0x1" if tx_hash == DELIVERED else "0x0",
                "gasUsed": hex(50_000),
                "effectiveGasPrice": hex(31 * GWEI),
                "contractAddress": None,
                "logs": [log] if tx_hash == DELIVERED else [],
            }
        }

    def _eth_feeHistory(self, count: str, newest: str, percentiles: list[int]) -> Any:  # noqa: N802
        blocks = int(count, 16)
        return {
            "result": {
                "oldestBlock": hex(HEAD - blocks + 1),
                "baseFeePerGas": [hex(30 * GWEI)] * (blocks + 1),
                "gasUsedRatio": [0.5] * blocks,
                "reward": [[hex(GWEI * each) for each in (1, 2, 3)]] * blocks,
            }
        }

    def _eth_getBalance(self, address: str, at: str) -> Any:  # noqa: N802
        return {"result": hex(10**18)}

    def _eth_getTransactionCount(self, address: str, at: str) -> Any:  # noqa: N802
        return {"result": hex(5)}

    def _eth_getCode(self, address: str, at: str) -> Any:  # noqa: N802
        return {"result": "0x6080" if address == TOKEN else "0x"}

    def _txpool_contentFrom(self, sender: str) -> Any:  # noqa: N802
        waiting = {str(nonce): _transaction(WAITING, nonce) for nonce in (5, 6, 7)}
        waiting = {nonce: {**each, "hash": "0x" + word(int(nonce))} for nonce, each in waiting.items()}
        return {"result": {"pending": {**waiting, "7": _transaction(WAITING)}, "queued": {}}}

    def _eth_call(self, call: dict[str, str], at: str) -> Any:
        views = {
            selector("symbol()"): string(self.symbol),
            selector("decimals()"): word(6),
            selector("balanceOf(address)"): word(5),
            selector("paused()"): word(0),
        }
        asked = call["data"][:10]
        if asked in views:
            return {"result": "0x" + views[asked]}
        data = selector("Error(string)") + string(self.reason)
        return {"error": {"code": 3, "message": f"execution reverted: {self.reason}", "data": data}}


def _transaction(tx_hash: str, nonce: int = 7) -> dict[str, Any]:
    return {
        "hash": tx_hash,
        "from": ME,
        "to": TOKEN,
        "nonce": hex(nonce),
        "value": "0x0",
        "input": selector("transfer(address,uint256)") + word(FRIEND) + word(10**6),
        "gas": hex(90_000),
        "type": "0x2",
        "gasPrice": hex(31 * GWEI),
        "maxFeePerGas": hex(30 * GWEI),
        "maxPriorityFeePerGas": hex(GWEI),
        "chainId": hex(CHAIN),
        "blockNumber": None,
    }
