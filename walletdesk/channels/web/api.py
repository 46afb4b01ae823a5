"""Sessions, messages and history over JSON. What each call takes and gives stands in `openapi.json`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from sanic import Blueprint
from sanic.response import HTTPResponse, raw

from walletdesk.adapters.desk.chats import Chat
from walletdesk.channels.web import reading, tokens
from walletdesk.channels.web.door import Door, ready
from walletdesk.channels.web.outside import preflight_headers
from walletdesk.channels.web.problems import Problem
from walletdesk.channels.web.shapes import answer, event_json, position
from walletdesk.ticketing import utc_now

DESCRIPTION = Path(__file__).with_name("openapi.json")
_AT_FIRST = 200  # events that come with a session
_PAGE = 200
_METHODS = {
    "/api/session": "POST, DELETE",
    "/api/messages": "POST",
    "/api/events": "GET",
    "/api/history": "GET",
    "/api/openapi.json": "GET",
}


def add_api(blueprint: Blueprint) -> None:
    reading.known_zones()
    blueprint.add_route(_open_session, "/api/session", methods=["POST"], stream=True)
    blueprint.add_route(_delete_session, "/api/session", methods=["DELETE"])
    blueprint.add_route(_take_message, "/api/messages", methods=["POST"], stream=True)
    blueprint.add_route(_tell_history, "/api/history", methods=["GET"])
    blueprint.add_route(_describe, "/api/openapi.json", methods=["GET"])
    for number, (path, methods) in enumerate(_METHODS.items()):
        blueprint.add_route(partial(_preflight, methods=methods), path, methods=["OPTIONS"], name=f"preflight{number}")


async def _open_session(request: Any) -> HTTPResponse:
    door: Door = request.app.ctx.door
    async with reading.emptied(request):
        origin = door.admit(request, "session")
        ready(request)
        claims = door.claims(request, origin)
        language = reading.wish(await reading.body(request))
    if claims is None:
        return await _new_session(request, origin, language or "en")
    return await _same_session(request, claims)


async def _new_session(request: Any, origin: str, language: str) -> HTTPResponse:
    door: Door = request.app.ctx.door
    sid = tokens.new_id()
    chat = await ready(request).open(door.name(sid), language=language)
    return await _session(request, chat, door.tokens.make(sid, chat.generation, origin), is_new=True)


async def _same_session(request: Any, claims: tokens.Claims) -> HTTPResponse:
    """With the next token. The one before the newest is as good as the newest for a while: its answer may be lost, or
    another tab may have been faster. What is older is not in its user's hands any more."""
    door: Door = request.app.ctx.door
    chat = (await door.known(request, claims)).chat
    if claims.generation == chat.generation:
        await ready(request).store.renew(chat.conversation, chat.generation)
        chat = (await door.known(request, claims)).chat
    elif claims.generation != chat.generation - 1 or (utc_now() - chat.renewed).total_seconds() > tokens.GRACE:
        raise Problem("session_unknown")
    token = door.tokens.make(claims.sid, chat.generation, claims.origin)
    return await _session(request, chat, token, is_new=False)


async def _session(request: Any, chat: Chat, token: str, is_new: bool) -> HTTPResponse:
    events = await ready(request).events(chat.conversation, max(0, chat.last - _AT_FIRST), _AT_FIRST)
    body = {
        "token": token,
        "expires_in": tokens.LIFE,
        "resumed": not is_new,
        "events": [event_json(event) for event in events],
    }
    return answer(body, 201 if is_new else 200)


async def _delete_session(request: Any) -> HTTPResponse:
    door: Door = request.app.ctx.door
    caller = await door.caller(request)
    door.resends.forget(caller.conversation)
    await ready(request).erase(caller.conversation)
    return HTTPResponse(status=204)


async def _take_message(request: Any) -> HTTPResponse:
    door: Door = request.app.ctx.door
    async with reading.emptied(request):
        caller = await door.caller(request)
        door.buckets.take("message", caller.conversation)
        chats = ready(request)
        screen = partial(door.resends.guarded, caller.conversation, chats.guard)
        message = reading.message(await reading.body(request), screen)
    events = await chats.say(caller.conversation, message.key, message.text, message.metadata)
    if not events:
        raise Problem("session_unknown")  # erased while the answer was on its way
    door.resends.answered(caller.conversation, message.key)
    return answer({"id": message.key, "events": [event_json(event) for event in events]})


async def _tell_history(request: Any) -> HTTPResponse:
    caller = await request.app.ctx.door.caller(request)
    after = position(request.args.get("after"))
    events = await ready(request).events(caller.conversation, after, _PAGE + 1)
    return answer({"events": [event_json(event) for event in events[:_PAGE]], "more": len(events) > _PAGE})


async def _describe(request: Any) -> HTTPResponse:
    return raw(DESCRIPTION.read_bytes(), content_type="application/json")


async def _preflight(request: Any, methods: str) -> HTTPResponse:
    """Answered to everybody; what a page may do then stands in the headers that only allowed ones get."""
    allowed = request.app.ctx.door.origins.allowed(request)
    return HTTPResponse(status=204, headers=preflight_headers(methods) if allowed else {})
