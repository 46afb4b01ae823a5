"""Trains every tier from labelled messages: one joint head for both languages, calibrated on held-out folds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .encoders import E5, LANGUAGES, MINILM, USE, WIDTHS, Encoders, Floats
from .heads import fit_gram, fit_logistic, fit_temperature, logistic, softmax
from .language import language_of
from .lexicon import Lexicon
from .reading import Means, side_of, term_reader
from .terms import TermSpace, readable
from .tiers import OUT_OF_SCOPE, Neighbours, Tier, nearest, outside_features, term_scores, with_outside
from .vector_cache import VectorCache

LADDER: tuple[tuple[str, ...], ...] = ((), (USE,), (USE, E5), (USE, E5, MINILM))
# Chosen by cross-validation; the accuracy hardly moves between 8 and 60.
_STRENGTH = 12.0
_FOLDS = 3
# The detector may turn away this share of the messages we can help with.
_FALSE_REJECTION = 0.05
_SURE_GRID = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
_NEIGHBOUR_ENCODERS = (USE, E5)


class Example(NamedTuple):
    """A labelled message; its language is read from its text, as it will be in service."""

    text: str
    intent: str


@dataclass(frozen=True)
class Trained:
    labels: tuple[str, ...]
    space: TermSpace
    means: Means
    near: Neighbours
    tiers: tuple[Tier, ...]


class _Set:
    """The training set as blocks and Gram matrices."""

    def __init__(
        self, examples: Sequence[Example], lexicon: Lexicon, encoders: Encoders, caches: Sequence[Path]
    ) -> None:
        self.labels = tuple(sorted({example.intent for example in examples}))
        self.targets = np.array([self.labels.index(example.intent) for example in examples], dtype=np.int64)
        words = lexicon.latin_words()
        sides = [side_of(e.text, language_of(e.text, neutral=words)) for e in examples]
        self.sides = np.array(sides)
        reader = term_reader(lexicon)
        messages = [reader.read(example.text) for example in examples]
        self.space = TermSpace.fit(messages)
        self.rows = [self.space.row(message) for message in messages]
        self.folds = _folds(self.targets, self.sides)
        self._vectors(VectorCache(encoders, *caches), [readable(example.text) for example in examples])

    def _vectors(self, cache: VectorCache, texts: list[str]) -> None:
        means: dict[tuple[str, str], Floats] = {}
        self.vectors: dict[str, Floats] = {}
        for name in LADDER[-1]:
            block = np.zeros((len(texts), WIDTHS[name]), dtype=np.float32)
            known = np.flatnonzero(np.isin(self.sides, LANGUAGES[name]))
            raw = cache.encode(name, [texts[i] for i in known]) if len(known) else None
            if raw is None:
                continue
            block[known] = raw
            for side in LANGUAGES[name]:
                mine = self.sides == side
                if mine.any():
                    means[name, side] = block[mine].mean(axis=0)
                    block[mine] = Means(means).centre(name, side, block[mine])
            self.vectors[name] = block
        self.means = Means(means)

    def term_gram(self) -> Floats:
        from scipy.sparse import csr_matrix

        ends = np.cumsum([0, *(len(columns) for columns, _ in self.rows)])
        columns, weights = (np.concatenate([row[part] for row in self.rows]) for part in (0, 1))
        terms = csr_matrix((weights, columns, ends), shape=(len(self.rows), len(self.space.columns)), dtype=np.float32)
        gram: Floats = (terms @ terms.T).toarray()
        return gram


def _folds(targets: npt.NDArray[np.int64], sides: npt.NDArray[np.str_]) -> npt.NDArray[np.int64]:
    """Fold of each message, even over every class and side. By place in the file, not at random: what the same author
    wrote as the n-th message in the one language and in the other then stands in one fold."""
    folds = np.zeros(len(targets), dtype=np.int64)
    for target in np.unique(targets):
        for side in np.unique(sides):
            mine = np.flatnonzero((targets == target) & (sides == side))
            folds[mine] = np.arange(len(mine)) % _FOLDS
    return folds


def train(examples: Sequence[Example], lexicon: Lexicon, encoders: Encoders, caches: Sequence[Path] = ()) -> Trained:
    """Raises ValueError if no message is labelled out_of_scope: without one nothing could be turned away."""
    data = _Set(examples, lexicon, encoders, caches)
    if OUT_OF_SCOPE not in data.labels:
        raise ValueError(f"training needs messages labelled {OUT_OF_SCOPE}")
    ladder = [names for names in LADDER if all(name in data.vectors for name in names)]
    gram = data.term_gram() + np.float32(1.0)
    fitted: list[Floats] = []
    held_out: dict[int, _HeldOut] = {}
    used: tuple[str, ...] = ()
    for rung, names in enumerate(ladder):
        for name in names[len(used) :]:
            gram += data.vectors[name] @ data.vectors[name].T
        used = names
        fitted.append(fit_gram(gram, data.targets, len(data.labels), _STRENGTH))
        if rung == len(ladder) - 1 or names == (USE,):
            held_out[rung] = _HeldOut(data, gram, names)
    tiers = _tiers(data, ladder, fitted, held_out)
    kept = {name: data.vectors[name] for name in _NEIGHBOUR_ENCODERS if name in data.vectors}
    near = Neighbours(kept, data.targets == data.labels.index(OUT_OF_SCOPE))
    return Trained(data.labels, data.space, data.means, near, tiers)


class _HeldOut:
    """What a tier says of messages it was not trained on, and what follows from it."""

    def __init__(self, data: _Set, gram: Floats, names: tuple[str, ...]) -> None:
        self._data = data
        outside = data.labels.index(OUT_OF_SCOPE)
        scores = np.zeros((len(data.targets), len(data.labels)), dtype=np.float32)
        for fold in range(_FOLDS):
            train, test = np.flatnonzero(data.folds != fold), np.flatnonzero(data.folds == fold)
            coefficients = fit_gram(gram[np.ix_(train, train)], data.targets[train], len(data.labels), _STRENGTH)
            scores[test] = gram[np.ix_(test, train)] @ coefficients
        self.temperature = fit_temperature(scores, data.targets)
        likely = softmax(scores / np.float32(self.temperature))
        features = outside_features(likely, self._lean(names, outside), outside)
        self.detector = fit_logistic(features, data.targets == outside)
        shares = logistic(features, self.detector)
        self.limits = self._limits(shares, outside)
        self.likely = np.stack(
            [with_outside(row, float(share), outside) for row, share in zip(likely, shares, strict=True)]
        )
        self.right, self.confidence = self._decided(outside)

    def _lean(self, names: tuple[str, ...], outside: int) -> Floats:
        """As `Neighbours.lean`, over the other folds only."""
        data = self._data
        lean = np.zeros(len(data.targets), dtype=np.float32)
        kept = [name for name in names if name in _NEIGHBOUR_ENCODERS]
        if not kept:
            return lean
        joined = np.hstack([data.vectors[name] for name in kept]) / np.float32(len(kept) ** 0.5)
        out = data.targets == outside
        for fold in range(_FOLDS):
            mine, other = data.folds == fold, data.folds != fold
            to_outside, to_inside = (joined[mine] @ joined[other & side].T for side in (out, ~out))
            lean[mine] = nearest(to_outside) - nearest(to_inside)
        return lean

    def _limits(self, shares: Floats, outside: int) -> dict[str, float]:
        inside = self._data.targets != outside
        limits = {}
        for side in ("en", "zh"):
            mine = shares[inside & (self._data.sides == side)]
            limits[side] = float(np.quantile(mine, 1 - _FALSE_REJECTION)) if len(mine) else 0.5
        return limits

    def _decided(self, outside: int) -> tuple[npt.NDArray[np.bool_], Floats]:
        limits = np.array([self.limits[side] for side in self._data.sides])
        inner = self.likely.copy()
        inner[:, outside] = -1
        decided = np.where(self.likely[:, outside] >= limits, outside, inner.argmax(axis=1))
        return decided == self._data.targets, self.likely[np.arange(len(decided)), decided]


def _tiers(
    data: _Set, ladder: list[tuple[str, ...]], fitted: list[Floats], held_out: dict[int, _HeldOut]
) -> tuple[Tier, ...]:
    """Tiers between the two that were held out borrow the calibration of the nearest one."""
    richest = held_out[max(held_out)]
    tiers = []
    for rung, (names, coefficients) in enumerate(zip(ladder, fitted, strict=True)):
        proof = held_out[min(held_out, key=lambda other: abs(other - rung))]
        blocks = {name: data.vectors[name].T @ coefficients for name in names}
        blocks["terms"] = term_scores(data.space, coefficients, data.rows)
        sure = _sure(proof, richest) if names == (USE,) else 0.0
        offsets = coefficients.sum(axis=0)
        tiers.append(Tier(names, blocks, offsets, proof.temperature, proof.detector, proof.limits, sure))
    return tuple(tiers)


def _sure(light: _HeldOut, full: _HeldOut) -> float:
    """The lowest confidence from which the light tier is as often right as the full one."""
    for limit in _SURE_GRID:
        mine = light.confidence >= limit
        if mine.any() and light.right[mine].mean() >= full.right[mine].mean():
            return limit
    return 1.1
