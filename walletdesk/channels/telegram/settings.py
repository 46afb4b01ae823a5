"""What the Telegram bot reads from the environment. Neither token nor secret is in any repr or error."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from walletdesk.core.errors import SetupError

_PREFIX = "WALLETDESK_TELEGRAM_"
_TOKEN = re.compile(r"[A-Za-z0-9_:-]{3,256}")  # what may stand in a path; servers for tests take simpler ones
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what Telegram takes
_PUBLIC_API = "https://api.telegram.org"


@dataclass(frozen=True)
class TelegramSettings:
    """api: base URL of the Bot API. webhook: public https address, empty for polling; host, port: where it is heard.
    secret: what Telegram repeats in a header of every delivery; made anew at each start where none is set."""

    token: str = field(repr=False)
    api: str = _PUBLIC_API
    webhook: str = ""
    secret: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8443

    @property
    def path(self) -> str:
        return urlsplit(self.webhook).path or "/"


def read(environment: Mapping[str, str] = os.environ) -> TelegramSettings:
    """Raises SetupError, in words for whoever starts the bot."""
    named = {name: environment.get(_PREFIX + name, "").strip() for name in _NAMES}
    host, port = _address(named["LISTEN"] or "127.0.0.1:8443")
    return TelegramSettings(
        token=_token(named["TOKEN"]),
        api=_api(named["API"] or _PUBLIC_API),
        webhook=_webhook(named["WEBHOOK"]),
        secret=_secret(named["SECRET"]),
        host=host,
        port=port,
    )


_NAMES = ("TOKEN", "API", "WEBHOOK", "SECRET", "LISTEN")


def _token(given: str) -> str:
    if not given:
        raise SetupError(
            "no Telegram token: open https://t.me/BotFather, send /newbot, and set WALLETDESK_TELEGRAM_TOKEN to the "
            "token it gives you"
        )
    if not _TOKEN.fullmatch(given):
        raise SetupError("WALLETDESK_TELEGRAM_TOKEN is no bot token: @BotFather gives them as digits, a colon, letters")
    return given


def _api(given: str) -> str:
    if not _is_address(given, ("http", "https")):
        raise SetupError(f"{_PREFIX}API must be an address that starts with https:// or http://")
    return given.rstrip("/")


def _webhook(given: str) -> str:
    if given and not _is_address(given, ("https", "http")):
        raise SetupError(f"{_PREFIX}WEBHOOK must be the public address of this bot, like https://example.org/telegram")
    return given


def _secret(given: str) -> str:
    if given and not _SECRET.fullmatch(given):
        raise SetupError(f"{_PREFIX}SECRET may hold 1 to 256 letters, digits, _ and -")
    return given or secrets.token_urlsafe(32)


def _address(given: str) -> tuple[str, int]:
    host, _, port = given.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise SetupError(f"{_PREFIX}LISTEN must be a host and a port, like 127.0.0.1:8443")
    return host.strip("[]"), int(port)


def _is_address(given: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(given)
        return parts.scheme in schemes and bool(parts.hostname)
    except ValueError:
        return False
