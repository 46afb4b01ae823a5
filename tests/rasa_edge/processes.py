"""Starts real servers in processes of their own, and stops them."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from edge_toys import HERE, ROOT

OURS = ("SANIC_ACCESS_LOG", "LOG_LEVEL", "RASA_TELEMETRY_ENABLED")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(command: list[str], log: Path, ready: Callable[[], bool]) -> Iterator[None]:
    # What this process has set for itself through walletdesk would make stock Rasa quieter than it is.
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    levels = {"LOG_LEVEL_LIBRARIES": "DEBUG", "PYTHONPATH": f"{HERE}{os.pathsep}{ROOT}"}
    with log.open("wb") as out:
        started = subprocess.Popen(
            command, cwd=log.parent, stdout=out, stderr=subprocess.STDOUT, env={**inherited, **levels}
        )
        try:
            deadline = time.monotonic() + 120
            while not ready():
                assert started.poll() is None, log.read_text()[-2000:]
                assert time.monotonic() < deadline, log.read_text()[-2000:]
                time.sleep(0.2)
            yield
        finally:
            started.terminate()
            started.wait(20)


def answers(url: str) -> Callable[[], bool]:
    def ask() -> bool:
        try:
            return requests.get(url, timeout=2).status_code == 200
        except requests.RequestException:
            return False

    return ask
