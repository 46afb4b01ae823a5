"""Fetches the block list from the npm package eth-phishing-detect, by npm itself.

npm knows the registry, proxy and certificates of this machine and checks the package's integrity; nothing of the
package is ever run. A newer `config.json` of the same project can be given as a file instead.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tarfile
import tempfile
from datetime import date
from pathlib import Path

from walletdesk.adapters.phishing_list import convert, write
from walletdesk.core.errors import Unavailable
from walletdesk.core.ports import Edition

PACKAGE = "eth-phishing-detect"
_MEMBER = "package/src/config.json"
_MOST_PACKED, _MOST_PLAIN = 50_000_000, 150_000_000
_PATIENCE = 120  # seconds


def refresh(path: Path, today: date, source: Path | None = None) -> Edition:
    """Write a new list to `path`; the old one stays where anything goes wrong. `source`: a config.json or a package.

    Raises `Unavailable` where it cannot be had, `Refused` where it is not believable.
    """
    if source is not None:
        return _take(source, path, today)
    with tempfile.TemporaryDirectory() as folder:
        return _take(_download(Path(folder)), path, today)


def _download(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("npm is not installed; install it, or give a config.json with --from")
    command = [npm, "pack", PACKAGE, "--ignore-scripts", "--silent", "--pack-destination", str(folder)]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_PATIENCE, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        raise Unavailable(f"npm did not deliver {PACKAGE} in time") from None
    packed = next(folder.glob("*.tgz"), None)
    if done.returncode or packed is None:
        raise Unavailable(f"npm could not deliver {PACKAGE} (npm exit code {done.returncode})")
    return packed


def _take(source: Path, path: Path, today: date) -> Edition:
    try:
        if source.suffix == ".json":
            with source.open("rb") as config:
                listed, spared = convert(config, _MOST_PLAIN)
            version = "file"
        else:
            listed, spared, version = _unpack(source)
    except (OSError, tarfile.TarError, EOFError) as problem:
        raise Unavailable(f"the phishing list could not be read ({type(problem).__name__})") from None
    edition = Edition(version, today.isoformat(), len(listed))
    write(path, edition, listed, spared)
    return edition


def _unpack(source: Path) -> tuple[list[str], list[str], str]:
    """Only the one file is read, and nothing is written to the disk."""
    if source.stat().st_size > _MOST_PACKED:
        raise Unavailable("the package is larger than any we know; it was not opened")
    with tarfile.open(source, "r:gz") as package:
        for member in package:
            if member.name == _MEMBER and member.isfile():
                config = package.extractfile(member)
                if config is not None:
                    version = re.search(r"-(\d+(?:\.\d+)+[\w.-]*)\.tgz$", source.name)
                    return (*convert(config, _MOST_PLAIN), version[1] if version else "package")
    raise Unavailable(f"the package has no {_MEMBER}")
