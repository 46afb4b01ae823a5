"""Which pages may use the API. There are no cookies: a page of another host can do nothing but what is allowed here."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from walletdesk.channels.web.peers import Networks, normal, origin_of
from walletdesk.channels.web.problems import Problem

_LONGEST = 255
_ELSEWHERE = ("cross-site", "same-site")


class Origins:
    def __init__(self, allowed: Collection[str], proxies: Networks) -> None:
        self._allowed, self._proxies = frozenset(map(normal, allowed)), proxies

    def admitted(self, request: Any) -> str:
        """The origin of the calling page, "" where no page says that it calls; raises Problem for one that may not."""
        named = request.headers.getall("origin", ())
        if not named:
            if request.headers.getone("sec-fetch-site", "") in _ELSEWHERE:
                raise Problem("origin_refused")
            return ""
        allowed = self.allowed(request)
        if not allowed:
            raise Problem("origin_refused")
        return allowed

    def allowed(self, request: Any) -> str:
        """The one Origin header, if it is our own page's or a listed one's; otherwise ""."""
        named = request.headers.getall("origin", ())
        if len(named) != 1 or len(named[0]) > _LONGEST or "://" not in named[0] or not named[0].isascii():
            return ""
        origin = normal(named[0])
        return origin if origin in self._allowed or origin == origin_of(request, self._proxies) else ""
