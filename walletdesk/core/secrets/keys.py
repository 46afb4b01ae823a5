"""Keys that name themselves by their shape: WIF, extended, EOS, Sui, Solana keys, and pairing links."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from walletdesk.core.secrets.findings import (
    EOS_KEY,
    EXTENDED_KEY,
    PAIRING_LINK,
    SOLANA_KEY,
    SUI_KEY,
    WIF,
    Finding,
)
from walletdesk.core.secrets.folding import Folded

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {char: value for value, char in enumerate(_ALPHABET)}
_B58 = f"[{_ALPHABET}]"
# The plain hint is looked for first: on most messages it spares the pattern.
_NAMED = (
    ("prv", EXTENDED_KEY, re.compile(rf"(?<![A-Za-z0-9])[xyztuvYZUV]prv{_B58}{{20,}}")),
    ("pvt_", EOS_KEY, re.compile(rf"PVT_[A-Z0-9]{{2}}_{_B58}{{40,}}")),
    ("suiprivkey1", SUI_KEY, re.compile(r"suiprivkey1[02-9ac-hj-np-z]{20,}", re.I)),
)
_LINK_KEY = re.compile(r"(?:symkey|(?:[&?]|%26)key)(?:=|%3d)[0-9a-f]{8,}(?:[&%][^\s\"'<>]*)?")
_LINK_START = re.compile(r"wc(?::|%3a)[^\s\"'<>]*\Z")
_LINK_REACH = 400
_BASE58_RUN = re.compile(rf"(?<![A-Za-z0-9]){_B58}{{51,88}}(?![A-Za-z0-9])")
_BYTE_ARRAY = re.compile(r"[\[({]\s*(?:\d{1,3}\s*,\s*){63}\d{1,3}\s*,?\s*[\])}]")
_KEY_CUE = re.compile(
    r"(?<!public )(?<!public_)(?<!pub)(?<![a-z])"
    r"(?:private[\s_-]*key|priv[\s_-]*key|secret[\s_-]*key|secret|wif|keypair|key|pk)(?![a-z])"
    r"|私[钥鑰匙]|密[钥鑰匙]|秘[钥鑰匙]"
)
_SIGNATURE_CUE = re.compile(r"(?<![a-z])(?:signature|sig|tx\w*|hash|transaction)(?![a-z])|签名|交易|哈希|簽名")
_REACH = 48


def find(folded: Folded) -> Iterator[Finding]:
    for hint, kind, pattern in _NAMED:
        if hint in folded.lower:
            yield from (folded.finding(kind, *hit.span()) for hit in pattern.finditer(folded.text))
    if "wc:" in folded.lower or "wc%3a" in folded.lower:
        yield from _pairing_links(folded)
    for hit in _BASE58_RUN.finditer(folded.text):
        named = _base58_kind(folded, *hit.span())
        if named:
            yield folded.finding(named, *hit.span())
    if folded.text.count(",") >= 63:
        yield from _byte_arrays(folded)


def _base58_kind(folded: Folded, start: int, end: int) -> str | None:
    value, size = folded.text[start:end], end - start
    if size <= 52 and value[0] in "5KLc9":
        alone = size == len(folded.text.strip())
        if alone or has_base58_checksum(value) or _is_called_key(folded.lower, start, end):
            return EOS_KEY if value[0] == "5" and "eos" in folded.lower[:start] else WIF
    if 86 <= size <= 88 and _is_called_key(folded.lower, start, end) and len(decode_base58(value)) == 64:
        return SOLANA_KEY
    return None


def _pairing_links(folded: Folded) -> Iterator[Finding]:
    """From the last "wc:" before a symmetric key to the end of the link."""
    done = 0
    for key in _LINK_KEY.finditer(folded.lower):
        low = max(done, key.start() - _LINK_REACH)
        at = max(folded.lower.rfind(start, low, key.start()) for start in ("wc:", "wc%3a"))
        if at >= 0 and _LINK_START.match(folded.lower[at : key.start()]):
            done = key.end()
            yield folded.finding(PAIRING_LINK, at, done)


def _byte_arrays(folded: Folded) -> Iterator[Finding]:
    for hit in _BYTE_ARRAY.finditer(folded.text):
        if max(map(int, re.findall(r"\d+", hit[0]))) <= 255:
            yield folded.finding(SOLANA_KEY, *hit.span())


def _is_called_key(lower: str, start: int, end: int) -> bool:
    """Called a key close by, and not called a signature nearer to the value."""
    cues = [hit.end() for hit in _KEY_CUE.finditer(lower, max(0, start - _REACH), start)]
    if cues:
        return not _SIGNATURE_CUE.search(lower, cues[-1], start)
    after = _KEY_CUE.search(lower, end, end + _REACH // 2)
    return bool(after) and not _SIGNATURE_CUE.search(lower, max(0, start - _REACH), start)


def decode_base58(value: str) -> bytes:
    number = 0
    for at in range(0, len(value), 10):  # ten digits fit a machine word, which is much faster
        part = 0
        for char in value[at : at + 10]:
            part = part * 58 + _VALUE[char]
        number = number * 58 ** len(value[at : at + 10]) + part
    zeros = len(value) - len(value.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def has_base58_checksum(value: str) -> bool:
    raw = decode_base58(value)
    return hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]
