"""Starts what is measured: `walletdesk serve`, or stock Rasa with its action server; each in a folder of its own."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import ours, rounds, stock
from bench.served_crowd import MakeUser, cores
from bench.served_users import RestUser, WidgetUser
from bench.worker import resident

START_SECONDS = 180.0
# Stock Rasa learns the same thing every time: it is kept from run to run, under the digest of what it learns from.
KEPT = rounds.ROOT / "bench" / "results"
_TICKS = os.sysconf("SC_CLK_TCK")
_ERROR = re.compile(rb"\b(ERROR|CRITICAL|Traceback)\b|\[error +\]|\"level\": \"(error|critical)\"")


class NotServed(Exception):
    """The server did not start; the message is fit for a report."""


@dataclass(frozen=True)
class Server:
    """processes: by name, the one that talks first."""

    base: str
    make: MakeUser
    processes: Mapping[str, subprocess.Popen[bytes]]
    log: Path

    def probe(self) -> dict[str, float]:
        """Resident MB, peak MB and CPU seconds so far of every process, by its name."""
        told = {}
        for name, process in self.processes.items():
            told[f"{name}_memory"] = resident(process.pid)
            told[f"{name}_peak"] = peak(process.pid)
            told[f"{name}_cpu"] = cpu_seconds(process.pid)
        return told

    def logged_errors(self) -> int:
        return sum(bool(_ERROR.search(line)) for line in self.log.read_bytes().splitlines())

    def has_died(self) -> bool:
        return any(process.poll() is not None for process in self.processes.values())


def peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def environment(side: str) -> dict[str, str]:
    home = {"PYTHONPATH": str(rounds.ROOT)}
    return {**rounds.environment(rounds.Side(side, side)), **home}


@contextmanager
def walletdesk(project: Path, scratch: Path) -> Iterator[Server]:
    """The project as it is, its desk and its sessions in `scratch`; trained first where it is not."""
    folder = scratch / "walletdesk"
    ours.write_project(project, folder)
    for kept in ("models", "widget/dist"):
        if (project / kept).is_dir():
            shutil.copytree(project / kept, folder / kept)
    around = {**environment("ours"), "WALLETDESK_HOME": str(folder)}
    program = [sys.executable, "-m", "walletdesk.cli"]
    _run([*program, "train"], around, folder)
    port = stock._free_port()
    command = [*program, "serve", "--host", "127.0.0.1", "--port", str(port)]
    with _serving(command, rounds.ROOT, around, folder / "serve.log", port, "/readyz") as server:
        yield Server(f"http://127.0.0.1:{port}", WidgetUser, {"walletdesk": server}, folder / "serve.log")


@contextmanager
def stock_rasa(project: Path, scratch: Path) -> Iterator[Server]:
    """`rasa run` with the `rest` channel. The HTTP API is open to count the turns at the end, no more."""
    folder = _trained_stock(project, scratch)
    around, other = environment("stock"), cores()[1]
    (folder / "credentials.yml").write_text("rest:\n", "utf-8")
    port = stock._free_port()
    options = {"model": "models/stock.tar.gz", "endpoints": "endpoints.yml", "credentials": "credentials.yml"}
    command = [
        sys.executable,
        "-m",
        "bench.served_stock",
        "run",
        "--enable-api",
        "-i",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += [part for name, value in options.items() for part in (f"--{name}", value)]
    with (
        stock.action_server(folder, around, other) as actions,
        _serving(command, folder, around, folder / "serve.log", port, "/") as server,
    ):
        processes = {"rasa": server, "actions": actions}
        yield Server(f"http://127.0.0.1:{port}", RestUser, processes, folder / "serve.log")


def _trained_stock(project: Path, scratch: Path) -> Path:
    folder = scratch / "stock"
    stock.write_project(project, folder)
    kept = KEPT / f"stock-{_digest(folder)[:16]}.tar.gz"
    (folder / "models").mkdir()
    if not kept.exists():
        command = [sys.executable, "-m", "bench.worker", "stock", "train", str(folder), str(folder / "train.json")]
        _run([*command, f'{{"spawned": {time.monotonic()}}}'], environment("stock"), rounds.ROOT)
        KEPT.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / "models" / "stock.tar.gz", kept)
    shutil.copy(kept, folder / "models" / "stock.tar.gz")
    return folder


def _digest(folder: Path) -> str:
    digest = hashlib.sha256(str(stock.has_tensorflow()).encode())
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _run(command: Sequence[str], around: Mapping[str, str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, env=dict(around), capture_output=True, text=True, errors="replace")
    if done.returncode:
        print(done.stderr[-3000:], file=sys.stderr)
        raise NotServed(f"exit code {done.returncode} of {' '.join(command[1:4])}")


@contextmanager
def _serving(
    command: Sequence[str], folder: Path, around: Mapping[str, str], log: Path, port: int, ready: str
) -> Iterator[subprocess.Popen[bytes]]:
    """On the server's core, ready when the block begins and gone when it ends."""
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=folder, env=dict(around), stdout=out, stderr=out)
        try:
            os.sched_setaffinity(server.pid, {cores()[0]})
            _wait_for(server, f"http://127.0.0.1:{port}{ready}", log)
            yield server
        finally:
            stock._stop(server)


def _wait_for(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  (an address of ours)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    print(log.read_text("utf-8", "replace")[-3000:], file=sys.stderr)
    raise NotServed("the server did not start")
