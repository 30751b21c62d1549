"""Events in one tree, by when they happened; an index of only those talks in which something is due.

Every turn writes events, and every page it touches is written to disk before it is answered for. A number of its own and an index by
time made three trees of what one can hold; the index of what is due was touched by every turn, though in few talks anything is.
"""
import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

COPY = """INSERT INTO event (created_at, id, what, flow, step, code, channel, language, draft_id)
SELECT created_at, id, what, flow, step, code, channel, language, draft_id FROM event_before ORDER BY created_at, id"""
IS_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_talk_due_at", "talk")
    op.create_index("ix_talk_due_at", "talk", ["due_at"], unique=False, sqlite_where=IS_DUE, postgresql_where=IS_DUE)
    op.drop_index("ix_event_created_at", "event")
    if op.get_context().dialect.name == "postgresql":
        op.drop_constraint("pk_event", "event")
        op.create_primary_key("pk_event", "event", ["created_at", "id"])
        return
    op.rename_table("event", "event_before")
    op.create_table(
        "event",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("flow", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("draft_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.PrimaryKeyConstraint("created_at", "id", name="pk_event"),
        sqlite_with_rowid=False
    )
    op.execute(COPY)
    op.drop_table("event_before")
