"""A yes that was spoken or signed before an officer, of somebody without a chat.

It must never look like a tap: a proof and an enrolment say how it was given, and before whom of the staff.
"""
import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    for table in ("consent", "enrolment"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("how", sa.String(length=40), server_default=sa.text("''"), nullable=False))
            batch.add_column(sa.Column("witness_id", sa.Uuid(as_uuid=False), nullable=True))
            batch.create_foreign_key(f"fk_{table}_witness_id", "staff", ["witness_id"], ["id"])
        op.create_index(f"ix_{table}_witness_id", table, ["witness_id"], unique=False)
