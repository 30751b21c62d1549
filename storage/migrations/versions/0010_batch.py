"""Files that staff send in: lists of members, results from the official system.

A file is stored whole before anything is done with it, and each of its rows is marked in the transaction that does what it says: so
whatever dies in between, no row is done twice and none is forgotten.
"""
import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("staff_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("lines", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refused", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_batch_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_batch")
    )
    op.create_index("ix_batch_staff_id", "batch", ["staff_id"], unique=False)
    op.create_index("ix_batch_status_batch_id", "batch", ["status", "id"], unique=False)
    op.create_table(
        "line",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("batch_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), server_default="0", nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("other", sa.Integer(), server_default="0", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name="fk_line_batch_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name="fk_line_enrolment_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_line"),
        sa.UniqueConstraint("batch_id", "number", name="uq_line_batch_id_number")
    )
    op.create_index("ix_line_enrolment_id", "line", ["enrolment_id"], unique=False)
    op.create_index("ix_line_batch_id_line_status_line_number", "line", ["batch_id", "status", "number"], unique=False)
