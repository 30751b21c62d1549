"""The first tables: people, addresses, talks and drafts, the transcript, enrolments, cases, proofs, events, audit.

Personal data is sealed from this first migration on, so that no plain copy was ever written.
"""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("event",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("flow", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("draft_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event")
    )
    op.create_index("ix_event_created_at", "event", ["created_at"], unique=False)

    op.create_table("person",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person")
    )

    op.create_table("address",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("name_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_address_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_address"),
        sa.UniqueConstraint("channel", "account", "name_hash", name="uq_address_channel_account_name_hash")
    )
    op.create_index("ix_address_person_id", "address", ["person_id"], unique=False)

    op.create_table("member",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("nik_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_member_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_member")
    )
    op.create_index("ix_member_nik_hash", "member", ["nik_hash"], unique=False)
    op.create_index("ix_member_person_id", "member", ["person_id"], unique=False)
    op.create_index("ix_member_phone_hash", "member", ["phone_hash"], unique=False)

    op.create_table("talk",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("address_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name="fk_talk_address_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_talk"),
        sa.UniqueConstraint("address_id", name="uq_talk_address_id")
    )
    op.create_index("ix_talk_due_at", "talk", ["due_at"], unique=False)

    op.create_table("audit",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("talk_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name="fk_audit_talk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.UniqueConstraint("talk_id", "seq", name="uq_audit_talk_id_seq")
    )

    op.create_table("case",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("talk_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("draft", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name="fk_case_talk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_case")
    )
    op.create_index("ix_case_status", "case", ["status"], unique=False)
    op.create_index("ix_case_talk_id", "case", ["talk_id"], unique=False)

    op.create_table("draft",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("talk_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("flow", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name="fk_draft_talk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.UniqueConstraint("talk_id", "number", name="uq_draft_talk_id_number")
    )

    op.create_table("enrolment",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("talk_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("draft", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("payer_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("submitter_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("funds", sa.String(length=40), nullable=False),
        sa.Column("number_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_enrolment_member_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["payer_id"], ["person.id"], name="fk_enrolment_payer_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["submitter_id"], ["person.id"], name="fk_enrolment_submitter_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name="fk_enrolment_talk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment"),
        sa.UniqueConstraint("number_hash", name="uq_enrolment_number_hash"),
        sa.UniqueConstraint("talk_id", "draft", name="uq_enrolment_talk_id_draft")
    )
    op.create_index("ix_enrolment_member_id", "enrolment", ["member_id"], unique=False)
    op.create_index("ix_enrolment_payer_id", "enrolment", ["payer_id"], unique=False)
    op.create_index("ix_enrolment_submitter_id", "enrolment", ["submitter_id"], unique=False)

    op.create_table("message",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("talk_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("address_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("way", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("draft", sa.String(length=12), nullable=False),
        sa.Column("provider_id", sa.String(length=120), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("stamp", sa.String(length=12), nullable=False),
        sa.Column("words", sa.LargeBinary(length=16), nullable=True),
        sa.Column("after_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name="fk_message_address_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name="fk_message_talk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("address_id", "way", "provider_id", name="uq_message_address_id_way_provider_id"),
        sa.UniqueConstraint("talk_id", "seq", name="uq_message_talk_id_seq")
    )
    queued = sa.text("status = 'queued'")
    op.create_index("ix_message_queued", "message", ["created_at"], unique=False, sqlite_where=queued, postgresql_where=queued)

    op.create_table("consent",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("talk_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("draft", sa.String(length=12), nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("facts", sa.String(length=40), nullable=False),
        sa.Column("asked_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("given_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_id"], ["message.id"], name="fk_consent_asked_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["given_id"], ["message.id"], name="fk_consent_given_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name="fk_consent_talk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_consent")
    )
    op.create_index("ix_consent_asked_id", "consent", ["asked_id"], unique=False)
    op.create_index("ix_consent_given_id", "consent", ["given_id"], unique=False)
    op.create_index("ix_consent_talk_id", "consent", ["talk_id"], unique=False)
