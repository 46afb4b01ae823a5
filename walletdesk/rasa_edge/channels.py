"""The HTTP channel: `POST /webhooks/walletdesk/webhook` with {"sender", "message" | "payload"}.

Answers the list of replies, or problem details (RFC 9457) whose words never come from the request. The text is
screened before it is bound to a name that lives longer than one function.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as answer

from walletdesk.rasa_edge import guard, screen
from walletdesk.rasa_edge.talk import Talk

MAX_SENDER = 200


class Problem(Exception):
    """A request that cannot be served; `title` is for developers and quotes nothing."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title

    def as_response(self) -> HTTPResponse:
        body = {"type": "about:blank", "status": self.status, "title": self.title}
        return answer(body, status=self.status, content_type="application/problem+json")


class WalletdeskInput(InputChannel):
    """In credentials.yml: `walletdesk.rasa_edge.channels.WalletdeskInput:`."""

    @classmethod
    def name(cls) -> str:
        return "walletdesk"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """`on_new_message` is Rasa's way to the agent and stays unused: `Talk` also answers when Rasa fails."""
        blueprint = Blueprint("walletdesk", __name__)

        @blueprint.get("/")
        async def health(request: Request) -> HTTPResponse:
            ready = _agent(request) is not None
            return answer({"status": "ok" if ready else "starting"}, status=200 if ready else 503)

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                return answer(await _serve(request))
            except Problem as problem:
                return problem.as_response()

        return blueprint


async def _serve(request: Request) -> list[dict[str, Any]]:
    agent = _agent(request)
    if agent is None:
        raise Problem(503, "no model is loaded yet")
    sender, text = _read(request)
    talk = Talk(agent, trouble=getattr(request.app.ctx, "trouble", None))
    try:
        exchange = await talk.say(sender, text)
    except Exception as error:  # noqa: BLE001
        # The client learns that it failed, not why.
        guard.log_drop(error)
        raise Problem(503, "the turn failed; try again") from None
    return list(exchange.replies)


def _agent(request: Request) -> Any:
    agent = getattr(request.app.ctx, "agent", None)
    return agent if agent is not None and agent.is_ready() else None


def _read(request: Request) -> tuple[str, screen.Guarded]:
    """Sender and screened text; takes the raw body out of the request, which outlives this function."""
    raw, request.body, request.parsed_json = request.body, b"", None
    try:
        body = json.loads(raw)
    except ValueError:
        raise Problem(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise Problem(400, "the body is not a JSON object")
    sender = body.get("sender")
    if not isinstance(sender, str) or not sender.strip() or len(sender) > MAX_SENDER:
        raise Problem(422, f"sender must be a text of 1 to {MAX_SENDER} characters")
    return sender, guard.guarded(_words(body), sender)


def _words(body: dict[str, Any]) -> str:
    given = [key for key in ("message", "payload") if body.get(key) is not None]
    if len(given) != 1 or not isinstance(body[given[0]], str):
        raise Problem(422, "either message or payload must be given, as a text")
    text: str = body[given[0]]
    if given[0] == "payload" and screen.payload_of(text) is None:
        raise Problem(422, "payload is not one of our buttons")
    return text
