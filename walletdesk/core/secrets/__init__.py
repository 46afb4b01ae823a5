"""The secret guard's heart: finds recovery phrases, keys and passwords; says what and where, never which.

Three ways in: `find` gives kinds and spans, `redact` gives a text that may be kept, and a `Window` per
conversation also sees a phrase that is spread over several messages. `mask_hashes` shortens 64-hex runs,
which look the same whether they are a transaction id or a key.
"""

from walletdesk.core.secrets.findings import (
    CODE,
    EOS_KEY,
    EXTENDED_KEY,
    KEYSTORE,
    KINDS,
    MNEMONIC,
    MNEMONIC_PART,
    PAIRING_LINK,
    PASSWORD,
    PHRASE_PART,
    PRIVATE_KEY,
    SOLANA_KEY,
    SUI_KEY,
    WIF,
    Finding,
    Redacted,
)
from walletdesk.core.secrets.hexkeys import mask_hashes
from walletdesk.core.secrets.scan import find, redact
from walletdesk.core.secrets.window import Window

__all__ = [
    "CODE",
    "EOS_KEY",
    "EXTENDED_KEY",
    "KEYSTORE",
    "KINDS",
    "MNEMONIC",
    "MNEMONIC_PART",
    "PAIRING_LINK",
    "PASSWORD",
    "PHRASE_PART",
    "PRIVATE_KEY",
    "SOLANA_KEY",
    "SUI_KEY",
    "WIF",
    "Finding",
    "Redacted",
    "Window",
    "find",
    "mask_hashes",
    "redact",
]
