"""The npm package telegram-test-api, an emulator of the Bot API by people who do not know WalletDesk.

It speaks the API loosely; `Front` stands before it and mends, in the open, what a strict client cannot read: no long
polls, moments in milliseconds, `null` for `true`, a bot that is none, presses without their chat, webhooks without
their secret. Methods it has not are answered as if there were nothing to tell. What is said, to whom and with which
buttons is the emulator's own doing.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
from aiohttp import web

from tests.e2e.telegram.courier import SECRET_HEADER
from tests.e2e.telegram.world import TOKEN

_HAS = (
    *("getme", "getupdates", "sendmessage", "answercallbackquery", "editmessagetext", "editmessagereplymarkup"),
    *("deletemessage", "setwebhook", "deletewebhook"),
)
_LACKS: dict[str, Any] = {
    "getmycommands": [],
    "getmydescription": {"description": ""},
    "getmyshortdescription": {"short_description": ""},
}
_STEP = 0.05
_MOST = 10  # messages in one answer; more are a bot that cannot stop


class Front:
    """`url` is what WALLETDESK_TELEGRAM_API takes; `road` is where the bot's webhook listens, if it has one."""

    def __init__(self, emulator: str, road: str = "") -> None:
        self.url = ""
        self.road = road
        self.asked: list[str] = []
        self._emulator = emulator
        self._secret = ""
        self._client = httpx.AsyncClient(trust_env=False, timeout=20)

    async def start(self) -> None:
        application = web.Application()
        application.router.add_route("*", "/bot{token}/{method}", self._pass)
        application.router.add_post("/hook/{rest:.*}", self._deliver)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()
        await self._client.aclose()

    async def _pass(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        asked = dict(await request.post())
        self.asked.append(method)
        if method == "getupdates":
            return await self._poll(float(str(asked.get("timeout", 0))))
        if method not in _HAS:
            return web.json_response({"ok": True, "result": _LACKS.get(method, True)})
        if method == "setwebhook":
            self._secret = str(asked.get("secret_token", ""))
            path = str(asked["url"]).split("/", 3)[3]
            asked = {"url": f"{self.url}/hook/{path}"}
        return web.json_response(_mended(method, await self._ask(method, asked)))

    async def _ask(self, method: str, asked: dict[str, Any]) -> Any:
        return (await self._client.post(f"{self._emulator}/bot{TOKEN}/{method}", data=asked)).json()

    async def _poll(self, seconds: float) -> web.Response:
        deadline = time.monotonic() + seconds
        while True:
            answer = await self._ask("getUpdates", {})
            if answer["result"] or time.monotonic() > deadline:
                return web.json_response(answer | {"result": [_with_chat(update) for update in answer["result"]]})
            await asyncio.sleep(_STEP)

    async def _deliver(self, request: web.Request) -> web.Response:
        update = _with_chat(await request.json())
        address = f"{self.road}/{request.match_info['rest']}"
        taken = await self._client.post(address, json=update, headers={SECRET_HEADER: self._secret})
        return web.Response(status=taken.status_code)


class Visitor:
    """Talks to the bot through the emulator's own client interface."""

    def __init__(self, emulator: str, user_id: int) -> None:
        self.id = user_id
        self.heard: list[dict[str, Any]] = []
        self._emulator = emulator
        self._user = {"id": user_id, "is_bot": False, "first_name": "Robin", "language_code": "en"}
        self._chat = {"id": user_id, "type": "private", "first_name": "Robin"}

    async def types(self, text: str) -> list[dict[str, Any]]:
        common = {"botToken": TOKEN, "from": self._user, "chat": self._chat, "date": int(time.time()), "text": text}
        if text.startswith("/"):
            entity = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
            return await self._answer("sendCommand", {**common, "entities": [entity]})
        return await self._answer("sendMessage", common)

    async def presses(self, title: str) -> list[dict[str, Any]]:
        shown, data = next(
            (said, button["callback_data"])
            for said in reversed(self.heard)
            for row in said["message"].get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if button["text"] == title
        )
        message = {"message_id": shown["messageId"], "chat": self._chat, "date": int(time.time())}
        query = {"botToken": TOKEN, "from": self._user, "message": message, "data": data, "date": int(time.time())}
        return await self._answer("sendCallback", query)

    async def _answer(self, way: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        before = len(self.heard)
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            await client.post(f"{self._emulator}/{way}", json=body)
            await self._listen(client, lambda: len(self.heard) > before, 25)
            last = -1
            while last != len(self.heard) and len(self.heard) < before + _MOST:
                last = len(self.heard)
                await asyncio.sleep(1.3)
                await self._listen(client, lambda: True, 1)
        return self.heard[before:]

    async def _listen(self, client: httpx.AsyncClient, is_enough: Any, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while True:
            asked = {"token": TOKEN, "chatId": self.id}
            self.heard += (await client.post(f"{self._emulator}/getUpdates", json=asked)).json()["result"]
            if is_enough():
                return
            assert time.monotonic() < deadline, "no answer came through the emulator"
            await asyncio.sleep(_STEP)


def _mended(method: str, answer: Any) -> Any:
    result = answer.get("result")
    if result is None and answer.get("ok"):
        result = True
    if method == "getme":
        result = {**result, "is_bot": True}
    if method == "sendmessage":
        result = {**result, "date": result["date"] // 1000}
        result.pop("link_preview_options", None)  # given back as the text it came in
    return {**answer, "result": result}


def _with_chat(update: dict[str, Any]) -> dict[str, Any]:
    if "callback_query" in update:
        return {**update, "callback_query": {**update["callback_query"], "chat_instance": "-77"}}
    return update
