"""Calldata and logs of tokens, decoded; anything malformed is None or left out, never an error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import event_signature_to_log_topic, function_signature_to_4byte_selector
from eth_utils.address import is_hex_address, to_checksum_address

from walletdesk.core.chain.evm_readings import EvmLog, EvmTransaction

UNLIMITED = 2**255
NOBODY = "0x" + "0" * 40
PERMIT2 = "0x000000000022d473030f116ddee9f6b43ac78ba3"
_MOST_UINT160 = 2**160 - 1
_MOST_DECIMALS = 36  # the largest in real use is 24; a token may claim 255 to be shown as a page of zeros
_WORD = 32

_TRANSFER, _TRANSFER_FROM = "transfer(address,uint256)", "transferFrom(address,address,uint256)"
_APPROVAL_CALLS = (
    "approve(address,uint256)",
    "increaseAllowance(address,uint256)",
    "decreaseAllowance(address,uint256)",
    "setApprovalForAll(address,bool)",
    "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
    "approve(address,address,uint160,uint48)",
    "permit(address,((address,uint160,uint48,uint48),address,uint256),bytes)",
)
_MOVED = "Transfer(address,address,uint256)"
_MOVED_1155 = "TransferSingle(address,address,address,uint256,uint256)"
_APPROVED = "Approval(address,address,uint256)"
_APPROVED_ALL = "ApprovalForAll(address,address,bool)"
_PERMIT2_APPROVED = "Approval(address,address,address,uint160,uint48)"
_PERMIT2_PERMITTED = "Permit(address,address,address,uint160,uint48,uint48)"


@dataclass(frozen=True)
class TokenCall:
    """A direct transfer of a token, as the sender asked for it. spender: who moves it, if not the holder."""

    contract: str
    holder: str
    recipient: str
    units: int
    spender: str | None = None


@dataclass(frozen=True)
class Transfer:
    """collectible: one numbered piece (ERC-721), or `units` of one kind (ERC-1155)."""

    contract: str
    sender: str
    recipient: str
    units: int
    collectible: bool = False


@dataclass(frozen=True)
class Approval:
    """units: 0 takes it back; `UNLIMITED` and more is without limit. whole: all collectibles of a contract. via: the
    Permit2 contract, where the allowance lives there."""

    contract: str
    owner: str
    spender: str
    units: int
    whole: bool = False
    via: str | None = None


@cache
def selector(signature: str) -> bytes:
    return bytes(function_signature_to_4byte_selector(signature))


@cache
def topic(signature: str) -> str:
    return "0x" + bytes(event_signature_to_log_topic(signature)).hex()


def call_data(signature: str, *values: Any) -> str:
    """Calldata as a node takes it; addresses as hex text."""
    inner = signature[signature.index("(") + 1 : -1]
    return "0x" + (selector(signature) + encode(inner.split(",") if inner else [], values)).hex()


def arguments(types: Iterable[str], data: bytes) -> tuple[Any, ...] | None:
    """Decoded values; None where `data` is no such thing."""
    try:
        return tuple(decode(list(types), data, strict=False))
    except (DecodingError, ValueError, OverflowError, MemoryError):
        return None


def checksummed(address: str) -> str:
    return str(to_checksum_address(address)) if is_hex_address(address) else ""


def token_call(tx: EvmTransaction) -> TokenCall | None:
    """The ERC-20 transfer that `tx` asks for, if it asks a contract directly."""
    if tx.to is None:
        return None
    if tx.data[:4] == selector(_TRANSFER) and (values := arguments(("address", "uint256"), tx.data[4:])):
        return TokenCall(tx.to, tx.sender, values[0], values[1])
    if tx.data[:4] == selector(_TRANSFER_FROM):
        values = arguments(("address", "address", "uint256"), tx.data[4:])
        return TokenCall(tx.to, values[0], values[1], values[2], tx.sender) if values else None
    return None


def asks_to_approve(data: bytes) -> bool:
    return len(data) >= 4 and any(data[:4] == selector(signature) for signature in _APPROVAL_CALLS)


def transfers(logs: Iterable[EvmLog]) -> tuple[Transfer, ...]:
    return tuple(found for log in logs if (found := _transfer(log)))


def approvals(logs: Iterable[EvmLog]) -> tuple[Approval, ...]:
    return tuple(found for log in logs if (found := _approval(log)))


def _transfer(log: EvmLog) -> Transfer | None:
    if not log.topics:
        return None
    if log.topics[0] == topic(_MOVED) and len(log.topics) in (3, 4):
        collectible = len(log.topics) == 4
        units = 1 if collectible else number(log.data)
        return _between(log, 1, 2, units, collectible)
    if log.topics[0] == topic(_MOVED_1155) and len(log.topics) == 4:
        values = arguments(("uint256", "uint256"), log.data)
        return _between(log, 2, 3, values[1] if values else None, True)
    return None


def _between(log: EvmLog, sender: int, recipient: int, units: int | None, collectible: bool) -> Transfer | None:
    one, other = _address(log.topics[sender]), _address(log.topics[recipient])
    if one is None or other is None or units is None:
        return None
    return Transfer(log.contract, one, other, units, collectible)


def _approval(log: EvmLog) -> Approval | None:
    if not log.topics:
        return None
    people = [_address(each) for each in log.topics[1:]]
    kind = log.topics[0]
    if kind in (topic(_PERMIT2_APPROVED), topic(_PERMIT2_PERMITTED)) and log.contract == PERMIT2:
        return _permit2_approval(people, log.data)
    if len(people) not in (2, 3) or people[0] is None or people[1] is None:
        return None
    units = number(log.data) if len(people) == 2 else int(people[1] != NOBODY)  # one collectible, its number a topic
    if units is None or kind not in (topic(_APPROVED), topic(_APPROVED_ALL)):
        return None
    whole = kind == topic(_APPROVED_ALL)
    return Approval(log.contract, people[0], people[1], UNLIMITED if whole and units else units, whole)


def _permit2_approval(people: list[str | None], data: bytes) -> Approval | None:
    values = arguments(("uint160", "uint48"), data)
    if len(people) != 3 or values is None:
        return None
    owner, contract, spender = people
    if owner is None or contract is None or spender is None:
        return None
    return Approval(contract, owner, spender, widened(values[0]), via=PERMIT2)


def widened(units: int) -> int:
    """Permit2 keeps 160 bits; all of them set means without limit."""
    return UNLIMITED if units >= _MOST_UINT160 else units


def _address(word: str) -> str | None:
    """The address in a topic; None where the upper 12 bytes are not empty."""
    return "0x" + word[26:] if len(word) == 66 and not word[2:26].strip("0") else None


def number(data: bytes) -> int | None:
    """One word as a node returns it."""
    return int.from_bytes(data, "big") if len(data) == _WORD else None


def truth(data: bytes) -> bool | None:
    value = number(data)
    return bool(value) if value in (0, 1) else None


def decimals(data: bytes) -> int | None:
    value = number(data)
    return value if value is not None and value <= _MOST_DECIMALS else None


def text(data: bytes) -> str:
    """A string, or the 32 bytes that old tokens return in its place; hostile."""
    if len(data) == _WORD:
        return data.rstrip(b"\0").decode("utf-8", "replace")
    values = arguments(("bytes",), data)
    return bytes(values[0]).decode("utf-8", "replace") if values else ""
