"""What staff search by: the words of names as keyed hashes; and what came of a wish to be erased.

The words of names that are here already are written by the process that sends, within an hour: a migration has no key. Members are found
newest first, and a list is read page by page, so their indexes end in the id, which rises with time. Messages from before each had a time
to go get the usual one.
"""
import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
LATER = {"sqlite": "strftime('%Y-%m-%d %H:%M:%S', created_at, '+180 days') || substr(created_at, 20)",
         "postgresql": "created_at + interval '180 days'"}


def upgrade() -> None:
    op.create_table(
        "name_word",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name="fk_name_word_enrolment_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_name_word"),
        sa.UniqueConstraint("enrolment_id", "hash", name="uq_name_word_enrolment_id_hash")
    )
    op.create_index("ix_name_word_hash_name_word_enrolment_id", "name_word", ["hash", "enrolment_id"], unique=False)
    op.add_column("enrolment", sa.Column("erase_seen_at", sa.DateTime(timezone=True), nullable=True))
    for name in ("nik_hash", "phone_hash"):
        op.drop_index(f"ix_member_{name}", "member")
        op.create_index(f"ix_member_{name}_member_id", "member", [name, "id"], unique=False)
    op.create_index("ix_enrolment_talk_id_enrolment_draft_enrolment_id", "enrolment", ["talk_id", "draft", "id"], unique=False)
    message = sa.table("message", sa.column("erase_at"), sa.column("body"))
    endless = message.update().where(message.c.erase_at.is_(None), message.c.body.is_not(None))
    op.execute(endless.values(erase_at=sa.text(LATER[op.get_bind().dialect.name])))
