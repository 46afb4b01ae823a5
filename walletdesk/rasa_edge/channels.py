"""The widget's channel as Rasa knows channels. Rasa's built-in `rest` and `socketio` let anybody speak as anybody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint

from walletdesk import bootstrap
from walletdesk.channels import web
from walletdesk.rasa_edge import serving


class WidgetInput(InputChannel):
    """The paths of `channels.web`. They find their conversations in `app.ctx.chats`, made here once Rasa's server, or
    `walletdesk serve`, has put an agent into `app.ctx.agent`."""

    @classmethod
    def name(cls) -> str:
        return "web"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]] | None) -> Blueprint:
        """`on_new_message` is Rasa's way to the agent and stays unused: `Chats` answers each message exactly once."""
        blueprint = web.blueprint(bootstrap.the_settings(), opening=_open)
        blueprint.listener("before_server_stop")(_close)
        return blueprint


async def _open(app: Any, _: Any) -> None:
    app.ctx.chats = await serving.chats_over(app.ctx.agent, "web")
    app.ctx.upkeep = asyncio.ensure_future(serving.keep_up(app.ctx.chats))


async def _close(app: Any, _: Any) -> None:
    if getattr(app.ctx, "chats", None) is not None:
        app.ctx.upkeep.cancel()
        await app.ctx.chats.drain()
