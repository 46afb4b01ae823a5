"""Whether an address fits a network, and whether one is made to be taken for another (address poisoning).

Wallets and explorers show the first and the last few characters; a poisoner makes an address that agrees in those and
puts it into the victim's history.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from walletdesk.core import addresses
from walletdesk.core.addresses import Address
from walletdesk.core.chain.networks import Family

# All addresses of a kind begin like this, so that it says nothing.
_HEADS = ("0x", "bc1q", "bc1p", "T", "1", "3")
_FIRST, _LAST = 3, 4
_SLIPS = 2
_GROUP = 4


class Alike(str, Enum):
    """NEARLY: one or two characters differ, rather a slip than an attack. LOOK_ALIKE: beginning and end agree."""

    SAME = "same"
    NEARLY = "nearly"
    LOOK_ALIKE = "look_alike"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Likeness:
    """first, last: how many characters agree at the beginning (behind 0x, T, bc1q …) and at the end."""

    alike: Alike
    first: int = 0
    last: int = 0


def fits(address: Address, family: Family) -> bool:
    """Whether addresses of this family look like it at all; says nothing of its checksum."""
    return address.kind == family.value


def likeness(one: str, other: str) -> Likeness:
    """Compares two addresses as they were written; EVM's and bech32's case does not count. Never raises.

    Three characters of the beginning and four of the end must agree for a look-alike, two of the beginning where an
    address has 58 different characters: by chance that happens once in a hundred million pairs.
    """
    a, b = _compared(one), _compared(other)
    if a == b:
        return Likeness(Alike.SAME, len(a[1]), len(a[1]))
    if a[0] != b[0]:
        return Likeness(Alike.DIFFERENT)
    first, last = _agreeing(a[1], b[1]), _agreeing(a[1][::-1], b[1][::-1])
    if len(a[1]) == len(b[1]) and sum(x != y for x, y in zip(*(a[1], b[1]), strict=True)) <= _SLIPS:
        return Likeness(Alike.NEARLY, first, last)
    needed = _FIRST if a[0] in ("0x", "bc1q", "bc1p") else _FIRST - 1
    alike = first >= needed and last >= _LAST
    return Likeness(Alike.LOOK_ALIKE if alike else Alike.DIFFERENT, first, last)


def grouped(address: str) -> str:
    """In fours, so that two of them can be compared piece by piece; EVM's case means nothing to the eye."""
    if address.startswith("0x"):
        return " ".join(["0x", *_fours(address[2:].lower())])
    return " ".join(_fours(address))


def _fours(body: str) -> list[str]:
    return [body[at : at + _GROUP] for at in range(0, len(body), _GROUP)]


def _compared(written: str) -> tuple[str, str]:
    """What all addresses of the kind begin with, and the rest, in a case that may be compared."""
    found = addresses.parse(written)
    value = found.value or written.strip()
    if found.kind == addresses.EVM or value[:3].lower() == "bc1":
        value = value.lower()
    head = next((head for head in _HEADS if value.startswith(head)), "")
    return head, value[len(head) :]


def _agreeing(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
