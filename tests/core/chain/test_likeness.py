"""Look-alikes of an address: poisoned histories, slips, and chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walletdesk.core.addresses import parse
from walletdesk.core.chain.likeness import Alike, Likeness, fits, likeness
from walletdesk.core.chain.networks import Family

EVM = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
TRON = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
SEGWIT = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (EVM, Alike.SAME),
        (EVM.lower(), Alike.SAME),
        ("0x" + EVM[2:].upper(), Alike.SAME),
        ("0x5aae1111111111111111111111111111111beaed", Alike.LOOK_ALIKE),
        ("0x5aa11111111111111111111111111111111ceaed", Alike.LOOK_ALIKE),
        ("0x5a111111111111111111111111111111111ceaed", Alike.DIFFERENT),
        ("0x5aae1111111111111111111111111111111bead1", Alike.DIFFERENT),
        (EVM[:20] + "0" + EVM[21:], Alike.NEARLY),
        ("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", Alike.DIFFERENT),
        (TRON, Alike.DIFFERENT),
        ("", Alike.DIFFERENT),
    ],
)
def test_beginning_and_end_make_a_look_alike(other: str, alike: Alike) -> None:
    assert likeness(EVM, other).alike is alike
    assert likeness(other, EVM).alike is alike


def test_how_much_agrees_is_counted_behind_what_all_addresses_begin_with() -> None:
    assert likeness(EVM, "0x5aae1111111111111111111111111111111beaed") == Likeness(Alike.LOOK_ALIKE, 4, 6)
    assert likeness(TRON, "TR7" + "z" * 27 + "Lj6t") == Likeness(Alike.LOOK_ALIKE, 2, 4)
    assert likeness(TRON, "TRz" + "z" * 27 + "Lj6t").alike is Alike.DIFFERENT
    assert likeness(SEGWIT, "bc1qw50" + "q" * 31 + "f3t4").alike is Alike.LOOK_ALIKE
    assert likeness(SEGWIT, SEGWIT.upper()).alike is Alike.SAME


def test_case_counts_where_it_makes_another_address() -> None:
    assert likeness(TRON, TRON.swapcase()).alike is Alike.DIFFERENT


def test_an_address_fits_networks_of_its_family_only() -> None:
    assert fits(parse(EVM), Family.EVM)
    assert not fits(parse(EVM), Family.TRON)
    assert not fits(parse("hello"), Family.EVM)


@given(st.binary(min_size=20, max_size=20), st.binary(min_size=20, max_size=20))
def test_likeness_is_mutual_and_chance_makes_none(one: bytes, other: bytes) -> None:
    a, b = f"0x{one.hex()}", f"0x{other.hex()}"

    assert likeness(a, b) == likeness(b, a)
    assert (likeness(a, b).alike is Alike.SAME) == (one == other)
