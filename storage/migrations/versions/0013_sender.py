"""Senders that are at work, and when each last said so.

A web process that takes messages while nobody sends is not ready; whether somebody sends, perhaps on another host, only the database knows.
"""
import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "sender",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sender"),
        sa.UniqueConstraint("name", name="uq_sender_name")
    )
