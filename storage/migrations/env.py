"""Alembic's way in: one connection, one transaction a migration."""
from alembic import context
from sqlalchemy import create_engine

from storage.tables import metadata

engine = create_engine(context.config.attributes["url"])
with engine.begin() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transaction_per_migration=True)
    context.run_migrations()
engine.dispose()
