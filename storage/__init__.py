"""The only room that knows SQL: tables, encryption, and what is written and read in one transaction."""
from sqlalchemy import Connection

from storage.database import Away, Conflict, Database, prepare, upgrade
from storage.vault import Vault

__all__ = ["Away", "Conflict", "Connection", "Database", "Vault", "prepare", "upgrade"]
