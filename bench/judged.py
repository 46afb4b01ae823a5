"""What a classifier said of labelled messages, and the figures that follow from it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figures import percentile

OUT_OF_SCOPE = "out_of_scope"
# Missing one of these costs a user money.
SAFETY = ("assets_stolen", "seed_leaked", "phishing_report", "approval_risk")
_BINS = 10


@dataclass(frozen=True)
class Row:
    """A labelled message; `right` holds every intent that counts."""

    text: str
    right: frozenset[str]
    language: str


@dataclass(frozen=True)
class Judged:
    """`ranking`: best first; `intent` is the decision, which need not head it. `alert`: a second intent the answer
    asks about. `milliseconds`: for this message alone."""

    row: Row
    intent: str
    confidence: float
    ranking: tuple[str, ...]
    milliseconds: float
    alert: str | None = None

    @property
    def is_outside(self) -> bool:
        return OUT_OF_SCOPE in self.row.right

    @property
    def is_right(self) -> bool:
        return self.intent in self.row.right

    def is_among(self, count: int) -> bool:
        names = [name for name in self.ranking if name != OUT_OF_SCOPE or self.is_outside]
        return not self.row.right.isdisjoint(names[:count])

    @property
    def label(self) -> str:
        """The intent it stands for in a confusion table: the one decided where that counts."""
        return self.intent if self.is_right else min(self.row.right)


def read_rows(path: Path) -> list[Row]:
    """One `{"text", "intent", "also", "lang"}` a line; `also` (a name or a list) counts too, `lang` may be missing."""
    return [_row(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _row(fields: Mapping[str, object]) -> Row:
    text, also = str(fields["text"]), fields.get("also") or []
    others = [also] if isinstance(also, str) else [str(each) for each in also] if isinstance(also, list) else []
    language = str(fields.get("lang") or ("zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"))
    return Row(text, frozenset([str(fields["intent"]), *others]), language)


def figures(judged: Sequence[Judged]) -> dict[str, float | None]:
    """Percentages by name, milliseconds as `p50` and `p95`; None where no message could show it."""
    inside = [j for j in judged if not j.is_outside]
    outside = [j for j in judged if j.is_outside]
    safety = [j for j in inside if not j.row.right.isdisjoint(SAFETY)]
    surest = sorted(judged, key=lambda j: -j.confidence)[: int(len(judged) * 0.6)]
    times = [j.milliseconds for j in judged]
    return {
        "messages": float(len(judged)),
        "right": _share(j.is_right for j in judged),
        "inside": _share(j.is_right for j in inside),
        "top 3": _share(j.is_among(3) for j in inside),
        "outside found": _share(j.is_right for j in outside),
        "falsely rejected": _share(j.intent == OUT_OF_SCOPE for j in inside),
        "surest 60 %": _share(j.is_right for j in surest),
        "safety": _share(j.is_right for j in safety),
        "safety or alert": _share(j.is_right or j.intent in SAFETY or j.alert in SAFETY for j in safety),
        "safety as how-to": _share(j.intent == "howto_use" for j in safety),
        "macro F1": _macro_f1(judged),
        "calibration error": _calibration_error(judged),
        "p50": percentile(times, 50) if times else None,
        "p95": percentile(times, 95) if times else None,
    }


def _share(hits: Iterable[bool]) -> float | None:
    found = list(hits)
    return 100 * sum(found) / len(found) if found else None


def _macro_f1(judged: Sequence[Judged]) -> float | None:
    names = {j.label for j in judged}
    scores = []
    for name in names:
        hits = sum(j.intent == name == j.label for j in judged)
        said, meant = sum(j.intent == name for j in judged), sum(j.label == name for j in judged)
        scores.append(2 * hits / (said + meant))
    return 100 * sum(scores) / len(scores) if scores else None


def calibration(judged: Sequence[Judged]) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, messages) of each tenth of the confidence scale that holds a message."""
    bins: dict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        bins[min(int(one.confidence * _BINS), _BINS - 1)].append(one)
    return [
        (sum(j.confidence for j in mine) / len(mine), sum(j.is_right for j in mine) / len(mine), len(mine))
        for _, mine in sorted(bins.items())
    ]


def _calibration_error(judged: Sequence[Judged]) -> float | None:
    """Mean distance, in points, between how sure it was and how often it was right."""
    if not judged:
        return None
    return 100 * sum(abs(sure - right) * count for sure, right, count in calibration(judged)) / len(judged)


def weakest(judged: Sequence[Judged], most: int = 6) -> list[tuple[str, float, int]]:
    """(intent, percent right, messages), worst first."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for one in judged:
        groups[one.label].append(one.is_right)
    rows = [(name, 100 * sum(hits) / len(hits), len(hits)) for name, hits in groups.items()]
    return sorted(rows, key=lambda row: (row[1], row[0]))[:most]


def confusions(judged: Sequence[Judged], most: int = 10) -> list[tuple[str, str, int]]:
    """(meant, said, how often), most often first."""
    pairs = Counter((one.label, one.intent) for one in judged if not one.is_right)
    return [(meant, said, count) for (meant, said), count in pairs.most_common(most)]
