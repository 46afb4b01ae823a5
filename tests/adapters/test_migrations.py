"""The database is brought to the newest tables, from wherever it is."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tests.adapters.desks import draft, url_of
from walletdesk.adapters.desk import SqlDesk, Store, migrations
from walletdesk.adapters.desk.tables import metadata
from walletdesk.core.errors import Unavailable


def tables(connection: sa.engine.Connection) -> set[str]:
    return set(sa.inspect(connection).get_table_names())


def test_the_migrations_end_where_the_model_is(store: Store) -> None:
    with store.writing() as connection:
        options = {"version_table": migrations.VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)

        assert compare_metadata(context, metadata) == []
        assert migrations.version(connection) == migrations.HEAD
        assert ScriptDirectory.from_config(migrations.config(connection)).get_heads() == [migrations.HEAD]


async def test_an_empty_database_is_filled_at_the_first_use_and_left_alone_at_the_next(tmp_path: Path) -> None:
    url = url_of(tmp_path / "new" / "desk.sqlite")
    first = Store(url)
    ticket = await SqlDesk(first).open(draft())
    first.close()

    second = Store(url)
    assert await SqlDesk(second).find(ticket.number) == ticket
    second.close()


def test_down_and_up_again(store: Store) -> None:
    with store.writing() as connection:
        command.downgrade(migrations.config(connection), "base")
        assert tables(connection) & set(metadata.tables) == set()
        migrations.upgrade(connection)
        assert set(metadata.tables) <= tables(connection)


def test_other_tables_of_a_shared_database_stay(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE events (id INTEGER)")
        command.downgrade(migrations.config(connection), "base")
        migrations.upgrade(connection)
        assert "events" in tables(connection)
        connection.exec_driver_sql("DROP TABLE events")


async def test_a_database_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    url = url_of(tmp_path / "desk.sqlite")
    store = Store(url)
    with store.writing() as connection:
        connection.execute(
            sa.table(migrations.VERSION_TABLE, sa.column("version_num")).update().values(version_num="9999")
        )
    store.close()

    with pytest.raises(Unavailable, match="newer WalletDesk"):
        await SqlDesk(Store(url)).of("anna")


async def test_a_folder_with_odd_characters_works(tmp_path: Path) -> None:
    store = Store(url_of(tmp_path / "100% 钱包 desk" / "desk.sqlite"))

    assert (await SqlDesk(store).open(draft())).number.startswith("WD-")
    store.close()


async def test_a_database_from_before_additions_keeps_its_tickets(tmp_path: Path) -> None:
    url = url_of(tmp_path / "desk.sqlite")
    first = Store(url)
    ticket = await SqlDesk(first).open(draft())
    with first.writing() as connection:
        command.downgrade(migrations.config(connection), "0001")
        assert "desk_additions" not in tables(connection)
    first.close()

    second = Store(url)
    added = await SqlDesk(second).add(ticket.number, "one more word")
    assert added is not None
    assert (added.draft, [each.text for each in added.additions]) == (ticket.draft, ["one more word"])
    second.close()
