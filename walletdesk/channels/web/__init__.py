"""The widget's server: one Sanic blueprint over the `Chats` in `app.ctx.chats`.

Whoever registers it gets the error handler, the limits and the headers with it: there is no way to have one without
the other. Handlers find their `Door` in `app.ctx.door`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Blueprint

from walletdesk.bootstrap import the_settings
from walletdesk.channels.web import api, events, health, pages
from walletdesk.channels.web.door import Door
from walletdesk.channels.web.outside import protect
from walletdesk.settings import Settings

Listener = Callable[[Any, Any], Awaitable[None]]


class _Web(Blueprint):
    def __init__(self, settings: Settings) -> None:
        super().__init__("web")
        self.ctx.settings = settings

    def register(self, app: Any, options: Any) -> None:
        super().register(app, options)  # type: ignore[no-untyped-call]
        app.ctx.door = Door(self.ctx.settings)
        protect(app)


def blueprint(
    settings: Settings | None = None, pace: events.Pace | None = None, opening: Listener | None = None
) -> Blueprint:
    """`opening` puts the `Chats` into `app.ctx.chats`, where nobody else has; it runs before all that needs them."""
    web = _Web(settings or the_settings())
    if opening is not None:
        web.listener("after_server_start")(opening)
    api.add_api(web)
    events.add_events(web, pace)
    pages.add_pages(web)
    health.add_health(web)
    return web
