"""Hashes and addresses in running text, whole or masked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from walletdesk.core import addresses

from .broken_codes import joined, narrow
from .folding import fold

_SUBTYPES = {
    addresses.EVM: "evm_address",
    addresses.BITCOIN: "btc_address",
    addresses.TRON: "tron_address",
    addresses.SOLANA: "sol_address",
}
_GAP = r"(?:…{1,2}|⋯{1,2}|\.{2,6}|。{2,6}|\*{2,})"
_RUN = re.compile(r"(?<![0-9A-Za-z_])[0-9A-Za-z]{24,130}(?![0-9A-Za-z_])")
_HEX_RUN = re.compile(r"(?:0x)?[0-9a-f]+", re.IGNORECASE)
_SIGNATURE = re.compile(r"[1-9A-HJ-NP-Za-km-z]{86,88}")
_MASKED = re.compile(
    rf"""(?<![0-9A-Za-z_])(?:
        (?P<evm>0x[0-9a-f]{{1,30}}{_GAP}[0-9a-f]{{1,30}})
      | (?P<bare>[0-9a-f]{{4,30}}{_GAP}[0-9a-f]{{4,30}})
      | (?P<btc>(?:bc1|tb1)[0-9a-z]{{1,30}}{_GAP}[0-9a-z]{{2,30}})
      | (?P<tron>T[1-9A-HJ-NP-Za-km-z]{{2,20}}{_GAP}[1-9A-HJ-NP-Za-km-z]{{3,20}})
    )(?![0-9A-Za-z_])""",
    re.VERBOSE | re.IGNORECASE,
)
_TICKET = re.compile(
    r"(?<![0-9A-Za-z])W ?D(?P<gap>[ _-]*)(?P<head>[0-9A-Z]{4})[ _-]*(?P<tail>[0-9A-Z]{4})(?![0-9A-Za-z-])",
    re.IGNORECASE,
)
# As its readers write it down: letters that the numbering leaves out stand for the digits they look like.
_MISREAD = str.maketrans("OIL", "011")
_ADDRESS_CUE = re.compile(
    r"address|addr|地址|合约|contract|wallet|钱包|账户|account|\bto\b|\bfrom\b|转[到给]|发[到给]", re.IGNORECASE
)
_HASH_CUE = re.compile(r"hash|tx|哈希|交易号|交易id|流水|transaction", re.IGNORECASE)
_CUE_REACH = 30
# Verdicts and kinds that do not need a reader's eye: put together wrongly, a code would hardly pass.
_CERTAIN = frozenset({"", "ok", "no_checksum"})
_UNCHECKED = frozenset({"broken_hash", "sol_address", "solana_signature"})


@dataclass(frozen=True)
class Code:
    """`value`: lower-case hash, checksummed address, masked form with one "…". `note`: the checksum's verdict."""

    kind: str
    subtype: str
    value: str
    start: int
    end: int
    note: str = ""


def find_codes(text: str) -> Iterator[Code]:
    text = narrow(text)
    whole = [code for match in _RUN.finditer(text) if (code := _whole(match[0], *match.span()))]
    yield from whole
    yield from _mended(text, whole)
    for match in _MASKED.finditer(text):
        code = _masked(text, match)
        if code:
            yield code
    for match in _TICKET.finditer(fold(text)):
        code = _ticket(match)
        if code:
            yield code


def _mended(text: str, found: list[Code]) -> Iterator[Code]:
    """Codes in several pieces; what nothing but chance could make one again."""
    taken = [(code.start, code.end) for code in found if code.note in _CERTAIN]
    for run, start, end in joined(text):
        code = _whole(run, start, end) if all(end <= a or start >= b for a, b in taken) else None
        if code and code.note in _CERTAIN and code.subtype not in _UNCHECKED:
            taken.append((start, end))
            yield code


def without_tickets(text: str) -> str:
    """What is said around ticket numbers: they are of no language."""
    for match in reversed(list(_TICKET.finditer(fold(text)))):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return text


def _ticket(match: re.Match[str]) -> Code | None:
    """WD-7K3M-9Q2F however it is spelt; without a dash there must be a digit, or it is a pair of words."""
    written = (match["head"] + match["tail"]).upper()
    if "-" not in match[0] and not any(char.isdigit() for char in written):
        return None
    read = written.translate(_MISREAD)
    return Code("ticket", "", f"WD-{read[:4]}-{read[4:]}", match.start(), match.end())


def _whole(run: str, start: int, end: int) -> Code | None:
    if _HEX_RUN.fullmatch(run) and not run.isdigit():
        return _hex(run, start, end)
    if _SIGNATURE.fullmatch(run):
        return Code("tx_hash", "solana_signature", run, start, end)
    if not _mixed(run):
        return None
    return _address(run, start, end)


def _hex(run: str, start: int, end: int) -> Code | None:
    prefixed = run[:2] in ("0x", "0X")
    digits = len(run) - 2 * prefixed
    if digits == 64:
        return Code("tx_hash", "evm_hash" if prefixed else "bare_hash", run.lower(), start, end)
    if prefixed and 36 <= digits <= 44:
        return _address(run, start, end)
    if 50 <= digits <= 80:
        return Code("tx_hash", "broken_hash", run.lower(), start, end, "bad_length")
    return None


def _mixed(run: str) -> bool:
    """A long word is no address: digits and letters must alternate somewhere."""
    return any(char.isdigit() for char in run) and any(char.isalpha() for char in run)


def _address(run: str, start: int, end: int) -> Code | None:
    found = addresses.parse(run)
    if found.kind == addresses.UNKNOWN:
        return None
    return Code("address", _SUBTYPES[found.kind], found.value, start, end, found.reason)


def _masked(text: str, match: re.Match[str]) -> Code | None:
    form = match.lastgroup or ""
    run = match[0]
    if form == "bare" and (not _mixed(run) or run.lower().isalpha()):
        return None
    if form == "tron" and (run[0] != "T" or not (_mixed(run) or run[1].isupper())):
        return None
    value = re.sub(_GAP, "…", run, count=1)
    if form in ("btc", "tron"):
        return Code("address", "masked_address", value, match.start(), match.end())
    if _names_an_address(text[max(0, match.start() - _CUE_REACH) : match.start()]):
        return Code("address", "masked_address", value, match.start(), match.end())
    return Code("tx_hash", "masked_hash", value.lower(), match.start(), match.end())


def _names_an_address(before: str) -> bool:
    """The nearer cue decides; without one a masked code is taken for a transaction."""
    address = max((m.end() for m in _ADDRESS_CUE.finditer(before)), default=-1)
    tx_hash = max((m.end() for m in _HASH_CUE.finditer(before)), default=-1)
    return address > tx_hash
