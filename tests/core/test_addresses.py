"""Official vectors: ERC-55, BIP-173, BIP-350, base58check."""

import pytest

from walletdesk.core.addresses import parse


@pytest.mark.parametrize(
    ("text", "kind", "valid", "reason", "form"),
    [
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "evm", True, "ok", ""),
        ("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "evm", True, "ok", ""),
        ("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "evm", True, "ok", ""),
        ("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "evm", True, "ok", ""),
        ("0x52908400098527886E0F7030069857D2E4169EE7", "evm", True, "ok", ""),
        ("0xde709f2102306220921060314715629080e2fb77", "evm", True, "ok", ""),
        ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "evm", True, "no_checksum", ""),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "evm", False, "bad_checksum", ""),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", "evm", False, "bad_length", ""),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeO", "evm", False, "bad_character", ""),
        ("0x" + "0" * 40, "evm", False, "zero_address", ""),
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bitcoin", True, "ok", "p2wpkh"),
        ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "bitcoin", False, "testnet", "p2wpkh"),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bitcoin", True, "ok", "p2tr"),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", "bitcoin", False, "bad_checksum", ""),
        ("bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", "bitcoin", False, "bad_checksum", ""),
        ("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "bitcoin", True, "ok", "segwit"),
        ("bc1gmk9yu", "bitcoin", False, "bad_checksum", ""),
        ("bc1QW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bitcoin", False, "mixed_case", ""),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bitcoin", True, "ok", "p2pkh"),
        ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "bitcoin", True, "ok", "p2sh"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "bitcoin", False, "bad_checksum", ""),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron", True, "ok", ""),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", "tron", False, "bad_checksum", ""),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6", "tron", False, "bad_length", ""),
        ("So11111111111111111111111111111111111111112", "solana", True, "no_checksum", ""),
    ],
)
def test_an_address_is_judged_by_its_own_rules(text, kind, valid, reason, form):
    found = parse(f"  {text}\n")

    assert (kind, valid, reason, form) == (found.kind, found.valid, found.reason, found.form)


def test_an_evm_address_comes_back_in_its_checksummed_spelling():
    assert parse("0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED").value == "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


@pytest.mark.parametrize("text", ["", "hello", "0x12", "0x" + "ab" * 32, "ab" * 32, "K" + "w" * 51, "地址"])
def test_what_is_no_address_is_not_carried_on(text):
    found = parse(text)

    assert (found.kind, found.value, found.valid) == ("unknown", "", False)
