"""Staff find whom they are told of, and nobody learns more by it than is written down."""
from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask.sessions import SecureCookieSessionInterface

from bot.desk import search as page
from storage import Vault, audit, enrolments, names, retention, rotation, search, tables, talks
from storage.names import name_words
from storage.search import Term
from storage.vault import read_key
from tests.conversations.staff import by
from tests.desk.conftest import Office, Person
from tests.desk.test_pages import Worker
from tests.shell.phone import ANSWERS, KEY

NIK, UNKNOWN = ANSWERS["nik"], "3273012501859902"
FORM = {"nik": "3273011708809903", "name": "Budi Hartono", "born": "1980-08-17", "sex": "M", "work": "nelayan", "programs": 2, "months": 1,
        "income": 1_000_000, "sector": "other", "payer": "self", "phone": "+6281200000777"}


@pytest.fixture
def siti(office: Office) -> Worker:
    worker = Worker(office)
    worker.register()
    return worker


def found(person: Person, text: str) -> str:
    """What the page shows, without the navigation."""
    answer = person.post("search", text=text)
    assert answer.location in ("/staff/search/found", "/staff/search")
    return person.client.get(answer.location).text.partition("<main")[2]


def number(office: Office, id: str) -> str:
    with office.house.database.read() as connection:
        return enrolments.get(connection, office.house.vault, id).number


def many(office: Office, talk: str, names: list[str], draft: str = "9", **other: object) -> None:
    """A list of people, in one transaction."""
    with office.house.database.begin() as connection:
        here = talks.get(connection, office.house.vault, talk)
        assert here
        for n, name in enumerate(names):
            form = {**FORM, "name": name, "nik": f"327301170880{9900 + n % 100}", **other}
            assert enrolments.enrol(connection, office.house.vault, here, draft, f"{draft}{n}", form, kind="registration", funds="self",
                                    now=office.clock(), item=f"people/{n}", answers={"flow": "roster", "saved": {}})


def talk_of(office: Office, id: str) -> str:
    with office.house.database.read() as connection:
        return enrolments.talk_of(connection, id)


TYPED = [
    NIK, "3273 0125 0185 9901", "3273.0125.0185.9901", "327301-250185-9901", f" {NIK} ",
    "0812 0000 0123", "081200000123", "+62 812-0000-0123", "62812.0000.0123", "812 0000 0123", "hp 0812-0000-0123",
    "12345678901", "1234 5678 901",
    "siti", "AMINAH siti", "Síti Aminah", "sitti  aaminnah", "Siti-Aminah", "siti, aminah."]
NOBODY = [UNKNOWN, "0812 0000 0124", "12345678902", "siti budi", "amin", "sit", "minah", "ABCD-2345"]


def test_however_it_is_typed(office: Office, siti: Worker):
    office.house.progress.register(siti.enrolment, "12345678901", by(office.house, "citra"))
    ani = office.at_work("ani")
    assert [text for text in TYPED if number(office, siti.enrolment) not in found(ani, text)] == []


def test_nobody_else_and_no_parts_of_words(office: Office, siti: Worker):
    ani = office.at_work("ani")
    assert [text for text in NOBODY if "Tidak ditemukan" not in found(ani, text)] == []


def test_a_receipt_however_it_is_typed(office: Office, siti: Worker):
    ani, receipt = office.at_work("ani"), number(office, siti.enrolment)
    for text in (receipt, receipt.lower(), receipt.replace("-", " "), receipt.replace("-", "")):
        assert f"/staff/enrolments/{siti.enrolment}" in found(ani, text)


def test_what_is_nothing_is_not_looked_for(office: Office, siti: Worker):
    ani = office.at_work("ani")
    for text in ("", "??", "12", "3273"):
        assert "Ketik nomor" in found(ani, text)
    with office.house.database.read() as connection:
        assert not [row for row in audit.entries(connection, who="ani") if row["what"] == "searched"]


def test_short_names_are_found_by_all_of_them():
    assert name_words("Siti Nur'aini binti M. Saleh") == ["binti", "nuraini", "saleh", "siti"]
    assert name_words("Muhammad") == name_words("MUHAMAD") == ["muhamad"]
    assert name_words("Zoë Ań") == ["zoe"]
    assert name_words("Ua") == ["ua"]
    assert name_words("M. Al") == ["mal"]
    assert name_words("") == name_words("...") == []


def test_only_what_may_be_listed_is_shown(office: Office, siti: Worker):
    page = found(office.at_work("ani"), "siti")
    assert "3273********9901" in page
    assert not any(secret in page for secret in (NIK, "81200000123", "1.500.000", "1500000"))
    assert "Baru" in page       # its state


def test_the_newest_are_shown_and_that_there_are_more(office: Office, siti: Worker):
    many(office, talk_of(office, siti.enrolment), [f"Siti Warga{'abcdefghijklmnopqrstuvwxyz'[n]}" for n in range(page.LIMIT + 2)])
    ani = office.at_work("ani")
    for text in ("siti", FORM["phone"]):
        shown = found(ani, str(text))
        assert shown.count("<tr>") == page.LIMIT + 1        # with its head
        assert "masih ada yang lain" in shown
        assert shown.index("Wargav<") < shown.index("Wargau<") < shown.index("Wargac<")
        assert "Wargab<" not in shown
        assert "Siti Aminah" not in shown


def test_however_common_a_word_is_the_rarest_leads(office: Office, siti: Worker, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(names, "MOST", 5)
    many(office, talk_of(office, siti.enrolment), ["Siti Zubaidah"] * 9)
    ani = office.at_work("ani")
    assert "Siti Aminah" in found(ani, "siti aminah")
    assert "masih ada yang lain" in found(ani, "siti zubaidah")
    assert "Tidak ditemukan" in found(ani, "zubaidah aminah")


def test_who_looked_is_written_down_and_not_for_whom(office: Office, siti: Worker):
    ani, budi, vault = office.at_work("ani"), office.at_work("budi"), office.house.vault
    for text in (NIK, "3273 0125 0185 9901", UNKNOWN):
        found(ani, text)
    found(budi, "siti")
    with office.house.database.read() as connection:
        rows = [row for who in ("ani", "budi") for row in reversed(audit.entries(connection, who=who)) if row["what"] == "searched"]
        assert not audit.broken_in(connection, vault, rows)
    subjects = [row["subject"] for row in rows]
    assert [subject.split()[0] for subject in subjects] == ["nik", "nik", "nik", "name"]
    assert subjects[0] == subjects[1] == search.named(vault, Term("nik", NIK)) != subjects[2]
    assert not [typed for typed in (NIK, UNKNOWN, "siti") if typed in " ".join(subjects)]
    assert vault.hash("nik", NIK).hex() not in subjects[0]      # who has only the rows finds nobody by it
    assert {row["origin"] for row in rows} == {"127.0.0.1"}


def test_what_was_typed_is_in_no_address_and_no_log(office: Office, siti: Worker, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    ani, cookies = office.at_work("ani"), []
    for text in (NIK, "0812 0000 0123", "Aminah"):
        answer = ani.post("search", text=text)
        cookies += [answer.location, *answer.headers.getlist("Set-Cookie")]
        assert text in ani.get("search/found").text        # one sees what one typed
    serializer = SecureCookieSessionInterface().get_signing_serializer(office.app)
    cookie = ani.client.get_cookie("session")
    assert serializer
    assert cookie
    kept = repr(serializer.loads(cookie.value))
    assert "search" in kept
    where = "\n".join([*cookies, kept, *(record.getMessage() for record in caplog.records)])
    for secret in (NIK, "81200000123", "0812 0000", "0812+0000", "minah"):
        assert secret not in where
        assert secret.encode().hex() not in where


def test_a_search_is_gone_after_a_while_and_is_nobody_elses(office: Office, siti: Worker, monkeypatch: pytest.MonkeyPatch):
    ani = office.at_work("ani")
    assert "Siti Aminah" in found(ani, NIK)
    assert "Siti Aminah" in ani.get("search/found").text
    assert NIK not in ani.get("search").text
    budi = office.at_work("budi")
    budi.client.set_cookie("session", ani.client.get_cookie("session").value)       # type: ignore[union-attr]
    assert "Siti Aminah" not in budi.get("search/found").text
    later = time.time() + page.LASTS + 1
    monkeypatch.setattr("bot.desk.search.time.time", lambda: later)
    assert NIK not in ani.get("search/found").text


@contextmanager
def statements(office: Office) -> Iterator[list[str]]:
    done = list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_other: object) -> None:
        done.append(statement)
    sa.event.listen(office.house.database.engine, "before_cursor_execute", note)
    yield done
    sa.event.remove(office.house.database.engine, "before_cursor_execute", note)


def test_nothing_else_is_done_for_who_is_known(office: Office, siti: Worker):
    ani, receipt = office.at_work("ani"), number(office, siti.enrolment)
    for two in ((NIK, UNKNOWN), ("0812 0000 0123", "0812 0000 0124"), (receipt, receipt[::-1])):
        done = []
        for text in two:
            ani.post("search", text=text)
            with statements(office) as seen:
                ani.get("search/found")
            done.append(seen)
        assert done[0] == done[1]


def test_as_much_is_read_of_many_as_of_few(office: Office, siti: Worker):
    ani, counts, talk = office.at_work("ani"), [], talk_of(office, siti.enrolment)
    for draft in "78":
        ani.post("search", text="siti aminah")
        with statements(office) as seen:
            ani.get("search/found")
        counts.append(len(seen))
        selects = [statement for statement in seen if "FROM name_word" in statement]
        assert len(selects) == 3
        assert all("LIMIT" in statement for statement in selects)
        many(office, talk, ["Siti Aminah"] * 60, draft)
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("official", [False, True])
def test_a_certificate_says_what_it_is_and_of_nobody(office: Office, siti: Worker, official: bool):
    ani = office.at_work("ani")
    if official:
        ani.post(f"enrolments/{siti.enrolment}/register", kpj="12345678901")
    siti.write("hapus data", "ya, lakukan")
    with office.house.database.read() as connection:
        certificate = connection.execute(sa.select(tables.certificate.c.number)).scalar_one()
    shown = found(ani, certificate.lower())
    assert f"Bukti {certificate} memang dari kami: data dihapus, 20 November 2026" in shown
    assert "belum semuanya diurus" in shown
    assert "Siti" not in shown
    assert siti.who[-4:] not in shown
    ani.post(f"enrolments/{siti.enrolment}/erase")
    assert "1 yang ada di petugas sudah diurus" in found(ani, certificate)
    assert "Tidak ditemukan" in found(ani, "2222-ABCD")


def words(office: Office) -> int:
    with office.house.database.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(tables.name_word)).scalar_one()


def test_a_mended_name_is_found_and_the_old_one_is_not(office: Office, siti: Worker):
    ani = office.at_work("ani")
    office.house.progress.send_back(siti.enrolment, "name", "di KTP lain", by(office.house, "ani"))
    office.house.outbox.sweep()
    siti.write("Siti Rohani", "ya benar")
    assert "Siti Rohani" in found(ani, "rohani")
    assert "Tidak ditemukan" in found(ani, "aminah")
    assert words(office) == 2


@pytest.mark.parametrize("how", ["erased", "over"])
def test_words_go_with_the_enrolment(office: Office, siti: Worker, how: str):
    assert words(office) == 2
    if how == "erased":
        siti.write("hapus data", "ya, lakukan")
        office.at_work("ani").post(f"enrolments/{siti.enrolment}/erase")
    else:
        office.clock.later(days=731)
        list(retention.let_go(office.house.database, retention.Keeping(), office.clock()))
    assert words(office) == 0


def test_who_is_here_already_is_found_after_an_upgrade_and_after_new_keys(office: Office, siti: Worker, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(names, "BATCH", 2)
    many(office, talk_of(office, siti.enrolment), ["Budi Hartono", "Ua", "Wati"])
    with office.house.database.begin() as connection:
        connection.execute(tables.name_word.delete())
    office.house.tick()
    assert words(office) == 6
    assert list(names.catch_up(office.house.database, office.house.vault)) == []
    both = Vault({2: b"n" * 32, 1: read_key(KEY)}, read_key(KEY))
    list(rotation.rotate(office.house.database, both))
    with office.house.database.read() as connection:
        assert search.find(connection, Vault({2: b"n" * 32}, read_key(KEY)), Term("name", "aminah siti"), 5).enrolments


def test_a_name_mended_while_words_are_caught_up_keeps_its_own(office: Office, siti: Worker):
    """Nothing is written twice."""
    with office.house.database.begin() as connection:
        names.keep(connection, office.house.vault, siti.enrolment, "Siti Aminah")
    assert words(office) == 2
