"""A desk on a real database, and drafts to put into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from walletdesk.core.ports import Kind, Priority, TicketDraft

START = datetime(2026, 11, 1, 8, 30, tzinfo=timezone.utc)
DRAFT = TicketDraft(
    conversation="anna",
    kind=Kind.PROBLEM,
    priority=Priority.NORMAL,
    category="transfer_pending",
    team="technical",
    language="zh-Hans",
    facts={"network": "tron", "amount": "300"},
    story="转账三天了还没到",
)


def draft(conversation: str = "anna", **changes: object) -> TicketDraft:
    return replace(DRAFT, conversation=conversation, **changes)  # type: ignore[arg-type]


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def raw(file: Path) -> bytes:
    """All that lies on the disk, the write-ahead log included."""
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))
