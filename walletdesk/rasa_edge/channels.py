"""The widget's channel as Rasa knows channels. Rasa's built-in `rest` and `socketio` let anybody speak as anybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint

from walletdesk import bootstrap
from walletdesk.channels import web


class WidgetInput(InputChannel):
    """The paths of `channels.web`, whatever serves them; they find their conversations in `app.ctx.chats`."""

    @classmethod
    def name(cls) -> str:
        return "web"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]] | None) -> Blueprint:
        """`on_new_message` is Rasa's way to the agent and stays unused: `Chats` answers each message exactly once."""
        return web.blueprint(bootstrap.the_settings())
