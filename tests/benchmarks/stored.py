"""Whether a turn costs more among many stored talks than among few."""
from __future__ import annotations

import os
from typing import Any

import sqlalchemy as sa

from storage import Database
from tests.benchmarks.rounds import Bot, figures, interleaved
from tests.benchmarks.shell import Shell

FEW, MANY = 1_000, int(os.environ.get("TALKS", "100000"))       # TALKS=1000000 takes some minutes
ROUNDS = 9
MESSAGES = 6        # stored of each talk; sealed as long as a question and an answer are

# Ids are numbers; what is sealed is noise, as it looks to the database.
SQLITE = {
    "id": "printf('%032x', {n})", "hash": "printf('%032x', n)", "noise": "randomblob({n})", "now": "'2026-10-01 03:00:00.000000'",
    "rows": "with recursive series(n) as (select 1 union all select n + 1 from series where n < :talks) {insert} from series"}
POSTGRESQL = {
    "id": "lpad(to_hex({n}), 32, '0')::uuid", "hash": "decode(lpad(to_hex(n), 32, '0'), 'hex')", "noise": "decode(repeat('5a',{n}),'hex')",
    "now": "timestamptz '2026-10-01 03:00Z'", "rows": "{insert} from generate_series(1, :talks) as series(n)"}


def fill(url: str, talks: int) -> None:
    """Store so many talks that nobody goes on with."""
    database = Database(url)
    say = POSTGRESQL if database.postgresql else SQLITE
    id, now, hash = say["id"].format(n="n"), say["now"], say["hash"]

    def sealed(length: int) -> str:
        return say["noise"].format(n=length)

    inserts = [
        f"insert into person (id, created_at) select {id}, {now}",
        f"insert into address (id, person_id, channel, account, name_hash, name, created_at) "
        f"select {id}, {id}, 'telegram', 'bench', {hash}, {sealed(40)}, {now}",
        f"insert into talk (id, address_id, seq, owner, state, heard_at, created_at) "
        f"select {id}, {id}, {MESSAGES}, 'bot', {sealed(300)}, {now}, {now}",
        f"insert into draft (id, talk_id, number, flow, body, created_at, updated_at) "
        f"select {id}, {id}, '1', 'registration', {sealed(500)}, {now}, {now}"]
    for seq in range(1, MESSAGES + 1):
        row, way = say["id"].format(n=f"(n * {MESSAGES} + {seq})"), "in" if seq % 2 else "out"
        inserts.append(
            "insert into message (id, talk_id, address_id, seq, way, kind, draft, provider_id, body, stamp, status, created_at, "
            f"accepted_at, erase_at) select {row}, {id}, {id}, {seq}, '{way}', 'prompt', '1', cast(n * {MESSAGES} + {seq} as varchar), "
            f"{sealed(250)}, '0123456789ab', '{'heard' if seq % 2 else 'read'}', {now}, {now}, {now}")
    with database.engine.begin() as connection:
        for insert in inserts:
            connection.execute(sa.text(say["rows"].format(insert=insert)), {"talks": talks})
    if database.postgresql:     # as it would have done by itself long before there are so many
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for word in ("VACUUM ANALYZE", "CHECKPOINT"):
                connection.exec_driver_sql(word)
    database.close()


def compare(server: Any, chats: int) -> None:
    """Print the cost of a turn among few and among many."""
    bots = {}
    for talks in (FEW, MANY):
        url = server.migrated(f"stored{talks}")
        fill(url, talks)
        bots[str(talks)] = Bot(Shell, url)
    rounds = interleaved(bots, ROUNDS, chats)
    few, many = (figures(rounds[name], rounds[str(FEW)], chats) for name in bots)
    for bot in bots.values():
        bot.end()
    print(f"\n  {server.kind}: among {FEW:,} stored talks {1e6 * few.cpu:,.0f} µs CPU and {1e3 * few.p50:.2f} ms a turn, among {MANY:,} "
          f"{1e6 * many.cpu:,.0f} µs and {1e3 * many.p50:.2f} ms; turns a second {many.ratio[0]:.2f} "
          f"({many.ratio[1]:.2f} to {many.ratio[2]:.2f})")
