"""What the desk works with: staff and their sign-ins, cases with a lease, notes, the way of an enrolment to its cover.

An enrolment is one member of perhaps many in a form, and is sent back to be mended; so it keeps whom of a list it is for and how the form
was filled in. What staff do outside any talk has an audit chain of its own, and every entry says from where it came.
"""
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "office_day",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office_day"),
        sa.UniqueConstraint("day", name="uq_office_day_day")
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=True),
        sa.Column("code_step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("login", name="uq_staff_login")
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("staff_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_sign_in_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_token_hash")
    )
    op.create_index("ix_sign_in_staff_id", "sign_in", ["staff_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("talk_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("facts", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("answered_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["talk.id"], name="fk_invitation_answered_by", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name="fk_invitation_talk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("code_hash", name="uq_invitation_code_hash"),
        sa.UniqueConstraint("talk_id", "facts", name="uq_invitation_talk_id_facts")
    )
    op.create_index("ix_invitation_status", "invitation", ["status"], unique=False)
    op.create_index("ix_invitation_answered_by", "invitation", ["answered_by"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("staff_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_note_case_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_note_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_note")
    )
    op.create_index("ix_note_case_id", "note", ["case_id"], unique=False)
    op.create_index("ix_note_staff_id", "note", ["staff_id"], unique=False)

    with op.batch_alter_table("audit") as table:
        table.add_column(sa.Column("staff_id", sa.Uuid(as_uuid=False), nullable=True))
        table.add_column(sa.Column("origin", sa.String(length=45), server_default=sa.text("''"), nullable=False))
        table.alter_column("talk_id", existing_type=sa.Uuid(as_uuid=False), nullable=True)
        table.create_unique_constraint("uq_audit_staff_id_seq", ["staff_id", "seq"])
        table.create_foreign_key("fk_audit_staff_id", "staff", ["staff_id"], ["id"])

    with op.batch_alter_table("case") as table:
        table.add_column(sa.Column("language", sa.String(length=8), server_default="id", nullable=False))
        table.add_column(sa.Column("staff_id", sa.Uuid(as_uuid=False), nullable=True))
        table.add_column(sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        table.drop_index("ix_case_status")
        table.create_index("ix_case_staff_id", ["staff_id"], unique=False)
        table.create_index("ix_case_status_case_urgent_case_created_at", ["status", "urgent", "created_at"], unique=False)
        table.create_foreign_key("fk_case_staff_id", "staff", ["staff_id"], ["id"])

    with op.batch_alter_table("enrolment") as table:
        table.add_column(sa.Column("item", sa.String(length=40), server_default=sa.text("''"), nullable=False))
        table.add_column(sa.Column("referral", sa.String(length=40), server_default=sa.text("''"), nullable=False))
        table.add_column(sa.Column("declared", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("answers", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("staff_id", sa.Uuid(as_uuid=False), nullable=True))
        table.add_column(sa.Column("reason", sa.String(length=40), server_default=sa.text("''"), nullable=False))
        table.add_column(sa.Column("kpj_hash", sa.LargeBinary(length=16), nullable=True))
        table.add_column(sa.Column("kpj", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("paid_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True))
        table.drop_constraint("uq_enrolment_talk_id_draft", type_="unique")
        table.create_index("ix_enrolment_kpj_hash", ["kpj_hash"], unique=False)
        table.create_index("ix_enrolment_paid_until", ["paid_until"], unique=False)
        table.create_index("ix_enrolment_staff_id", ["staff_id"], unique=False)
        table.create_index("ix_enrolment_status_enrolment_id", ["status", "id"], unique=False)
        table.create_unique_constraint("uq_enrolment_talk_id_draft_item", ["talk_id", "draft", "item"])
        table.create_foreign_key("fk_enrolment_staff_id", "staff", ["staff_id"], ["id"])
