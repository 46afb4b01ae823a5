"""Builds secrets for tests from a seed, so that none is written down anywhere."""

from __future__ import annotations

import hashlib
import json
import random

from mnemonic import Mnemonic

_B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 (test material must come out the same every time)


def phrase_words(seed: int, count: int = 12, language: str = "english") -> list[str]:
    entropy = seeded(seed).randbytes(count * 4 // 3)
    return words_of(entropy, language)


def words_of(entropy: bytes, language: str) -> list[str]:
    return Mnemonic(language).to_mnemonic(entropy).replace("\u3000", " ").split(" ")


def hex64(seed: int) -> str:
    return seeded(seed).randbytes(32).hex()


def base58(raw: bytes) -> str:
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _B58[digit] + text
    return text


def base58check(raw: bytes) -> str:
    return base58(raw + hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4])


def keystore(seed: int) -> dict[str, object]:
    some = seeded(seed)
    return {
        "address": some.randbytes(20).hex(),
        "crypto": {
            "cipher": "aes-128-ctr",
            "ciphertext": some.randbytes(32).hex(),
            "cipherparams": {"iv": some.randbytes(16).hex()},
            "kdf": "scrypt",
            "kdfparams": {"dklen": 32, "n": 262144, "p": 1, "r": 8, "salt": some.randbytes(32).hex()},
            "mac": some.randbytes(32).hex(),
        },
        "version": 3,
    }


def material(seed: int) -> dict[str, str]:
    """Everything a case of tests/data/secret_cases.yml can name in braces, except the phrase."""
    some = seeded(seed)
    plain = json.dumps(keystore(seed))
    digits = hex64(seed)
    return {
        "hex64": digits,
        "hex64_broken": f"{digits[:32]}\n{digits[32:]}",
        "wif": base58check(b"\x80" + some.randbytes(32) + b"\x01"),
        "xprv": base58check(b"\x04\x88\xad\xe4" + some.randbytes(41) + b"\0" + some.randbytes(32)),
        "solana": base58(b"\x7f" + some.randbytes(63)),
        "solana_bytes": json.dumps(list(some.randbytes(64))),
        "eos": "PVT_K1_" + base58(b"\x7f" + some.randbytes(36)),
        "sui": "suiprivkey1" + "".join(some.choices(BECH32, k=59)),
        "keystore": plain,
        "keystore_pretty": json.dumps(keystore(seed), indent=4),
        "keystore_escaped": json.dumps(plain),
        "keystore_single": plain.replace('"', "'"),
        "keystore_cut": plain[:-90],
    }
