"""How well messages are understood, side by side with stock Rasa's DIET and NLP.js trained on the same data.

    python -m bench.nlu judged.jsonl                 one {"text", "intent", "also"} a line; `also` counts too
    python -m bench.nlu judged.jsonl --rivals none   WalletDesk alone, seconds
    python -m bench.nlu --banking77 FOLDER           train.csv and test.csv of BANKING77 (text,category)

Writes docs/nlu.md and docs/nlu.png (elsewhere with --out). The rivals install themselves in .bench/ (about 2.6 GB with
TensorFlow; node and npm must be there); DIET trains for the better part of an hour a language on two cores.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.judged import OUT_OF_SCOPE, Judged, Row, confusions, figures, read_rows, weakest
from bench.picture import draw
from bench.rivals import RIVALS, Rival, ask
from walletdesk.content.examples import LabelledMessage, read_examples
from walletdesk.content.lexicon import read_lexicon
from walletdesk.understanding.encoders import ALL, USE, Encoders
from walletdesk.understanding.lexicon import Lexicon
from walletdesk.understanding.model import Example, Understander

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".bench"
_VECTORS = ROOT / ".rasa" / "vectors"
TIERS = {"WalletDesk, light tier": (USE,), "WalletDesk": ALL}
_COLUMNS = {
    "messages": "n",
    "right": "right",
    "inside": "in scope",
    "top 3": "top 3",
    "outside found": "out of scope found",
    "falsely rejected": "falsely rejected",
    "safety": "safety recall",
    "safety or alert": "… or asked about",
    "safety as how-to": "safety as how-to",
    "macro F1": "macro F1",
    "surest 60 %": "right among surest 60 %",
    "calibration error": "calibration error",
    "p50": "ms p50",
    "p95": "ms p95",
}


@dataclass(frozen=True)
class Run:
    """One classifier on one language's messages."""

    title: str
    language: str
    judged: tuple[Judged, ...]
    training_seconds: float
    memory_mb: float

    @property
    def name(self) -> str:
        return f"{self.title}, {self.language}" if self.language else self.title


def ours(
    title: str, encoders: Sequence[str], examples: Sequence[Example], lexicon: Lexicon
) -> Callable[[str, Sequence[Row]], Run]:
    """Trained once, for both languages."""
    start = time.perf_counter()
    understander = Understander.train(examples, lexicon, Encoders(tuple(encoders)), _VECTORS)
    seconds = time.perf_counter() - start
    understander.warm_up()

    def run(language: str, rows: Sequence[Row]) -> Run:
        judged = tuple(judge(understander, row) for row in rows)
        return Run(title, language, judged, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)

    return run


def judge(understander: Understander, row: Row) -> Judged:
    start = time.perf_counter()
    found = understander.understand(row.text)
    milliseconds = (time.perf_counter() - start) * 1000
    ranking = tuple(name for name, _ in found.ranking)
    return Judged(row, found.intent, found.confidence, ranking, milliseconds, found.alert)


def rival_run(rival: Rival, language: str, train: Sequence[tuple[str, str]], rows: Sequence[Row]) -> Run:
    told = ask(rival, HOME, language, train, [row.text for row in rows])
    judged = []
    for row, answer in zip(rows, told["answers"], strict=True):
        ranking = answer["ranking"] or [[OUT_OF_SCOPE, 0.0]]
        names = tuple(str(name) for name, _ in ranking)
        judged.append(Judged(row, names[0], float(ranking[0][1]), names, float(answer["ms"])))
    return Run(rival.title, language, tuple(judged), told["training_seconds"], told["memory_mb"])


def compare(rows: Sequence[Row], messages: Sequence[LabelledMessage], rivals: Mapping[str, str]) -> Iterator[Run]:
    """`rivals`: by name, the one language it is wanted for, or "" for all."""
    lexicon = Lexicon.from_mapping(read_lexicon(ROOT / "data" / "lexicon.yml"))
    examples = [Example(message.text, message.intent) for message in messages]
    languages = sorted({row.language for row in rows})
    for title, encoders in TIERS.items():
        run = ours(title, encoders, examples, lexicon)
        for language in languages:
            yield run(language, [row for row in rows if row.language == language])
    for rival in (rival for rival in RIVALS if rival.name in rivals):
        for language in (name for name in languages if name == (rivals[rival.name] or name)):
            mine = [(m.text, m.intent) for m in messages if m.language == language]
            own = [row for row in rows if row.language == language]
            yield rival_run(rival, language, mine, own)


def page(runs: Sequence[Run], data: str) -> str:
    lines = [
        "# Understanding, side by side",
        "",
        f"`python -m bench.nlu` wrote this page. {os.cpu_count()} cores. {data}",
        "",
        *table_head(),
        *(table_line(run) for run in runs),
        "",
        *(line for run in runs if run.title == "WalletDesk" for line in weak_spots(run)),
        "Memory is the highest of the whole process so far; WalletDesk's holds the training too. WalletDesk's training"
        " time is with the sentence vectors of unchanged messages kept from before; DIET and NLP.js have a model for"
        " each language.",
        "",
        "![Confusions and calibration](nlu.png)",
        "",
    ]
    return "\n".join(lines)


def table_head() -> list[str]:
    heads = ["", *_COLUMNS.values(), "training s", "memory MB"]
    return ["| " + " | ".join(heads) + " |", "| --- |" + " ---: |" * (len(heads) - 1)]


def table_line(run: Run) -> str:
    found = figures(run.judged)
    cells = [_cell(found[key]) for key in _COLUMNS]
    return f"| {run.name} | " + " | ".join([*cells, _cell(run.training_seconds), f"{run.memory_mb:.0f}"]) + " |"


def _cell(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def weak_spots(run: Run) -> list[str]:
    worst = ", ".join(f"{name} {share:.0f} % of {count}" for name, share, count in weakest(run.judged))
    pairs = ", ".join(f"{meant} → {said} {count}" for meant, said, count in confusions(run.judged))
    return [f"{run.name}: weakest {worst}. Most often confused: {pairs}.", ""]


def banking(folder: Path) -> tuple[list[Row], list[LabelledMessage]]:
    """BANKING77's test rows, and its training rows with our own out-of-scope messages as one class more."""
    outside = [m for m in read_examples(ROOT / "data") if m.intent == OUT_OF_SCOPE and m.language == "en"]
    train = [LabelledMessage(text, name, "en") for text, name in _csv(folder / "train.csv")]
    return [Row(text, frozenset([name]), "en") for text, name in _csv(folder / "test.csv")], [*train, *outside]


def _csv(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(line["text"].replace("\n", " ").strip(), line["category"]) for line in csv.DictReader(file)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", help="labelled messages, one JSON object a line")
    parser.add_argument("--banking77", type=Path, metavar="FOLDER", help="with train.csv and test.csv")
    parser.add_argument("--rivals", default="diet,nlpjs", help="diet, nlpjs, or none; nlpjs,diet:en for one language")
    parser.add_argument(
        "--epochs", action="append", default=[], metavar="LANG=N", help="fewer epochs of DIET, as zh=40"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="folder of the page and the picture")
    asked = parser.parse_args()
    if (asked.file is None) == (asked.banking77 is None):
        parser.error("name a file of labelled messages, or --banking77 FOLDER")
    wanted = asked.rivals.replace("none", "").split(",")
    rivals = {name: language for name, _, language in (each.partition(":") for each in wanted) if name}
    if unknown := set(rivals) - {rival.name for rival in RIVALS}:
        parser.error(f"no rival is called {min(unknown)}")
    rows, messages = (
        banking(asked.banking77) if asked.banking77 else (read_rows(asked.file), read_examples(ROOT / "data"))
    )
    runs = []
    for run in compare(rows, messages, rivals):
        runs.append(run)
        print(table_line(run), flush=True)
    data = f"{len(rows)} messages that none of them was trained on; {len(messages)} to learn from."
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "nlu.md").write_text(page(runs, data), "utf-8")
    draw(asked.out / "nlu.png", {run.name: run.judged for run in runs if run.title == "WalletDesk"})
    print(f"\nWritten: {asked.out / 'nlu.md'}, {asked.out / 'nlu.png'}")


if __name__ == "__main__":
    main()
