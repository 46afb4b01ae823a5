"""WalletDesk as it is, on a copy of the project folder: nothing trained or cached before can help it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PROJECT = ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml", "data")
# Overridden for the workers: actions in process, and no message leaves the machine.
ENVIRONMENT = {"WALLETDESK_ACTIONS": "", "WALLETDESK_LOOKUPS": "never"}


def write_project(root: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in PROJECT:
        source = root / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)


def train(folder: Path) -> None:
    from walletdesk.rasa_edge import launch

    launch.train(launch.Edge(root=folder))


async def load(folder: Path) -> Any:
    """The way `walletdesk chat` starts. Raises SetupError when the model is missing or stale."""
    from walletdesk.core.errors import SetupError
    from walletdesk.rasa_edge import launch

    edge = launch.Edge(root=folder)
    model = launch.is_trained(edge)
    if model is None:
        raise SetupError("the project changed while it was measured")
    agent = await launch.load_agent(edge, model)
    from walletdesk.rasa_edge.talk import Talk

    talk = Talk(agent)

    async def say(sender: str, text: str) -> Sequence[Mapping[str, Any]]:
        return (await talk.say(sender, text)).replies

    return say
