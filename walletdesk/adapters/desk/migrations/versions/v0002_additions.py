"""What users add to their tickets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "desk_additions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_desk_additions"),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["desk_tickets.id"], name="fk_desk_additions_ticket_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_desk_additions_ticket_id", "desk_additions", ["ticket_id"])


def downgrade() -> None:
    op.drop_table("desk_additions")
