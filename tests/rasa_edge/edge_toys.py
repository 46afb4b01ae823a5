"""Names, secrets nobody owns, and the toy project that the edge's tests train and run."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent

CONFIG = """\
recipe: default.v1
assistant_id: walletdesk
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: LogisticRegressionClassifier
policies:
  - name: RulePolicy
"""
EXAMPLES = {
    "greet": ["hello there", "good morning", "hi"],
    "transfer_pending": ["my transfer is pending", "the transaction is still unconfirmed", "it has not arrived"],
    "out_of_scope": ["what will the price be", "tell me a joke", "who won the match"],
}
ENDPOINTS = """\
action_endpoint:
  url: "inproc://toy_actions"
tracker_store:
  type: walletdesk.rasa_edge.stores.RedactingMemoryTrackerStore
lock_store:
  type: walletdesk.rasa_edge.locks.QueueLockStore
"""
TROUBLE = {"text": "trouble", "buttons": []}


def entropy(name: str) -> bytes:
    return hashlib.sha256(f"edge test {name}".encode()).digest()


def phrase(name: str, words: int = 12) -> str:
    """A valid recovery phrase nobody owns, the same in each run."""
    from mnemonic import Mnemonic

    return Mnemonic("english").to_mnemonic(entropy(name)[: words * 4 // 3])


def key(name: str) -> str:
    """64 hex digits nobody owns."""
    return entropy(name + " key").hex()


def write_project(folder: Path) -> Path:
    nlu = 'version: "3.1"\nnlu:\n' + "".join(
        f"  - intent: {intent}\n    examples: |\n" + "".join(f"      - {text}\n" for text in texts)
        for intent, texts in EXAMPLES.items()
    )
    (folder / "data" / "toy").mkdir(parents=True, exist_ok=True)
    (folder / "config.yml").write_text(CONFIG)
    (folder / "endpoints.yml").write_text(ENDPOINTS)
    (folder / "data" / "toy" / "nlu.yml").write_text(nlu)
    shutil.copy(ROOT / "domain.yml", folder / "domain.yml")
    shutil.copy(ROOT / "data" / "rules.yml", folder / "data" / "rules.yml")
    shutil.copy(ROOT / "credentials.yml", folder / "credentials.yml")
    return folder
