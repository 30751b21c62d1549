"""What a sender needs to know to try again.

How often a message was tried and what the provider said last, and until when an address waits: in rows and not in a process, because
another sender may be the one that tries again.
"""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("message", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("message", sa.Column("error", sa.String(length=40), nullable=True))
    op.add_column("address", sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_message_queued", "message")
    going = sa.text("status IN ('queued', 'unknown')")
    op.create_index("ix_message_going", "message", ["created_at"], unique=False, sqlite_where=going, postgresql_where=going)
