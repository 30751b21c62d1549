"""What staff do in a chat file: `! petugas ani ambil`, `! petugas ani jawab ...`, `! petugas ani bayar 2026-11-21 3`.

`! petugas ani isi nik ...` fills in; at the counter, after `! loket ani registration`, `! petugas ani lisan Setuju` or `tertulis Setuju`
is what the person answers.
"""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

from bot.casework import By
from bot.engine import desk
from bot.engine.messages import Tap
from bot.house import House
from storage import enrolments, messages, staff, teams
from storage.messages import Message
from storage.records import How


def by(house: House, login: str) -> By:
    """One of the staff, who joins when first named."""
    with house.database.begin() as connection:
        found = staff.find(connection, house.vault, login)
        id = found.id if found else staff.add(connection, house.vault, login, "officer", "-", house.clock())
    return By(id, login, "203.0.113.7")


def _newest(house: House, talk: str) -> str:
    with house.database.read() as connection:
        return enrolments.listed(connection, house.vault, talk)[0].id


def _send_back(house: House, talk: str, who: By, rest: str) -> None:
    path, _colon, why = rest.partition(": ")
    house.progress.send_back(_newest(house, talk), path, why, who)


def _pay(house: House, talk: str, who: By, rest: str) -> None:
    day, months = rest.split()
    house.progress.pay(_newest(house, talk), date.fromisoformat(day), int(months), who)


def _hand_over(house: House, talk: str, who: By, rest: str) -> None:
    to, _space, note = rest.partition(" ")
    house.casework.hand_over(talk, by(house, to), note, who)


def _to_team(house: House, talk: str, who: By, rest: str) -> None:
    """Hand over to a team, which is there when first named."""
    name, _space, note = rest.partition(" ")
    with house.database.begin() as connection:
        if name not in {one.name for one in teams.listed(connection)}:
            teams.save(connection, str(uuid4()), name, [name.casefold()])
        (team,) = (one for one in teams.listed(connection) if one.name == name)
    house.casework.give_to_team(talk, team, note, who)


def _fill(house: House, talk: str, who: By, rest: str) -> list[str]:
    path, _space, text = rest.partition(" ")
    form = house.casework.form(talk, who).form
    wrong = house.casework.fill(talk, {path: text}, desk.shown(form) if form else "", who)
    return [f"({path} ditolak: {house.speech.say(why, 'id')})" for path, why in wrong.items()]


def _hear(how: How) -> Callable[..., list[str]]:
    def hear(house: House, talk: str, who: By, label: str) -> list[str]:
        asked = [row for row in read(house, talk) if row.stamp][-1]
        choice = next(button.id for button in asked.body.choices if button.label == label)
        return [] if house.counter.hear(talk, Tap(asked.stamp, choice), how, who) else ["(yang ditanyakan sudah lain, bacakan lagi)"]
    return hear


def read(house: House, talk: str, after: int = 0) -> list[Message]:
    """What somebody without a chat was shown on the officer's page."""
    with house.database.read() as connection:
        said = messages.transcript(connection, house.vault, talk, after=after)
    return [row for row in said if row.way == "out" and row.status == "sent"]


ACTS: dict[str, Callable[..., list[str] | None]] = {
    "ambil": lambda house, talk, who: house.casework.claim(talk, who),
    "jawab": lambda house, talk, who, text: house.casework.answer(talk, text, who),
    "catat": lambda house, talk, who, text: house.casework.note(talk, text, who),
    "serahkan": _hand_over,
    "tim": _to_team,
    "selesai": lambda house, talk, who: house.casework.hand_back(talk, who, settled=True),
    "tanyakan": lambda house, talk, who, wish: house.casework.ask_wish(talk, wish, who),
    "kembalikan": lambda house, talk, who: house.casework.hand_back(talk, who, settled=False),
    "proses": lambda house, talk, who: house.progress.take(_newest(house, talk), who),
    "daftarkan": lambda house, talk, who, kpj: house.progress.register(_newest(house, talk), kpj, who),
    "perbaiki": _send_back,
    "bayar": _pay,
    "hapus": lambda house, talk, who: house.progress.erase(_newest(house, talk), who),
    "pertahankan": lambda house, talk, who: house.progress.keep(_newest(house, talk), who),
    "isi": _fill,
    "lisan": _hear("spoken"),
    "tertulis": _hear("signed"),
}
