"""The conversations of one channel over a loaded agent, and the one process that serves the widget."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from walletdesk import bootstrap
from walletdesk.core.errors import PortError, SetupError
from walletdesk.rasa_edge import launch

if TYPE_CHECKING:
    from walletdesk.channels.chats import Chats
    from walletdesk.rasa_edge.launch import Edge

_BACKLOG = 1_024  # connections at the door when every client comes back at once
NEWS_EVERY = 2.0  # seconds between two looks for answers of the staff
TIDY_EVERY = 6 * 3600.0  # seconds between two looks for conversations that are past their time
# Dictionaries and encoders are read at their first use, which takes seconds; let that not be a user's. What is nobody's
# problem wakes all of them.
_UNCLEAR = "dialogue.stale_button"
_log = logging.getLogger(__name__)


async def load_chats(edge: Edge, model: Path, channel: str) -> Chats:
    """Ready to talk; what the last process left open is finished."""
    bootstrap.the_store().prepare()
    return await chats_over(await launch.load_agent(edge, model), channel)


async def chats_over(agent: Any, channel: str) -> Chats:
    """As `load_chats`, over an agent that somebody else has loaded."""
    from walletdesk.adapters.desk.chats import SqlChats
    from walletdesk.channels.chats import Chats
    from walletdesk.rasa_edge.speaker import RasaSpeaker
    from walletdesk.rasa_edge.talk import Talk

    talk = Talk(agent, apologise, channel)
    for language in ("zh-Hans", "en"):
        await talk.understand(bootstrap.the_content().catalogue.say(_UNCLEAR, language))
    store, tickets = SqlChats(bootstrap.the_store()), bootstrap.the_desk().tickets
    chats = Chats(channel, store, RasaSpeaker(talk), bootstrap.the_welcome, tickets, rooms=bootstrap.the_rooms())
    await chats.recover()
    return chats


def apologise(_: str) -> list[dict[str, Any]]:
    """The replies of a turn in which Rasa failed."""
    return [{"text": bootstrap.the_apology(), "buttons": []}]


async def keep_up(chats: Chats) -> None:
    """Until cancelled: push the staff's answers, and erase what is past its time."""
    tidied = -TIDY_EVERY
    while True:
        now = asyncio.get_running_loop().time()
        await chats.push_news()
        if now - tidied >= TIDY_EVERY:
            tidied = now
            await _tidy(chats)
        await asyncio.sleep(NEWS_EVERY)


async def _tidy(chats: Chats) -> None:
    try:
        await chats.erase_older(bootstrap.the_settings().keep_days)
    except PortError as error:
        _log.warning("old conversations could not be erased: %s", error)


def serve(edge: Edge, model: Path, door: socket.socket, announce: Callable[[str], None]) -> None:
    """Blocks. Our widget's channel and nothing else: Rasa's own HTTP API has no lock on its doors. door: from `listen`;
    `announce` is told when people can come in."""
    launch.prepare_for(edge, model)
    from sanic import Sanic

    from walletdesk.rasa_edge.channels import WidgetInput

    app = Sanic("walletdesk", configure_logging=False)

    async def load(app: Any, _: Any) -> None:
        bootstrap.the_store().prepare()
        app.ctx.agent = await launch.load_agent(edge, model)

    async def tell(app: Any, _: Any) -> None:
        host, port = door.getsockname()[:2]
        announce(f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/")

    app.register_listener(load, "before_server_start")
    app.blueprint(WidgetInput().blueprint(None))
    app.register_listener(tell, "after_server_start")
    app.run(sock=door, workers=1, access_log=False, debug=False, motd=False, backlog=_BACKLOG)


def listen(host: str, port: int) -> socket.socket:
    """Raises SetupError where nobody can listen there."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        number = getattr(error, "errno", None) or 0
        why = os.strerror(number) if number in errno.errorcode else str(error)
        raise SetupError(f"cannot listen on {host}:{port}: {why}; choose another with --host and --port") from None
