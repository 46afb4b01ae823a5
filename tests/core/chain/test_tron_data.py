"""Contract data of TRON, also such as nobody should send."""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from walletdesk.core.chain import tron_data
from walletdesk.core.chain.tron import Log
from walletdesk.core.chain.tron_data import Approval, Movement, asked, base58, in_hex, number, text, word_of

# The contract of USDT, in both spellings; the second is what TRON's documents show.
USDT, USDT_HEX = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "41a614f803b6fd780986a42c78ec9c7f77e6ded13c"
ME, YOU = base58(f"{0xA:042x}"[2:]), base58(f"{0xB:040x}")
HEX = st.text("0123456789abcdef", max_size=400)
TWENTY = st.binary(min_size=20, max_size=20)


def word(value: int) -> str:
    return f"{value:064x}"


def test_an_address_has_two_spellings() -> None:
    assert base58(USDT_HEX) == base58(USDT_HEX[2:]) == base58(USDT_HEX.upper()) == USDT
    assert in_hex(USDT) == USDT_HEX
    assert word_of(USDT) == USDT_HEX[2:].rjust(64, "0")


@given(TWENTY)
def test_every_address_survives_the_way_there_and_back(raw: bytes) -> None:
    spelt = base58(raw.hex())

    assert (spelt[0], len(spelt)) == ("T", 34)
    assert in_hex(spelt) == f"41{raw.hex()}"


@pytest.mark.parametrize(
    "wrong", ["", USDT_HEX[:-1], f"42{USDT_HEX[2:]}", f"0x{USDT_HEX[4:]}", "zz" * 20, f" {USDT_HEX}"]
)
def test_what_is_no_hex_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="address"):
        base58(wrong)


@pytest.mark.parametrize(
    "wrong", ["", USDT[:-1], f"{USDT[:-1]}u", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "тест", "0OIl"]
)
def test_what_is_no_tron_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  some say so in the words of the library
        in_hex(wrong)


def test_the_constants_are_the_hashes_of_what_they_stand_for() -> None:
    def four(signature: str) -> str:
        return str(keccak(text=signature).hex()[:8])

    assert keccak(text="Transfer(address,address,uint256)").hex() == tron_data._TRANSFERRED
    assert keccak(text="Approval(address,address,uint256)").hex() == tron_data._APPROVED
    assert (four("transfer(address,uint256)"), four("approve(address,uint256)")) == ("a9059cbb", "095ea7b3")
    assert four("transferFrom(address,address,uint256)") == "23b872dd"
    assert (four("increaseAllowance(address,uint256)"), four("increaseApproval(address,uint256)")) == tron_data._RAISE


@pytest.mark.parametrize(
    ("data", "meant"),
    [
        ("a9059cbb" + word(0xB) + word(7), Movement(USDT, ME, YOU, 7)),
        ("A9059CBB" + word(0xB) + word(7), Movement(USDT, ME, YOU, 7)),
        # Some TRON libraries leave the 41 of an address in the word.
        ("a9059cbb" + word(0x41 << 160 | 0xB) + word(7), Movement(USDT, ME, YOU, 7)),
        ("a9059cbb" + word(0xB) + word(7) + "00", Movement(USDT, ME, YOU, 7)),
        ("23b872dd" + word(0xB) + word(0xA) + word(2**256 - 1), Movement(USDT, YOU, ME, 2**256 - 1)),
        ("095ea7b3" + word(0xB) + word(0), Approval(USDT, ME, YOU, 0)),
        ("39509351" + word(0xB) + word(5), Approval(USDT, ME, YOU, 5)),
        ("a9059cbb" + word(0xB) + word(7)[:-2], None),
        ("23b872dd" + word(0xB) + word(0xA), None),
        ("a9059cbb", None),
        ("", None),
        ("70a08231" + word(0xB), None),
    ],
)
def test_what_a_call_asks_for(data: str, meant: Movement | Approval | None) -> None:
    assert asked(USDT, ME, data) == meant


def test_what_logs_tell() -> None:
    transferred = (tron_data._TRANSFERRED, word(0xA), word(0xB))
    approved = (tron_data._APPROVED, word(0xA), word(0xB))
    logs = [
        Log(USDT, transferred, word(3)),
        Log(USDT, (*transferred, word(9)), word(9)),  # TRC-721: the number of a thing, no amount
        Log(USDT, transferred[:2], word(3)),
        Log(USDT, transferred, "03"),
        Log(USDT, approved, word(4) + word(5)),
        Log(USDT, (), ""),
    ]

    assert list(tron_data.movements(logs)) == [Movement(USDT, ME, YOU, 3)]
    assert list(tron_data.approvals(logs)) == [Approval(USDT, ME, YOU, 4)]


@given(HEX, st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), max_size=4))
def test_no_contract_data_breaks_a_parser(data: str, topics: list[str]) -> None:
    """Odd digits too, though readers refuse them earlier."""
    asked(USDT, ME, data)
    list(tron_data.movements([Log(USDT, (tron_data._TRANSFERRED, *topics), data)]))
    list(tron_data.approvals([Log(USDT, (tron_data._APPROVED, *topics), data)]))
    assert isinstance(text(data), str)
    assert number(data) is None or 0 <= int(str(number(data))) < 2**256


@given(st.text(max_size=100))
def test_a_returned_string_is_read_as_it_was_written(said: str) -> None:
    raw = said.encode("utf-8", "replace")
    encoded = word(32) + word(len(raw)) + raw.hex() + "00" * (-len(raw) % 32)

    assert text(encoded) == raw.decode()


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        (b"USDT".ljust(32, b"\0").hex(), "USDT"),
        (word(32) + word(2**255) + "00" * 32, ""),
        (word(2**255) + word(4) + "00" * 32, ""),
        (word(32) + word(33) + "41" * 32, ""),
        (word(32) + word(2) + "fffe".ljust(64, "0"), "\ufffd\ufffd"),
        (word(32), "\0" * 31 + " "),
        (word(32) + "00", ""),
        ("", ""),
        ("0", ""),
        ("zz" * 32, ""),
    ],
)
def test_strings_that_lie_about_themselves(returned: str, said: str) -> None:
    assert text(returned) == said


def test_a_string_without_end_is_cut() -> None:
    assert text(word(32) + word(10**5) + "61" * 10**5) == "a" * 512
