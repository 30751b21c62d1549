"""Where each audit chain ends: a mark under a key, kept with the talk or the member of staff that the chain is of.

A chain tells by itself when an entry was changed or taken out of its middle, but not when its newest entries are gone.
"""
import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("staff", sa.Column("audit_end", sa.LargeBinary(length=16), nullable=True))
    op.add_column("talk", sa.Column("audit_end", sa.LargeBinary(length=16), nullable=True))
