"""The users of the load test: a widget with its event stream, and a client of Rasa's `rest` channel."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

from bench.served_check import Event, Frames, Ledger, Verdict, stock_verdict, verdict

ATTEMPTS = 5
# What a client waits before it sends the same message again, and the most it does where Retry-After says more; seconds.
AGAIN, LONGEST = 0.5, 5.0
SETTLE = 10.0
_FOR_NOW = (408, 425, 429)
PAGE = 500
# How a message is sent a second time.
AT_ONCE, LATER = "at once", "later"


@dataclass
class Tally:
    """What all users of one round saw together. first: ms from sending a message to its first bubble on the event
    stream."""

    errors: Counter[str] = field(default_factory=Counter)
    first: list[float] = field(default_factory=list)
    resent: int = 0
    reconnected: int = 0


class User(Protocol):
    async def open(self) -> None:
        """Raises ConnectionError when the server does not let the user in."""
        ...

    async def say(self, text: str, is_payload: bool, resend: str) -> Sequence[Mapping[str, Any]]:
        """The bot's answers; empty where every attempt failed. resend: "", AT_ONCE or LATER."""
        ...

    async def drop(self) -> None:
        """The standing connection breaks, where there is one, and is made again."""
        ...

    async def check(self) -> Verdict:
        """After the last message."""
        ...

    async def close(self) -> None: ...


class Wire:
    """JSON over HTTP with patience: what a server cannot take now is sent again, unchanged."""

    def __init__(self, http: aiohttp.ClientSession, base: str, tally: Tally) -> None:
        self.http = http
        self.base = base
        self.tally = tally

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        attempts: int = ATTEMPTS,
    ) -> Any:
        """None when every attempt failed, or the server says that another would; each failure is counted."""
        for number in range(attempts):
            pause = AGAIN
            try:
                async with self.http.request(method, self.base + path, json=body, headers=headers) as answer:
                    if answer.status < 300:
                        return await answer.json(content_type=None)
                    self.failed(method, path, str(answer.status))
                    if answer.status < 500 and answer.status not in _FOR_NOW:
                        return None
                    pause = min(float(answer.headers.get("Retry-After") or AGAIN), LONGEST)
            except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
                self.failed(method, path, type(error).__name__)
            if number + 1 < attempts:
                await asyncio.sleep(pause)
        return None

    def failed(self, method: str, path: str, why: str) -> None:
        # What a path names beyond its second part is somebody's conversation.
        self.tally.errors[f"{method} {'/'.join(path.partition('?')[0].split('/')[:3])}: {why}"] += 1


class WidgetUser:
    """A session, an event stream that stays open, and one message at a time."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._ledger = Ledger()
        self._waiting: dict[str, float] = {}
        self._twins: set[asyncio.Task[None]] = set()
        self._headers: dict[str, str] = {}
        self._place = 0
        self._is_up = asyncio.Event()
        self._stream: asyncio.Task[None] | None = None

    async def open(self) -> None:
        session = await self._wire.ask("POST", "/api/session", {})
        if session is None:
            raise ConnectionError("no session")
        self._headers = {"Authorization": f"Bearer {session['token']}"}
        await self._listen()

    async def say(self, text: str, is_payload: bool, resend: str) -> Sequence[Event]:
        key = secrets.token_hex(16)
        message = {"id": key, "payload" if is_payload else "text": text}
        self._ledger.answers[key] = []
        self._waiting[key] = time.perf_counter()
        if resend == AT_ONCE:
            self._send_twin(message)
        answer = await self._send(message)
        if resend == LATER:
            self._send_twin(message)
        return [event for event in answer if event["kind"] == "bot"]

    async def drop(self) -> None:
        self._wire.tally.reconnected += 1
        await self._hang_up()
        await self._listen()

    async def check(self) -> Verdict:
        await asyncio.gather(*self._twins)
        history = await self._history()
        last = max((event["position"] for event in history), default=0)
        until = time.monotonic() + SETTLE
        while self._place < last and time.monotonic() < until:
            await asyncio.sleep(0.1)
        return verdict(self._ledger, history)

    async def close(self) -> None:
        await self._hang_up()

    async def _send(self, message: Mapping[str, str]) -> Sequence[Event]:
        """Every answer is kept, that of a resend too."""
        answer = await self._wire.ask("POST", "/api/messages", message, self._headers)
        if answer is None:
            return ()
        self._ledger.answers[message["id"]].append(answer["events"])
        events: Sequence[Event] = answer["events"]
        return events

    def _send_twin(self, message: Mapping[str, str]) -> None:
        self._wire.tally.resent += 1

        async def send() -> None:
            await self._send(message)

        twin = asyncio.create_task(send())
        self._twins.add(twin)

    async def _history(self) -> list[Event]:
        events: list[Event] = []
        is_more = True
        while is_more:
            after = events[-1]["position"] if events else 0
            page = await self._wire.ask("GET", f"/api/history?after={after}", headers=self._headers)
            events += page["events"] if page else ()
            is_more = bool(page and page["more"] and page["events"])
        return events

    async def _listen(self) -> None:
        """Returns when the stream is open, or after a while without."""
        self._is_up.clear()
        self._stream = asyncio.create_task(self._read_on())
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._is_up.wait(), SETTLE)

    async def _hang_up(self) -> None:
        if self._stream is not None:
            self._stream.cancel()
            with suppress(asyncio.CancelledError):
                await self._stream
            self._stream = None

    async def _read_on(self) -> None:
        """Reads until it is cancelled; a broken stream is counted and opened again where it had come to."""
        while True:
            try:
                await self._read()
                self._wire.failed("GET", "/api/events", "ended")
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                self._wire.failed("GET", "/api/events", type(error).__name__)
            await asyncio.sleep(AGAIN)

    async def _read(self) -> None:
        headers = {**self._headers, "Accept": "text/event-stream"}
        if self._place:
            headers["Last-Event-ID"] = str(self._place)
        endless = aiohttp.ClientTimeout(total=None)
        url = f"{self._wire.base}/api/events"
        async with self._wire.http.get(url, headers=headers, timeout=endless) as stream:
            stream.raise_for_status()
            self._is_up.set()
            frames = Frames()
            async for chunk in stream.content.iter_any():
                for frame in frames.feed(chunk):
                    if frame.event == "message":
                        self._see(json.loads(frame.data))

    def _see(self, event: Event) -> None:
        self._ledger.streamed.append(event)
        self._place = max(self._place, event["position"])
        if event["kind"] == "bot" and (sent := self._waiting.pop(event.get("key", ""), None)) is not None:
            self._wire.tally.first.append((time.perf_counter() - sent) * 1000)


class RestUser:
    """Rasa's own channel: a name of one's own choice, one request for each message, no stream and no message ids."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._name = secrets.token_hex(16)
        self._sent = 0
        self._answered = 0
        self._twins: set[asyncio.Task[Any]] = set()

    async def open(self) -> None:
        """Nothing to do: the first message makes the conversation."""

    async def say(self, text: str, is_payload: bool, resend: str) -> Sequence[Mapping[str, Any]]:
        message = {"sender": self._name, "message": text}
        self._sent += 1
        if resend == AT_ONCE:
            self._send_twin(message)
        answers: Sequence[Mapping[str, Any]] = await self._post(message) or ()
        self._answered += bool(answers)
        if resend == LATER:
            self._send_twin(message)
        return answers

    async def drop(self) -> None:
        """Nothing stands that could break."""

    async def check(self) -> Verdict:
        await asyncio.gather(*self._twins)
        path = f"/conversations/{self._name}/tracker?include_events=ALL"
        tracker = await self._wire.ask("GET", path)
        turns = sum(event["event"] == "user" for event in tracker["events"]) if tracker else 0
        return stock_verdict(self._sent, self._answered, turns)

    async def close(self) -> None: ...

    async def _post(self, message: Mapping[str, str]) -> Any:
        # Sent once: a second attempt would be another turn.
        return await self._wire.ask("POST", "/webhooks/rest/webhook", message, attempts=1)

    def _send_twin(self, message: Mapping[str, str]) -> None:
        self._wire.tally.resent += 1
        self._twins.add(asyncio.create_task(self._post(message)))
