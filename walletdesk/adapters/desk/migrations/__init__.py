"""Brings a database to the newest tables.

A new migration: `walletdesk.adapters.desk.migrations.config(connection)` is an Alembic configuration; put a file under
`versions/`, name it in `HEAD`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from walletdesk.core.errors import Unavailable

HEAD = "0003"
VERSION_TABLE = "desk_version"
_LOCK = 7_436_251_968  # any number that nobody else who uses this PostgreSQL would take


def config(connection: Any) -> Any:
    """Alembic's view of this folder, working in the transaction of `connection`."""
    from alembic.config import Config

    # The path goes through a ConfigParser, which interpolates.
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def version(connection: Any) -> str | None:
    """Where the database is; None where it has none of our tables."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608 (a constant)
    return str(found) if found else None


def upgrade(connection: Any) -> None:
    """To the newest version, within a transaction that writes; whoever comes second waits and finds it done."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    if version(connection) == HEAD:
        return
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(config(connection), "head")
    except CommandError:
        raise Unavailable("the desk's database belongs to a newer WalletDesk") from None
