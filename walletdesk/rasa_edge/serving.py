"""The conversations of one channel over a loaded agent, and the one process that serves the widget."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from walletdesk import bootstrap
from walletdesk.core.errors import PortError
from walletdesk.rasa_edge import launch

if TYPE_CHECKING:
    from walletdesk.channels.chats import Chats
    from walletdesk.rasa_edge.launch import Edge
    from walletdesk.rasa_edge.talk import Talk, Trouble

NEWS_EVERY = 2.0  # seconds between two looks for answers of the staff
TIDY_EVERY = 6 * 3600.0  # seconds between two looks for conversations that are past their time
# Dictionaries and encoders are read at their first use, which takes seconds; let that not be a user's.
_UNCLEAR = ("hello 你好", "some odd thing about it, maybe, who knows", "有点怪怪的，说不上来")
_log = logging.getLogger(__name__)


async def load_chats(edge: Edge, model: Path, channel: str, trouble: Trouble) -> Chats:
    """Ready to talk: dictionaries and encoders are read, and what the last process left open is finished."""
    bootstrap.the_store().prepare()
    agent = await launch.load_agent(edge, model)
    from walletdesk.rasa_edge.talk import Talk

    talk = Talk(agent, trouble, channel)
    for text in _UNCLEAR:
        await talk.understand(text)
    chats = chats_of(talk, channel)
    await chats.recover()
    return chats


def chats_of(talk: Talk, channel: str) -> Chats:
    from walletdesk.adapters.desk.chats import SqlChats
    from walletdesk.channels.chats import Chats
    from walletdesk.rasa_edge.speaker import RasaSpeaker

    desk = bootstrap.the_desk()
    return Chats(
        channel,
        SqlChats(bootstrap.the_store()),
        RasaSpeaker(talk),
        bootstrap.the_welcome,
        desk.tickets,
        rooms=bootstrap.the_rooms(),
    )


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


def serve(edge: Edge, model: Path, host: str, port: int, trouble: Trouble, announce: Callable[[str], None]) -> None:
    """Blocks. Our widget's channel and nothing else: Rasa's own HTTP API has no lock on its doors."""
    launch.prepare_for(edge, model)
    from sanic import Sanic

    from walletdesk.rasa_edge.channels import WidgetInput

    app = Sanic("walletdesk", configure_logging=False)
    app.ctx.chats = None
    app.blueprint(WidgetInput().blueprint(None))

    async def start(app: Any, _: Any) -> None:
        app.ctx.chats = await load_chats(edge, model, "web", trouble)
        app.add_task(keep_up(app.ctx.chats))

    async def started(app: Any, _: Any) -> None:
        announce(f"http://{host}:{port}/")

    async def stop(app: Any, _: Any) -> None:
        await app.ctx.chats.drain()

    app.register_listener(start, "before_server_start")
    app.register_listener(started, "after_server_start")
    app.register_listener(stop, "before_server_stop")
    app.run(host=host, port=port, workers=1, access_log=False, debug=False, motd=False)
