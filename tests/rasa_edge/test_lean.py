"""What is left out of Rasa's imports, when, and that the real libraries are there for everybody else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from edge_toys import HERE, ROOT, write_project

from walletdesk.rasa_edge import lean

OURS = "pipeline:\n  - name: walletdesk.rasa_edge.nlu.Reader\npolicies:\n  - name: RulePolicy\n"


@pytest.mark.parametrize(
    ("config", "endpoints", "expected"),
    [
        (OURS, "", True),
        (OURS + "  - name: TEDPolicy\n", "", False),
        (OURS.replace("walletdesk.", "other."), "", False),
        (OURS, "event_broker:\n  type: pika\n", False),
        ("recipe: default.v1\n", "", False),
    ],
)
def test_only_a_bot_of_our_own_parts_starts_lean(config: str, endpoints: str, expected: bool, tmp_path: Path) -> None:
    for name, text in (("config.yml", config), ("endpoints.yml", endpoints)):
        (tmp_path / name).write_text(text)
    assert lean.is_ours(tmp_path / "config.yml", tmp_path / "endpoints.yml") is expected


LEAN_START = """
import asyncio, pathlib, sys
sys.path.insert(0, sys.argv[2])
from walletdesk.rasa_edge import launch, lean
lean.is_ours = lambda *files: True
edge = launch.Edge(root=pathlib.Path(sys.argv[1]), actions_package="toy_actions")
model = launch.train(edge)

async def main():
    from rasa.core.channels import rest
    agent = await launch.load_agent(edge, model)
    from walletdesk.rasa_edge.talk import Talk
    exchange = await Talk(agent).say("a", "hello there")
    assert exchange.replies[0]["text"].startswith("turn 1"), exchange

asyncio.run(main())
left_out = [name for name in lean.UNUSED if name in sys.modules]
assert "sklearn" not in left_out and "aiogram" not in left_out and "boto3" not in left_out, left_out
import sklearn.linear_model, matplotlib, pymongo.errors
assert sklearn.linear_model.LogisticRegression(C=2.0).C == 2.0
assert issubclass(pymongo.errors.PyMongoError, Exception)
"""


@pytest.mark.rasa
def test_a_lean_start_trains_and_talks_and_leaves_the_real_libraries_to_others(tmp_path: Path) -> None:
    write_project(tmp_path)
    config = (tmp_path / "config.yml").read_text()
    config = config.replace("CountVectorsFeaturizer", "KeywordIntentClassifier")
    (tmp_path / "config.yml").write_text(config.replace("  - name: LogisticRegressionClassifier\n", ""))
    command = [sys.executable, "-c", LEAN_START, str(tmp_path), str(HERE)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-3000:]
