"""Official vectors: ERC-55, BIP-173, BIP-350, base58check.

https://eips.ethereum.org/EIPS/eip-55, https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki and
bip-0350.mediawiki ("Test vectors"), https://github.com/bitcoin/bitcoin/blob/master/src/test/data (base58).
"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from walletdesk.content.node import read
from walletdesk.core.addresses import parse

ROOT = Path(__file__).parents[2]
VALID = (
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
)
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


@pytest.mark.parametrize(
    ("text", "kind", "valid", "reason", "form"),
    [
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "evm", True, "ok", ""),
        ("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "evm", True, "ok", ""),
        ("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "evm", True, "ok", ""),
        ("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "evm", True, "ok", ""),
        ("0x52908400098527886E0F7030069857D2E4169EE7", "evm", True, "ok", ""),
        ("0x8617E340B3D01FA5F11F306F4090FD50E238070D", "evm", True, "ok", ""),
        ("0xde709f2102306220921060314715629080e2fb77", "evm", True, "ok", ""),
        ("0x27b1fdb04752bbc536007a920d24acb045561c26", "evm", True, "ok", ""),
        ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "evm", True, "no_checksum", ""),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "evm", False, "bad_checksum", ""),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", "evm", False, "bad_length", ""),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeO", "evm", False, "bad_character", ""),
        ("0x" + "0" * 40, "evm", False, "zero_address", ""),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bitcoin", True, "ok", "p2pkh"),
        ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "bitcoin", True, "ok", "p2sh"),
        ("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "bitcoin", False, "testnet", "p2pkh"),
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


@pytest.mark.parametrize(
    ("text", "valid", "reason", "form"),
    [  # the valid addresses of BIP-350
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", True, "ok", "p2wpkh"),
        ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", False, "testnet", "p2wpkh"),
        ("tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", False, "testnet", "p2wsh"),
        ("bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", True, "ok", "segwit"),
        ("BC1SW50QGDZ25J", True, "ok", "segwit"),
        ("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", True, "ok", "segwit"),
        ("tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy", False, "testnet", "p2wsh"),
        ("tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c", False, "testnet", "p2tr"),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", True, "ok", "p2tr"),
    ],
)
def test_segwit_addresses_of_bip_350_are_known(text, valid, reason, form):
    found = parse(text)

    assert ("bitcoin", valid, reason, form) == (found.kind, found.valid, found.reason, found.form)


@pytest.mark.parametrize(
    "text",
    [
        # BIP-173, "invalid segwit addresses"
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        "BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2",
        "bc1rw5uspcuh",
        "bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90",
        "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
        "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7",
        "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
        "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv",
        "bc1gmk9yu",
        # BIP-173's valid ones of version 1 and above, which BIP-350 made invalid
        "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7k7grplx",
        "BC1SW50QA3JX3S",
        "bc1zw508d6qejxtdg4y5r3zarvaryvg6kdaj",
        # BIP-350, "invalid segwit addresses"
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
        "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
        "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
        "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
        "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
        "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
        "bc1pw5dgrnzv",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
        "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
        "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
    ],
)
def test_segwit_addresses_that_the_bips_call_invalid_are_not_valid(text):
    found = parse(text)

    assert (found.kind, found.valid) == ("bitcoin", False)
    assert found.reason != "testnet"


@pytest.mark.parametrize(
    "text",
    [
        "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty",
        "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
        *("", "hello", "0x12", "0x" + "ab" * 32, "ab" * 32, "K" + "w" * 51, "地址"),
    ],
)
def test_what_is_no_address_is_not_carried_on(text):
    found = parse(text)

    assert (found.kind, found.value, found.valid) == ("unknown", "", False)


def test_an_evm_address_comes_back_in_its_checksummed_spelling():
    assert parse("0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED").value == "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


# ERC-55 lets one slip in four thousand through, so the tries are the same every time.
@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from(VALID), st.integers(0, 80), st.characters(codec="utf-8"), st.data())
def test_one_changed_character_never_leaves_an_address_with_a_valid_checksum(valid, at, any_char, data):
    head = 2 if valid.startswith("0x") else 3 if valid.startswith("bc1") else 0
    at = head + at % (len(valid) - head)
    alphabet = "0123456789abcdefABCDEF" if valid.startswith("0x") else BECH32 if head else BASE58
    char = data.draw(st.sampled_from(alphabet) | st.just(any_char))
    changed = valid[:at] + char + valid[at + 1 :]
    found = parse(changed)

    assert changed == valid or not (found.valid and found.reason == "ok")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=100) | st.text(BASE58 + "0x", max_size=70))
def test_any_text_gets_a_verdict(text):
    found = parse(text)

    assert found.kind in ("evm", "bitcoin", "tron", "solana", "unknown")
    assert not found.valid or found.value


def test_every_contract_that_we_call_genuine_is_spelled_with_its_checksum():
    networks = dict(read(ROOT / "data" / "networks.yml", ROOT, []).items())
    contracts = {
        f"{name}.{symbol}": (contract.text(), network.child("family").text())
        for name, network in networks.items()
        for symbol, contract in network.child("tokens").items()
    }
    wrong = {
        place: contract
        for place, (contract, family) in contracts.items()
        if (parse(contract).kind, parse(contract).reason, parse(contract).value) != (family, "ok", contract)
    }

    assert len(contracts) >= 15
    assert wrong == {}


def test_a_tron_address_that_begins_like_a_bitcoin_test_address() -> None:
    found = parse("TB115BhpCAFbjPUgniZ36TZYxNB67fPKzr")

    assert (found.kind, found.valid, found.reason) == ("tron", True, "ok")
