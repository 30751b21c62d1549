"""Names by their words: keyed hashes of whole words, written with an enrolment and gone with it, so that staff find who has only a name."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from unicodedata import combining, normalize

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Database
from storage.tables import enrolment, name_word, new_id
from storage.vault import Vault

LEAST = 3           # letters of a word; a name that has no longer one is found by all of it
MOST = 1000         # enrolments with one word that are looked through, the newest
BATCH = 200         # rows of one transaction: nobody waits for long


def name_words(name: str) -> list[str]:
    """The words of a name however it is typed: small letters without marks, and a doubled letter once."""
    bare = "".join(letter for letter in normalize("NFKD", name.casefold()) if not combining(letter) and letter not in "'’`")
    words = re.findall(r"[^\W\d_]+", bare)
    long = [word for word in words if len(word) >= LEAST] or ["".join(words)]
    return sorted({re.sub(r"(.)\1+", r"\1", word) for word in long if word})


def keep(connection: Connection, vault: Vault, enrolment_id: str, name: str) -> None:
    """Let an enrolment be found by the words of a name."""
    rows = [{"id": new_id(), "enrolment_id": enrolment_id, "hash": vault.hash("name", word)} for word in name_words(name)]
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    if rows:
        connection.execute(insert(name_word).on_conflict_do_nothing(), rows)


def drop(connection: Connection, enrolment_id: str) -> None:
    """Let an enrolment be found by no name any more."""
    connection.execute(name_word.delete().where(name_word.c.enrolment_id == enrolment_id))


def with_all(connection: Connection, vault: Vault, words: list[str]) -> tuple[sa.Select[Any], bool]:
    """How the enrolments are selected whose member has all these words in their name, the newest first; and whether some may be left out.

    However common a word is, so many rows are read: the word that the fewest have leads, and of those that have it the newest.
    """
    hashes = [vault.hash("name", word) for word in words]
    newest = sa.select(name_word.c.enrolment_id).order_by(name_word.c.enrolment_id.desc()).limit(MOST)
    having = [connection.execute(newest.where(name_word.c.hash == hash)).scalars().all() for hash in hashes]
    fewest = min(having, key=len)
    fits = sa.select(name_word.c.enrolment_id).where(name_word.c.enrolment_id.in_(fewest), name_word.c.hash.in_(hashes))
    every = fits.group_by(name_word.c.enrolment_id).having(sa.func.count() == len(hashes))
    return every.order_by(name_word.c.enrolment_id.desc()), len(fewest) == MOST


def catch_up(database: Database, vault: Vault) -> Iterator[int]:
    """Write the words of enrolments that have none, for they are older than the words are; yield after each transaction how many."""
    last = ""
    while True:
        unnamed = sa.select(enrolment.c.id).where(~sa.exists().where(name_word.c.enrolment_id == enrolment.c.id)).order_by(enrolment.c.id)
        with database.read() as connection:
            ids = connection.execute((unnamed.where(enrolment.c.id > last) if last else unnamed).limit(BATCH)).scalars().all()
        if not ids:
            break
        with database.begin() as connection:
            rows = connection.execute(sa.select(enrolment.c.id, enrolment.c.body).where(enrolment.c.id.in_(ids)).with_for_update())
            for id, body in rows.all():
                keep(connection, vault, id, msgspec.json.decode(vault.open(body, "enrolment", "body", id)).get("name", ""))
        last = ids[-1]
        yield len(ids)
