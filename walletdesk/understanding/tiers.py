"""One trained tier: linear weights over the blocks of a reading, and the calibrations fitted on held-out messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .encoders import Floats
from .heads import logistic, softmax
from .reading import Reading
from .terms import TermSpace

OUT_OF_SCOPE = "out_of_scope"
NEIGHBOURS = 3


@dataclass(frozen=True)
class Neighbours:
    """The training messages' centred vectors by encoder, and which of them are out of scope. MiniLM's are not kept."""

    vectors: Mapping[str, Floats]
    outside: npt.NDArray[np.bool_]

    def lean(self, vectors: Mapping[str, Floats]) -> float:
        """How much nearer the out-of-scope messages are than the others: difference of the best cosines' means."""
        names = [name for name in self.vectors if name in vectors]
        if not names:
            return 0.0
        likeness = np.asarray(sum(self.vectors[name] @ vectors[name] for name in names)) / len(names)
        return float(nearest(likeness[self.outside]) - nearest(likeness[~self.outside]))


def nearest(likeness: Floats) -> Floats:
    """Mean of the best few along the last axis; 0 where there is nobody to be near to."""
    count = likeness.shape[-1]
    if count == 0:
        return np.zeros(likeness.shape[:-1], dtype=np.float32)
    most = min(NEIGHBOURS, count)
    result: Floats = np.partition(likeness, count - most, axis=-1)[..., count - most :].mean(axis=-1)
    return result


@dataclass(frozen=True)
class Tier:
    """`encoders`: what must be there to use it. `blocks`: encoder or "terms" -> (columns, classes).

    `detector`: logistic weights over (log odds of P(out of scope), neighbours' lean). `limits`: side -> detector value
    from which a message is out of scope. `sure`: from this confidence on a richer tier need not be asked.
    """

    encoders: tuple[str, ...]
    blocks: Mapping[str, Floats]
    offsets: Floats
    temperature: float
    detector: Floats
    limits: Mapping[str, float]
    sure: float

    def judge(
        self, reading: Reading, terms: tuple[npt.NDArray[np.int64], Floats], near: Neighbours, outside: int
    ) -> Floats:
        """Calibrated probabilities of all classes; the one of `outside` comes from the detector."""
        columns, weights = terms
        scores = self.offsets + weights @ self.blocks["terms"][columns]
        vectors: dict[str, Floats] = {}
        for name in self.encoders:
            vector = reading.vector(name)
            if vector is not None:
                scores = scores + vector @ self.blocks[name]
                vectors[name] = vector
        likely = softmax(scores / np.float32(self.temperature))
        features = outside_features(likely[None, :], np.array([near.lean(vectors)], dtype=np.float32), outside)
        return with_outside(likely, float(logistic(features, self.detector)[0]), outside)


def outside_features(likely: Floats, lean: Floats, outside: int) -> Floats:
    """(n, 2): log odds of the class "out of scope" and the neighbours' lean, scaled alike."""
    share = np.clip(likely[:, outside], 1e-4, 1 - 1e-4)
    features: Floats = np.stack([np.log(share / (1 - share)), lean * 10], axis=1).astype(np.float32)
    return features


def with_outside(likely: Floats, share: float, outside: int) -> Floats:
    """The detector's share for "out of scope", the rest spread as the head would."""
    rest = max(1.0 - float(likely[outside]), 1e-6)
    result = likely * np.float32((1.0 - share) / rest)
    result[outside] = share
    return result


def term_scores(space: TermSpace, coefficients: Floats, rows: list[tuple[npt.NDArray[np.int64], Floats]]) -> Floats:
    """The primal weights (terms, classes) behind coefficients over the training messages."""
    primal = np.zeros((len(space.columns), coefficients.shape[1]), dtype=np.float32)
    for (columns, weights), share in zip(rows, coefficients, strict=True):
        primal[columns] += weights[:, None] * share[None, :]
    return primal
