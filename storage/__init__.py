"""The only room that knows SQL: tables, encryption, and what is written and read in one transaction."""
from sqlalchemy import Connection

from storage.database import Conflict, Database, prepare, upgrade
from storage.vault import Vault

__all__ = ["Conflict", "Connection", "Database", "Vault", "prepare", "upgrade"]
