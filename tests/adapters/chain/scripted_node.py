"""A node that answers what a test tells it, over real HTTP, in the documented shapes of JSON-RPC."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from typing import Any

from tests.adapters.chain.hostile_server import HostileServer, Request, page
from walletdesk.adapters.chain.evm import EvmReader
from walletdesk.adapters.chain.rpc import Rpc
from walletdesk.adapters.chain.web import Patience, Web
from walletdesk.core.chain.networks import Family, Network

UNKNOWN = {"code": -32601, "message": "the method does not exist/is not available"}
NOW = datetime(2026, 11, 22, 9, 30, 15, tzinfo=timezone.utc)
QUICK = Patience(call=1.0, connect=0.5, read=0.5, hedge=0.3)
USDT = "0xdAC17F958D2ee523a2206206994597C13D831ec7"


class Error(dict[str, Any]):
    """An answer that is an error of one call."""


class Node:
    """answers: by method, or by method and first parameter; a function gets all parameters. Others are unknown.

    batches: True, False, or the HTTP status that refuses them. garble: changes the whole answer before it is sent.
    """

    def __init__(self, **answers: Any) -> None:
        self.answers: dict[Any, Any] = {"eth_chainId": "0x1", **answers}
        self.batches: bool | str = True
        self.garble: Callable[[Any], Any] = lambda answer: answer
        self.asked: list[list[str]] = []

    async def behave(self, request: Request, writer: asyncio.StreamWriter) -> None:
        body = json.loads(request.body)
        questions = body if isinstance(body, list) else [body]
        self.asked.append([each["method"] for each in questions])
        status, answer = self._answer(body)
        writer.write(page(json.dumps(answer).encode(), status, "Content-Type: application/json"))

    def _answer(self, body: Any) -> tuple[str, Any]:
        if not isinstance(body, list):
            return "200 OK", self.garble(self._one(body))
        if self.batches is True:
            return "200 OK", self.garble([self._one(each) for each in body])
        refusal = {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "no batches"}}
        return self.batches or "200 OK", refusal

    def _one(self, question: dict[str, Any]) -> dict[str, Any]:
        method, params = question["method"], question["params"]
        key = (method, params[0]) if params and isinstance(params[0], str) else method
        answer = self.answers.get(key, self.answers.get(method, Error(UNKNOWN)))
        answer = answer(*params) if callable(answer) else answer
        kind = "error" if isinstance(answer, Error) else "result"
        return {"jsonrpc": "2.0", "id": question["id"], kind: answer}


@asynccontextmanager
async def served(*nodes: Node) -> AsyncIterator[tuple[Web, Network]]:
    """A network whose endpoints are these nodes, and the real HTTP client to ask them with."""
    servers = [HostileServer(node.behave) for node in nodes]
    web = Web(QUICK)
    try:
        for server in servers:
            await server.__aenter__()
        urls = tuple(server.url for server in servers)
        yield web, Network("ethereum", Family.EVM, "etherscan.io", "ETH", 1, urls, {"USDT": USDT})
    finally:
        await web.aclose()
        for server in servers:
            await server.__aexit__(None, None, None)


@asynccontextmanager
async def reader_of(*nodes: Node) -> AsyncIterator[EvmReader]:
    async with served(*nodes) as (web, network):
        yield EvmReader(web, network, lambda: NOW)


@asynccontextmanager
async def rpc_of(*nodes: Node, clock: Callable[[], float] = lambda: 0.0) -> AsyncIterator[Rpc]:
    async with served(*nodes) as (web, network):
        yield Rpc(web, network.endpoints, 1, clock)
