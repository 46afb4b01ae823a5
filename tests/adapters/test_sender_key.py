"""What stands for a sender in the journal."""

from __future__ import annotations

import stat
from pathlib import Path

from walletdesk.adapters.sender_key import key_in, pseudonyms


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "var" / "sender.key"
    key = key_in(file)

    assert len(key) == 32
    assert key_in(file) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["sender.key"]


def test_where_no_file_can_be_kept_there_is_still_a_key(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")

    assert len(key_in(tmp_path / "var" / "sender.key")) == 32


def test_one_sender_has_one_name_under_one_key_and_another_under_another() -> None:
    ours, theirs = pseudonyms(b"a" * 32), pseudonyms(b"b" * 32)

    assert ours("+49 170 1") == ours("+49 170 1")
    assert ours("ann") not in (ours("bob"), theirs("ann"))
    assert "ann" not in ours("ann")
    assert pseudonyms(b"")("\ud800")
