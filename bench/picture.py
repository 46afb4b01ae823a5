"""Draws who was taken for whom: one PNG, a panel for each classifier and language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bench.judged import Judged, calibration


def draw(path: Path, confused: Mapping[str, Sequence[Judged]]) -> None:
    """`confused`: title -> what was said. Rows are what was meant, columns what was said, in shares of the row; below
    each, how often it was right at what confidence."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    size = (11 * len(confused), 15)
    figure, axes = pyplot.subplots(2, len(confused), figsize=size, gridspec_kw={"height_ratios": (3, 1)}, squeeze=False)
    for column, (title, judged) in enumerate(confused.items()):
        _confusion(axes[0][column], title, judged)
        _calibration(axes[1][column], judged)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


def table(judged: Sequence[Judged]) -> tuple[list[str], np.ndarray]:
    """The names, and how often the one meant (row) was taken for the one said (column)."""
    names = sorted({j.label for j in judged} | {j.intent for j in judged})
    counts = np.zeros((len(names), len(names)), dtype=int)
    for one in judged:
        counts[names.index(one.label), names.index(one.intent)] += 1
    return names, counts


def _confusion(axes: object, title: str, judged: Sequence[Judged]) -> None:
    names, counts = table(judged)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)  # type: ignore[attr-defined]
    axes.set_title(title)  # type: ignore[attr-defined]
    axes.set_xticks(range(len(names)), names, rotation=90)  # type: ignore[attr-defined]
    axes.set_yticks(range(len(names)), names)  # type: ignore[attr-defined]
    for row, column in zip(*np.nonzero(counts), strict=True):
        dark = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, counts[row, column], ha="center", va="center", color=dark)  # type: ignore[attr-defined]


def _calibration(axes: object, judged: Sequence[Judged]) -> None:
    points = calibration(judged)
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")  # type: ignore[attr-defined]
    axes.scatter([p[0] for p in points], [p[1] for p in points], s=[8 * p[2] ** 0.7 + 10 for p in points])  # type: ignore[attr-defined]
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="confidence", ylabel="share right")  # type: ignore[attr-defined]
