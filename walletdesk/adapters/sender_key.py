"""What stands for a sender in the journal: a digest under a key of this installation, so that rows of one
conversation belong together and nobody without the key can tell whose they are."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path

_BYTES = 32
_log = logging.getLogger(__name__)


def pseudonyms(key: bytes) -> Callable[[str], str]:
    digest_key = hashlib.sha256(key).digest()

    def known_as(sender: str) -> str:
        name = sender.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(name, key=digest_key, digest_size=16).hexdigest()

    return known_as


def key_in(file: Path) -> bytes:
    """The key kept in `file`, made at first use, readable by its owner only. Where no file can be kept the key lasts as
    long as the process: conversations then look new to the journal after a restart."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _make(file)
        return file.read_bytes()
    except OSError as error:
        _log.warning("the key of the journal cannot be kept: %s", type(error).__name__)
        return os.urandom(_BYTES)


def _make(file: Path) -> None:
    """Whole or not at all, and by one process only: written beside, then linked to its name."""
    if file.exists():
        return
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(os.urandom(_BYTES))
        os.link(beside, file)
    except FileExistsError:
        pass  # another process was faster; its key counts
    finally:
        beside.unlink(missing_ok=True)
