"""Signs what an account lends itself with (EIP-7702); the node signs everything else."""

from __future__ import annotations

import json
from pathlib import Path

from coincurve import PrivateKey
from eth_utils.crypto import keccak

_MAGIC = b"\x05"


def keys(folder: Path) -> dict[str, str]:
    """Private keys of anvil's own accounts by lower-case address: worthless, made from the seed in nodes.py."""
    made = json.loads((folder / "anvil.json").read_text("utf-8"))
    return {account.lower(): key for account, key in zip(made["available_accounts"], made["private_keys"], strict=True)}


def authorization(key: str, contract: str, nonce: int, chain_id: int = 1) -> dict[str, str]:
    """As a node takes it in `authorizationList`. The zero address ends a delegation."""
    signed = _rlp([_number(chain_id), bytes.fromhex(contract[2:]), _number(nonce)])
    signature = PrivateKey(bytes.fromhex(key[2:])).sign_recoverable(keccak(_MAGIC + signed), hasher=None)
    parts = {"r": signature[:32], "s": signature[32:64], "yParity": signature[64:]}
    numbers = {name: hex(int.from_bytes(part, "big")) for name, part in parts.items()}
    return {"chainId": hex(chain_id), "address": contract, "nonce": hex(nonce), **numbers}


def _rlp(parts: list[bytes]) -> bytes:
    """A short list of short strings; nothing longer is signed here."""
    inner = b"".join(part if len(part) == 1 and part[0] < 0x80 else bytes([0x80 + len(part)]) + part for part in parts)
    return bytes([0xC0 + len(inner)]) + inner


def _number(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")
