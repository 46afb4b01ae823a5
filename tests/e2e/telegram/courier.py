"""Carries updates to a bot's webhook as Telegram does: again until it is taken, one after another within a chat."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.e2e.telegram.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 2.0  # Telegram's are longer


@dataclass(frozen=True)
class Delivery:
    """status: 0 when nobody answered. seconds: until the answer."""

    update_id: int
    status: int
    seconds: float


@dataclass
class Courier:
    """`roads` are what the TLS proxy in front of a bot would be: from the public address to the process."""

    world: World
    roads: dict[str, str] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None
    _carried: set[int] = field(default_factory=set)
    _queues: dict[Any, asyncio.Lock] = field(default_factory=dict)
    _errands: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self) -> None:
        self._task = asyncio.ensure_future(self._watch())

    def stop(self) -> None:
        for task in (self._task, *self._errands):
            if task is not None:
                task.cancel()

    async def post(self, update: dict[str, Any] | bytes, secret: str | None) -> httpx.Response:
        """One delivery, by whomever."""
        hook = self.world.webhook
        assert hook is not None, "the bot has set no webhook"
        headers = {"Content-Type": "application/json", **({} if secret is None else {SECRET_HEADER: secret})}
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            return await client.post(self._road(hook.url), content=body, headers=headers)

    def _road(self, url: str) -> str:
        for public, inside in self.roads.items():
            if url.startswith(public):
                return inside + url[len(public) :]
        raise httpx.ConnectError(f"no road to {url}")

    async def _watch(self) -> None:
        while True:
            news = self.world.news
            if self.world.webhook:
                for update in self.world.pending:
                    if update["update_id"] not in self._carried:
                        self._carried.add(update["update_id"])
                        self._send_off(update)
            await news.wait()

    def _send_off(self, update: dict[str, Any]) -> None:
        errand = asyncio.ensure_future(self._carry(update))
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    async def _carry(self, update: dict[str, Any]) -> None:
        pause = _FIRST_PAUSE
        async with self._queues.setdefault(_queue_of(update), asyncio.Lock()):
            while self.world.webhook and not await self._delivered(update):
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        self._carried.discard(update["update_id"])

    async def _delivered(self, update: dict[str, Any]) -> bool:
        began, status = time.monotonic(), 0
        try:
            status = (await self.post(update, self.world.webhook.secret if self.world.webhook else None)).status_code
        except httpx.HTTPError as error:
            self.world.last_webhook_error = type(error).__name__
        self.deliveries.append(Delivery(update["update_id"], status, time.monotonic() - began))
        if not 200 <= status < 300:
            return False
        self.world.done(update)
        return True


def _queue_of(update: dict[str, Any]) -> Any:
    content: Any = next((value for name, value in update.items() if name != "update_id"), {})
    message = content.get("message", content) if isinstance(content, dict) else {}
    return message.get("chat", {}).get("id") if isinstance(message, dict) else None
