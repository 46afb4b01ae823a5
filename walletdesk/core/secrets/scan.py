"""Runs every detector over one text."""

from __future__ import annotations

from walletdesk.core.secrets import hexkeys, keys, keystores, passwords, phrases, told
from walletdesk.core.secrets.findings import Finding, Redacted, cut, settle
from walletdesk.core.secrets.folding import Folded

_DETECTORS = (keystores.find, phrases.find, told.find, keys.find, hexkeys.find, passwords.find)
# Cutting a secret out can bring strangers together; a second look keeps redaction idempotent.
_LOOKS = 8


def find(text: str) -> tuple[Finding, ...]:
    """Every secret in the text, in order, without overlaps. Never raises for a str."""
    return find_in(Folded(text))


def find_in(folded: Folded) -> tuple[Finding, ...]:
    return settle(finding for detect in _DETECTORS for finding in detect(folded))


def redact(text: str) -> Redacted:
    """The text with each secret replaced by its kind in brackets."""
    kinds: dict[str, None] = {}
    for _ in range(_LOOKS):
        found = find(text)
        if not found:
            break
        text = cut(text, found)
        kinds.update(dict.fromkeys(finding.kind for finding in found))
    return Redacted(text, tuple(kinds))
