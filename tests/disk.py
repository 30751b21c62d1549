"""What lies on a disk: the files of a database, and whether somebody's words can be read in them."""
from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from storage import Database

SHORTEST = 7                # bytes; fewer are found anywhere by chance
LARGE = 50 * 2**20          # bytes of a file that is not ours


def shapes(secret: str) -> Iterator[bytes]:
    """The ways in which words may lie on a disk."""
    for text in {secret, secret.lower(), secret.upper()}:
        plain = text.encode()
        yield from (plain, text.encode("utf-16-le"), text.encode("utf-16-be"), plain.hex().encode(), plain.hex().upper().encode())
        for shift in range(3):      # base64 looks different at each place in a group of three
            yield base64.b64encode(b"?" * shift + plain)[4 if shift else 0:len(plain) // 3 * 4]


def search(secrets: Iterable[str]) -> Callable[[bytes], list[str]]:
    """Look for these in data."""
    looked_for = {secret: [shape for shape in shapes(secret) if len(shape) >= SHORTEST] for secret in secrets}
    return lambda data: [secret for secret, all in looked_for.items() if any(shape in data for shape in all)]


def home(database: Database) -> Path:
    """The folder in which a database has its files; PostgreSQL is told to write down what it has in memory."""
    if not database.postgresql:
        return Path(str(make_url(database.url).database)).parent
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
        return Path(connection.exec_driver_sql("SHOW data_directory").scalar_one())


def written(folder: Path, since: float) -> Iterator[tuple[Path, bytes]]:
    """Read what was written there since."""
    for path in (Path(at, name) for at, _folders, names in os.walk(folder) for name in names):
        with suppress(OSError):     # of a test beside this one, that has just ended
            if path.is_file() and path.stat().st_mtime >= since and path.stat().st_size < LARGE:
                yield path, path.read_bytes()
