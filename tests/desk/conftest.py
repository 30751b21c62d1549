"""The desk as a browser without a screen sees it, its staff, and their one-time codes."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.desk.access import hashed
from bot.house import House
from bot.settings import Settings
from storage import staff
from storage.staff import Role
from tests.shell.phone import KEY, SPEECH, Clock

PASSWORD = "sandi panjang sekali"
HASH = hashed(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass
class Person:
    """Somebody at a browser; signed in after `sign_in`."""

    app: Flask
    login: str
    clock: Clock
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **other: Any) -> TestResponse:
        return self.client.get(f"/staff/{path}", **other)

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Post a form with the token that its page gave."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("sign-in").text)
        assert found
        return self.client.post(f"/staff/{path}", data={"csrf_token": found[1], **fields})

    def sign_in(self, *, password: str = PASSWORD, code: str | None = None) -> TestResponse:
        return self.post("sign-in", login=self.login, password=password, code=self.code if code is None else code)

    @property
    def code(self) -> str:
        """The code that their phone shows now."""
        return pyotp.TOTP(SECRET).at(self.clock())


@dataclass
class Office:
    """The application, its clock, and whoever works there."""

    app: Flask
    clock: Clock

    @property
    def house(self) -> House:
        house: House = self.app.extensions["house"]
        return house

    def hire(self, login: str, role: Role = "officer", *, code: bool | None = None) -> Person:
        with self.house.database.begin() as connection:
            id = staff.add(connection, self.house.vault, login, role, HASH, self.clock())
            if role != "officer" if code is None else code:
                staff.change(connection, self.house.vault, id, code=SECRET)
        return Person(self.app, login, self.clock)

    def at_work(self, login: str, role: Role = "officer") -> Person:
        person = self.hire(login, role)
        assert person.sign_in().status_code == 302
        self.clock.now += timedelta(seconds=31)     # the next code
        return person


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    app = create_app(Settings.model_validate({
        "database_url": database_url, "secret_key": "tests", "data_keys": f"1:{KEY}", "index_key": KEY,
        "office_name": "Kantor Cabang Contoh"}))
    house: House = app.extensions["house"]
    house.clock, house.speech = Clock(), SPEECH
    yield Office(app, house.clock)
    house.database.close()
