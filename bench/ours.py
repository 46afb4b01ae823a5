"""WalletDesk as it is, on a copy of the project folder: nothing trained or cached before can help it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

PROJECT = ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml", "data")
# Overridden for the workers: actions in process, and no message leaves the machine.
ENVIRONMENT = {"WALLETDESK_ACTIONS": "", "WALLETDESK_LOOKUPS": "never"}


def write_project(root: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in PROJECT:
        source = root / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)


def pipeline(root: Path) -> list[str]:
    """Names of the components that understand a message."""
    config = yaml.safe_load((root / "config.yml").read_text("utf-8"))
    return [component["name"] for component in config["pipeline"]]


def train(folder: Path) -> None:
    from walletdesk.rasa_edge import launch

    launch.train(launch.Edge(root=folder))


async def load(folder: Path) -> Any:
    """The way `walletdesk chat` starts, with the model of this run even if the code has changed since."""
    from walletdesk.rasa_edge import launch

    edge = launch.Edge(root=folder)
    (model,) = edge.models_folder.glob("*.tar.gz")
    agent = await launch.load_agent(edge, model)
    from walletdesk.rasa_edge.talk import Talk

    talk = Talk(agent)

    async def say(sender: str, text: str) -> Sequence[Mapping[str, Any]]:
        return (await talk.say(sender, text)).replies

    return say
