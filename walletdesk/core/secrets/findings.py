"""What the guard reports: kinds and places, never the text itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

MNEMONIC = "mnemonic"
MNEMONIC_PART = "mnemonic_part"
PHRASE_PART = "phrase_part"
PRIVATE_KEY = "private_key"
WIF = "wif"
EXTENDED_KEY = "extended_key"
KEYSTORE = "keystore"
SOLANA_KEY = "solana_key"
EOS_KEY = "eos_key"
SUI_KEY = "sui_key"
PAIRING_LINK = "pairing_link"
PASSWORD = "password"  # noqa: S105 (a kind, not a password)
CODE = "code"

KINDS = (
    KEYSTORE,
    MNEMONIC,
    MNEMONIC_PART,
    PHRASE_PART,
    EXTENDED_KEY,
    WIF,
    EOS_KEY,
    SUI_KEY,
    SOLANA_KEY,
    PRIVATE_KEY,
    PAIRING_LINK,
    PASSWORD,
    CODE,
)  # the first of two overlapping kinds names the merged finding
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Finding:
    """One secret: its kind and its span in the text as it was given (end exclusive)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Redacted:
    """`found` holds the kinds in order of appearance, each once. The text stays out of the repr."""

    text: str = field(repr=False)
    found: tuple[str, ...]


def settle(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In order of place, overlaps merged, so that spans can be cut out one after the other."""
    settled: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if settled and finding.start < settled[-1].end:
            settled[-1] = _merge(settled[-1], finding)
        else:
            settled.append(finding)
    return tuple(settled)


def _merge(first: Finding, second: Finding) -> Finding:
    kind = min(first.kind, second.kind, key=_RANK.__getitem__)
    return Finding(kind, first.start, max(first.end, second.end))


def cut(text: str, findings: tuple[Finding, ...]) -> str:
    """The text with every span replaced by its kind in brackets; `findings` must be settled."""
    pieces, done = [], 0
    for finding in findings:
        pieces += [text[done : finding.start], f"[{finding.kind}]"]
        done = finding.end
    return "".join([*pieces, text[done:]])
