"""What an office sets at its desk: its hours from a day on, ready-made answers, teams, and under which account of a provider staff sign in.

A case knows its matter, so that the database can put a team's own first; cases from before get theirs from their reason.
"""
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

MATTERS = {
    "enrolment": ("enrolment", "minor", "over_age", "lost_kpj", "no_nik", "employer", "collective"),
    "payment": ("payment",),
    "claim": ("claim", "claim_jht", "claim_accident", "claim_death", "claim_school", "accident", "death"),
    "complaint": ("complaint", "fraud"),
    "data": ("erase", "withdraw", "correct", "identity", "wrong_number"),
}


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("matters", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("name", name="uq_team_name")
    )
    op.create_table(
        "canned",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("matter", sa.String(length=40), server_default=sa.text("''"), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canned"),
        sa.UniqueConstraint("name", name="uq_canned_name")
    )
    op.create_table(
        "office_hours",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office_hours"),
        sa.UniqueConstraint("since", name="uq_office_hours_since")
    )
    op.add_column("sign_in", sa.Column("proven", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("team_id", sa.Uuid(as_uuid=False), nullable=True))
        table.add_column(sa.Column("account", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("account_hash", sa.LargeBinary(length=16), nullable=True))
        table.add_column(sa.Column("subject_hash", sa.LargeBinary(length=16), nullable=True))
        table.create_index("ix_staff_team_id", ["team_id"], unique=False)
        table.create_unique_constraint("uq_staff_account_hash", ["account_hash"])
        table.create_unique_constraint("uq_staff_subject_hash", ["subject_hash"])
        table.create_foreign_key("fk_staff_team_id", "team", ["team_id"], ["id"], ondelete="SET NULL")

    with op.batch_alter_table("case") as table:
        table.add_column(sa.Column("matter", sa.String(length=40), server_default="other", nullable=False))
        table.add_column(sa.Column("team_id", sa.Uuid(as_uuid=False), nullable=True))
        table.create_index("ix_case_team_id", ["team_id"], unique=False)
        table.create_foreign_key("fk_case_team_id", "team", ["team_id"], ["id"], ondelete="SET NULL")
    case = sa.table("case", sa.column("matter"), sa.column("reason"))
    for matter, reasons in MATTERS.items():
        op.execute(case.update().where(case.c.reason.in_(reasons)).values(matter=matter))
