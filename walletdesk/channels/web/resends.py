"""A message that is sent again is not read again: the guard remembers what it has read, and would count it twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

_MOST = 5_000


class Resends:
    """The last messages of this process. Until one is answered its guarded text is kept, then its key only."""

    def __init__(self, most: int = _MOST) -> None:
        self._texts: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._most = most

    def __repr__(self) -> str:
        return f"Resends({len(self._texts)})"

    def guarded(self, conversation: str, guard: Callable[[str, object], str], key: str, text: str) -> str:
        known = self._texts.get((conversation, key))
        if known is not None:
            return known
        fresh = guard(conversation, text)
        self._texts[conversation, key] = fresh
        if len(self._texts) > self._most:
            self._texts.popitem(last=False)
        return fresh

    def answered(self, conversation: str, key: str) -> None:
        if (conversation, key) in self._texts:
            self._texts[conversation, key] = ""

    def forget(self, conversation: str) -> None:
        for known in [known for known in self._texts if known[0] == conversation]:
            del self._texts[known]
