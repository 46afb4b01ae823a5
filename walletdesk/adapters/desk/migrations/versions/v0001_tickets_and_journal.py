"""Tickets with their replies, and the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _tickets()
    _replies()
    _cases()
    _phrases()


def downgrade() -> None:
    for table in ("journal_phrases", "journal_cases", "desk_replies", "desk_tickets"):
        op.drop_table(table)


def _tickets() -> None:
    op.create_table(
        "desk_tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("conversation", sa.String(255), nullable=False),
        *(_name(each) for each in ("kind", "priority", "category", "team", "language")),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        _name("status"),
        sa.Column("opened", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_desk_tickets"),
        sa.UniqueConstraint("number", name="uq_desk_tickets_number"),
    )
    op.create_index("ix_desk_tickets_conversation", "desk_tickets", ["conversation"])
    op.create_index("ix_desk_tickets_status", "desk_tickets", ["status"])


def _replies() -> None:
    op.create_table(
        "desk_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("heard", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_desk_replies"),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["desk_tickets.id"], name="fk_desk_replies_ticket_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_desk_replies_ticket_id", "desk_replies", ["ticket_id"])


def _cases() -> None:
    op.create_table(
        "journal_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(128), nullable=False),
        _name("topic"),
        _name("language"),
        sa.Column("opened", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.Column("last_step", sa.String(48)),
        sa.Column("outcome", sa.String(48)),
        sa.Column("ended", sa.DateTime()),
        sa.Column("helped", sa.String(48)),
        sa.PrimaryKeyConstraint("id", name="pk_journal_cases"),
    )
    op.create_index("ix_journal_cases_opened", "journal_cases", ["opened"])
    op.create_index("ix_journal_cases_conversation_topic", "journal_cases", ["conversation", "topic"])


def _phrases() -> None:
    op.create_table(
        "journal_phrases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phrase", sa.String(200), nullable=False),
        _name("language"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_phrases"),
        sa.UniqueConstraint("phrase", name="uq_journal_phrases_phrase"),
    )


def _name(name: str) -> sa.Column:
    return sa.Column(name, sa.String(48), nullable=False)
