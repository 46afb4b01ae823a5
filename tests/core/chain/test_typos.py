"""Where an address is wrong. The corrected one must never be told."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.core.test_addresses import BASE58, BECH32, VALID
from walletdesk.core.addresses import parse
from walletdesk.core.chain.typos import Fault, fault

EVM, BTC, _, SEGWIT, TAPROOT, TRON = VALID


def fault_of(text: str) -> Fault:
    return fault(parse(text))


def changed(valid: str, position: int, char: str) -> str:
    return valid[: position - 1] + char + valid[position:]


@pytest.mark.parametrize(
    ("valid", "char", "before"),
    [(EVM, "7", 2), (BTC, "z", 0), (SEGWIT, "z", 0), (TAPROOT, "z", 0), (TRON, "z", 0)],
)
class TestOneSlip:
    """`before`: characters that are not counted. All slips are made at the twelfth that is."""

    def test_a_wrong_character(self, valid: str, char: str, before: int) -> None:
        assert fault_of(changed(valid, before + 12, char)) == Fault("one_character", 12)

    def test_two_neighbours_the_wrong_way_round(self, valid: str, char: str, before: int) -> None:
        at = before + 11
        assert fault_of(valid[:at] + valid[at + 1] + valid[at] + valid[at + 2 :]) == Fault("swapped", 12)

    def test_a_character_left_out(self, valid: str, char: str, before: int) -> None:
        assert fault_of(valid[: before + 11] + valid[before + 12 :]) == Fault("one_missing", 12, 1)

    def test_a_character_too_many(self, valid: str, char: str, before: int) -> None:
        assert fault_of(valid[: before + 11] + char + valid[before + 11 :]) == Fault("one_extra", 12, 1)

    def test_a_character_that_never_occurs(self, valid: str, char: str, before: int) -> None:
        odd = "i" if valid.startswith("bc1") else "O"
        assert fault_of(changed(valid, before + 12, odd)) == Fault("bad_character", 12)


def test_one_letter_in_the_wrong_case_is_one_wrong_character() -> None:
    assert fault_of(EVM[:-1] + "D") == Fault("one_character", 40)


def test_where_nothing_checks_it_only_the_length_is_said() -> None:
    assert fault_of(EVM.lower()[:-1]) == Fault("too_short", count=1)
    assert fault_of(EVM.lower() + "ab") == Fault("too_long", count=2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (EVM[:-5], Fault("too_short", count=5)),
        (TRON[:-3], Fault("too_short", count=3)),
        (SEGWIT + "qq", Fault("too_long", count=2)),
        (SEGWIT[:-5], Fault("too_short", count=5)),
        (TAPROOT[:-5], Fault("too_short", count=5)),
        (changed(changed(TRON, 12, "z"), 20, "z"), Fault("bad_checksum")),
        (changed(changed(EVM, 12, "7"), 20, "1"), Fault("bad_checksum")),
        (EVM, Fault("ok")),
        (EVM.lower(), Fault("no_checksum")),
        (SEGWIT[:-1] + "T", Fault("mixed_case")),
        ("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", Fault("testnet")),
        ("0x" + "0" * 40, Fault("zero_address")),
        ("hello", Fault("not_an_address")),
        ("BC1", Fault("bad_checksum")),
    ],
)
def test_more_than_one_slip_has_no_place(text: str, expected: Fault) -> None:
    assert fault_of(text) == expected


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([each for each in VALID if each != EVM]), st.integers(0, 80), st.data())
def test_the_place_of_a_single_wrong_character_is_always_found(valid: str, at: int, data: st.DataObject) -> None:
    head = 3 if valid.startswith("bc1") else 1
    at = head + at % (len(valid) - head)
    wrong = changed(valid, at + 1, data.draw(st.sampled_from(BECH32 if head == 3 else BASE58)))
    assume(wrong != valid)

    found = fault_of(wrong)
    # A wrong version letter of a bech32 address changes which lengths there are.
    assert found == Fault("one_character", at + 1) or (head == 3 and at == 3)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(VALID), st.text("0123456789abcdefABCDEFxyzTO", max_size=3), st.integers(0, 62), st.integers(0, 3)
)
def test_a_fault_points_into_the_address_and_says_nothing_of_the_right_one(
    valid: str, inserted: str, at: int, dropped: int
) -> None:
    text = valid[:at] + inserted + valid[at + dropped :]
    address = parse(text)
    found = fault(address)

    assert 0 <= found.position <= len(text) + 1
    assert address.valid or valid not in repr(found)
    assert set(vars(found)) == {"reason", "position", "count"}
