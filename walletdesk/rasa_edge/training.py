"""Trains a model with Rasa's own trainer, and knows without importing Rasa when there is nothing to train."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from walletdesk.core.errors import SetupError

Progress = Callable[[str], None]

STATE = "walletdesk.json"
_CODE = Path(__file__).parent.parent
# Code whose change changes the model; Rasa's own fingerprints see only the classes named in config.yml.
_TRAINED_CODE = ("understanding", "core/addresses.py", "rasa_edge/nlu*.py", "content/lexicon.py", "content/remarks.py")
_TRAINED_DATA = (
    "config.yml",
    "domain.yml",
    "data/rules.yml",
    "data/*/nlu.yml",
    "data/*/*/nlu.yml",
    "data/lexicon.yml",
    "data/errors.yml",
)


def fingerprint(root: Path) -> str:
    """Of everything a model is made from: configuration, domain, training data and the code that learns."""
    digest = hashlib.sha256()
    for folder, patterns in ((root, _TRAINED_DATA), (_CODE, _TRAINED_CODE)):
        for path in _files(folder, patterns):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            inside = sorted(path.rglob("*")) if path.is_dir() else [path]
            yield from (each for each in inside if each.is_file() and "__pycache__" not in each.parts)


def training_files(root: Path) -> list[str]:
    """Rules and examples only: our playbooks, texts and conversations lie beside them and are not Rasa's."""
    data = root / "data"
    found = [data / "rules.yml", *sorted(data.glob("*/nlu.yml")), *sorted(data.glob("*/*/nlu.yml"))]
    return [str(path) for path in found if path.is_file()]


def trained_model(root: Path, models: Path) -> Path | None:
    """The model that was trained from exactly what lies here now."""
    try:
        state = json.loads((models / STATE).read_text("utf-8"))
        model = models / str(state["model"])
    except (OSError, ValueError, KeyError):
        return None
    return model if state.get("fingerprint") == fingerprint(root) and model.is_file() else None


def train(root: Path, models: Path, progress: Progress | None = None, force: bool = False) -> Path:
    """Path of an up-to-date model. Raises SetupError when Rasa cannot train."""
    report = progress or (lambda stage: None)
    report("check")
    existing = None if force else trained_model(root, models)
    if existing is not None:
        return existing
    mark = fingerprint(root)
    name = f"walletdesk-{mark[:12]}.tar.gz"
    models.mkdir(parents=True, exist_ok=True)
    report("import")
    _train_with_rasa(root, models, name, report, force)
    _remember(models, mark, name)
    report("done")
    return models / name


def _train_with_rasa(root: Path, models: Path, name: str, report: Progress, force: bool) -> None:
    # Read when the trainer is made; Rasa's default is relative to the working directory.
    os.environ["RASA_CACHE_DIRECTORY"] = str(root / ".rasa" / "cache")
    from rasa.model_training import train as rasa_train

    with contextlib.redirect_stdout(sys.stderr), _stages(report):
        result = rasa_train(
            domain=str(root / "domain.yml"),
            config=str(root / "config.yml"),
            training_files=training_files(root),
            output=str(models),
            fixed_model_name=name,
            force_training=force,
        )
    if result.code or not result.model:
        raise SetupError(f"rasa could not train a model from {root / 'config.yml'} (code {result.code})")


@contextlib.contextmanager
def _stages(report: Progress) -> Iterator[None]:
    """Reports each component as Rasa starts on it: its trainer says so in its log only."""
    logger = logging.getLogger("rasa.engine.training.hooks")
    handler = _Stages(report)
    level, propagate = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = logging.getLogger().isEnabledFor(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate


class _Stages(logging.Handler):
    def __init__(self, report: Progress) -> None:
        super().__init__(logging.INFO)
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        before, _, rest = record.getMessage().partition(" component '")
        if before == "Starting to train":
            self._report(rest.partition("'")[0])


def _remember(models: Path, mark: str, name: str) -> None:
    draft = models / f"{STATE}.new"
    draft.write_text(json.dumps({"fingerprint": mark, "model": name}), "utf-8")
    draft.replace(models / STATE)
    for old in models.glob("walletdesk-*.tar.gz"):
        if old.name != name:
            old.unlink(missing_ok=True)
