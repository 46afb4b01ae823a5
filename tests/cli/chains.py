"""Nodes on this machine for the command line: an Esplora, and an EVM node that knows accounts but no transaction."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.adapters.chain.esplora_server import FakeEsplora

CHAIN = 1
HEIGHT = 21_345_678


class _Node(BaseHTTPRequestHandler):
    """JSON-RPC 2.0, single calls and batches."""

    server: Any

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        answer = [self._answer(each) for each in body] if isinstance(body, list) else self._answer(body)
        sent = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def _answer(self, call: dict[str, Any]) -> dict[str, Any]:
        known = {
            "eth_chainId": hex(CHAIN),
            "eth_blockNumber": hex(HEIGHT),
            "eth_getBalance": hex(15 * 10**17),
            "eth_getTransactionCount": "0x7",
            "eth_getCode": "0x",
            "eth_getBlockByNumber": _block(),
            "eth_getTransactionByHash": None,
            "eth_getTransactionReceipt": None,
        }
        if call["method"] in known:
            return {"jsonrpc": "2.0", "id": call["id"], "result": known[call["method"]]}
        return {"jsonrpc": "2.0", "id": call["id"], "error": {"code": -32601, "message": "method not found"}}

    def log_message(self, *_: Any) -> None:
        """Not on the terminal."""


def _block() -> dict[str, Any]:
    return {
        "number": hex(HEIGHT),
        "hash": "0x" + "cd" * 32,
        "timestamp": hex(1_795_334_400),
        "baseFeePerGas": hex(10**9),
        "transactions": [],
    }


@contextmanager
def evm_node() -> Iterator[tuple[str, list[Any]]]:
    """Its address, and the requests it got."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Node)
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", server.asked  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def esplora() -> Iterator[FakeEsplora]:
    """In a thread of its own: the command line brings its own event loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = FakeEsplora()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def silent_node() -> Iterator[str]:
    """Takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def closed_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"
