"""Session tokens: signed, short-lived, and good for one origin. Nothing but the random id in them names a user."""

from __future__ import annotations

import base64
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from jwt.types import Options

from walletdesk.adapters.sender_key import key_in

KEY_FILE = "session.key"
LIFE = 900  # seconds a token opens anything
RESUME = 7 * 86_400  # seconds after that in which it can be changed for a new one
GRACE = 60  # seconds in which the token before the newest can, too: other tabs, answers that were lost
_ALGORITHM = "HS256"
_LONGEST = 1_000
# The door looks at them: what has expired may still be renewed, and whose page it is must be known to say so.
_UNCHECKED: Options = {"verify_exp": False, "verify_aud": False, "verify_iat": False}
_CLAIMS = ("sid", "gen", "aud", "iat", "exp")
_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Claims:
    """sid: 128 random bits. generation: counts renewals. origin: of the page the session was made for, "" for none."""

    sid: str
    generation: int
    origin: str
    expires: int


def new_id() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode()


class Tokens:
    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        """`folder`: where the key is kept, made at the first use."""
        self._key, self._now = key_in(folder / KEY_FILE), now

    def __repr__(self) -> str:
        return "<Tokens>"

    def make(self, sid: str, generation: int, origin: str) -> str:
        now = int(self._now())
        claims = {"sid": sid, "gen": generation, "aud": origin, "iat": now, "exp": now + LIFE}
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)

    def read(self, token: str) -> Claims | None:
        """None for everything that this installation did not sign, or that expired too long ago to be renewed."""
        claims = self._signed(token)
        if claims is None or not _is_ours(claims) or self._now() >= claims["exp"] + RESUME:
            return None
        return Claims(claims["sid"], claims["gen"], claims["aud"], claims["exp"])

    def is_fresh(self, claims: Claims) -> bool:
        return self._now() < claims.expires

    def _signed(self, token: str) -> dict[str, Any] | None:
        if len(token) > _LONGEST or not token.isascii():
            return None
        try:
            found: dict[str, Any] = jwt.decode(token, self._key, algorithms=[_ALGORITHM], options=_UNCHECKED)
        except (jwt.InvalidTokenError, ValueError, RecursionError):
            return None
        return found


def _is_ours(claims: dict[str, Any]) -> bool:
    """The key may sign something else one day."""
    sid, *numbers = (claims.get(name) for name in ("sid", "gen", "exp"))
    return (
        claims.keys() == set(_CLAIMS)
        and isinstance(sid, str)
        and _ID.fullmatch(sid) is not None
        and isinstance(claims["aud"], str)
        and all(type(number) is int for number in numbers)
    )
