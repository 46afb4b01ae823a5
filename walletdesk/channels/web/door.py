"""Who may come in: every call passes here before anything of its body is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from walletdesk.adapters.desk.chats import Chat
from walletdesk.channels.chats import Chats
from walletdesk.channels.names import namer
from walletdesk.channels.web.limits import Buckets
from walletdesk.channels.web.origins import Origins
from walletdesk.channels.web.peers import address_of
from walletdesk.channels.web.problems import Problem
from walletdesk.channels.web.resends import Resends
from walletdesk.channels.web.tokens import Claims, Tokens
from walletdesk.settings import Settings

_BEARER = re.compile(r"bearer +([A-Za-z0-9_.-]+) *", re.I)


def ready(request: Any) -> Chats:
    """Raises Problem while the model is being loaded, and when the process is about to end."""
    chats: Chats | None = getattr(request.app.ctx, "chats", None)
    if chats is None or chats.is_draining or not chats.speaker.is_ready():
        raise Problem("not_ready")
    return chats


@dataclass(frozen=True)
class Caller:
    """A user with a session. `chat` as it was when the call came."""

    claims: Claims
    chat: Chat

    @property
    def conversation(self) -> str:
        return self.chat.conversation


class Door:
    def __init__(self, settings: Settings) -> None:
        folder = settings.root / "var"
        self.settings = settings
        self.origins = Origins(settings.origins, settings.proxies)
        self.buckets = Buckets(settings.limits)
        self.tokens = Tokens(folder)
        self.name = namer("web", folder)
        self.resends = Resends()

    def admit(self, request: Any, kind: str = "address") -> str:
        """The calling page's origin. Raises Problem for pages and crowds that are kept out."""
        self.buckets.take(kind, address_of(request, self.settings.proxies))
        return self.origins.admitted(request)

    async def caller(self, request: Any) -> Caller:
        """Raises Problem, and Unavailable where the database does not answer."""
        origin = self.admit(request)
        claims = self.claims(request, origin)
        if claims is None:
            raise Problem("token_missing")
        if not self.tokens.is_fresh(claims):
            raise Problem("token_expired")
        return await self.known(request, claims)

    def claims(self, request: Any, origin: str) -> Claims | None:
        """Of the call's token, perhaps an expired one; None where there is none. Raises Problem for a bad one."""
        named = request.headers.getall("authorization", ())
        if not named:
            return None
        bearer = _BEARER.fullmatch(named[0]) if len(named) == 1 else None
        claims = self.tokens.read(bearer[1]) if bearer else None
        if claims is None:
            raise Problem("token_bad")
        if origin and origin != claims.origin:
            raise Problem("origin_refused")
        return claims

    async def known(self, request: Any, claims: Claims) -> Caller:
        """Asked of the database each time: an erased session is gone at once, for every process."""
        chat = await ready(request).store.find(self.name(claims.sid))
        if chat is None:
            raise Problem("session_unknown")
        return Caller(claims, chat)
