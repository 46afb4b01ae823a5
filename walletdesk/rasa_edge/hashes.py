"""Keeps the full form of masked hashes for a while, in memory only.

Storage holds `0x12ab…34cd`; a look-up that the user agrees to one turn later needs all of it. So the stores put the
full form back into the slots of the tracker they hand out, as long as this process remembers it.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from walletdesk.core import secrets

_RUN = re.compile(r"(?<![0-9a-zA-Z])(?:0x)?[0-9a-fA-F]{64}(?![0-9a-zA-Z])")
_MASKED = re.compile(r"(?:0x)?[0-9a-fA-F]{4}…[0-9a-fA-F]{4}")


class Hashes:
    def __init__(
        self, most: int = 20_000, forget_after: float = 3_600.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._full: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()
        self._most = most
        self._forget_after = forget_after
        self._clock = clock

    def __repr__(self) -> str:
        return f"Hashes({len(self._full)})"

    def mask(self, sender: str, value: Any) -> Any:
        """A copy of nested lists and dicts with 64-hex runs masked, and remembered for `restore`."""
        return _each_text(value, lambda text: _RUN.sub(lambda match: self._remember(sender, match[0]), text))

    def restore(self, sender: str, value: Any) -> Any:
        """A copy in which masked hashes of this sender have their full form again, where it is remembered."""
        return _each_text(value, lambda text: _MASKED.sub(lambda match: self._recall(sender, match[0]), text))

    def forget(self, sender: str) -> None:
        for known in [key for key in self._full if key[0] == sender]:
            del self._full[known]

    def _remember(self, sender: str, run: str) -> str:
        masked = secrets.mask_hashes(run)
        self._full[sender, masked] = (run, self._clock())
        self._full.move_to_end((sender, masked))
        if len(self._full) > self._most:
            self._full.popitem(last=False)
        return masked

    def _recall(self, sender: str, masked: str) -> str:
        run, heard = self._full.get((sender, masked), (masked, 0.0))
        if run != masked and self._clock() - heard > self._forget_after:
            del self._full[sender, masked]
            return masked
        return run


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_each_text(item, change) for item in value]
    return value


# The one memory of this process; the tracker stores fill and ask it.
hashes = Hashes()
