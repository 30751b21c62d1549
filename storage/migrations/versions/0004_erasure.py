"""Certificates of what a person had erased or withdrawn, and messages that are kept for some days only.

A wish to be forgotten is granted in the chat, and what staff have already is marked for them; a photo goes when its days are over.
"""
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("talk_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("drafts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("messages", sa.Integer(), server_default="0", nullable=False),
        sa.Column("notes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kept", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name="fk_certificate_talk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
        sa.UniqueConstraint("number", name="uq_certificate_number")
    )
    op.create_index("ix_certificate_talk_id", "certificate", ["talk_id"], unique=False)
    with op.batch_alter_table("consent") as table:
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("enrolment") as table:
        table.add_column(sa.Column("erase_asked_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("erase_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_message_erase_at", ["erase_at"], unique=False)
