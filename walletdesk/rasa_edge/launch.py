"""Starts everything that contains Rasa, always in the same order: compatibility, logs, guard, and only then Rasa."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from walletdesk.core.errors import SetupError
from walletdesk.rasa_edge import compat, lean, no_tensorflow, training

if TYPE_CHECKING:
    from rasa.core.agent import Agent
    from rasa.core.utils import AvailableEndpoints


@dataclass(frozen=True)
class Edge:
    """Where things are and how actions are reached; times in seconds. `action_url` None: in this process.

    conversations: the database of the conversations, as SQLAlchemy writes it; without it the store of endpoints.yml.
    """

    root: Path
    actions_package: str = "actions"
    action_url: str | None = None
    action_timeout: float = 10.0
    log_level: str = "WARNING"
    endpoints: Path | None = None
    models: Path | None = None
    conversations: str | None = field(default=None, repr=False)

    @property
    def endpoints_file(self) -> str:
        return str(self.endpoints or self.root / "endpoints.yml")

    @property
    def models_folder(self) -> Path:
        return self.models or self.root / "models"


def prepare(edge: Edge, is_lean: bool = False) -> None:
    """Idempotent. Nothing that handles a message may be imported before this has run.

    `is_lean` leaves out the libraries behind Rasa's own components and channels, see `lean`.
    """
    compat.check_version()
    no_tensorflow.hide()
    from walletdesk.rasa_edge import logs

    logs.install(edge.log_level)
    with lean.imports(is_lean):
        _install_all()
    _make_importable(edge.root)


def prepare_for(edge: Edge, model: Path) -> None:
    """As lean as this model allows."""
    prepare(edge, is_lean=model == is_trained(edge) and _is_lean(edge))


def _install_all() -> None:
    compat.install()
    from walletdesk.rasa_edge import endpoint, guard, stores

    guard.install()
    endpoint.install()
    stores.install()
    # Imported with every model; named here so that it happens while the unused libraries are left out.
    import rasa.engine.recipes.default_components  # noqa: F401


def _is_lean(edge: Edge) -> bool:
    return lean.is_ours(edge.root / "config.yml", Path(edge.endpoints_file))


def _make_importable(root: Path) -> None:
    """The action package lies beside walletdesk in the project folder."""
    if str(root) not in sys.path:
        sys.path.insert(1, str(root))


def is_trained(edge: Edge) -> Path | None:
    return training.trained_model(edge.root, edge.models_folder)


def train(edge: Edge, progress: training.Progress | None = None, force: bool = False) -> Path:
    """Path of an up-to-date model; imports Rasa only when something has changed."""
    existing = None if force else is_trained(edge)
    if existing is not None:
        return existing
    prepare(edge, is_lean=_is_lean(edge))
    return training.train(edge.root, edge.models_folder, progress, force)


async def load_agent(edge: Edge, model: Path) -> Agent:
    """Raises SetupError when the model, the stores or the action package cannot be loaded."""
    prepare_for(edge, model)
    from rasa.core.agent import load_agent as rasa_load_agent

    endpoints = _endpoints(edge)
    await _make_store(endpoints, edge.conversations)
    agent: Agent = await rasa_load_agent(model_path=str(model), endpoints=endpoints)
    if not agent.is_ready():
        raise SetupError(f"{model} cannot be loaded: train again")
    return agent


async def _make_store(endpoints: AvailableEndpoints, database: str | None) -> None:
    """Rasa would do the same, and import the clients of all databases and brokers it knows to do it."""
    from rasa.core.brokers.broker import EventBroker
    from rasa.core.tracker_store import create_tracker_store

    from walletdesk.rasa_edge.stores import RedactingMemoryTrackerStore

    broker = await EventBroker.create(endpoints.event_broker) if endpoints.event_broker else None
    if database is not None:
        from walletdesk.rasa_edge.sql_store import RedactingSQLTrackerStore

        endpoints.tracker_store = RedactingSQLTrackerStore(None, host=database, event_broker=broker)
    elif endpoints.tracker_store is None:
        endpoints.tracker_store = RedactingMemoryTrackerStore(None, event_broker=broker)
    else:
        endpoints.tracker_store = create_tracker_store(endpoints.tracker_store, event_broker=broker)
    endpoints.event_broker = None


def _endpoints(edge: Edge) -> AvailableEndpoints:
    from rasa.core.utils import AvailableEndpoints

    from walletdesk.rasa_edge.endpoint import SCHEME, endpoint_for

    endpoints: AvailableEndpoints = AvailableEndpoints.read_endpoints(edge.endpoints_file)
    url = edge.action_url or SCHEME + edge.actions_package
    endpoints.action = endpoint_for(url, edge.action_timeout)
    return endpoints


def run_actions(edge: Edge, port: int = 5055, host: str = "127.0.0.1") -> None:
    """Blocks. Needs no Rasa, and imports none of it."""
    from walletdesk.rasa_edge import action_server, guard

    guard.guard_log_records()
    _make_importable(edge.root)
    action_server.run(edge.actions_package, host, port)


def run_rasa(edge: Edge, argv: Sequence[str]) -> int:
    """Rasa's own commands with everything of ours installed; the exit code. Runs in the project folder."""
    if any(argument.split("=")[0] == "--enable-api" for argument in argv):
        raise SetupError("--enable-api opens every conversation to everybody; WalletDesk does not start with it")
    if list(argv[:2]) == ["run", "actions"]:
        run_actions(edge)
        return 0
    prepare(edge)
    os.chdir(edge.root)
    sys.argv = ["rasa", *argv]
    from rasa.__main__ import main

    try:
        main()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0
