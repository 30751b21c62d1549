"""What people asked and nobody understood, so that staff and the makers of the bot learn of it.

Only the message is named: its words stay in the message, are masked when they are listed, and are forgotten with it.
"""
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "unheard",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("message_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_unheard_message_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_unheard")
    )
    op.create_index("ix_unheard_message_id", "unheard", ["message_id"], unique=False)
    op.create_index("ix_unheard_created_at", "unheard", ["created_at"], unique=False)
