"""The only room that knows SQL: tables, encryption, and what is written and read in one transaction."""
from storage.database import Database, prepare, upgrade
from storage.vault import Vault

__all__ = ["Database", "Vault", "prepare", "upgrade"]
