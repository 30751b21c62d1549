"""The application on an empty database, entered through its doors only."""
from __future__ import annotations

import pytest
from flask import Flask

from bot.app import create_app
from storage import watch
from tests.shell.phone import SETTINGS


@pytest.fixture
def app(database_url: str) -> Flask:
    return attended(create_app(SETTINGS.model_copy(update={"database_url": database_url, "timezone": "Asia/Jakarta"})))


def attended(app: Flask) -> Flask:
    """With a sender at work, somewhere."""
    house = app.extensions["house"]
    with house.database.begin() as connection:
        watch.beat(connection, "elsewhere", house.clock())
    return app
