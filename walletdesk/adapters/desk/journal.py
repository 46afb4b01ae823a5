"""`SqlJournal`: what the report is made from. Written behind the conversation's back, so that no turn waits for it."""

from __future__ import annotations

import atexit
import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

from walletdesk.adapters.desk import visits
from walletdesk.adapters.desk.store import Store, utc_now
from walletdesk.core.errors import Unavailable
from walletdesk.core.ports import Visit

_MOST_AT_ONCE = 500
_RETRY_AFTER = 2.0  # seconds
_LAST_WORDS = 5.0  # seconds to write what is left when the process ends
_log = logging.getLogger(__name__)


class SqlJournal:
    """Implements `Journal`. `note` only puts the visit into a queue; a thread writes what has gathered.

    Nothing is lost at a normal end of the process. While the database is away the newest `most` visits are kept; a
    process that is killed loses those of its last moment.
    """

    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now, most: int = 10_000) -> None:
        self._store, self._now = store, now
        self._waiting: deque[tuple[Visit, datetime]] = deque(maxlen=most)
        self._writing = 0
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ending = False

    async def note(self, visit: Visit) -> None:
        with self._change:
            if self._ending:
                raise Unavailable("the journal is closed")
            self._waiting.append((visit, self._now()))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
                self._thread.start()
                atexit.register(self.close)
            self._change.notify_all()

    async def erase(self, conversation: str) -> None:
        """What is counted stays counted, as of nobody. conversation: as in the visits."""
        await self._store.run(lambda: self._erase(conversation))

    def _erase(self, conversation: str) -> None:
        self.flush()
        with self._store.writing() as connection:
            visits.erase(connection, conversation)

    def flush(self, timeout: float = _LAST_WORDS) -> bool:
        """Wait until everything noted so far is written; False where it is not."""
        with self._change:
            return self._change.wait_for(lambda: not self._waiting and not self._writing, timeout)

    def close(self) -> None:
        """Write what is left, for a few seconds at most. Idempotent."""
        with self._change:
            self._ending = True
            self._change.notify_all()
        if self._thread is not None:
            self._thread.join(_LAST_WORDS)
        atexit.unregister(self.close)

    def _work(self) -> None:
        told = False
        while batch := self._next():
            try:
                self._write(batch)
                told = False
            except Unavailable as error:
                if not told:
                    _log.warning("journal: %s; what happens meanwhile is written later", error)
                told = True
                if not self._put_back(batch):
                    return

    def _next(self) -> list[tuple[Visit, datetime]]:
        """Empty when the journal ends and nothing is left."""
        with self._change:
            self._change.wait_for(lambda: self._waiting or self._ending)
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST_AT_ONCE))]
            self._writing = len(batch)
            return batch

    def _write(self, batch: list[tuple[Visit, datetime]]) -> None:
        with self._store.writing() as connection:
            visits.write(connection, batch)
        with self._change:
            self._writing = 0
            self._change.notify_all()

    def _put_back(self, batch: list[Any]) -> bool:
        """In front of what came since, as far as there is room; False where the process ends."""
        with self._change:
            room = (self._waiting.maxlen or 0) - len(self._waiting)
            self._waiting.extendleft(reversed(batch[-room:] if room else []))
            self._writing = 0
            self._change.wait_for(lambda: self._ending, _RETRY_AFTER)
            return not self._ending
