"""Vectors kept in 8 bits: what is known is not encoded again, and stays what it was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from walletdesk.understanding.encoders import USE, Encoders, Floats
from walletdesk.understanding.vector_cache import VectorCache

TEXTS = ["my transfer is stuck", "转账一直打包中", "where is my money"]


class Counting(Encoders):
    """The real encoder, with a note of what it had to encode."""

    def __init__(self) -> None:
        super().__init__((USE,))
        self.encoded: list[str] = []

    def encode(self, name: str, texts: Sequence[str]) -> Floats | None:
        self.encoded += texts
        return super().encode(name, texts)


@pytest.fixture
def encoders() -> Counting:
    return Counting()


def test_8_bits_keep_the_direction(encoders: Counting, tmp_path: Path) -> None:
    exact, kept = encoders.encode(USE, TEXTS), VectorCache(encoders, tmp_path).encode(USE, TEXTS)

    assert exact is not None
    assert kept is not None
    assert (np.sum(exact * kept, axis=1) > 0.999).all()
    assert np.linalg.norm(kept, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_only_what_is_new_is_encoded(encoders: Counting, tmp_path: Path) -> None:
    first = VectorCache(encoders, tmp_path).encode(USE, TEXTS[:2])
    encoders.encoded.clear()
    again = VectorCache(encoders, tmp_path).encode(USE, TEXTS)

    assert encoders.encoded == TEXTS[2:]
    assert first is not None
    assert again is not None
    assert (first == again[:2]).all()


def test_shipped_vectors_are_read_and_never_written(encoders: Counting, tmp_path: Path) -> None:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    VectorCache(encoders, shipped).encode(USE, TEXTS[:2])
    before = [path.read_bytes() for path in shipped.iterdir()]
    encoders.encoded.clear()
    VectorCache(encoders, own, shipped).encode(USE, TEXTS)

    assert encoders.encoded == TEXTS[2:]
    assert [path.read_bytes() for path in shipped.iterdir()] == before
    assert len(list(own.iterdir())) == 1


def test_without_a_folder_nothing_is_kept(encoders: Counting) -> None:
    VectorCache(encoders).encode(USE, TEXTS)
    VectorCache(encoders).encode(USE, TEXTS)

    assert encoders.encoded == TEXTS * 2
