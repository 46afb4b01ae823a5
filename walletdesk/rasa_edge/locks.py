"""One message of a conversation at a time, without polling.

Rasa's in-memory lock store looks every second whether it is its turn: the second of two quick messages waits a
second for nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore

from walletdesk.rasa_edge import compat

compat.expect("LockStore.lock", LockStore.lock, ("self", "conversation_id", "lock_lifetime", "wait_time_in_seconds"))


class _Queue:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.interested = 0


class QueueLockStore(LockStore):
    """For one process; messages of one conversation are served in the order in which they came."""

    def __init__(self, endpoint_config: Any = None) -> None:
        self._queues: dict[str, _Queue] = {}
        super().__init__()

    def __len__(self) -> int:
        return len(self._queues)

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1
    ) -> AsyncGenerator[TicketLock, None]:
        """Waits at most `lock_lifetime` seconds, then raises LockError. `wait_time_in_seconds` is Rasa's; unused."""
        queue = self._queues.setdefault(conversation_id, _Queue())
        queue.interested += 1
        try:
            await self._acquire(queue.lock, lock_lifetime)
            try:
                yield TicketLock(conversation_id)
            finally:
                queue.lock.release()
        finally:
            queue.interested -= 1
            if not queue.interested:
                del self._queues[conversation_id]

    @staticmethod
    async def _acquire(lock: asyncio.Lock, seconds: float) -> None:
        try:
            await asyncio.wait_for(lock.acquire(), seconds)
        except asyncio.TimeoutError:
            raise LockError("the messages before this one took too long") from None
