"""What is wrong with an address that is not valid, and where.

Every single slip is tried; a place is named only when exactly one candidate passes the checksum. The corrected address
never leaves this module: a checksum finds slips, it does not know where the money was meant to go, and BIP-173 asks
software to point at the place at most. A long address takes 0.2 s, so this is asked for and not done while parsing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from walletdesk.core import addresses
from walletdesk.core.addresses import Address

_HEX = "0123456789abcdef"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_EVM_DIGITS, _TRON_LENGTH = 40, 34
_SEGWIT_LENGTHS = {"bc1q": (42, 62), "bc1p": (62,)}
_HEAD = len("bc1")
_SEARCHED = frozenset({"bad_checksum", "bad_length", "bad_character"})


@dataclass(frozen=True)
class Fault:
    """reason: one_character, swapped (it and the one behind it), one_missing, one_extra, bad_character, too_short,
    too_long, or the address's own where no more is known.

    position: of the character, counted from 1; in an EVM address without the 0x, in others from the very first letter;
    0 where unknown. For one_missing it is the place that lacks one. count: characters too few or too many, else 0.
    """

    reason: str
    position: int = 0
    count: int = 0


_Slip = tuple[str, int | None, Fault]  # the candidate, the index whose case may be any, what would be wrong


def fault(address: Address) -> Fault:
    """Never raises."""
    if address.valid or address.reason not in _SEARCHED:
        return Fault(address.reason)
    head, body, alphabet = _parts(address)
    odd = next((at for at, char in enumerate(body, 1) if char not in alphabet), 0)
    if odd:
        return Fault("bad_character", odd + len(head))
    extra = _too_many(address)
    if abs(extra) <= 1:
        found = _single_slip(address, extra)
        if found:
            return found
    if extra:
        return Fault("too_long" if extra > 0 else "too_short", count=abs(extra))
    return Fault(address.reason)


def _parts(address: Address) -> tuple[str, str, str]:
    """What is counted but not searched, what is searched, and the characters that may be in it."""
    if address.kind == addresses.EVM:
        return "", address.value[2:], _HEX + "ABCDEF"
    if _is_segwit(address):
        return address.value[:_HEAD], address.value[_HEAD:], _BECH32
    return "", address.value, _BASE58


def _is_segwit(address: Address) -> bool:
    return address.kind == addresses.BITCOIN and address.value.startswith("bc1")


def _too_many(address: Address) -> int:
    """Characters beyond the nearest length there is; 0 where the length varies."""
    if address.kind == addresses.EVM:
        return len(address.value) - 2 - _EVM_DIGITS
    if address.kind == addresses.TRON:
        return len(address.value) - _TRON_LENGTH
    lengths = _SEGWIT_LENGTHS.get(address.value[:4], ())
    return min((len(address.value) - length for length in lengths), key=abs, default=0)


def _single_slip(address: Address, extra: int) -> Fault | None:
    head, body, alphabet = _parts(address)
    unchecked = address.kind == addresses.EVM and body in (body.lower(), body.upper())
    if unchecked or not body:
        return None
    passing: dict[str, Fault] = {}
    legacy = address.kind == addresses.BITCOIN and not head
    for candidate, free, found in _slips(body, _HEX if address.kind == addresses.EVM else alphabet, extra, legacy):
        proper = _proper(address.kind, head + candidate, free)
        if proper:
            passing.setdefault(proper, Fault(found.reason, found.position + len(head), found.count))
    return next(iter(passing.values())) if len(passing) == 1 else None


def _proper(kind: str, candidate: str, free: int | None) -> str:
    """The address that the candidate is, or "" where the checksum says that it is none."""
    if kind != addresses.EVM:
        found = addresses.parse(candidate)
        return found.value if (found.kind, found.reason) == (kind, "ok") else ""
    proper = addresses.parse(f"0x{candidate.lower()}").value[2:]
    same = all(one == other or at == free for at, (one, other) in enumerate(zip(proper, candidate, strict=False)))
    return proper if proper and same else ""


def _slips(body: str, alphabet: str, extra: int, any_length: bool) -> Iterator[_Slip]:
    """Legacy Bitcoin addresses have no fixed length, so that all kinds of slip are tried on them."""
    ways = []
    if extra == 0:
        ways += [_changed(body, alphabet), _swapped(body)]
    if extra > 0 or any_length:
        ways.append(_without_one(body))
    if extra < 0 or any_length:
        ways.append(_with_one_more(body, alphabet))
    return chain.from_iterable(ways)


def _changed(body: str, alphabet: str) -> Iterator[_Slip]:
    for at, own in enumerate(body):
        for char in alphabet:
            if char != own:
                yield f"{body[:at]}{char}{body[at + 1 :]}", at, Fault("one_character", at + 1)


def _swapped(body: str) -> Iterator[_Slip]:
    for at in range(len(body) - 1):
        if body[at] != body[at + 1]:
            turned = f"{body[:at]}{body[at + 1]}{body[at]}{body[at + 2 :]}"
            yield turned, None, Fault("swapped", at + 1)


def _without_one(body: str) -> Iterator[_Slip]:
    for at in range(len(body)):
        yield f"{body[:at]}{body[at + 1 :]}", None, Fault("one_extra", at + 1, 1)


def _with_one_more(body: str, alphabet: str) -> Iterator[_Slip]:
    for at in range(len(body) + 1):
        for char in alphabet:
            yield f"{body[:at]}{char}{body[at:]}", at, Fault("one_missing", at + 1, 1)
