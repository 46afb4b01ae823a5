"""The public block list of phishing domains, kept as a sorted file that is searched where it lies.

One domain a line in ASCII, byte order; `!domain` lines are exceptions. The first line holds version, date and count.
A search reads a few pages of the file: opening costs nothing and no memory is held. A new file replaces the old one
in one step, and a process that has the old one open goes over to it at its next question.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import idna

from walletdesk.core.errors import Refused, Unavailable
from walletdesk.core.ports import Edition

_HEADER = "#walletdesk-phishing"
_EXCEPTION = "!"
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
FEWEST, MOST = 100, 2_000_000


class PhishingFile:
    """A `PhishingList` in a file; one that is missing or not ours counts as no list."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._map: mmap.mmap | None = None
        self._stamp: tuple[int, int] | None = None
        self._edition: Edition | None = None

    @property
    def edition(self) -> Edition | None:
        self._open()
        return self._edition

    def lists(self, host: str) -> bool:
        self._open()
        if self._map is None:
            return False
        domains = [host[at:] for at in _starts(host)]
        if any(_holds(self._map, _EXCEPTION + domain) for domain in domains):
            return False
        return any(_holds(self._map, domain) for domain in domains)

    def _open(self) -> None:
        """Look whether the file is another one than before."""
        try:
            status = os.stat(self._path)
        except OSError:
            self._map = self._edition = self._stamp = None
            return
        stamp = (status.st_ino, status.st_mtime_ns)
        if stamp == self._stamp:
            return
        self._stamp, self._map, self._edition = stamp, None, None
        try:
            with self._path.open("rb") as file:
                self._edition = _read_header(file.readline(200))
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if self._edition else None
        except (OSError, ValueError):
            self._edition = None


def _starts(host: str) -> Iterator[int]:
    """Where the host and each domain above it begin, the top-level domain left out."""
    yield 0
    yield from (at + 1 for at, char in enumerate(host) if char == "." and "." in host[at + 1 :])


def _read_header(line: bytes) -> Edition | None:
    parts = line.decode("ascii", "replace").split()
    if len(parts) != 4 or parts[0] != _HEADER or not parts[3].isdecimal():
        return None
    return Edition(parts[1], parts[2], int(parts[3]))


def _holds(lines: mmap.mmap, wanted: str) -> bool:
    """Binary search by byte position; each probe goes back to the beginning of its line."""
    key = wanted.encode("ascii", "replace")
    low, high = lines.find(b"\n") + 1, len(lines)
    while low < high:
        start = lines.rfind(b"\n", 0, (low + high) // 2) + 1
        start = max(start, low)
        end = lines.find(b"\n", start)
        end = len(lines) if end < 0 else end
        line = lines[start:end]
        if line == key:
            return True
        if line < key:
            low = end + 1
        else:
            high = start
    return False


def convert(config: IO[bytes], most_bytes: int) -> tuple[list[str], list[str]]:
    """Listed domains and exceptions of a `config.json` as eth-phishing-detect ships it, cleaned and sorted.

    Raises `Refused` where it is not of that shape, is larger than `most_bytes`, or holds suspiciously few or many.
    """
    raw = config.read(most_bytes + 1)
    if len(raw) > most_bytes:
        raise Refused("the phishing list is larger than any we know; it was not taken")
    try:
        fields = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused("the phishing list is not JSON; it was not taken") from None
    if not isinstance(fields, dict):
        raise Refused("the phishing list has an unknown shape; it was not taken")
    listed = _cleaned(fields.get("blacklist", fields.get("blocklist")))
    spared = _cleaned(fields.get("whitelist", fields.get("allowlist", [])))
    if not FEWEST <= len(listed) <= MOST:
        raise Refused(f"the phishing list has {len(listed)} usable domains; it was not taken")
    return listed, spared


def _cleaned(names: object) -> list[str]:
    if not isinstance(names, list):
        raise Refused("the phishing list has an unknown shape; it was not taken")
    return sorted({host for name in names if isinstance(name, str) and (host := _host(name))})


def _host(name: str) -> str | None:
    """A domain in ASCII; None for what can be none, such as a path, a bare ending or an IP address."""
    name = name.strip().lower().rstrip(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    return name if _HOST.fullmatch(name) else None


def write(path: Path, edition: Edition, listed: Iterable[str], spared: Iterable[str]) -> None:
    """Replace the file in one step; a reader sees the old one or the new one. Raises `Unavailable`."""
    lines = sorted([*(_EXCEPTION + host for host in spared), *listed])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=path.parent, delete=False) as draft:
            draft.write(f"{_HEADER} {edition.version} {edition.fetched} {edition.count}\n")
            draft.writelines(f"{line}\n" for line in lines)
        os.chmod(draft.name, 0o644)
        os.replace(draft.name, path)
    except OSError as problem:
        raise Unavailable(f"the phishing list could not be written ({type(problem).__name__})") from None
