"""How well messages are understood: cross-validation on our own data, or a labelled file judged by the whole model.

    python -m bench.nlu_cv                     folds over data/, light tier and all encoders
    python -m bench.nlu_cv --file judged.jsonl one {"text", "intent", "also"} a line; `also` counts too

Folds go by place in the file: the n-th message of an intent in both languages is held out together, since one author
may have told one story twice.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from walletdesk.content.examples import LabelledMessage, read_examples
from walletdesk.content.lexicon import read_lexicon
from walletdesk.understanding.encoders import ALL, Encoders
from walletdesk.understanding.lexicon import Lexicon
from walletdesk.understanding.model import SAFETY, Example, Understander, Understanding
from walletdesk.understanding.tiers import OUT_OF_SCOPE

_ROOT = Path(__file__).resolve().parent.parent
_TIERS = {"light": ("use",), "full": ALL}
_CACHE = _ROOT / ".rasa" / "vectors"
# Beyond this share of wrong decisions an intent is worth a look.
_WEAKEST = 6


@dataclass(frozen=True)
class Judged:
    language: str
    right: frozenset[str]
    found: Understanding
    milliseconds: float

    @property
    def is_outside(self) -> bool:
        return OUT_OF_SCOPE in self.right

    @property
    def is_right(self) -> bool:
        return self.found.intent in self.right

    def is_among(self, count: int) -> bool:
        names = [name for name, _ in self.found.ranking if name != OUT_OF_SCOPE or self.is_outside]
        return not self.right.isdisjoint(names[:count])


def judge(understander: Understander, text: str, right: frozenset[str], language: str) -> Judged:
    start = time.perf_counter()
    found = understander.understand(text)
    return Judged(language, right, found, (time.perf_counter() - start) * 1000)


def cross_validate(messages: Sequence[LabelledMessage], lexicon: Lexicon, tier: str, folds: int) -> Iterator[Judged]:
    places: Counter[tuple[str, str]] = Counter()
    fold_of = []
    for message in messages:
        fold_of.append(places[message.intent, message.language] % folds)
        places[message.intent, message.language] += 1
    encoders = Encoders(_TIERS[tier])
    for fold in range(folds):
        known = [Example(m.text, m.intent) for m, f in zip(messages, fold_of, strict=True) if f != fold]
        understander = Understander.train(known, lexicon, encoders, _CACHE / "folds")
        understander.warm_up()
        for message, its_fold in zip(messages, fold_of, strict=True):
            if its_fold == fold:
                yield judge(understander, message.text, frozenset({message.intent}), message.language)


def judge_file(path: Path, lexicon: Lexicon, messages: Sequence[LabelledMessage], tier: str) -> Iterator[Judged]:
    examples = [Example(message.text, message.intent) for message in messages]
    understander = Understander.train(examples, lexicon, Encoders(_TIERS[tier]), _CACHE)
    understander.warm_up()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        language = "zh" if any("\u4e00" <= char <= "\u9fff" for char in row["text"]) else "en"
        yield judge(understander, row["text"], frozenset([row["intent"], *_also(row)]), language)


def _also(row: dict[str, object]) -> list[str]:
    also = row.get("also") or []
    return [also] if isinstance(also, str) else [str(label) for label in also] if isinstance(also, list) else []


def row_of(name: str, judged: Sequence[Judged]) -> str:
    inside = [j for j in judged if not j.is_outside]
    outside = [j for j in judged if j.is_outside]
    safety = [j for j in inside if not j.right.isdisjoint(SAFETY)]
    sure = sorted(judged, key=lambda j: -j.found.confidence)[: int(len(judged) * 0.6)]
    times = [j.milliseconds for j in judged]
    cells = [
        _percent(j.is_right for j in judged),
        _percent(j.is_right for j in inside),
        _percent(j.is_among(3) for j in inside),
        _percent(j.is_right for j in outside),
        _percent(j.found.intent == OUT_OF_SCOPE for j in inside),
        _percent(j.is_right for j in sure),
        _percent(j.found.intent in SAFETY or j.found.alert is not None for j in safety),
        _percent(j.found.intent in SAFETY for j in inside if j.right.isdisjoint(SAFETY)),
        f"{np.percentile(times, 50):.1f} / {np.percentile(times, 95):.1f}",
    ]
    return f"| {name} | {len(judged)} | " + " | ".join(cells) + " |"


def _percent(hits: Iterator[bool]) -> str:
    found = list(hits)
    return f"{100 * sum(found) / len(found):.1f}" if found else "-"


def weakest(judged: Sequence[Judged]) -> str:
    by_intent: dict[str, list[bool]] = {}
    for one in judged:
        by_intent.setdefault(min(one.right), []).append(one.is_right)
    worst = sorted(by_intent.items(), key=lambda entry: sum(entry[1]) / len(entry[1]))[:_WEAKEST]
    return ", ".join(f"{intent} {100 * sum(hits) / len(hits):.0f}" for intent, hits in worst)


def confusions(judged: Sequence[Judged], most: int = 10) -> str:
    pairs = Counter(f"{min(one.right)} -> {one.found.intent}" for one in judged if not one.is_right)
    return ", ".join(f"{pair} {count}" for pair, count in pairs.most_common(most))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--file", type=Path, help="a labelled file instead of cross-validation")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--tier", choices=sorted(_TIERS), action="append", help="default: both")
    arguments = parser.parse_args()
    lexicon = Lexicon.from_mapping(read_lexicon(_ROOT / "data" / "lexicon.yml"))
    messages = read_examples(_ROOT / "data")
    print(
        "| tier, language | n | right | in scope | top 3 | out of scope found | falsely turned away"
        " | right among surest 60 % | safety found or alerted | false safety | ms p50 / p95 |"
    )
    print("| --- " * 11 + "|")
    for tier in arguments.tier or _TIERS:
        judged = (
            list(judge_file(arguments.file, lexicon, messages, tier))
            if arguments.file
            else list(cross_validate(messages, lexicon, tier, arguments.folds))
        )
        for language in ("en", "zh"):
            print(row_of(f"{tier}, {language}", [j for j in judged if j.language == language]), flush=True)
        print(f"\nWeakest ({tier}): {weakest(judged)}.\nConfused ({tier}): {confusions(judged)}.\n", flush=True)


if __name__ == "__main__":
    main()
