"""Starts real EVM nodes that mine only when told, and asks them over JSON-RPC."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tests.e2e import tools

GWEI = 10**9
ETHER = 10**18
BASE_FEE = 10 * GWEI
SEED = "7"  # of anvil's accounts and keys
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Refused(Exception):
    """The node said no, in its own words."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.code, self.message, self.data = error["code"], error["message"], error.get("data")


class Rpc:
    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx.AsyncClient(trust_env=False, timeout=20)
        self._ids = count(1)

    async def __call__(self, method: str, *params: Any) -> Any:
        question = {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": params}
        answer = (await self._client.post(self.url, json=question)).json()
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    async def aclose(self) -> None:
        await self._client.aclose()


@contextmanager
def anvil(folder: Path) -> Iterator[str]:
    """The node's URL: chain 1, Prague rules, base fee 10 gwei."""
    port = free_port()
    rules = ["--chain-id", "1", "--hardfork", "prague", "--no-mining", "--base-fee", str(BASE_FEE)]
    own = ["--mnemonic-seed-unsafe", SEED, "--config-out", str(folder / "anvil.json")]
    with running([*tools.anvil(), "--host", "127.0.0.1", "--port", str(port), *rules, *own], folder, port) as url:
        yield url


@contextmanager
def hardhat(folder: Path) -> Iterator[str]:
    """The same chain on a node whose pool keeps go-ethereum's rules; see hardhat.config.js."""
    port = free_port()
    config = ["--config", str(tools.HERE / "hardhat.config.js"), "--network", "node"]
    command = [*tools.hardhat(), *config, "node", "--hostname", "127.0.0.1", "--port", str(port)]
    with running(command, folder, port) as url:
        yield url


@contextmanager
def running(command: Sequence[str], folder: Path, port: int) -> Iterator[str]:
    # Caches and settings of the tools go to the test's own folder.
    kept = {name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY")}
    own = {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_CACHE_HOME": str(folder),
    }
    quiet = {"HARDHAT_DISABLE_TELEMETRY_PROMPT": "true", "NO_COLOR": "1"}
    log = folder / "node.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=tools.HERE,
            env={**kept, **own, **quiet},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
    try:
        _wait(port, process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(20)


def _die_with_parent() -> None:
    """A test run that is itself killed leaves no node behind."""
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the node did not start: {log.read_text('utf-8', 'replace')[-1000:]}")
        time.sleep(0.02)
