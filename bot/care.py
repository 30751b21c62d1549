"""`flask backup`, `flask restore`: what there is, kept elsewhere, and brought back."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import click
from flask import current_app
from flask.cli import with_appcontext

from bot.arguments import BadArgument, OneLine
from bot.house import House
from storage import Away
from storage.backup import Contents, Refused
from storage.backup import backup as write
from storage.backup import restore as fill
from storage.sealed_file import Unreadable

PATH = click.argument("path", type=click.Path(path_type=Path))


@click.command(cls=OneLine)
@PATH
@with_appcontext
def backup(path: Path) -> None:
    """Write all there is into one sealed file; it opens with these DATA_KEYS and INDEX_KEY only."""
    house = _house()
    with _kindly():
        _say("Written", write(house.settings.database_url, house.vault, path, house.clock()))


@click.command(cls=OneLine)
@PATH
@with_appcontext
def restore(path: Path) -> None:
    """Fill an empty database from a backup, also one of the other kind or of an earlier schema. Let nothing else use it meanwhile."""
    house = _house()
    with _kindly():
        contents = fill(house.settings.database_url, house.vault, path)
    _say("Restored", contents)
    if lost := [str(number) for number in contents.keys if number not in house.vault.numbers]:
        click.echo(f"DATA_KEYS lacks {', '.join(lost)}: what was sealed with it can't be read until it is there.")


COMMANDS: tuple[click.Command, ...] = (backup, restore)


def _house() -> House:
    return cast(House, current_app.extensions["house"])


@contextmanager
def _kindly() -> Iterator[None]:
    try:
        yield
    except (Refused, Unreadable) as error:
        raise BadArgument(str(error)) from None
    except Away:
        raise BadArgument("The database can't be reached, or is in use.") from None


def _say(done: str, contents: Contents) -> None:
    filled = sum(1 for count in contents.counts.values() if count)
    click.echo(f"{done}: {sum(contents.counts.values()):,} rows of {filled} tables, as they were on {contents.made_at:%Y-%m-%d %H:%M} UTC, "
               f"schema {contents.revision}.")
