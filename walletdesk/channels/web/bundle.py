"""The files of the widget, read into memory: a name is looked up in a listing and never on the disk."""

from __future__ import annotations

import gzip
import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY = 1.0  # seconds between two looks at whether something was built anew
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
_PACKED = frozenset({".png", ".woff2"})
_SMALL = 512  # bytes; below, packing gains nothing
# As bundlers write it: chat-K3JX2QOA.js, chat.0f1e2d3c.js. Small letters alone may be a word.
_HASHED = re.compile(r"[-.](?:[A-Z0-9]{8}|(?=[a-f]*\d)[0-9a-f]{8,64})\.")
Stamp = Mapping[str, tuple[Path, int, int]]


@dataclass(frozen=True)
class Asset:
    """packed: gzipped, empty where that is not smaller. tag: of the content. is_hashed: the name changes with it."""

    body: bytes
    packed: bytes
    kind: str
    tag: str
    is_hashed: bool


class Bundle:
    """What lies in some folders under names like `walletdesk.js` or `words/zh.json`; the first folder goes first.

    Hidden files, links, and files of no known type are not there. A folder that is missing is an empty one.
    """

    def __init__(self, *folders: Path, now: Callable[[], float] = time.monotonic) -> None:
        self._folders, self._now = folders, now
        self._stamp: Stamp = {}
        self._assets: dict[str, Asset] = {}
        self._looked = float("-inf")

    def __getitem__(self, name: str) -> Asset:
        """Raises KeyError."""
        self._look()
        return self._assets[name]

    def __contains__(self, name: object) -> bool:
        self._look()
        return name in self._assets

    def names(self) -> frozenset[str]:
        self._look()
        return frozenset(self._assets)

    def _look(self) -> None:
        if self._now() - self._looked < LOOK_EVERY:
            return
        self._looked = self._now()
        stamp = {name: entry for folder in reversed(self._folders) for name, entry in _listed(folder)}
        if stamp != self._stamp:
            self._assets = dict(self._read(stamp))
            self._stamp = stamp

    def _read(self, stamp: Stamp) -> Iterator[tuple[str, Asset]]:
        for name, entry in stamp.items():
            if entry == self._stamp.get(name) and name in self._assets:
                yield name, self._assets[name]
                continue
            try:
                yield name, _asset(name, entry[0].read_bytes())
            except OSError:
                continue  # it was there a moment ago; a build is running


def _listed(folder: Path) -> Iterator[tuple[str, tuple[Path, int, int]]]:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder)
        if path.suffix not in _TYPES or path.is_symlink() or any(part.startswith(".") for part in name.parts):
            continue
        try:
            status = path.stat()
        except OSError:
            continue
        if path.is_file():
            yield name.as_posix(), (path, status.st_mtime_ns, status.st_size)


def _asset(name: str, body: bytes) -> Asset:
    suffix = Path(name).suffix
    packed = b"" if suffix in _PACKED or len(body) < _SMALL else gzip.compress(body, 9, mtime=0)
    return Asset(
        body=body,
        packed=packed if len(packed) < len(body) else b"",
        kind=_TYPES[suffix],
        tag=hashlib.sha256(body).hexdigest()[:20],
        is_hashed=_HASHED.search(Path(name).name) is not None,
    )
