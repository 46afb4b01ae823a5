"""GET /api/events: a conversation as it happens, told as server-sent events over one long answer.

A listener is heard from before the first look into the store, and what is told is always what the store holds behind
the last position told: nothing is lost or told twice, wherever a line breaks. A client that does not read holds up its
own line only, until its patience ends.
"""

from __future__ import annotations

import asyncio
import json
import logging
import resource
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sanic import Blueprint
from sanic.response import HTTPResponse

from walletdesk.channels.chats import Chats
from walletdesk.channels.hub import Hub, Listener
from walletdesk.channels.web.door import Caller, ready
from walletdesk.channels.web.problems import Problem
from walletdesk.channels.web.shapes import event_json, position
from walletdesk.core.chats import ChatEvent
from walletdesk.core.errors import PortError

PATH = "/api/events"
ERASED, BYE, RENEW = "erased", "bye", "renew"
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_MEDIA_TYPE = "text/event-stream; charset=utf-8"
_OPEN, _ALIVE = b": open\n\n", b": \n\n"
_OTHER_FILES = 200  # descriptors that are not streams
_LATER = 15  # seconds to wait where there is no room
_END = 3  # seconds which lines that are still open have when the process ends
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """In seconds: heartbeat, between two signs of life. patience: a write may be blocked so long. silence: so long may
    be unacknowledged what was sent to a client that is gone without a word. again: to the next try where the database
    does not answer. Numbers: most, of streams over all; batch, of events in one write."""

    heartbeat: float = 15.0
    patience: float = 30.0
    silence: float = 45.0
    again: float = 2.0
    most: int = 2_000
    batch: int = 20


def add_events(blueprint: Blueprint, pace: Pace | None = None) -> None:
    chosen = pace or Pace()

    async def events(request: Any) -> None:
        caller = await request.app.ctx.door.caller(request)
        await _serve(request, caller, chosen)

    blueprint.add_route(events, PATH, methods=["GET"], name="events")
    blueprint.listener(_hurry, "before_server_stop")


async def _hurry(app: Any, _: Any) -> None:
    """By now everything is said; who does not take it may come again."""
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = _END


async def _serve(request: Any, caller: Caller, pace: Pace) -> None:
    chats = ready(request)
    after = min(_last_seen(request), caller.chat.last)
    _check_room(chats.hub, caller.conversation, request.app.ctx.door.settings.limits.streams, pace)
    async with chats.listen(caller.conversation) as listener:
        request.stream.keep_alive = False  # or a line would lie idle after its farewell while the process wants to end
        response = await request.respond(headers=_HEADERS, content_type=_MEDIA_TYPE)
        _notice_silence(request.transport, pace.silence)
        try:
            line = Line(response, request.transport, pace.patience)
            await Stream(chats, listener, line, after, caller.claims.expires, pace).run()
        except asyncio.TimeoutError:
            request.transport.abort()
        except Exception as error:
            # Sanic closes the line without a word.
            _log.error("a stream broke: %s", type(error).__name__)
            raise


def _last_seen(request: Any) -> int:
    """The header is the newer one: a client that comes again repeats the address it began with."""
    named = request.headers.getall("last-event-id", ()) or request.args.getlist("after") or ()
    if len(named) > 1:
        raise Problem("bad_request")
    return position(named[0] if named else None)


def _check_room(hub: Hub, conversation: str, each: int, pace: Pace) -> None:
    if hub.is_closed:
        raise Problem("not_ready")
    if hub.count(conversation) >= each:
        raise Problem("rate_limited", retry_after=_LATER)
    if len(hub) >= min(pace.most, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _OTHER_FILES):
        raise Problem("not_ready", retry_after=_LATER)


def _notice_silence(transport: Any, seconds: float) -> None:
    """Heartbeats to a telephone that left the network pile up in the kernel for a quarter of an hour otherwise."""
    line = transport.get_extra_info("socket")
    if line is not None and line.family in (socket.AF_INET, socket.AF_INET6) and hasattr(socket, "TCP_USER_TIMEOUT"):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))


class Line:
    """To one client. patience: seconds a write may be blocked."""

    def __init__(self, response: HTTPResponse, transport: Any, patience: float) -> None:
        self._response, self._transport, self._patience = response, transport, patience

    @property
    def is_closed(self) -> bool:
        """Sanic cancels whoever serves a client that goes; but `wait_for` of this Python swallows a cancellation that
        comes together with what it waits for, which is common in a crowd."""
        return bool(self._transport.is_closing())

    async def write(self, data: bytes) -> None:
        """Raises TimeoutError (of asyncio) where the client does not read."""
        await asyncio.wait_for(self._response.send(data), self._patience)


class Stream:
    """What one client is told. `expires`: seconds since 1970, of the token it came with."""

    def __init__(self, chats: Chats, listener: Listener, line: Line, after: int, expires: float, pace: Pace) -> None:
        self._chats, self._listener, self._line = chats, listener, line
        self._after, self._expires, self._pace = after, expires, pace
        self._is_gone = False
        self._is_behind = False  # the database did not answer

    async def run(self) -> None:
        """To the end of the line. Raises TimeoutError (of asyncio) where the client does not read."""
        await self._line.write(_OPEN)
        while not self._line.is_closed:
            ending = self._ending()  # first, so that whatever was said before it is told before it
            await self._tell()
            if ending:
                await self._line.write(frame(ending, {}))
                return
            if not self._line.is_closed:
                await self._wait()

    def _ending(self) -> str:
        if self._is_gone or self._listener.is_erased:
            return ERASED
        if self._listener.is_closed:
            return BYE
        return RENEW if time.time() >= self._expires else ""

    async def _tell(self) -> None:
        while batch := await self._news():
            await self._line.write(b"".join(frame("message", event_json(it), it.position) for it in batch))
            self._after = batch[-1].position

    async def _news(self) -> Sequence[ChatEvent]:
        try:
            batch = await self._chats.events(self._listener.conversation, self._after, self._pace.batch)
        except PortError as error:
            _log.warning("a stream waits for the database: %s", error)
            self._is_behind = True
            return ()
        self._is_behind = False
        return batch

    async def _wait(self) -> None:
        """Until there is news or time for a sign of life. Another process may have something to tell then, too."""
        seconds = self._pace.again if self._is_behind else self._pace.heartbeat
        if not await self._listener.changed(max(0.0, min(seconds, self._expires - time.time()))):
            await self._line.write(_ALIVE)
            self._is_gone = await self._was_erased()

    async def _was_erased(self) -> bool:
        try:
            return await self._chats.store.find(self._listener.conversation) is None
        except PortError:
            return False


def frame(event: str, data: object, number: int | None = None) -> bytes:
    """JSON has no line breaks of its own, so the data is one line."""
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
