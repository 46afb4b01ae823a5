"""Runs in stock Rasa's own environment: trains DIET on job.json of the folder given, or loads what it trained there
before, and answers the test messages. The pipeline is the one `rasa init` writes."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from pathlib import Path

FEATURIZERS = """
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 100
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
"""


def write_project(folder: Path, job: dict) -> None:
    tokenizer = "JiebaTokenizer" if job["language"] == "zh" else "WhitespaceTokenizer"
    head = f"recipe: default.v1\nassistant_id: stock\nlanguage: {job['language']}\npipeline:\n  - name: {tokenizer}"
    (folder / "config.yml").write_text(head + FEATURIZERS, "utf-8")
    by_intent: dict[str, list[str]] = {}
    for text, intent in job["train"]:
        by_intent.setdefault(intent, []).append(text)
    lines = ['version: "3.1"', "nlu:"]
    for intent, texts in by_intent.items():
        lines += [f"  - intent: {intent}", "    examples: |", *(f"      - {text}" for text in texts)]
    (folder / "nlu.yml").write_text("\n".join(lines) + "\n", "utf-8")
    names = "".join(f"  - {name}\n" for name in by_intent)
    (folder / "domain.yml").write_text(f'version: "3.1"\nintents:\n{names}', "utf-8")


def train(folder: Path) -> None:
    from rasa.model_training import train_nlu

    start = time.perf_counter()
    model = train_nlu(
        str(folder / "config.yml"),
        str(folder / "nlu.yml"),
        str(folder),
        domain=str(folder / "domain.yml"),
        fixed_model_name="diet",
    )
    if not model:
        raise RuntimeError("no model")
    (folder / "trained.json").write_text(json.dumps({"seconds": time.perf_counter() - start}))


async def answer(folder: Path, texts: list[str]) -> list[dict]:
    from rasa.core.agent import load_agent

    agent = await load_agent(model_path=str(folder / "diet.tar.gz"))
    await agent.parse_message("warm up")
    answers = []
    for text in texts:
        start = time.perf_counter()
        found = await agent.parse_message(text)
        ms = (time.perf_counter() - start) * 1000
        ranking = [(each["name"], each["confidence"]) for each in found["intent_ranking"]]
        answers.append({"ranking": [each for each in ranking if each[0] != "nlu_fallback"][:10], "ms": ms})
    return answers


def main(folder: Path) -> None:
    job = json.loads((folder / "job.json").read_text("utf-8"))
    if not (folder / "trained.json").exists():
        write_project(folder, job)
        train(folder)
    answers = asyncio.run(answer(folder, job["test"]))
    seconds = json.loads((folder / "trained.json").read_text())["seconds"]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    told = {"training_seconds": seconds, "memory_mb": memory, "answers": answers}
    (folder / "answers.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
