"""A phone for every test, on either database; and what a calm person leaves behind."""
from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shell.phone import Left, Phone


@pytest.fixture
def phone(database_url: str) -> Iterator[Phone]:
    phone = Phone(database_url)
    yield phone
    phone.database.close()


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder in memory, where there is one: what a dead process wrote is there for the living."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """What is left by somebody whom everything reached once and in order."""
    calm = Phone(f"sqlite:///{tmp_path_factory.mktemp('calm') / 'bot.sqlite'}")
    calm.register()
    return calm.left
