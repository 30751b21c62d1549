"""Every statement that a database is given, before and after."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from storage import Database

WHAT = ("do_begin", "do_commit", "do_execute", "do_executemany")


def watch(database: Database, tell: Callable[[str], object]) -> None:
    """Tell before and after every statement, BEGIN and COMMIT."""
    dialect: Any = database.engine.dialect
    for name in WHAT:
        setattr(dialect, name, _around(name.removeprefix("do_"), getattr(dialect, name), tell))


def _around(name: str, do: Callable[..., None], tell: Callable[[str], object]) -> Callable[..., None]:
    def done(on: object, *statement: object, **more: object) -> None:
        point = str(statement[0]) if statement else name
        tell(f"before {point}")
        do(on, *statement, **more)
        tell(f"after {point}")
    return done
