"""`walletdesk serve` in a process of its own, its database and its log in a folder of the test's."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from tests.e2e.nodes import free_port
from tests.e2e.widget.waiting import until

ROOT = Path(__file__).parents[3]
BUNDLE = ROOT / "widget" / "dist" / "walletdesk-chat.js"
# All tests come from one address, and some of them type faster than people do.
ROOMY = "message=60/30,address=100000/10000,session=10000/1000,streams=8"
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_START = 240.0  # seconds; on a quiet machine it takes about ten


class NotBuilt(RuntimeError):
    def __init__(self) -> None:
        super().__init__("the widget is not built: `make widget` builds it into widget/dist.")


class Server:
    """It may be killed and started again on the same port; folder, database and log go on."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.log = folder / "serve.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment: Mapping[str, str] = {
            **{name: value for name, value in os.environ.items() if not name.startswith("WALLETDESK_")},
            "WALLETDESK_HOME": str(ROOT),
            "WALLETDESK_DESK": f"sqlite:///{folder / 'desk.sqlite'}",
            "WALLETDESK_LOOKUPS": "never",
            "WALLETDESK_LOG": "DEBUG",
            **environment,
        }
        self.process: asyncio.subprocess.Process | None = None

    async def launch(self) -> None:
        if not BUNDLE.is_file():
            raise NotBuilt
        with self.log.open("ab") as out:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "walletdesk.cli", "serve", "--port", str(self.port)),
                cwd=self.folder,
                env=self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=asyncio.subprocess.STDOUT,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )

    async def start(self) -> None:
        """Until it can answer."""
        await self.launch()
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            await until(lambda: self._is_ready(client), _START, "the server to be ready", every=0.1)

    async def _is_ready(self, client: httpx.AsyncClient) -> bool:
        assert self.process is not None
        assert self.process.returncode is None, self.logged[-3000:]
        try:
            return (await client.get(f"{self.url}/readyz")).status_code == 200
        except httpx.TransportError:
            return False

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        return await self._end(signal.SIGTERM)

    async def staff(self, *command: str) -> str:
        """What a command of the staff's prints, in the same desk."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "walletdesk.cli", *command),
            cwd=self.folder,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed = (await process.communicate())[0].decode()
        assert process.returncode == 0, printed
        return printed

    @property
    def logged(self) -> str:
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def kept(self) -> bytes:
        """Every byte in the server's folder but the log's: the database with its journals, and what else it made."""
        files = [file for file in self.folder.rglob("*") if file.is_file() and file != self.log]
        return b"\n".join(file.read_bytes() for file in files)

    async def _end(self, by: signal.Signals) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(by)
        return await asyncio.wait_for(self.process.wait(), 60)


def _die_with_parent() -> None:
    """A test run that is itself killed leaves no server behind."""
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
