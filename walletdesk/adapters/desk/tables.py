"""The tables, as the newest migration leaves them (tests compare the two).

Names are prefixed: the database may be shared, with Rasa's conversations for one.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(sa.types.TypeDecorator):
    """Moments with a time zone on our side, plain UTC in the database: SQLite knows no zones."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value and value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value and value.replace(tzinfo=timezone.utc)


tickets = sa.Table(
    "desk_tickets",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.String(12), nullable=False, unique=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("kind", sa.String(48), nullable=False),
    sa.Column("priority", sa.String(48), nullable=False),
    sa.Column("category", sa.String(48), nullable=False),
    sa.Column("team", sa.String(48), nullable=False),
    sa.Column("language", sa.String(48), nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("story", sa.Text, nullable=False),
    sa.Column("status", sa.String(48), nullable=False, index=True),
    sa.Column("opened", Utc, nullable=False),
)

replies = sa.Table(
    "desk_replies",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("ticket_id", sa.ForeignKey("desk_tickets.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("heard", Utc),
)

additions = sa.Table(
    "desk_additions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("ticket_id", sa.ForeignKey("desk_tickets.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
)

cases = sa.Table(
    "journal_cases",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(128), nullable=False),
    sa.Column("topic", sa.String(48), nullable=False),
    sa.Column("language", sa.String(48), nullable=False),
    sa.Column("opened", Utc, nullable=False, index=True),
    sa.Column("seen", Utc, nullable=False),
    sa.Column("last_step", sa.String(48)),
    sa.Column("outcome", sa.String(48)),
    sa.Column("ended", Utc),
    sa.Column("helped", sa.String(48)),
    sa.Index(None, "conversation", "topic"),
)

phrases = sa.Table(
    "journal_phrases",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("phrase", sa.String(200), nullable=False, unique=True),
    sa.Column("language", sa.String(48), nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("first_seen", Utc, nullable=False),
    sa.Column("last_seen", Utc, nullable=False),
)

conversations = sa.Table(
    "chat_conversations",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(64), nullable=False, unique=True),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("address", sa.String(64), nullable=False),
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("switched", sa.String(16), nullable=False),
    sa.Column("opened", Utc, nullable=False),
    sa.Column("seen", Utc, nullable=False, index=True),
    sa.Column("last", sa.Integer, nullable=False),
    sa.Column("delivered", sa.Integer, nullable=False),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("renewed", Utc, nullable=False),
    sa.Column("silent", sa.Boolean, nullable=False),
)

turns = sa.Table(
    "chat_turns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("chat_id", sa.ForeignKey("chat_conversations.id", ondelete="CASCADE"), nullable=False),
    sa.Column("key", sa.String(80), nullable=False),
    sa.Column("done", sa.Boolean, nullable=False, index=True),
    sa.UniqueConstraint("chat_id", "key"),
)

events = sa.Table(
    "chat_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("chat_id", sa.ForeignKey("chat_conversations.id", ondelete="CASCADE"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("key", sa.String(80), nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("bubble", sa.JSON, nullable=False),
    sa.UniqueConstraint("chat_id", "position"),
)

inbox = sa.Table(
    "chat_inbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("key", sa.String(80), nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.UniqueConstraint("channel", "key"),
)
