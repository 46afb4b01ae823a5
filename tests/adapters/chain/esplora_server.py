"""A small Esplora over real HTTP: it keeps a chain and a mempool of its own making and answers as documented.

Paths, fields and units: github.com/Blockstream/esplora, API.md (transaction format, address stats, outspends, mempool,
fee estimates). What mempool.space has beyond that, /v1/fees/recommended and /v1/tx/:txid/rbf:
mempool.space/docs/api/rest.
Unknown transactions are 404 with a plain text, malformed ids 400 “Invalid hex string”, the height is a bare number.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiohttp import web

Json = dict[str, Any]
TIP = 925_000
MINED_AT = 1_795_334_400  # 2026-11-22 08:00:00 UTC
ESTIMATES = {"1": 20.0, "2": 18.5, "3": 16.0, "4": 12.0, "5": 11.0, "6": 10.0, "10": 8.0, "144": 3.0, "1008": 1.0}
BACKLOG = {
    "count": 3,
    "vsize": 4_000_000,
    "total_fee": 40_000_000,
    "fee_histogram": [[50.0, 900_000], [20.0, 200_000], [9.0, 2_000_000], [2.0, 900_000]],
}
RECOMMENDED = {"fastestFee": 20, "halfHourFee": 15, "hourFee": 10, "economyFee": 3, "minimumFee": 1}
Change = Callable[[Any], Any]


@dataclass
class Moment:
    """Of a request; both in seconds of the event loop."""

    path: str
    began: float
    ended: float = 0.0


@dataclass
class FakeEsplora:
    """recommended, estimates, backlog: None is a path that does not exist. latency: seconds before every answer.

    lies: by path, what becomes of the answer before it is sent. broken: by path, an answer of another kind instead.
    """

    tip: int = TIP
    recommended: Json | None = field(default_factory=lambda: dict(RECOMMENDED))
    estimates: Json | None = field(default_factory=lambda: dict(ESTIMATES))
    backlog: Json | None = field(default_factory=lambda: dict(BACKLOG))
    latency: float = 0.0
    lies: dict[str, Change] = field(default_factory=dict)
    broken: dict[str, Callable[[], web.Response]] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    asked: list[Moment] = field(default_factory=list)
    known: dict[str, Json] = field(default_factory=dict)
    newer: dict[str, str] = field(default_factory=dict)
    _made: int = 0

    async def __aenter__(self) -> FakeEsplora:
        app = web.Application()
        app.router.add_get("/api/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/api"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    # What happens on the chain

    def fund(self, address: str, value: int) -> tuple[str, int]:
        """A confirmed output, as a transaction's input may name it."""
        coinbase = {"txid": "0" * 64, "vout": 0xFFFFFFFF, "is_coinbase": True, "sequence": 0xFFFFFFFF, "prevout": None}
        txid = self._add([{**coinbase, "scriptsig": "03", "scriptsig_asm": ""}], [(address, value)], 480, 0)
        self.mine(txid)
        return txid, 0

    def pay(
        self,
        spends: Sequence[tuple[str, int]],
        pays: Sequence[tuple[str, int]],
        size: int = 200,
        sequence: int = 0xFFFFFFFD,
    ) -> str:
        """A transaction in the mempool; what `pays` leaves is the fee. It evicts what it conflicts with."""
        inputs = [self._input(txid, index, sequence) for txid, index in spends]
        fee = sum(each["prevout"]["value"] for each in inputs) - sum(value for _, value in pays)
        conflicts = {self.spender(txid, index) for txid, index in spends} - {""}
        txid = self._add(inputs, pays, 4 * size, fee)
        for conflict in conflicts:
            self.newer[conflict] = txid
            self.evict(conflict)
        return txid

    def mine(self, txid: str, height: int | None = None) -> None:
        self.known[txid]["status"] = {
            "confirmed": True,
            "block_height": self.tip if height is None else height,
            "block_hash": hashlib.sha256(txid.encode()).hexdigest(),
            "block_time": MINED_AT,
        }

    def evict(self, txid: str) -> None:
        """With everything built on it."""
        for index in range(len(self.known[txid]["vout"])):
            built = self.spender(txid, index)
            if built:
                self.evict(built)
        del self.known[txid]

    def spender(self, txid: str, index: int) -> str:
        takes = (
            each["txid"]
            for each in self.known.values()
            if any((spent["txid"], spent["vout"]) == (txid, index) for spent in each["vin"])
        )
        return next(takes, "")

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]

    def rounds(self) -> int:
        """The longest row of requests of which each began after the one before had ended."""
        depth: list[tuple[float, int]] = []
        for each in sorted(self.asked, key=lambda moment: moment.began):
            before = [found for ended, found in depth if ended <= each.began]
            depth.append((each.ended, 1 + max(before, default=0)))
        return max(found for _, found in depth)

    def _add(self, inputs: list[Json], pays: Sequence[tuple[str, int]], weight: int, fee: int) -> str:
        self._made += 1
        txid = hashlib.sha256(f"transaction {self._made}".encode()).hexdigest()
        self.known[txid] = {
            "txid": txid,
            "version": 2,
            "locktime": 0,
            "vin": inputs,
            "vout": [_output(address, value) for address, value in pays],
            "size": (weight + 1) // 2,
            "weight": weight,
            "fee": fee,
            "status": {"confirmed": False},
        }
        return txid

    def _input(self, txid: str, index: int, sequence: int) -> Json:
        return {
            "txid": txid,
            "vout": index,
            "prevout": self.known[txid]["vout"][index],
            "scriptsig": "",
            "scriptsig_asm": "",
            "witness": ["30" * 71, "02" * 33],
            "is_coinbase": False,
            "sequence": sequence,
        }

    # What is answered

    async def _answer(self, request: web.Request) -> web.Response:
        path = f"/{request.match_info['path']}"
        moment = Moment(path, asyncio.get_running_loop().time())
        self.asked.append(moment)
        try:
            await asyncio.sleep(self.latency + self.slow.get(path, 0.0))
            return self.broken[path]() if path in self.broken else self._found(path)
        finally:
            moment.ended = asyncio.get_running_loop().time()

    def _found(self, path: str) -> web.Response:
        fixed = {"/v1/fees/recommended": self.recommended, "/fee-estimates": self.estimates, "/mempool": self.backlog}
        if path in fixed:
            return self._json(path, fixed[path]) if fixed[path] is not None else _text(404, "Not Found")
        if path == "/blocks/tip/height":
            return _text(200, str(self.lies.get(path, lambda height: height)(self.tip)))
        for pattern, answer in self._routes().items():
            match = re.fullmatch(pattern, path)
            if match:
                return self._checked(path, match.groups(), answer)
        return _text(404, "endpoint does not exist")

    def _routes(self) -> dict[str, Callable[..., Any]]:
        return {
            r"/tx/(\w+)": lambda txid: self.known[txid],
            r"/tx/(\w+)/outspends": self._outspends,
            r"/tx/(\w+)/outspend/(\d+)": lambda txid, index: self._outspends(txid)[int(index)],
            r"/v1/tx/(\w+)/rbf": self._history,
            r"/address/(\w+)": self._stats,
            r"/address/(\w+)/txs/mempool": self._waiting,
        }

    def _checked(self, path: str, asked: Sequence[str], answer: Callable[..., Any]) -> web.Response:
        if "/tx/" in path and not re.fullmatch("[0-9a-f]{64}", asked[0]):
            return _text(400, "Invalid hex string")
        try:
            return self._json(path, answer(*asked))
        except KeyError:
            return _text(404, "Transaction not found")

    def _json(self, path: str, answer: Any) -> web.Response:
        answer = self.lies.get(path, lambda honest: honest)(json.loads(json.dumps(answer)))
        return web.Response(text=json.dumps(answer), content_type="application/json")

    def _outspends(self, txid: str) -> list[Json]:
        return [self._outspend(txid, index) for index in range(len(self.known[txid]["vout"]))]

    def _outspend(self, txid: str, index: int) -> Json:
        taken = self.spender(txid, index)
        if not taken:
            return {"spent": False}
        return {"spent": True, "txid": taken, "vin": 0, "status": self.known[taken]["status"]}

    def _history(self, txid: str) -> Json:
        if txid not in self.newer:
            return {"replacements": None, "replaces": None}
        tree = _node(txid, [])
        while txid in self.newer:
            txid = self.newer[txid]
            tree = _node(txid, [tree])
        return {"replacements": tree, "replaces": None}

    def _stats(self, address: str) -> Json:
        transactions = self.known.values()
        return {
            "address": address,
            "chain_stats": _sums(address, [each for each in transactions if each["status"]["confirmed"]]),
            "mempool_stats": _sums(address, [each for each in transactions if not each["status"]["confirmed"]]),
        }

    def _waiting(self, address: str) -> list[Json]:
        waiting = [each for each in self.known.values() if not each["status"]["confirmed"]]
        return [each for each in waiting if _sums(address, [each])["tx_count"]]


def _output(address: str, value: int) -> Json:
    script = "0014" + hashlib.sha256(address.encode()).hexdigest()[:40]
    return {
        "scriptpubkey": script,
        "scriptpubkey_asm": f"OP_0 OP_PUSHBYTES_20 {script[4:]}",
        "scriptpubkey_type": "v0_p2wpkh",
        "scriptpubkey_address": address,
        "value": value,
    }


def _node(txid: str, replaces: list[Json]) -> Json:
    tx = {"txid": txid, "fee": 1, "vsize": 1, "value": 1, "rate": 1.0, "time": MINED_AT, "rbf": True}
    return {"tx": tx, "time": MINED_AT, "fullRbf": False, "interval": 60, "replaces": replaces}


def _sums(address: str, transactions: Sequence[Json]) -> Json:
    funded = [out["value"] for each in transactions for out in each["vout"] if out["scriptpubkey_address"] == address]
    spent = [
        each["prevout"]["value"]
        for transaction in transactions
        for each in transaction["vin"]
        if each["prevout"] and each["prevout"]["scriptpubkey_address"] == address
    ]
    touched = [each for each in transactions if address in json.dumps(each)]
    return {
        "tx_count": len(touched),
        "funded_txo_count": len(funded),
        "funded_txo_sum": sum(funded),
        "spent_txo_count": len(spent),
        "spent_txo_sum": sum(spent),
    }


def _text(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text, content_type="text/plain")


def html(status: int = 200) -> web.Response:
    return web.Response(status=status, text="<!doctype html><title>Just a moment…</title>", content_type="text/html")


def text(status: int, said: str) -> Callable[[], web.Response]:
    return lambda: _text(status, said)
