"""Transactions and addresses that somebody named: in running text, broken over lines, masked, or inside a link.

A Reference says what was written and what is wrong with it. 64 hex digits may as well be a private key: whoever shows
or keeps a reference asks `may_be_key` first. Phrases, WIF and the like are the guard's (walletdesk.core.secrets).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from walletdesk.core import addresses
from walletdesk.core.chain import links, pieces
from walletdesk.core.chain.links import Link
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.chain.pieces import SIGNATURE, Run

DIGITS = 64
_HASHES = (Family.BITCOIN, Family.TRON, Family.EVM)
_PADDED = re.compile(r"0x0{24}([0-9a-f]{40})")
_BLOCK = re.compile(r"0{10}")
_IN_BLOCK_PATH = re.compile(r"blocks?/(?:0x)?$", re.IGNORECASE)
_SHORTEST_BROKEN, _LONGEST_BROKEN = 45, 100
_NEARLY_WHOLE = 56
_SHORTEST_ADDRESS = 14  # of a segwit address with a program of two bytes
_MOST_WRONG = 3
_STUMP = re.compile(r"(0x)?([0-9a-f]{4,63})", re.IGNORECASE)
# Hashes whose form belongs to chains that nothing here reads: Algorand, TON (base64), Filecoin.
_ELSEWHERE = re.compile(r"[A-Z2-7]{52}|bafy2bza[a-z2-7]{40,60}")
_BASE64_HASH = re.compile(r"(?<![A-Za-z0-9+/_=-])(?=[A-Za-z0-9]*[+/_-])[A-Za-z0-9+/_-]{43}=(?![A-Za-z0-9+/_=-])")
_GAP = r"(?:…{1,2}|⋯{1,2}|\.{2,6}|。{2,6}|\*{2,8})"
_MASKED = re.compile(
    rf"""(?<![0-9A-Za-z_])(?:
        (?P<hex>0x[0-9a-f]{{1,30}}{_GAP}[0-9a-f]{{1,30}} | [0-9a-f]{{4,30}}{_GAP}[0-9a-f]{{4,30}})
      | (?P<bech32>bc1[0-9a-z]{{1,30}}{_GAP}[0-9a-z]{{2,30}})
      | (?P<tron>T[1-9A-HJ-NP-Za-km-z]{{2,20}}{_GAP}[1-9A-HJ-NP-Za-km-z]{{3,20}})
    )(?![0-9A-Za-z_])""",
    re.VERBOSE | re.IGNORECASE,
)


class Kind(str, Enum):
    TRANSACTION = "transaction"
    ADDRESS = "address"


@dataclass(frozen=True)
class Reference:
    """value: lower-case hash (with 0x where it was written so or belongs to an EVM network), signature, address in its
    proper spelling, or what there is of a broken one. families: those it may belong to. network: the id of the network
    whose explorer's link it stood in.

    problem, of a transaction: too_short, too_long (`missing` says by how much), bad_character, masked, unsupported (a
    network that is not read), is_block, or, with a complete hash all the same, strange_host and look_alike_host. Of an
    address: masked, or the reason of core/addresses.py where it is not valid. From `parse` also is_address and nothing.
    length: characters of the hash that were there, 0x not counted. checked: False for an address without a checksum.
    """

    value: str = field(repr=False)
    families: tuple[Family, ...] = ()
    network: str | None = None
    kind: Kind = Kind.TRANSACTION
    problem: str = ""
    length: int = 0
    checked: bool = True

    @property
    def usable(self) -> bool:
        """Whether it can be looked up."""
        return bool(self.families) and self.problem in ("", links.STRANGE, links.LOOK_ALIKE)

    @property
    def missing(self) -> int:
        """Characters that a hash lacks; negative: that it has too many."""
        return DIGITS - self.length if self.problem in ("too_short", "too_long") else 0

    @property
    def may_be_key(self) -> bool:
        """Whether a private key, whole or nearly, could look the same; an explorer's link around it says it is none."""
        enough = self.problem != "masked" and self.length >= _NEARLY_WHOLE
        return self.kind is Kind.TRANSACTION and self.network is None and enough

    def spelled(self, family: Family) -> str:
        """The hash as that family writes it: EVM with 0x, Bitcoin and TRON without."""
        if self.kind is Kind.ADDRESS or self.length != DIGITS:
            return self.value
        bare = self.value.removeprefix("0x")
        return f"0x{bare}" if family is Family.EVM else bare


NOTHING = Reference("", problem="nothing")


def find(text: str, hosts: Mapping[str, Network] | None = None) -> tuple[Reference, ...]:
    """Every transaction and address in reading order, each once; linear in the text's length. Never raises.

    hosts: network by explorer host (`links.explorer_hosts`); without it every link is to a strange host.
    """
    plain = pieces.plain(text)
    around = list(links.find(plain, hosts or {}))
    masked = list(_MASKED.finditer(plain))
    in_masked = {at for match in masked for at in range(*match.span())}
    whole = (run for run in pieces.runs(plain) if run.start not in in_masked)
    found = [(run.start, each) for run in whole if (each := _of_run(run))]
    found += [(at, each) for at, each in _elsewhere(plain)]
    found += [(match.start(), _masked(match)) for match in masked]
    found.sort(key=lambda placed: placed[0])
    return tuple(dict.fromkeys(_linked(found, around, plain)))


def parse(text: str, hosts: Mapping[str, Network] | None = None) -> Reference:
    """What was given where one transaction was asked for: the best there is, an address as `is_address`.

    Digits that are too few for anything else are a hash that is too short here.
    """
    found = find(text, hosts)
    transactions = [each for each in found if each.kind is Kind.TRANSACTION]
    for each in (*(t for t in transactions if t.usable), *transactions):
        return each
    address = next((replace(each, problem="is_address") for each in found if each.problem != "bad_length"), None)
    return address or _stump(text) or NOTHING


def _stump(text: str) -> Reference | None:
    match = _STUMP.fullmatch(pieces.plain(text).strip())
    if not match or not (match[1] or pieces.is_mixed(match[2])):
        return None
    families = (Family.EVM,) if match[1] else _HASHES
    return Reference(match[0].lower(), families, problem="too_short", length=len(match[2]))


def _linked(found: list[tuple[int, Reference]], around: list[Link], text: str) -> Iterator[Reference]:
    """Each reference with what the link that it stands in tells of it; both lists are in order."""
    upcoming = iter(around)
    link = next(upcoming, None)
    for at, reference in found:
        while link and link.end <= at:
            link = next(upcoming, None)
        inside = link is not None and link.start <= at
        yield _in_link(reference, link, text[max(0, at - 9) : at]) if link and inside else reference


def _in_link(reference: Reference, link: Link, before: str) -> Reference:
    if reference.kind is Kind.TRANSACTION and _IN_BLOCK_PATH.search(before):
        return replace(reference, problem="is_block", network=link.network.id if link.network else None)
    if not link.network:
        return replace(reference, problem=reference.problem or link.problem)
    family = link.network.family
    complete = reference.kind is Kind.TRANSACTION and reference.length == DIGITS and not reference.problem
    if complete and family is not Family.SOLANA:
        return replace(reference, value=reference.spelled(family), families=(family,), network=link.network.id)
    if family in reference.families:
        return replace(reference, families=(family,), network=link.network.id)
    return reference


def _of_run(run: Run) -> Reference | None:
    if run.hex:
        return _of_hex(run)
    if run.prefixed:
        return _misspelt(run)
    if SIGNATURE.fullmatch(run.text) and pieces.is_signature(run.text):
        return Reference(run.text, (Family.SOLANA,), problem=links.UNSUPPORTED, length=len(run.text))
    if _ELSEWHERE.fullmatch(run.text):
        return Reference(run.text, (), problem=links.UNSUPPORTED, length=len(run.text))
    return _address(run.text) or _misspelt(run)


def _of_hex(run: Run) -> Reference | None:
    digits = len(run.digits)
    if digits == DIGITS:
        return _whole(run)
    if run.prefixed and digits < _SHORTEST_BROKEN:
        return _address(run.text)
    if digits < _SHORTEST_BROKEN or run.text.isdigit():
        return _address(run.text) if pieces.is_mixed(run.text) else None
    problem = "too_short" if digits < DIGITS else "too_long"
    kept = run.text.lower()[: _LONGEST_BROKEN + 2]
    return Reference(kept, (Family.EVM,) if run.prefixed else _HASHES, problem=problem, length=digits)


def _whole(run: Run) -> Reference:
    value = run.text.lower()
    padded = _PADDED.fullmatch(value)
    if padded and padded[1].strip("0"):
        return _address(f"0x{padded[1]}") or NOTHING
    block = not run.prefixed and _BLOCK.match(value)
    families = (Family.EVM,) if run.prefixed else _HASHES
    return Reference(value, families, problem="is_block" if block else "", length=DIGITS)


def _misspelt(run: Run) -> Reference | None:
    """A hash with a few characters in it that no hash has."""
    if run.prefixed and len(run.digits) < _SHORTEST_BROKEN:
        return _address(run.text)
    odd = sum(char not in pieces.HEX for char in run.digits)
    if odd > _MOST_WRONG or not _SHORTEST_BROKEN <= len(run.digits) <= _LONGEST_BROKEN:
        return None
    families = (Family.EVM,) if run.prefixed else _HASHES
    return Reference(run.text, families, problem="bad_character", length=len(run.digits))


def _address(written: str) -> Reference | None:
    if len(written) < _SHORTEST_ADDRESS or not pieces.is_mixed(written):
        return None
    found = addresses.parse(written)
    if found.kind == addresses.UNKNOWN:
        return None
    problem, checked = "" if found.valid else found.reason, found.reason != "no_checksum"
    family = Family(found.kind)
    return Reference(found.value, (family,), None, Kind.ADDRESS, problem, len(found.value), checked)


def _elsewhere(text: str) -> Iterator[tuple[int, Reference]]:
    for match in _BASE64_HASH.finditer(text):
        yield match.start(), Reference(match[0], (), problem=links.UNSUPPORTED, length=len(match[0]))


def _masked(match: re.Match[str]) -> Reference:
    value = re.sub(_GAP, "…", match[0], count=1)
    form = match.lastgroup
    if form == "hex":
        return Reference(value.lower(), _HASHES, problem="masked", length=len(value) - 1 - 2 * value.startswith("0x"))
    family = Family.TRON if form == "tron" else Family.BITCOIN
    return Reference(value, (family,), kind=Kind.ADDRESS, problem="masked", length=len(value) - 1)
