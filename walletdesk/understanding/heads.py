"""The learned parts, in plain numpy: a multinomial logistic head over a Gram matrix, and two small calibrations.

Solving over the n messages (not over tens of thousands of columns) and in the kernel's own metric takes one n x n
product a step and a few dozen steps: seconds for 4,000 messages. Everything is deterministic.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_MEMORY = 8
_ENOUGH = 1e-3  # a tenth of this changes no decision in cross-validation


def softmax(scores: Floats) -> Floats:
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def fit_gram(gram: Floats, labels: Ints, classes: int, strength: float, steps: int = 80) -> Floats:
    """Coefficients (n, classes) so that `gram_to_training @ coefficients` are the logits; `strength` is C of the usual
    formulation. Limited-memory BFGS where <u, v> = sum(u * (gram @ v))."""
    problem = _Problem(gram, labels, classes, strength)
    coefficients = np.zeros((len(labels), classes), dtype=np.float32)
    scores = np.zeros_like(coefficients)
    gradient, value = problem.gradient(coefficients, scores), problem.value(coefficients, scores)
    image = gram @ gradient
    history: list[tuple[Floats, Floats, Floats, Floats]] = []
    for _ in range(steps):
        direction, moved = _two_loops(gradient, image, history)
        slope = -_dot(gradient, moved)
        size, value_after = _line_search(problem, coefficients, scores, direction, moved, value, slope)
        coefficients, scores = coefficients - size * direction, scores - size * moved
        gradient_after = problem.gradient(coefficients, scores)
        image_after = gram @ gradient_after
        change, change_image = gradient_after - gradient, image_after - image
        step = -size * direction
        if _dot(step, change_image) > 0:
            history = [*history[1 - _MEMORY :], (step, -size * moved, change, change_image)]
        settled = value - value_after <= _ENOUGH * abs(value)
        gradient, image, value = gradient_after, image_after, value_after
        if settled:
            break
    return coefficients


class _Problem:
    def __init__(self, gram: Floats, labels: Ints, classes: int, strength: float) -> None:
        self._strength = np.float32(strength)
        self._wanted = np.eye(classes, dtype=np.float32)[labels]
        self._labels = labels

    def value(self, coefficients: Floats, scores: Floats) -> float:
        top = scores.max(axis=1)
        logs = np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top - scores[np.arange(len(scores)), self._labels]
        return float(self._strength * logs.sum(dtype=np.float64)) + 0.5 * _dot(coefficients, scores)

    def gradient(self, coefficients: Floats, scores: Floats) -> Floats:
        """In the kernel's metric the regulariser's gradient is the coefficients themselves."""
        result: Floats = self._strength * (softmax(scores) - self._wanted) + coefficients
        return result


def _two_loops(
    gradient: Floats, image: Floats, history: list[tuple[Floats, Floats, Floats, Floats]]
) -> tuple[Floats, Floats]:
    """The quasi-Newton direction and its image under the Gram matrix, without another product."""
    direction, moved = gradient.copy(), image.copy()
    shares = []
    for step, step_image, change, change_image in reversed(history):
        share = _dot(direction, step_image) / _dot(step, change_image)
        shares.append(share)
        direction -= share * change
        moved -= share * change_image
    if history:
        step, _, change, change_image = history[-1]
        scale = _dot(step, change_image) / _dot(change, change_image)
        direction, moved = scale * direction, scale * moved
    for (step, step_image, _, change_image), share in zip(history, reversed(shares), strict=True):
        back = share - _dot(direction, change_image) / _dot(step, change_image)
        direction += back * step
        moved += back * step_image
    return direction, moved


def _line_search(
    problem: _Problem, start: Floats, scores: Floats, direction: Floats, moved: Floats, value: float, slope: float
) -> tuple[float, float]:
    size = 1.0
    for _ in range(30):
        after = problem.value(start - size * direction, scores - size * moved)
        if after <= value + 1e-4 * size * slope:
            return size, after
        size *= 0.5
    return 0.0, value


def _dot(a: Floats, b: Floats) -> float:
    return float(np.vdot(a, b))


def fit_temperature(scores: Floats, labels: Ints) -> float:
    """The divisor of the logits under which held-out labels are likeliest."""
    candidates = np.geomspace(0.3, 4.0, 60)
    losses = [
        -np.log(softmax(scores / np.float32(t))[np.arange(len(labels)), labels] + 1e-9).mean() for t in candidates
    ]
    return float(candidates[int(np.argmin(losses))])


def fit_logistic(features: Floats, positive: npt.NDArray[np.bool_], ridge: float = 1.0) -> Floats:
    """Weights (columns + 1, the last is the offset) of a small logistic regression, by Newton's method."""
    inputs = np.hstack([features, np.ones((len(features), 1))]).astype(np.float64)
    target, weights = positive.astype(np.float64), np.zeros(inputs.shape[1])
    for _ in range(30):
        likely = 1.0 / (1.0 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (likely - target) + ridge * weights
        curve = (inputs * (likely * (1 - likely))[:, None]).T @ inputs + ridge * np.eye(len(weights))
        weights -= np.linalg.solve(curve, slope)
    return weights.astype(np.float32)


def logistic(features: Floats, weights: Floats) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(features @ weights[:-1] + weights[-1], -30, 30)))
    return result
