"""A TRON node for tests: the paths that WalletDesk asks, in the shapes that java-tron documents.

Documents: tronprotocol.github.io/documentation-en/api/http/ (gettransactionbyid, gettransactioninfobyid, getblock,
getaccount, getaccountresource, triggerconstantcontract, getchainparameters). Fields that are zero or empty are left
out, what is unknown is `{}`, refusals are `{"Error": …}` with HTTP 200. Transactions are encoded as Tron.proto has
them, so that their id is the hash of their raw data. Contracts are tables of what their functions return.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from eth_utils.crypto import keccak

from tests.adapters.chain.hostile_server import Request, page
from walletdesk.core.chain.tron_data import base58

NOW = datetime(2026, 11, 22, 9, 30, 15, tzinfo=timezone.utc)
NOW_MS = int(NOW.timestamp() * 1000)
BLOCK = 77_000_000
FINAL = BLOCK - 19  # the newest solidified block

JSON = Mapping[str, Any]
_TYPES = {
    "TransferContract": 1,
    "TransferAssetContract": 2,
    "TriggerSmartContract": 31,
    "AccountPermissionUpdateContract": 46,
    "FreezeBalanceV2Contract": 54,
}
# Names of the fields in the order of their numbers; "" where a number is not used here.
_FIELDS = {
    "TransferContract": ("owner_address", "to_address", "amount"),
    "TransferAssetContract": ("asset_name", "owner_address", "to_address", "amount"),
    "TriggerSmartContract": ("owner_address", "contract_address", "call_value", "data"),
    "AccountPermissionUpdateContract": ("owner_address", "owner"),
    "FreezeBalanceV2Contract": ("owner_address", "frozen_balance"),
    "Permission": ("", "", "permission_name", "threshold", "", "", "keys"),
    "Key": ("address", "weight"),
}
_MESSAGES = {"owner": "Permission", "keys": "Key"}


def hex_address(number: int) -> str:
    return f"41{number:040x}"


def address(number: int) -> str:
    return base58(hex_address(number))


def word(value: int) -> str:
    return f"{value:064x}"


def selector(function: str) -> str:
    return str(keccak(text=function).hex()[:8])


def string(text: str) -> str:
    raw = text.encode()
    return word(32) + word(len(raw)) + raw.hex() + "00" * (-len(raw) % 32)


def error(text: str) -> str:
    return selector("Error(string)") + string(text)


def event(contract: str, name: str, one: int, other: int, units: int) -> JSON:
    """A log as nodes send it: the address without 41."""
    topic = {"Transfer": "Transfer(address,address,uint256)", "Approval": "Approval(address,address,uint256)"}[name]
    return {"address": contract[2:], "topics": [keccak(text=topic).hex(), word(one), word(other)], "data": word(units)}


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


def _encoded(number: int, value: bytes | int) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _message(kind: str, value: JSON) -> bytes:
    encoded = b""
    for number, name in enumerate(_FIELDS[kind], 1):
        given = value.get(name)
        for each in given if isinstance(given, list) else [given] if given else []:
            if isinstance(each, Mapping):
                encoded += _encoded(number, _message(_MESSAGES[name], each))
            elif isinstance(each, str):
                encoded += _encoded(number, each.encode() if name == "permission_name" else bytes.fromhex(each))
            else:
                encoded += _encoded(number, each)
    return encoded


def signed(
    kind: str,
    value: JSON,
    made: int = NOW_MS - 300_000,
    fee_limit: int = 0,
    expires: int = 0,
    reference: tuple[str, str] = ("1c8b", "d78785ed02dd918f"),
) -> dict[str, Any]:
    """A transaction as /wallet/gettransactionbyid shows it. made: ms; it expires 60 s later, as node-built ones do."""
    url = f"type.googleapis.com/protocol.{kind}"
    block_bytes, block_hash = reference
    data: dict[str, Any] = {
        "contract": [{"parameter": {"value": dict(value), "type_url": url}, "type": kind}],
        "ref_block_bytes": block_bytes,
        "ref_block_hash": block_hash,
        "expiration": expires or made + 60_000,
        "timestamp": made,
    } | ({"fee_limit": fee_limit} if fee_limit else {})
    parameter = _encoded(1, url.encode()) + _encoded(2, _message(kind, value))
    raw = _encoded(1, bytes.fromhex(block_bytes)) + _encoded(4, bytes.fromhex(block_hash))
    raw += _encoded(8, data["expiration"]) + _encoded(11, _encoded(1, _TYPES[kind]) + _encoded(2, parameter))
    raw += _encoded(14, made) + (_encoded(18, fee_limit) if fee_limit else b"")
    return {
        "ret": [{"contractRet": "SUCCESS"}],
        "signature": ["5a" * 65],
        "txID": hashlib.sha256(raw).hexdigest(),
        "raw_data": data,
        "raw_data_hex": raw.hex(),
    }


def permission(threshold: int, weights: Mapping[int, int], name: str = "owner") -> JSON:
    keys = [{"address": hex_address(key), "weight": weight} for key, weight in weights.items()]
    return {"permission_name": name, "threshold": threshold, "keys": keys}


def block(number: int, at: int) -> JSON:
    header = {
        "number": number,
        "txTrieRoot": "ab" * 32,
        "witness_address": hex_address(27),
        "parentHash": f"{number - 1:016x}" + "cd" * 24,
        "version": 34,
        "timestamp": at,
    }
    return {
        "blockID": f"{number:016x}" + "ef" * 24,
        "block_header": {"raw_data": header, "witness_signature": "5b" * 65},
    }


@dataclass
class TronNode:
    """Set what it knows, and give `behaviour` to a `HostileServer`. changed: answers in the place of the right
    ones, slow: seconds before an answer; both by path. asked: what it was asked."""

    bodies: dict[str, JSON] = field(default_factory=dict)
    receipts: dict[str, JSON] = field(default_factory=dict)
    accounts: dict[str, JSON] = field(default_factory=dict)
    resources: dict[str, JSON] = field(default_factory=dict)
    contracts: dict[str, dict[str, str]] = field(default_factory=dict)
    newest: JSON = field(default_factory=lambda: block(BLOCK, NOW_MS - 1_000))
    solid: JSON = field(default_factory=lambda: block(FINAL, NOW_MS - 58_000))
    energy_fee: int = 100
    changed: dict[str, object] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    asked: list[tuple[str, JSON]] = field(default_factory=list)

    def include(
        self,
        body: JSON,
        result: str | None = None,
        number: int = FINAL - 50,
        logs: list[JSON] | None = None,
        **receipt: Any,
    ) -> str:
        """Put it into a block. result: None for transactions that call no contract. Returns the hash."""
        tx_hash = str(body["txID"])
        used = {name: value for name, value in receipt.items() if name not in ("fee", "output") and value}
        if result:
            used["result"] = result
        info = {
            "id": tx_hash,
            "blockNumber": number,
            "blockTimeStamp": NOW_MS - 1_000 - 3_000 * (BLOCK - number),
            "contractResult": [receipt.get("output", "")],
            "receipt": used,
        }
        failed = {"result": "FAILED", "resMessage": b"went wrong".hex()} if result not in (None, "SUCCESS") else {}
        fee = {"fee": receipt["fee"]} if receipt.get("fee") else {}
        self.bodies[tx_hash] = {**body, "ret": [{"contractRet": result or "SUCCESS"}]}
        self.receipts[tx_hash] = info | fee | failed | ({"log": logs} if logs else {})
        return tx_hash

    def offer(self, body: JSON) -> str:
        """Known, and in no block."""
        tx_hash = str(body["txID"])
        self.bodies[tx_hash] = {name: value for name, value in body.items() if name != "ret"}
        return tx_hash

    async def behaviour(self, request: Request, writer: asyncio.StreamWriter) -> None:
        body = json.loads(request.body)
        self.asked.append((request.path, body))
        await asyncio.sleep(self.slow.get(request.path, 0))
        answer = self.changed[request.path] if request.path in self.changed else self._answer(request.path, body)
        writer.write(page(json.dumps(answer).encode(), "200 OK", "Content-Type: application/json"))

    def _answer(self, path: str, body: JSON) -> object:
        assert body["visible"] is False
        if path == "/wallet/gettransactionbyid":
            return self.bodies.get(body["value"], {})
        if path == "/wallet/gettransactioninfobyid":
            return self.receipts.get(body["value"], {})
        if path == "/walletsolidity/gettransactioninfobyid":
            known = self.receipts.get(body["value"], {})
            final = self.solid["block_header"]["raw_data"]["number"]
            return known if known and known["blockNumber"] <= final else {}
        if path in ("/wallet/getblock", "/walletsolidity/getblock"):
            assert body["detail"] is False
            return self.newest if path == "/wallet/getblock" else self.solid
        if path == "/wallet/getaccount":
            return self.accounts.get(body["address"], {})
        if path == "/wallet/getaccountresource":
            return self.resources.get(body["address"], {})
        if path == "/wallet/triggerconstantcontract":
            return self._called(body)
        if path == "/wallet/getchainparameters":
            return {
                "chainParameter": [
                    {"key": "getAllowUpdateAccountName"},
                    {"key": "getEnergyFee", "value": self.energy_fee},
                ]
            }
        return {"Error": "class java.lang.NullPointerException : null"}

    def _called(self, body: JSON) -> object:
        contract = self.contracts.get(body["contract_address"])
        if contract is None:
            message = b"Smart contract is not exist.".hex()
            return {"result": {"code": "CONTRACT_VALIDATE_ERROR", "message": message}}
        call = body["function_selector"] + body["parameter"]
        if call in contract:
            return {
                "result": {"result": True},
                "energy_used": 935,
                "constant_result": [contract[call]],
                "transaction": {"ret": [{}]},
            }
        return {
            "result": {"result": True, "message": b"REVERT opcode executed".hex()},
            "constant_result": [""],
            "transaction": {"ret": [{"ret": "FAILED"}]},
        }
