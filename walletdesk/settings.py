"""What a deployment may change, read once from the environment; only `desk_url` may hold a password."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from walletdesk.core import consent
from walletdesk.core.errors import SetupError

ENCODERS = ("use", "e5", "minilm")
_PROJECT_FILE = "config.yml"
_NODE = "WALLETDESK_RPC_"


@dataclass(frozen=True)
class Settings:
    """root: the project folder (`WALLETDESK_HOME`). action_url: an action server instead of actions in this process
    (`WALLETDESK_ACTIONS`). log_level: `WALLETDESK_LOG`. desk_url: the database of tickets and journal, as SQLAlchemy
    writes it (`WALLETDESK_DESK`). phishing_list: the block list's file (`WALLETDESK_PHISHING_LIST`). encoders: which
    sentence encoders may be used (`WALLETDESK_ENCODERS`, "use,e5" or "none"), without training again. look_ups: whether
    chains may be read (`WALLETDESK_LOOKUPS`: ask, always or never). nodes: the node to ask by network id
    (`WALLETDESK_RPC_<NETWORK>`); its address may hold an access key."""

    root: Path
    action_url: str | None = None
    log_level: str = "WARNING"
    desk_url: str = field(default="", repr=False)
    phishing_list: Path = Path("var/phishing.txt")
    encoders: tuple[str, ...] = ENCODERS
    look_ups: str = consent.ASK
    nodes: Mapping[str, str] = field(default_factory=dict, repr=False)


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises SetupError where no project folder can be found."""
    root = _root(environment)
    return Settings(
        root=root,
        action_url=environment.get("WALLETDESK_ACTIONS") or None,
        log_level=environment.get("WALLETDESK_LOG", "WARNING").upper(),
        desk_url=environment.get("WALLETDESK_DESK") or f"sqlite:///{root / 'var' / 'desk.sqlite'}",
        phishing_list=Path(environment.get("WALLETDESK_PHISHING_LIST") or root / "var" / "phishing.txt"),
        encoders=_encoders(environment.get("WALLETDESK_ENCODERS")),
        look_ups=_policy(environment.get("WALLETDESK_LOOKUPS") or consent.ASK),
        nodes=_nodes(environment),
    )


def _encoders(named: str | None) -> tuple[str, ...]:
    return ENCODERS if named is None else tuple(name for name in ENCODERS if name in named.split(","))


def _nodes(environment: Mapping[str, str]) -> dict[str, str]:
    nodes = {name[len(_NODE) :].lower(): url for name, url in environment.items() if name.startswith(_NODE) and url}
    for name, url in nodes.items():
        if not url.startswith(("https://", "http://")):
            raise SetupError(f"{_NODE}{name.upper()} must be an address that starts with https:// or http://")
    return nodes


def _policy(named: str) -> str:
    if named.lower() not in consent.POLICIES:
        raise SetupError(f"WALLETDESK_LOOKUPS must be one of {', '.join(consent.POLICIES)}")
    return named.lower()


def _root(environment: Mapping[str, str]) -> Path:
    named = environment.get("WALLETDESK_HOME")
    candidates = [Path(named)] if named else [Path.cwd(), Path(__file__).parent.parent]
    for candidate in candidates:
        if (candidate / _PROJECT_FILE).is_file() and (candidate / "data" / "topics").is_dir():
            return candidate.resolve()
    raise SetupError("no WalletDesk project here: change to its folder or set WALLETDESK_HOME to it")
