"""What a deployment may change, read once from the environment; only `desk_url` may hold a password."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from walletdesk.core import consent
from walletdesk.core.errors import SetupError

ENCODERS = ("use", "e5", "minilm")
_PROJECT_FILE = "config.yml"
_NODE = "WALLETDESK_RPC_"
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[a-z0-9.-]+(:[0-9]+)?|[a-z][a-z0-9+.-]*://\[[0-9a-f:.]+\](:[0-9]+)?")
_LIMIT = re.compile(r"(message|address|session)=([1-9][0-9]{0,8})/([1-9][0-9]{0,8})|(stream)s=([1-9][0-9]{0,8})")


@dataclass(frozen=True)
class Limits:
    """Of the widget's server. Pairs are (at once, and one more each second so many times): messages of a session, all
    calls of a network address, sessions begun or renewed by an address. streams: open at once for a session."""

    message: tuple[int, int] = (10, 1)
    address: tuple[int, int] = (200, 50)
    session: tuple[int, int] = (60, 1)
    streams: int = 4


@dataclass(frozen=True)
class Settings:
    """root: the project folder (`WALLETDESK_HOME`). action_url: an action server instead of actions in this process
    (`WALLETDESK_ACTIONS`). log_level: `WALLETDESK_LOG`. desk_url: the database of tickets and journal, as SQLAlchemy
    writes it (`WALLETDESK_DESK`). phishing_list: the block list's file (`WALLETDESK_PHISHING_LIST`). encoders: which
    sentence encoders may be used (`WALLETDESK_ENCODERS`, "use,e5" or "none"), without training again. look_ups: whether
    chains may be read (`WALLETDESK_LOOKUPS`: ask, always or never). nodes: the node to ask by network id
    (`WALLETDESK_RPC_<NETWORK>`); its address may hold an access key. keep_days: after so many days of silence a
    conversation of the widget or of Telegram is erased (`WALLETDESK_KEEP_DAYS`). origins: pages of other hosts that may
    talk to the widget's server (`WALLETDESK_ORIGINS`). proxies: whose X-Forwarded-… headers it believes
    (`WALLETDESK_PROXIES`). limits: `WALLETDESK_LIMITS`, as in "message=10/1,streams=4". metrics_open: figures for
    everybody who asks, not for this machine alone (`WALLETDESK_METRICS=open`)."""

    root: Path
    action_url: str | None = None
    log_level: str = "WARNING"
    desk_url: str = field(default="", repr=False)
    phishing_list: Path = Path("var/phishing.txt")
    encoders: tuple[str, ...] = ENCODERS
    look_ups: str = consent.ASK
    nodes: Mapping[str, str] = field(default_factory=dict, repr=False)
    keep_days: float = 30.0
    origins: tuple[str, ...] = ()
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    limits: Limits = Limits()
    metrics_open: bool = False


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
        keep_days=_days(environment.get("WALLETDESK_KEEP_DAYS") or "30"),
        origins=_origins(environment.get("WALLETDESK_ORIGINS", "")),
        proxies=_proxies(environment.get("WALLETDESK_PROXIES", "")),
        limits=_limits(environment.get("WALLETDESK_LIMITS", "")),
        metrics_open=environment.get("WALLETDESK_METRICS", "").lower() == "open",
    )


def _days(named: str) -> float:
    try:
        days = float(named)
    except ValueError:
        days = 0.0
    if not 0 < days < 36_500:
        raise SetupError("WALLETDESK_KEEP_DAYS must be a number of days above 0")
    return days


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


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(origin.lower() for origin in _listed(text))
    if not all(_ORIGIN.fullmatch(origin) for origin in origins):
        raise SetupError("WALLETDESK_ORIGINS must list origins such as https://wallet.example, without a path or a *")
    return origins


def _proxies(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part) for part in _listed(text))
    except ValueError:
        raise SetupError("WALLETDESK_PROXIES must list addresses or networks such as 127.0.0.1,10.0.0.0/8") from None


def _limits(text: str) -> Limits:
    found = [_LIMIT.fullmatch(part) for part in _listed(text)]
    pairs = {match[1]: (int(match[2]), int(match[3])) for match in found if match and match[1]}
    streams = [int(match[5]) for match in found if match and match[4]]
    if None in found:
        raise SetupError("WALLETDESK_LIMITS must look like message=10/1,address=200/50,session=60/1,streams=4")
    standard = Limits()
    return Limits(
        message=pairs.get("message", standard.message),
        address=pairs.get("address", standard.address),
        session=pairs.get("session", standard.session),
        streams=streams[-1] if streams else standard.streams,
    )


def _root(environment: Mapping[str, str]) -> Path:
    named = environment.get("WALLETDESK_HOME")
    candidates = [Path(named)] if named else [Path.cwd(), Path(__file__).parent.parent]
    for candidate in candidates:
        if (candidate / _PROJECT_FILE).is_file() and (candidate / "data" / "topics").is_dir():
            return candidate.resolve()
    raise SetupError("no WalletDesk project here: change to its folder or set WALLETDESK_HOME to it")
