"""Stock Rasa: the same intents and examples, Rasa's own components, actions on Rasa's own HTTP server.

Of WalletDesk it uses one thing, the stand-in for a TensorFlow that is not installed: Rasa 3.6 cannot even be imported
without. Where TensorFlow is installed, nothing stands in for it and the classifier is DIET.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

BOT = Path(__file__).parent / "stock_bot"
SERVER_SECONDS = 60.0
# Whoever reads the table must know that nothing of these had a hand in it.
_NOT_STOCK = (
    "walletdesk.rasa_edge.compat",
    "walletdesk.rasa_edge.lean",
    "walletdesk.rasa_edge.guard",
    "walletdesk.rasa_edge.endpoint",
)


def has_tensorflow() -> bool:
    return importlib.util.find_spec("tensorflow") is not None


def write_project(root: Path, folder: Path) -> None:
    """`root`: the project whose examples it learns."""
    (folder / "data").mkdir(parents=True)
    intents: set[str] = set()
    for number, file in enumerate(sorted((root / "data").glob("**/nlu.yml"))):
        shutil.copy(file, folder / "data" / f"nlu_{number}.yml")
        blocks = yaml.load(file.read_text("utf-8"), yaml.BaseLoader).get("nlu") or ()  # noqa: S506  (strings only)
        intents |= {block["intent"] for block in blocks if "intent" in block}
    shutil.copy(BOT / "stock_actions.py", folder / "stock_actions.py")
    shutil.copy(BOT / ("config_diet.yml" if has_tensorflow() else "config.yml"), folder / "config.yml")
    domain = (BOT / "domain.yml").read_text("utf-8") + _listed("intents", sorted(intents))
    (folder / "domain.yml").write_text(domain, "utf-8")
    (folder / "data" / "rules.yml").write_text(_one_rule([*sorted(intents), "nlu_fallback"]), "utf-8")


def _listed(key: str, names: Sequence[str]) -> str:
    return f"{key}:\n" + "".join(f"  - {name}\n" for name in names)


def _one_rule(intents: Sequence[str]) -> str:
    steps = [{"or": [{"intent": name} for name in intents]}, {"action": "action_answer"}]
    return yaml.safe_dump({"version": "3.1", "rules": [{"rule": "every turn", "steps": steps}]}, sort_keys=False)


def write_endpoints(folder: Path, port: int) -> None:
    """Nothing but the action server: stores, locks and words are Rasa's defaults."""
    (folder / "endpoints.yml").write_text(f"action_endpoint:\n  url: http://127.0.0.1:{port}/webhook\n", "utf-8")


@contextmanager
def action_server(folder: Path, environment: Mapping[str, str], core: int) -> Iterator[subprocess.Popen[bytes]]:
    """Rasa's stand-alone server on `core`, up when the block begins and gone when it ends."""
    port = _free_port()
    write_endpoints(folder, port)
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "stock_actions", "--port", str(port), "--quiet"]
    with (folder / "actions.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=dict(environment), stdout=log, stderr=log)
        try:
            os.sched_setaffinity(server.pid, {core})
            _wait_for(server, port)
            yield server
        finally:
            _stop(server)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the stock action server did not start")


def _prepare() -> None:
    """What Rasa's own command line does before a command, without telemetry."""
    if not has_tensorflow():
        from walletdesk.rasa_edge import no_tensorflow

        no_tensorflow.hide()
    import logging

    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.WARNING, None, warn_only_once=True, filter_repeated_logs=True)
    configure_structlog(logging.WARNING)


def train(folder: Path) -> None:
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    _prepare()
    from rasa.model_training import train as rasa_train

    result = rasa_train(
        domain=str(folder / "domain.yml"),
        config=str(folder / "config.yml"),
        training_files=[str(folder / "data")],
        output=str(folder / "models"),
        fixed_model_name="stock",
    )
    if result.code or not result.model:
        raise RuntimeError(f"stock Rasa could not train (code {result.code})")


async def load(folder: Path) -> Any:
    _prepare()
    from rasa.core.agent import load_agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
    from rasa.core.utils import AvailableEndpoints

    endpoints = AvailableEndpoints.read_endpoints(str(folder / "endpoints.yml"))
    agent = await load_agent(model_path=str(folder / "models" / "stock.tar.gz"), endpoints=endpoints)
    foreign = [name for name in _NOT_STOCK if name in sys.modules]
    if foreign or not agent.is_ready():
        raise RuntimeError(f"not stock: {', '.join(foreign)}" if foreign else "the stock model cannot be loaded")

    async def say(sender: str, text: str) -> Sequence[Mapping[str, Any]]:
        channel = CollectingOutputChannel()
        await agent.handle_message(UserMessage(text, channel, sender))
        return list(channel.messages)

    return say
