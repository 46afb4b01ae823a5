"""Public addresses: which chain a text belongs to, whether its checksum holds, and what is wrong when it does not.

Sources: ERC-55 (EVM), BIP-173 and BIP-350 (bech32, bech32m), base58check (Bitcoin, TRON). A text that is no address
comes back as kind "unknown" with an empty value, so that a key pasted by mistake is never carried on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

EVM, BITCOIN, TRON, SOLANA, UNKNOWN = "evm", "bitcoin", "tron", "solana", "unknown"

_HEX = re.compile(r"[0-9a-fA-F]*")
_BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]+")
_BECH32_HEAD = re.compile(r"(bc|tb|bcrt)1", re.IGNORECASE)
_BASE58_VERSIONS = {0x00: ("p2pkh", True), 0x05: ("p2sh", True), 0x6F: ("p2pkh", False), 0xC4: ("p2sh", False)}
_SEGWIT_FORMS = {(0, 20): "p2wpkh", (0, 32): "p2wsh", (1, 32): "p2tr"}
_TRON_VERSION = 0x41
_CHECKED_BYTES = 21


@dataclass(frozen=True)
class Address:
    """`reason` is one of: ok, no_checksum (valid, but a typo would not show), bad_checksum, bad_length, bad_character,
    mixed_case, testnet, zero_address, bad_program, not_an_address. `form` is p2pkh, p2sh, p2wpkh, p2wsh, p2tr, segwit
    or empty."""

    kind: str
    value: str
    valid: bool
    reason: str
    form: str = ""


def parse(text: str) -> Address:
    """Judge one address; surrounding white space is ignored. Never raises."""
    value = text.strip()
    if value[:2] in ("0x", "0X"):
        return _evm(value)
    if _BECH32_HEAD.match(value) and not _reads_as_tron(value):
        return _bech32(value)
    if not value.isascii() or not value.isalnum():
        return _unknown()
    if value[0] == "T" and 30 <= len(value) <= 38:
        return _tron(value)
    if value[0] in "13mn2" and 24 <= len(value) <= 36:
        return _base58_bitcoin(value)
    return _solana(value)


def _reads_as_tron(value: str) -> bool:
    """`TB1…` in mixed case: bech32 has one case only, and some TRON addresses begin so."""
    return value[0] == "T" and value.isalnum() and len(value) == 34 and value != value.upper()


def _unknown() -> Address:
    return Address(UNKNOWN, "", False, "not_an_address")


def _evm(value: str) -> Address:
    digits = value[2:]
    if len(digits) == 64 or not 30 <= len(digits) <= 50:
        return _unknown()
    if not _HEX.fullmatch(digits):
        return Address(EVM, value, False, "bad_character")
    if len(digits) != 40:
        return Address(EVM, value, False, "bad_length")
    if not digits.strip("0"):
        return Address(EVM, value, False, "zero_address")
    return Address(EVM, *_evm_checksum(digits))


def _evm_checksum(digits: str) -> tuple[str, bool, str]:
    """The checksummed spelling, whether the given one may be used, and the reason (ERC-55)."""
    from eth_utils.address import to_checksum_address

    proper = str(to_checksum_address("0x" + digits.lower()))
    if proper[2:] == digits:
        return proper, True, "ok"
    if digits in (digits.lower(), digits.upper()):
        return proper, True, "no_checksum"
    return "0x" + digits, False, "bad_checksum"


def _bech32(value: str) -> Address:
    if value not in (value.lower(), value.upper()):
        return Address(BITCOIN, value, False, "mixed_case")
    lowered = value.lower()
    head = lowered[: lowered.rindex("1")]
    try:
        version, program = _segwit(head, lowered)
    except ValueError:
        return Address(BITCOIN, lowered, False, "bad_checksum")
    if version == 0 and len(program) not in (20, 32):
        return Address(BITCOIN, lowered, False, "bad_program")
    form = _SEGWIT_FORMS.get((version, len(program)), "segwit")
    return Address(BITCOIN, lowered, head == "bc", "ok" if head == "bc" else "testnet", form)


def _segwit(head: str, value: str) -> tuple[int, bytes]:
    from bip_utils import Bech32ChecksumError, SegwitBech32Decoder

    try:
        version, program = SegwitBech32Decoder.Decode(head, value)
    except Bech32ChecksumError as problem:
        raise ValueError("checksum") from problem
    return int(version), bytes(program)


def _base58check(value: str) -> bytes:
    """The payload behind a correct 4-byte checksum; ValueError otherwise."""
    from bip_utils import Base58ChecksumError, Base58Decoder

    try:
        return bytes(Base58Decoder.CheckDecode(value))
    except Base58ChecksumError as problem:
        raise ValueError("checksum") from problem


def _checked(kind: str, value: str) -> Address | bytes:
    """The 21 payload bytes of a base58check address, or the address with what is wrong."""
    if not _BASE58.fullmatch(value):
        return Address(kind, value, False, "bad_character")
    try:
        payload = _base58check(value)
    except ValueError:
        wrong_size = kind == TRON and len(value) != 34
        return Address(kind, value, False, "bad_length" if wrong_size else "bad_checksum")
    return payload if len(payload) == _CHECKED_BYTES else Address(kind, value, False, "bad_length")


def _tron(value: str) -> Address:
    payload = _checked(TRON, value)
    if isinstance(payload, Address):
        return payload
    return Address(TRON, value, payload[0] == _TRON_VERSION, "ok" if payload[0] == _TRON_VERSION else "bad_program")


def _base58_bitcoin(value: str) -> Address:
    payload = _checked(BITCOIN, value)
    if isinstance(payload, Address):
        return payload
    if payload[0] not in _BASE58_VERSIONS:
        return Address(BITCOIN, value, False, "bad_program")
    form, mainnet = _BASE58_VERSIONS[payload[0]]
    return Address(BITCOIN, value, mainnet, "ok" if mainnet else "testnet", form)


def _solana(value: str) -> Address:
    """Solana addresses are 32 raw bytes in base58 and carry no checksum."""
    if not 32 <= len(value) <= 44 or not _BASE58.fullmatch(value):
        return _unknown()
    from bip_utils import Base58Decoder

    if len(Base58Decoder.Decode(value)) != 32:
        return _unknown()
    return Address(SOLANA, value, True, "no_checksum")
