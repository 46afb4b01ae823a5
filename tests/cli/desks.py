"""The command line on a database of its own, in this process."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from walletdesk import bootstrap
from walletdesk.adapters.desk import Store
from walletdesk.cli import main


class Office:
    def __init__(self, url: str) -> None:
        self.store = Store(url)

    def __call__(self, *arguments: str, given: str | bytes = "") -> Result:
        return CliRunner().invoke(main, list(arguments), input=given)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(bootstrap, "the_store", lambda: made.store)
    yield made
    made.store.close()
