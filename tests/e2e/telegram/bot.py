"""`walletdesk telegram` in a process of its own, its database and its log in a folder of the test's."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.e2e.telegram.server import Server
from tests.e2e.telegram.world import TOKEN, until

ROOT = Path(__file__).parents[3]
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_START = 180.0  # seconds; on a quiet machine it takes about ten


class Bot:
    """It may be killed and started again; folder, database and log go on. It logs everything there is to log."""

    def __init__(self, server: Server, folder: Path, **environment: str) -> None:
        self.server = server
        self.folder = folder
        self.log = folder / "bot.log"
        self.environment: Mapping[str, str] = {
            **{name: value for name, value in os.environ.items() if not name.startswith("WALLETDESK_")},
            "WALLETDESK_HOME": str(ROOT),
            "WALLETDESK_DESK": f"sqlite:///{folder / 'desk.sqlite'}",
            "WALLETDESK_LOOKUPS": "never",
            "WALLETDESK_LOG": "DEBUG",
            "WALLETDESK_TELEGRAM_TOKEN": TOKEN,
            "WALLETDESK_TELEGRAM_API": server.url,
            **environment,
        }
        self.process: asyncio.subprocess.Process | None = None

    async def launch(self) -> None:
        with self.log.open("ab") as out:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "walletdesk.cli", "telegram"),
                cwd=self.folder,
                env=self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=asyncio.subprocess.STDOUT,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )

    async def start(self) -> None:
        """Until it listens: polls, or has set its webhook."""
        before = len(self.server.world.calls)
        await self.launch()

        def listens() -> bool:
            assert self.process is not None
            assert self.process.returncode is None, self.logged[-3000:]
            return any(
                call.method.lower() in ("getupdates", "setwebhook") and call.outcome in (None, 200)
                for call in self.server.world.calls[before:]
            )

        await until(listens, _START, "the bot to listen")

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        return await self._end(signal.SIGTERM)

    async def ended(self, seconds: float = 60) -> int:
        assert self.process is not None
        return await asyncio.wait_for(self.process.wait(), seconds)

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
        """Every byte in the bot's folder but the log's: the database with its journals, and whatever else it made."""
        files = [file for file in self.folder.rglob("*") if file.is_file() and file != self.log]
        return b"\n".join(file.read_bytes() for file in files)

    async def _end(self, by: signal.Signals) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(by)
        return await self.ended()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
