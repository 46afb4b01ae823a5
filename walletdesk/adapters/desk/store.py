"""The database of the desk: opened at its first use, brought to the newest tables, and never a traceback."""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc, pool
from sqlalchemy.engine import make_url

from walletdesk.adapters.desk import migrations
from walletdesk.core.errors import Unavailable

DEADLINE = 3.0  # seconds a caller waits
_REST = 5.0  # seconds in which a database that hung is not asked again
_PATIENCE = 2.0  # seconds to wait for a lock or a free connection; below the deadline
_TRIES = 20
_WRITES, _THROUGH = "walletdesk_writes", "walletdesk_writes_through"
Got = TypeVar("Got")


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Store:
    """Shared by the desk and the journal; one for each process and URL. Usable from any thread.

    Every failure is `Unavailable`, which names the kind of error and never what was read or written.
    """

    def __init__(self, url: str, deadline: float = DEADLINE) -> None:
        self._url = url
        self._deadline = deadline
        self._rests_until = 0.0
        self._engine: Any = None
        self._opening = threading.Lock()
        self._turns: AbstractContextManager[Any] = threading.RLock() if is_in_memory(url) else nullcontext()
        self._workers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="desk")

    def __repr__(self) -> str:
        return f"Store({shown(self._url)})"

    async def run(self, work: Callable[[], Got]) -> Got:
        """`work` in a thread. A database that hangs costs one caller the deadline, not every one; that this process was
        too busy to look is not the database's fault."""
        if time.monotonic() < self._rests_until:
            raise Unavailable("the desk's database did not answer a moment ago")
        try:
            future = self._workers.submit(work)
        except RuntimeError:
            raise Unavailable("the desk is closed") from None
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._deadline)
        except asyncio.TimeoutError:
            if future.done() and not future.cancelled():
                return future.result()
            if future.running():
                self._rests_until = time.monotonic() + _REST
            raise Unavailable("the desk's database did not answer in time") from None

    def prepare(self) -> None:
        """Make the file and its tables now; otherwise the first use does. Raises Unavailable."""
        with _translated():
            self._opened()

    def settle(self) -> None:
        """What was deleted or overwritten leaves the file of SQLite's write-ahead log, too, where older versions of a
        page stay until they are written over. Somebody who reads just then makes it wait a little."""
        with _translated():
            engine = self._opened()
            if engine.dialect.name != "sqlite" or is_in_memory(self._url):
                return
            for _ in range(_TRIES):
                with self._turns, engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").first()[0]
                if not is_busy:
                    return
                time.sleep(0.05)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with _translated(), self._turns, self._opened().connect() as connection:
            yield connection

    @contextmanager
    def writing(self, through: bool = False) -> Iterator[Any]:
        """One transaction, committed at the end of the block: it survives the end of the process, and with `through`
        that of the machine, which takes milliseconds on SQLite."""
        with _translated(), self._turns, _begin(self._opened(), through) as connection:
            yield connection

    def close(self) -> None:
        self._workers.shutdown(wait=True)
        with self._opening:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _opened(self) -> Any:
        with self._opening:
            if self._engine is None:
                engine = _engine(self._url)
                _migrate(engine)
                self._engine = engine
            return self._engine


def is_in_memory(url: str) -> bool:
    return url.startswith("sqlite") and url.partition("://")[2] in ("", "/", "/:memory:")


def shown(url: str) -> str:
    """The URL without its password."""
    try:
        return str(make_url(url).render_as_string(hide_password=True))
    except exc.ArgumentError:
        return "(not a database URL)"


@contextmanager
def _translated() -> Iterator[None]:
    """Messages of SQLAlchemy and its drivers may quote what was to be stored."""
    try:
        yield
    except (exc.SQLAlchemyError, OSError, ImportError) as error:
        raise Unavailable(f"the desk's database cannot be used: {type(error).__name__}") from None


def _begin(engine: Any, through: bool = True) -> Any:
    return engine.execution_options(**{_WRITES: True, _THROUGH: through}).begin()


def _engine(url: str) -> Any:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        arguments = _NETWORKED.get(parsed.get_backend_name(), {})
        return sa.create_engine(
            parsed,
            **_ANY,
            pool_pre_ping=True,
            pool_timeout=_PATIENCE,
            connect_args=arguments,
        )
    if not is_in_memory(url) and not parsed.database.startswith("file:"):
        _private_file(Path(parsed.database))
    engine = sa.create_engine(
        parsed,
        **_ANY,
        connect_args={"check_same_thread": False, "timeout": _PATIENCE},
        **({"poolclass": pool.StaticPool} if is_in_memory(url) else _FILE_POOL),
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


_ANY = {
    "future": True,
    "hide_parameters": True,
    "json_serializer": lambda value: json.dumps(value, ensure_ascii=False),
}
_FILE_POOL = {"poolclass": pool.QueuePool, "pool_timeout": _PATIENCE}
_NETWORKED = {"postgresql": {"connect_timeout": 2, "options": "-c statement_timeout=2500 -c lock_timeout=2000"}}


def _private_file(path: Path) -> None:
    """Tickets are nobody else's business: only the account that runs the desk may read them."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions late, and never one that writes
    for pragma in ("journal_mode = WAL", "secure_delete = ON", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    """A transaction that writes says so at once: one that reads first may not wait for its turn to write later."""
    options = connection.get_execution_options()
    writes = options.get(_WRITES)
    if writes:
        connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if options.get(_THROUGH) else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(engine: Any) -> None:
    """While another process turns on SQLite's write-ahead log, `locked` comes at once and not after a wait."""
    tries = _TRIES if engine.dialect.name == "sqlite" else 1
    for left in reversed(range(tries)):
        try:
            with engine.connect() as connection:
                current = migrations.version(connection)
            if current != migrations.HEAD:
                with _begin(engine) as connection:
                    migrations.upgrade(connection)
        except exc.OperationalError:
            if not left:
                raise
            time.sleep(random.uniform(0.02, 0.1))  # noqa: S311 (only so that two do not keep in step)
        else:
            return
