"""How often somebody wrote, or tried to sign in, in a span of time.

In a table and not in a process, because several processes let people in and have to count together. Nobody is named: who it was is a keyed
hash, and a row goes when its span is over.
"""
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "allowance",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("who_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_allowance"),
        sa.UniqueConstraint("who_hash", name="uq_allowance_who_hash")
    )
    op.create_index("ix_allowance_ends_at", "allowance", ["ends_at"], unique=False)
