"""`SqlInbox`: what a channel has acknowledged and has yet to work on. Texts come in after the guard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from walletdesk.adapters.desk.store import Store, utc_now
from walletdesk.adapters.desk.tables import inbox

_KEPT_KEYS = 2_000


class SqlInbox:
    """Every method raises `Unavailable` where the database does not answer."""

    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now) -> None:
        self._store, self._now = store, now

    async def keep(self, channel: str, key: str, body: Any) -> bool:
        """Something acknowledged and yet to be worked on; False where it is known already. Its texts are guarded."""
        return await self._store.run(lambda: self._keep(channel, key, body))

    async def fill(self, channel: str, key: str, body: Any) -> None:
        """A body for what is kept without one. Its texts are guarded."""
        await self._store.run(lambda: self._update(channel, key, body))

    async def kept(self, channel: str) -> tuple[tuple[str, Any], ...]:
        """Key and body, oldest first."""
        return await self._store.run(lambda: self._kept(channel))

    async def drop(self, channel: str, key: str) -> None:
        """Worked on. The key stays known, its body goes."""
        await self._store.run(lambda: self._drop(channel, key))

    def _keep(self, channel: str, key: str, body: Any) -> bool:
        with self._store.writing() as connection:
            try:
                with connection.begin_nested():
                    row = {"channel": channel, "key": key, "body": body, "at": self._now()}
                    connection.execute(inbox.insert().values(**row))
            except IntegrityError:
                return False
            return True

    def _kept(self, channel: str) -> tuple[tuple[str, Any], ...]:
        query = sa.select(inbox.c.key, inbox.c.body).where(inbox.c.channel == channel).order_by(inbox.c.id)
        with self._store.reading() as connection:
            return tuple((row.key, row.body) for row in connection.execute(query) if row.body is not None)

    def _drop(self, channel: str, key: str) -> None:
        own = inbox.c.channel == channel
        self._update(channel, key, None)
        with self._store.writing() as connection:
            oldest = sa.select(inbox.c.id).where(own).order_by(inbox.c.id.desc()).offset(_KEPT_KEYS).limit(1)
            connection.execute(inbox.delete().where(own & (inbox.c.id <= oldest.scalar_subquery())))

    def _update(self, channel: str, key: str, body: Any) -> None:
        known = (inbox.c.channel == channel) & (inbox.c.key == key)
        with self._store.writing() as connection:
            connection.execute(inbox.update().where(known).values(body=body))
