from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.adapters.desks import Clock
from walletdesk.adapters.desk import Store
from walletdesk.adapters.desk.tables import metadata


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Iterator[Store]:
    """In memory; or an empty database of another kind, where `WALLETDESK_TEST_DATABASE` names one."""
    url = os.environ.get("WALLETDESK_TEST_DATABASE", "sqlite://")
    made = Store(url)
    with made.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    yield made
    made.close()
