"""Other classifiers, trained on our data: stock Rasa's DIET and NLP.js.

Each lives in `.bench/<name>/`, which the benchmark installs itself; nothing of it is a dependency of WalletDesk. A
rival's worker reads `{"language", "train": [[text, intent]], "test": [text]}` and writes
`{"training_seconds", "memory_mb", "answers": [{"ranking": [[intent, confidence]], "ms"}]}`.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_SEED = 20_261_122  # NLP.js learns in file order: grouped by intent it would lose thirty points


@dataclass(frozen=True)
class Rival:
    """`command`: the worker's command line in its folder. `install`: what puts the folder together."""

    name: str
    title: str
    installed: str
    install: Callable[[Path], None]
    command: Callable[[Path], list[str]]


def _install_diet(folder: Path) -> None:
    uv = [str(Path(sys.executable).with_name("uv"))]
    _run([*uv, "venv", "--no-config", "--quiet", "--python", sys.executable, str(folder)])
    python = str(folder / "bin" / "python")
    packages = ["rasa[jieba]==3.6.21", "setuptools<81"]
    _run([*uv, "pip", "install", "--no-config", "--quiet", "--python", python, *packages], cwd=folder)


def _install_nlpjs(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(_HERE / "package.json", folder)
    _run(["npm", "install", "--silent", "--no-package-lock", "--no-audit", "--no-fund"], cwd=folder)


def _run(command: Sequence[str], cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.strip()[-500:]}")


RIVALS = (
    Rival(
        "diet",
        "stock Rasa DIET",
        "bin/rasa",
        _install_diet,
        lambda folder: [str(folder / "bin" / "python"), str(_HERE / "diet_worker.py")],
    ),
    Rival(
        "nlpjs",
        "NLP.js",
        "node_modules/@nlpjs/basic",
        _install_nlpjs,
        lambda folder: ["node", str(_HERE / "nlpjs_worker.js")],
    ),
)


def ask(
    rival: Rival,
    home: Path,
    language: str,
    train: Sequence[tuple[str, str]],
    test: Sequence[str],
) -> dict[str, Any]:
    """Install and train where needed, then put the test messages. A model is kept by what it was trained on; its
    training time is the one of that day. Raises RuntimeError with the worker's last words."""
    folder = home / rival.name
    if not (folder / rival.installed).exists():
        print(f"{rival.title}: installing …", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        rival.install(folder)
    shuffled = sorted(train)
    random.Random(_SEED).shuffle(shuffled)  # noqa: S311  (an order, not a secret)
    key = hashlib.sha256(json.dumps([language, shuffled]).encode()).hexdigest()[:16]
    work = folder / "models" / key
    work.mkdir(parents=True, exist_ok=True)
    job = {"language": language, "train": shuffled, "test": list(test)}
    (work / "job.json").write_text(json.dumps(job, ensure_ascii=False), "utf-8")
    trained = "asking the model trained before" if (work / "trained.json").exists() else f"training on {len(train)}"
    print(f"{rival.title}, {language}: {trained} …", flush=True)
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    environment["NODE_PATH"] = str(folder / "node_modules")
    done = subprocess.run(
        [*rival.command(folder), str(work)], cwd=work, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{rival.title} failed: {done.stderr.strip()[-800:]}")
    answers: dict[str, Any] = json.loads((work / "answers.json").read_text("utf-8"))
    return answers
