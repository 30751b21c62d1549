"""`flask backup`, `flask restore`, `flask audit`, `flask keys`: what there is, kept elsewhere, seen to be whole, sealed anew."""
from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from bot.arguments import BadArgument, OneLine
from bot.house import House
from storage import Away, rotation
from storage import audit as trail
from storage.backup import Contents, Refused, rows
from storage.backup import backup as write
from storage.backup import restore as fill
from storage.sealed_file import Unreadable
from storage.vault import new_key

audit = AppGroup("audit", help="Who did what.")
keys = AppGroup("keys", help="The keys that personal data is sealed with.")
PATH = click.argument("path", type=click.Path(path_type=Path))


@click.command(cls=OneLine)
@PATH
@with_appcontext
def backup(path: Path) -> None:
    """Write all there is into one sealed file; it opens with these DATA_KEYS and INDEX_KEY only."""
    house = _house()
    with _kindly():
        _say("Written", write(house.settings.database_url, house.vault, path, house.clock()), house)


@click.command(cls=OneLine)
@PATH
@with_appcontext
def restore(path: Path) -> None:
    """Fill an empty database from a backup, also one of the other kind or of an earlier schema. Let nothing else use it meanwhile."""
    house = _house()
    with _kindly():
        contents = fill(house.settings.database_url, house.vault, path)
    _say("Restored", contents, house)
    click.echo("Whatever was erased after that is in it again.")
    if lost := [str(number) for number in contents.keys if number not in house.vault.numbers]:
        click.echo(f"DATA_KEYS lacks {', '.join(lost)}: what was sealed with it can't be read until it is there.")


@audit.command("verify")
@click.option("--against", type=click.Path(path_type=Path), help="An older backup: nothing that stood in it may be missing now.")
def verify(against: Path | None) -> None:
    """Read every audit chain; exit 1 if an entry was changed, taken out or taken away."""
    house, chains, entries, found = _house(), 0, 0, list[str]()
    with _kindly(), house.database.snapshot() as connection:
        for of in trail.CHAINS:
            for chain in trail.verify(connection, house.vault, of):
                chains, entries = chains + bool(chain.entries), entries + chain.entries
                found += [f"{of} {chain.id}: {why}" for why in _wrong(chain)]
        if astray := trail.astray(connection):
            found.append(f"{astray} entries belong to no talk and to nobody.")
        for some in rows(house.vault, against, "audit") if against else ():
            for row in trail.gone(connection, some):
                whose = f"talk {row['talk_id']}" if row["talk_id"] else f"staff {row['staff_id']}"
                found.append(f"{whose}: entry {row['seq']} is not there any more as it was in {against}.")
    click.echo("\n".join([*found, f"{chains:,} chains, {entries:,} entries: {f'{len(found)} to look at' if found else 'all whole'}."]))
    if found:
        sys.exit(1)


@audit.command("mark")
def mark() -> None:
    """Mark where chains end that have no mark yet: once, after an upgrade from a schema that knew no marks."""
    house = _house()
    with _kindly(), house.database.begin() as connection:
        click.echo(f"{trail.mark_ends(connection, house.vault)} marked.")


@keys.command("new")
def make_keys() -> None:
    """Print DATA_KEYS with a new key behind the others: every process can open with it before any seals with it."""
    house = _house()
    known = house.settings.data_keys.get_secret_value()
    number = next((number for number in range(1, 256) if number not in house.vault.numbers), None)
    if number is None:
        raise BadArgument("All numbers up to 255 are taken; leave out keys that flask keys rotate has made unnecessary.")
    click.echo(f"DATA_KEYS={known},{number}:{new_key()}")


@keys.command("rotate")
def rotate() -> None:
    """Seal everything anew with the first of DATA_KEYS, while the bot runs; the others can go afterwards."""
    house = _house()
    with _kindly():
        done = sum(count for _table, count in rotation.rotate(house.database, house.vault))
        house.spool.reseal()
        left = rotation.old_keys(house.database, house.vault)
    if left:
        names = ", ".join(f"{count:,} with key {number}" for number, count in sorted(left.items()))
        raise BadArgument(f"{done:,} values are sealed anew; meanwhile somebody wrote {names}. Start every process with these DATA_KEYS; "
                          "then again.")
    click.echo(f"{done:,} values are sealed anew; nothing here needs a key but {house.vault.newest}. "
               "Backups need those they were made with.")


COMMANDS: tuple[click.Command, ...] = (backup, restore, audit, keys)


def _wrong(chain: trail.Chain) -> Iterator[str]:
    if chain.wrong:
        yield f"entries {', '.join(map(str, chain.wrong))} were changed, or stand where one is missing."
    if chain.end == "wrong":
        yield f"what came after entry {chain.last} is gone." if chain.last else "all entries are gone."
    elif chain.end == "unmarked":
        yield f"nothing marks its end at entry {chain.last}: it is older than marks are (flask audit mark), or its mark was taken away."


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


def _say(done: str, contents: Contents, house: House) -> None:
    filled = sum(1 for count in contents.counts.values() if count)
    at = contents.made_at.astimezone(house.settings.zone)
    click.echo(f"{done}: {sum(contents.counts.values()):,} rows of {filled} tables, as they were on {at:%Y-%m-%d %H:%M}, "
               f"schema {contents.revision}.")
