"""Alembic's way in: a connection that is in a transaction already, so that all migrations happen or none."""
from alembic import context

from storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
