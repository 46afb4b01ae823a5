"""Contract data as TRON carries it: addresses, TRC-20 events and calls, what calls return. Everything is hostile.

TRC-20 has the ABI of ERC-20; an address is the last 20 bytes of its word, whatever stands before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from walletdesk.core.chain.tron import Log

UNLIMITED = 1 << 255  # wallets ask for the largest number there is; a little of it used up changes nothing

_ADDRESS = re.compile(r"(?:41)?([0-9a-fA-F]{40})")
_WORD = 64
_TRANSFERRED = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
_APPROVED = "8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925"
_TRANSFER, _TRANSFER_FROM = "a9059cbb", "23b872dd"
# approve, increaseAllowance, increaseApproval
_APPROVE, _RAISE = "095ea7b3", ("39509351", "d73dd623")
_LONGEST_TEXT = 512


@dataclass(frozen=True)
class Movement:
    """Token units that changed hands, or should have."""

    token: str
    sender: str
    recipient: str
    units: int


@dataclass(frozen=True)
class Approval:
    """`spender` may take up to `units` of what `owner` holds; 0 takes the right back."""

    token: str
    owner: str
    spender: str
    units: int


def base58(hexadecimal: str) -> str:
    """`41` + 20 bytes, or the 20 bytes alone as logs have them, as people know it. ValueError for anything else."""
    found = _ADDRESS.fullmatch(hexadecimal)
    if found is None:
        raise ValueError("not an address")
    from bip_utils import Base58Encoder

    return str(Base58Encoder.CheckEncode(bytes.fromhex(f"41{found[1]}")))


def in_hex(address: str) -> str:
    """`41` + 20 bytes of a base58check address. ValueError for anything else."""
    from bip_utils import Base58ChecksumError, Base58Decoder

    try:
        payload = bytes(Base58Decoder.CheckDecode(address))
    except Base58ChecksumError as problem:
        raise ValueError("checksum") from problem
    if len(payload) != 21 or payload[0] != 0x41:
        raise ValueError("not an address")
    return payload.hex()


def word_of(address: str) -> str:
    """An address as a parameter of a call."""
    return in_hex(address)[2:].rjust(_WORD, "0")


def movements(logs: Sequence[Log]) -> Iterator[Movement]:
    for log in logs:
        if _is_event(log, _TRANSFERRED):
            yield Movement(log.contract, _at(log.topics[1]), _at(log.topics[2]), int(log.data[:_WORD], 16))


def approvals(logs: Sequence[Log]) -> Iterator[Approval]:
    for log in logs:
        if _is_event(log, _APPROVED):
            yield Approval(log.contract, _at(log.topics[1]), _at(log.topics[2]), int(log.data[:_WORD], 16))


def _is_event(log: Log, topic: str) -> bool:
    """With four topics it is about one numbered thing (TRC-721), not about an amount."""
    return len(log.topics) == 3 and log.topics[0].lower() == topic and len(log.data) >= _WORD


def asked(contract: str, sender: str, data: str) -> Movement | Approval | None:
    """What a call of a token asks for, whether or not it came to pass."""
    selector, words = data[:8].lower(), [data[at : at + _WORD] for at in range(8, len(data), _WORD)]
    if words and len(words[-1]) < _WORD:
        words.pop()
    if selector == _TRANSFER and len(words) >= 2:
        return Movement(contract, sender, _at(words[0]), int(words[1], 16))
    if selector == _TRANSFER_FROM and len(words) >= 3:
        return Movement(contract, _at(words[0]), _at(words[1]), int(words[2], 16))
    if selector in (_APPROVE, *_RAISE) and len(words) >= 2:
        return Approval(contract, sender, _at(words[0]), int(words[1], 16))
    return None


def _at(word: str) -> str:
    return base58(word[-40:])


def text(returned: str) -> str:
    """The string that a call returned; old tokens return 32 bytes with zeros behind. "" where it is neither."""
    try:
        raw = bytes.fromhex(returned)
    except ValueError:
        return ""
    if len(raw) == 32:
        return raw.rstrip(b"\0").decode("utf-8", "replace")
    if len(raw) < 64:
        return ""
    start = int.from_bytes(raw[:32], "big")
    if start > len(raw) - 32:
        return ""
    length = int.from_bytes(raw[start : start + 32], "big")
    said = raw[start + 32 : start + 32 + min(length, _LONGEST_TEXT)]
    return said.decode("utf-8", "replace") if length <= len(raw) - start - 32 else ""


def number(returned: str) -> int | None:
    """The whole number that a call returned."""
    return int(returned[:_WORD], 16) if len(returned) >= _WORD else None
