"""What the channels show and have yet to do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _owner(table: str) -> list[sa.Column | sa.ForeignKeyConstraint]:
    return [
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chat_conversations.id"], name=f"fk_{table}_chat_id", ondelete="CASCADE"),
    ]


def upgrade() -> None:
    op.create_table(
        "chat_conversations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("switched", sa.String(16), nullable=False),
        sa.Column("opened", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("renewed", sa.DateTime(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat_conversations"),
        sa.UniqueConstraint("conversation", name="uq_chat_conversations_conversation"),
    )
    op.create_index("ix_chat_conversations_seen", "chat_conversations", ["seen"])
    op.create_table(
        "chat_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        *_owner("chat_turns"),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat_turns"),
        sa.UniqueConstraint("chat_id", "key", name="uq_chat_turns_chat_id"),
    )
    op.create_index("ix_chat_turns_done", "chat_turns", ["done"])
    op.create_table(
        "chat_events",
        sa.Column("id", sa.Integer(), nullable=False),
        *_owner("chat_events"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("bubble", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat_events"),
        sa.UniqueConstraint("chat_id", "position", name="uq_chat_events_chat_id"),
    )
    op.create_table(
        "chat_inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat_inbox"),
        sa.UniqueConstraint("channel", "key", name="uq_chat_inbox_channel"),
    )


def downgrade() -> None:
    for table in ("chat_inbox", "chat_events", "chat_turns", "chat_conversations"):
        op.drop_table(table)
