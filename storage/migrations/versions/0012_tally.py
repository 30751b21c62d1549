"""What reports read: how often something happened on each day, and until when that is added up; phrases that staff propose.

A report over a year of events would read millions of them; totals are added up once an hour, and hold nothing about anybody.
The audit of one member of staff is found by an index, and not by reading everybody's.
"""
import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("flow", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("split", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tally"),
        sa.UniqueConstraint("what", "day", "flow", "step", "split", "part", name="uq_tally_what_day_flow_step_split_part")
    )
    op.create_table(
        "watermark",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_watermark"),
        sa.UniqueConstraint("name", name="uq_watermark_name")
    )
    op.create_table(
        "phrase",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("intent", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("staff_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_phrase_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_phrase"),
        sa.UniqueConstraint("words", name="uq_phrase_words")
    )
    op.create_index("ix_phrase_staff_id", "phrase", ["staff_id"], unique=False)
    op.create_index("ix_audit_who_audit_id", "audit", ["who", "id"], unique=False)
