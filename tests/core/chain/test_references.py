"""Hashes and addresses as people send them."""

from __future__ import annotations

import hashlib
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.core.chain.test_links import HOSTS
from walletdesk.core.chain import references
from walletdesk.core.chain.networks import Family
from walletdesk.core.chain.references import Kind, Reference


def digits(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


HASH = digits(1)
EVM = f"0x{HASH}"
ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
TRON_ADDRESS = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
# A signature of the Solana documentation (getTransaction).
SIGNATURE = "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW"


def find(text: str) -> tuple[Reference, ...]:
    return references.find(text, HOSTS)


def the_one(text: str) -> Reference:
    (found,) = find(text)
    return found


@pytest.mark.parametrize(
    "text",
    [
        EVM,
        f"哈希{EVM}啊",
        f"txhash={EVM}&x=1",
        f"hash{EVM}",
        f"0X{HASH.upper()}",
        f"Ox{HASH}",
        f"0x0x{HASH}",
        f"0x {HASH}",
        f"0x{HASH[:30]} {HASH[30:]} please help",
        f"0x{HASH[:30]}\n{HASH[30:60]}\r\n{HASH[60:]} add more",
        f"0x{HASH[:63]}\n{HASH[63:]}",
        f"0x\u200b{HASH[:10]}\u200b{HASH[10:]}",
        "".join(chr(ord(char) + 0xFEE0) for char in EVM),
        "0x" + " ".join(HASH[at : at + 2] for at in range(0, 64, 2)),
        f"{EVM}\n{EVM}",
        f"be 100 add {EVM} 24 fee",
    ],
)
def test_an_evm_hash_is_read_however_it_was_pasted(text: str) -> None:
    found = the_one(text)

    assert (found.value, found.families, found.problem, found.length) == (EVM, (Family.EVM,), "", 64)
    assert found.usable
    assert found.may_be_key


def test_without_0x_it_may_belong_to_three_families_and_each_spells_it_its_own_way() -> None:
    found = the_one(HASH.upper())

    assert found.families == (Family.BITCOIN, Family.TRON, Family.EVM)
    assert found.spelled(Family.EVM) == EVM
    assert found.spelled(Family.BITCOIN) == found.spelled(Family.TRON) == HASH
    assert the_one(EVM).spelled(Family.TRON) == HASH


@pytest.mark.parametrize(
    ("text", "value", "family", "network"),
    [
        (f"看https://etherscan.io/tx/{EVM}，谢谢", EVM, Family.EVM, "ethereum"),
        (f"https://etherscan.io/tx/{HASH}#eventlog", EVM, Family.EVM, "ethereum"),
        (f"https://etherscan.io/tx/{EVM[:40]}\n{EVM[40:]}", EVM, Family.EVM, "ethereum"),
        (f"https://tronscan.org/#/transaction/{HASH}", HASH, Family.TRON, "tron"),
        (f"https://tronscan.org/#/transaction/{EVM}?lang=zh", HASH, Family.TRON, "tron"),
        (f"mempool.space/zh/tx/{HASH}#vout=0", HASH, Family.BITCOIN, "bitcoin"),
    ],
)
def test_a_link_says_which_network(text: str, value: str, family: Family, network: str) -> None:
    found = the_one(text)

    assert (found.value, found.families, found.network, found.usable) == (value, (family,), network, True)
    assert not found.may_be_key


def test_a_link_that_was_pasted_twice_gives_both_hashes() -> None:
    glued = f"https://etherscan.io/tx/{EVM}https://bscscan.com/tx/0x{digits(2)}"

    assert [(each.value, each.network) for each in find(glued)] == [(EVM, "ethereum"), (f"0x{digits(2)}", "ethereum")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"https://etherscam.io/tx/{EVM}", "look_alike_host"),
        (f"https://evil.example/?r=%2F{EVM}", "strange_host"),
    ],
)
def test_a_strange_link_gives_the_hash_but_no_network(text: str, problem: str) -> None:
    found = the_one(text)

    assert (found.value, found.network, found.problem, found.usable) == (EVM, None, problem, True)
    assert found.may_be_key


@pytest.mark.parametrize(
    ("text", "problem", "length", "missing"),
    [
        (EVM[:-4], "too_short", 60, 4),
        (f"{EVM[:-2]} 24 hours ago", "too_short", 62, 2),
        (f"{EVM}ab", "too_long", 66, -2),
        (HASH[:-1], "too_short", 63, 1),
        (f"0x{HASH[:30]} {HASH[30:55]}", "too_short", 55, 9),
        (f"0x{'a' * 5000}", "too_long", 5000, -4936),
        (f"0x{HASH[:20]}o{HASH[21:]}", "bad_character", 64, 0),
        (f"{HASH[:20]}O{HASH[21:]}", "bad_character", 64, 0),
        ("0x1234…abcd", "masked", 8, 0),
        ("0x1234...ABCD", "masked", 8, 0),
        ("12ab****34cd", "masked", 8, 0),
        (f"https://etherscan.io/block/{EVM}", "is_block", 64, 0),
        ("0" * 19 + HASH[19:], "is_block", 64, 0),
        (f"https://mempool.space/testnet/tx/{HASH}", "unsupported", 64, 0),
    ],
)
def test_what_keeps_a_hash_from_being_looked_up_is_named(text: str, problem: str, length: int, missing: int) -> None:
    found = the_one(text)

    assert (found.problem, found.length, found.missing, found.usable) == (problem, length, missing, False)
    assert found.kind is Kind.TRANSACTION
    assert len(found.value) < 110


@pytest.mark.parametrize(
    ("text", "families"),
    [
        (SIGNATURE, (Family.SOLANA,)),
        (f"{SIGNATURE[:40]}\n{SIGNATURE[40:]}", (Family.SOLANA,)),
        (f"https://solscan.io/tx/{SIGNATURE}", (Family.SOLANA,)),
        ("CJTPS6QZIH5MGTPMTKQFQDH2DJWXXWTHG4XOOO2TQPZ7JWRYM3IQ", ()),  # Algorand
        ("J4Bhx3jk/e3Y7Aqb+Q1mvZ0cK9rV2tX8wLs5uNf6PqE=", ()),  # TON
    ],
)
def test_hashes_of_chains_that_are_not_read_are_known_as_such(text: str, families: tuple[Family, ...]) -> None:
    found = the_one(text)

    assert (found.problem, found.families, found.usable) == ("unsupported", families, False)


@pytest.mark.parametrize(
    ("text", "value", "family", "problem"),
    [
        (ADDRESS.lower(), ADDRESS, Family.EVM, ""),
        (f"0x{'0' * 24}{ADDRESS[2:].lower()}", ADDRESS, Family.EVM, ""),
        (f"{ADDRESS[:20]} {ADDRESS[20:]}", ADDRESS, Family.EVM, ""),
        (f"{TRON_ADDRESS[:16]}\n{TRON_ADDRESS[16:]}", TRON_ADDRESS, Family.TRON, ""),
        (
            "bc1qw508d6qejxtdg4y5r3zarv ary0c5xw7kv8f3t4",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            Family.BITCOIN,
            "",
        ),
        (ADDRESS[:-1] + "D", ADDRESS[:-1] + "D", Family.EVM, "bad_checksum"),
        ("TR7NHq...Lj6t", "TR7NHq…Lj6t", Family.TRON, "masked"),
        ("bc1qw5…f3t4", "bc1qw5…f3t4", Family.BITCOIN, "masked"),
    ],
)
def test_addresses_are_told_from_hashes(text: str, value: str, family: Family, problem: str) -> None:
    found = the_one(text)

    assert (found.kind, found.value, found.families, found.problem) == (Kind.ADDRESS, value, (family,), problem)
    assert not found.may_be_key


def test_where_a_hash_was_asked_for_the_best_of_what_came_counts() -> None:
    assert references.parse(f"{ADDRESS} {EVM[:-3]} {EVM}").value == EVM
    assert references.parse(f"{ADDRESS} {EVM[:-3]}").problem == "too_short"
    assert references.parse(f"my address {ADDRESS}").problem == "is_address"
    assert references.parse(" 0x12ab ").missing == 60
    assert references.parse(EVM[:40]).missing == 26
    for nothing in ("", "hello", "123456", "decade", "你好"):
        assert references.parse(nothing) == references.NOTHING


def test_forty_hashes_are_all_found_in_order_each_once() -> None:
    written = [f"{number}. 0x{digits(number)}" for number in range(40)]
    found = find("\n".join([*written, written[3]]))

    assert [each.value for each in found] == [f"0x{digits(number)}" for number in range(40)]


def test_a_whole_hash_beside_a_broken_one_stays_whole() -> None:
    found = find(f"{HASH[:50]}\n{digits(2)}\n{digits(3)[:40]}\n{digits(3)[40:]}")

    assert [(each.value, each.problem) for each in found] == [
        (HASH[:50], "too_short"),
        (digits(2), ""),
        (digits(3), ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Transfer of 1000000 USDT yesterday, fee 24, add decade",
        "my order 20231122183000123456789012345678901234567890123456789012345678",
        "supercalifragilisticexpialidociousandmorewordswithoutanyblanks",
        "WD-7K3M-9Q2F",
        "dGVzdCB0ZXN0IHRlc3QgdGVzdCB0ZXN0IHRlc3QgdGU+/W8=",
        "我要转出能量不足交易失败",
    ],
)
def test_ordinary_words_are_no_reference(text: str) -> None:
    assert find(text) == ()


def test_a_reference_is_not_printed_by_accident() -> None:
    assert HASH not in repr(the_one(EVM))


@pytest.mark.parametrize(
    "unit",
    [
        *("ab ", "0x1 ", "T1ab ", "bc1q23 ", "0x", "1a2b3c4d", "a…b", "1111 1a1a ", " ", "中"),
        *("https://etherscan.io/tx/0x1 ", f"0x{HASH}\n"),
    ],
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = unit * (180_000 // len(unit))
    started = time.perf_counter()
    find(text)

    assert time.perf_counter() - started < 4


pieces = st.sampled_from(
    ["0x", HASH, EVM[:33], HASH[33:], ADDRESS, SIGNATURE, "https://etherscan.io/tx/", "…", "add", "\u200b"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces | st.text(max_size=6), max_size=12), st.sampled_from(["", " ", "\n"]))
def test_any_text_is_read_and_nothing_is_made_up(parts: list[str], between: str) -> None:
    text = between.join(parts)
    plain = "".join(references.pieces.plain(text).lower().split())

    for found in find(text):
        body = found.value.lower().removeprefix("0x").partition("…")[0]
        assert found.kind is Kind.ADDRESS or found.problem or found.length in (64, len(found.value))
        assert body in "".join(char for char in plain if char not in "\u200b")


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.lists(st.integers(4, 60), max_size=3), st.sampled_from(["\n", " \r\n"]))
def test_a_hash_is_whole_again_wherever_its_lines_broke(raw: bytes, cuts: list[int], line_end: str) -> None:
    assume(any(raw[:12]))  # else it is an address, filled up with zeros
    whole = f"0x{raw.hex()}"
    written = whole
    for cut in sorted(set(cuts), reverse=True):
        written = f"{written[:cut]}{line_end}{written[cut:]}"

    assert [each.value for each in find(f"tx: {written} thanks")] == [whole]
