"""Run by Alembic. The connection, and with it the transaction, is our caller's."""

from __future__ import annotations

from alembic import context

from walletdesk.adapters.desk.migrations import VERSION_TABLE
from walletdesk.adapters.desk.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
