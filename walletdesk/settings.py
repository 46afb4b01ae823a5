"""What a deployment may change, read once from the environment; nothing here is a secret."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from walletdesk.core.errors import SetupError

_PROJECT_FILE = "config.yml"


@dataclass(frozen=True)
class Settings:
    """root: the project folder (`WALLETDESK_HOME`). action_url: an action server instead of actions in this process
    (`WALLETDESK_ACTIONS`). log_level: `WALLETDESK_LOG`."""

    root: Path
    action_url: str | None = None
    log_level: str = "WARNING"


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises SetupError where no project folder can be found."""
    return Settings(
        root=_root(environment),
        action_url=environment.get("WALLETDESK_ACTIONS") or None,
        log_level=environment.get("WALLETDESK_LOG", "WARNING").upper(),
    )


def _root(environment: Mapping[str, str]) -> Path:
    named = environment.get("WALLETDESK_HOME")
    candidates = [Path(named)] if named else [Path.cwd(), Path(__file__).parent.parent]
    for candidate in candidates:
        if (candidate / _PROJECT_FILE).is_file() and (candidate / "data" / "topics").is_dir():
            return candidate.resolve()
    raise SetupError("no WalletDesk project here: change to its folder or set WALLETDESK_HOME to it")
