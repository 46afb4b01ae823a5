"""Starts everything that contains Rasa, always in the same order: compatibility, logs, guard, and only then Rasa."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from walletdesk.core.errors import SetupError
from walletdesk.rasa_edge import compat, lean, no_tensorflow, training

if TYPE_CHECKING:
    from rasa.core.agent import Agent
    from rasa.core.utils import AvailableEndpoints

    from walletdesk.rasa_edge.talk import Trouble

# A message of 300 KB in JSON escapes; Sanic's default is 100 MB.
MAX_REQUEST = 4_000_000


@dataclass(frozen=True)
class Edge:
    """Where things are and how actions are reached; times in seconds. `action_url` None: in this process."""

    root: Path
    actions_package: str = "actions"
    action_url: str | None = None
    action_timeout: float = 10.0
    log_level: str = "WARNING"
    endpoints: Path | None = None
    credentials: Path | None = None
    models: Path | None = None

    @property
    def endpoints_file(self) -> str:
        return str(self.endpoints or self.root / "endpoints.yml")

    @property
    def credentials_file(self) -> str:
        return str(self.credentials or self.root / "credentials.yml")

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


def _install_all() -> None:
    compat.install()
    from walletdesk.rasa_edge import endpoint, guard, stores

    guard.install()
    endpoint.install()
    stores.install()
    # Imported with every model; named here so that it happens while the unused libraries are left out.
    import rasa.engine.recipes.default_components  # noqa: F401


def _is_lean(edge: Edge, credentials: Path | None = None) -> bool:
    return lean.is_ours(edge.root / "config.yml", Path(edge.endpoints_file), credentials)


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
    prepare(edge, is_lean=model == is_trained(edge) and _is_lean(edge))
    from rasa.core.agent import load_agent as rasa_load_agent

    endpoints = _endpoints(edge)
    await _make_store(endpoints)
    agent: Agent = await rasa_load_agent(model_path=str(model), endpoints=endpoints)
    if not agent.is_ready():
        raise SetupError(f"{model} cannot be loaded: train again")
    return agent


async def _make_store(endpoints: AvailableEndpoints) -> None:
    """Rasa would do the same, and import the clients of all databases and brokers it knows to do it."""
    from rasa.core.brokers.broker import EventBroker
    from rasa.core.tracker_store import create_tracker_store

    from walletdesk.rasa_edge.stores import RedactingMemoryTrackerStore

    broker = await EventBroker.create(endpoints.event_broker) if endpoints.event_broker else None
    if endpoints.tracker_store is None:
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


def serve(
    edge: Edge,
    model: Path,
    host: str = "127.0.0.1",
    port: int = 5005,
    trouble: Trouble | None = None,
) -> None:
    """Blocks. The channels of credentials.yml and nothing else: Rasa's own HTTP API has no lock on its doors."""
    prepare(edge, is_lean=model == is_trained(edge) and _is_lean(edge, Path(edge.credentials_file)))
    os.environ.setdefault("SANIC_REQUEST_MAX_SIZE", str(MAX_REQUEST))
    os.environ["SANIC_WORKERS"] = "1"
    from rasa.core.run import serve_application

    async def set_trouble(app: Any, _: Any) -> None:
        app.ctx.trouble = trouble

    serve_application(
        model_path=str(model),
        interface=host,
        port=port,
        credentials=edge.credentials_file,
        endpoints=_endpoints(edge),
        enable_api=False,
        server_listeners=[(set_trouble, "before_server_start")],
    )


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
