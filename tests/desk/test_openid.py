"""Single sign-on against a provider that lies: nobody gets in by what is not proven, and nobody who was not let in by an admin."""
from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.findings import findings
from bot.house import House
from bot.settings import Settings
from storage import audit, staff
from tests.desk.conftest import Office, Person
from tests.shell.phone import KEY, SPEECH, Clock
from tests.standins.openid_forger import CLIENT, OTHER, SECRET, Forger

PUBLIC_URL = "http://127.0.0.1:8000"


@pytest.fixture
def forger() -> Iterator[Forger]:
    with Forger() as forger:
        yield forger


@pytest.fixture
def desk(database_url: str, forger: Forger) -> Iterator[Office]:
    app = create_app(Settings.model_validate({
        "database_url": database_url, "secret_key": "tests", "data_keys": f"1:{KEY}", "index_key": KEY, "public_url": PUBLIC_URL,
        "openid_issuer": forger.url, "openid_client_id": CLIENT, "openid_client_secret": SECRET}))
    house: House = app.extensions["house"]
    house.clock, house.speech = Clock(), SPEECH
    yield Office(app, house.clock)
    house.database.close()


@pytest.fixture
def ani(desk: Office) -> Person:
    """An officer whose account an admin has entered."""
    person = desk.hire("ani")
    connect(desk, "ani", "Ani@Kantor.example")
    return person


def connect(desk: Office, login: str, account: str) -> None:
    with desk.house.database.begin() as connection:
        one = staff.find(connection, desk.house.vault, login)
        assert one
        staff.connect(connection, desk.house.vault, one.id, account)


def ask(person: Person, forger: Forger, to: str = "") -> dict[str, str]:
    """Begin, and give what the browser takes to the provider."""
    answer = person.get(f"openid?to={to}")
    assert answer.status_code == 302
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}
    forger.nonce, forger.challenge = asked["nonce"], asked["code_challenge"]
    return asked


def sign_in(person: Person, forger: Forger, to: str = "", **changed: str) -> TestResponse:
    state = {"state": ask(person, forger, to)["state"], "code": "right", **changed}
    return person.get("openid/back", query_string=state)


def is_in(person: Person) -> bool:
    return person.get("inbox").status_code == 200


def test_what_is_asked(ani: Person, forger: Forger):
    asked = ask(ani, forger)
    assert asked["redirect_uri"] == f"{PUBLIC_URL}/staff/openid/back"
    assert (asked["response_type"], asked["code_challenge_method"], asked["client_id"]) == ("code", "S256", CLIENT)
    assert "openid" in asked["scope"].split()
    again = ask(ani, forger)
    assert all(again[name] != asked[name] for name in ("state", "nonce", "code_challenge"))


def test_who_was_let_in_gets_in(desk: Office, ani: Person, forger: Forger):
    answer = sign_in(ani, forger, "/staff/enrolments")
    assert answer.status_code == 200
    assert 'content="0;url=/staff/enrolments"' in answer.text
    assert is_in(ani)
    with desk.house.database.read() as connection:
        assert [(row["what"], row["subject"]) for row in audit.entries(connection, who="ani")] == [("signed in", "openid")]


NOW = int(time.time())
LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"claims": {"nonce": "another"}}, "no nonce": {"claims": {"nonce": None}},
    "another issuer": {"claims": {"iss": "https://login.example.id"}}, "no issuer": {"claims": {"iss": None}},
    "another audience": {"claims": {"aud": "another"}}, "no audience": {"claims": {"aud": None}},
    "for two, and said to be another's": {"claims": {"aud": [CLIENT, "another"], "azp": "another"}},
    "expired": {"claims": {"exp": NOW - 3600}}, "never expires": {"claims": {"exp": None}}, "of tomorrow": {"claims": {"iat": NOW + 86400}},
    "nobody": {"claims": {"sub": None}}, "a number": {"claims": {"exp": "soon"}},
    "not signed": {"alg": "none"}, "signed with what both know": {"alg": "HS256"}, "signed by another": {"key": OTHER},
    "of another access token": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}, "ways that are no list": {"claims": {"amr": "mfa"}},
    "no ID token": {"without": "id_token"}, "more of another person": {"userinfo": {"sub": "budi-1"}},
}


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_what_is_not_proven_opens_nothing(ani: Person, forger: Forger, lie: str):
    for name, value in LIES[lie].items():
        setattr(forger, name, value)
    answer = sign_in(ani, forger)
    assert answer.status_code == 400
    assert "belum berhasil" in answer.text
    assert "Kata sandi" in answer.text
    assert not is_in(ani)


@pytest.mark.parametrize("changed", [
    {"state": "another"}, {"state": ""}, {"code": "wrong"}, {"code": ""}, {"error": "access_denied"}], ids=str)
def test_what_did_not_begin_in_this_browser_opens_nothing(ani: Person, forger: Forger, changed: dict[str, str]):
    assert sign_in(ani, forger, **changed).status_code == 400
    assert not is_in(ani)


def test_a_state_is_of_one_browser_and_good_once(desk: Office, ani: Person, forger: Forger):
    state = ask(ani, forger)["state"]
    other = Person(desk.app, "other", desk.clock)
    assert other.get("openid/back", query_string={"state": state, "code": "right"}).status_code == 400
    assert ani.get("openid/back", query_string={"state": state, "code": "right"}).status_code == 200
    assert ani.get("openid/back", query_string={"state": state, "code": "right"}).status_code == 400


@pytest.mark.parametrize("more", [
    {"email": "orang@lain.example"}, {"email_verified": False}, {"email_verified": "true"}, {"email_verified": None},
    {"email": ""}], ids=str)
def test_an_account_that_nobody_entered_is_told_so(ani: Person, forger: Forger, more: dict[str, Any]):
    forger.userinfo = more
    answer = sign_in(ani, forger)
    assert answer.status_code == 401
    assert "Belum ada petugas di sini dengan akun ini" in answer.text
    assert not is_in(ani)


def test_nobody_is_made_by_signing_in(desk: Office, forger: Forger):
    assert sign_in(Person(desk.app, "new", desk.clock), forger).status_code == 401
    with desk.house.database.read() as connection:
        assert staff.everybody(connection, desk.house.vault) == []


def test_who_left_is_refused(desk: Office, ani: Person, forger: Forger):
    sign_in(ani, forger)
    with desk.house.database.begin() as connection:
        one = staff.find(connection, desk.house.vault, "ani")
        assert one
        staff.leave(connection, one.id, desk.clock())
    assert not is_in(ani)
    answer = sign_in(ani, forger)
    assert answer.status_code == 401
    assert "Belum ada petugas" in answer.text
    assert not is_in(ani)


def test_an_email_that_somebody_else_gets_is_no_key(desk: Office, ani: Person, forger: Forger):
    """An account stays whose it was first; until an admin enters it anew."""
    assert sign_in(ani, forger).status_code == 200
    forger.claims = forger.userinfo = {"sub": "heir-2"}
    heir = Person(desk.app, "heir", desk.clock)
    assert sign_in(heir, forger).status_code == 401
    forger.claims, forger.userinfo = {}, {"email": "ani.baru@kantor.example"}
    assert sign_in(ani, forger).status_code == 200      # her address changed there, her account did not
    connect(desk, "ani", "ani@kantor.example")
    assert not is_in(ani)
    forger.claims = forger.userinfo = {"sub": "heir-2"}
    assert sign_in(heir, forger).status_code == 200


def test_a_number_will_do_where_emails_are_not_verified(desk: Office, forger: Forger):
    budi = desk.hire("budi")
    connect(desk, "budi", "ani-1")
    forger.userinfo = {"email_verified": False}
    assert sign_in(budi, forger).status_code == 200
    assert is_in(budi)


def test_a_number_that_looks_like_an_email_is_none(ani: Person, forger: Forger):
    forger.claims, forger.userinfo = {"sub": "ani@kantor.example"}, {"sub": "ani@kantor.example", "email_verified": False}
    assert sign_in(ani, forger).status_code == 401


def test_our_code_is_asked_for_unless_two_factors_were(desk: Office, forger: Forger):
    citra = desk.hire("citra", "supervisor")
    connect(desk, "citra", "ani@kantor.example")
    answer = sign_in(citra, forger, "/staff/calendar")
    assert "6 angka" in answer.text
    assert not is_in(citra)
    assert citra.post("openid/code", code="000000").status_code == 401
    assert not is_in(citra)
    desk.clock.later(seconds=31)
    assert citra.post("openid/code", code=citra.code).location == "/staff/calendar"
    assert is_in(citra)
    assert citra.post("openid/code", code=citra.code).status_code == 400       # once


@pytest.mark.parametrize(("said", "proven"), [
    ({"amr": ["pwd", "mfa"]}, True), ({"acr": "https://refeds.org/profile/mfa"}, True), ({"amr": ["pwd"]}, False),
    ({"acr": "1"}, False)], ids=str)
def test_two_factors_there_are_enough_even_for_an_admin_without_a_code(desk: Office, forger: Forger, said: dict[str, Any], proven: bool):
    admin = desk.hire("admin", "admin", code=False)
    connect(desk, "admin", "ani@kantor.example")
    forger.claims = said
    assert sign_in(admin, forger).status_code == 200
    assert (admin.get("audit").status_code == 200) is proven
    assert proven or admin.get("audit").location.endswith("/staff/code")


def test_a_code_is_asked_for_a_short_while(desk: Office, forger: Forger, monkeypatch: pytest.MonkeyPatch):
    citra = desk.hire("citra", "supervisor")
    connect(desk, "citra", "ani@kantor.example")
    sign_in(citra, forger)
    later = time.time() + 301
    monkeypatch.setattr("bot.desk.openid.time.time", lambda: later)
    assert citra.post("openid/code", code=citra.code).status_code == 400
    assert not is_in(citra)


def test_five_wrong_codes_shut_this_door_too(desk: Office, forger: Forger):
    citra = desk.hire("citra", "supervisor")
    connect(desk, "citra", "ani@kantor.example")
    sign_in(citra, forger)
    for _try in range(5):
        citra.post("openid/code", code="000000")
    assert citra.post("openid/code", code=citra.code).status_code == 401


@pytest.mark.parametrize("to", [
    "https://evil.example/staff/", "//evil.example", "/staff/\\evil", "/staff//evil.example", "javascript:alert(1)", ""])
def test_it_leads_only_to_pages_of_the_desk(ani: Person, forger: Forger, to: str):
    assert 'content="0;url=/staff/"' in sign_in(ani, forger, to).text


@pytest.mark.parametrize("metadata", [{"issuer": "https://login.example.id"}, {"issuer": None}], ids=str)
def test_a_provider_that_names_itself_otherwise_is_none(desk: Office, forger: Forger, metadata: dict[str, Any]):
    forger.metadata = metadata
    answer = desk.hire("ani").get("openid")
    assert answer.status_code == 503
    assert "Kata sandi" in answer.text
    assert [line for line in findings(desk.house) if "OPENID_ISSUER" in line]


def test_a_fault_there_is_said(ani: Person, forger: Forger):
    forger.status = 500
    answer = sign_in(ani, forger)
    assert answer.status_code == 503
    assert "tidak bisa dihubungi" in answer.text


def test_a_provider_that_is_away_shuts_nobody_out(desk: Office, ani: Person, forger: Forger):
    state = ask(ani, forger)["state"]
    forger._server.shutdown()
    forger._server.server_close()
    answer = ani.get("openid/back", query_string={"state": state, "code": "right"})
    assert answer.status_code == 503
    assert "tidak bisa dihubungi" in answer.text
    assert ani.sign_in().status_code == 302
    assert is_in(ani)


def test_signing_out_leads_to_signing_out_there(ani: Person, forger: Forger):
    sign_in(ani, forger)
    page = ani.client.get(ani.post("sign-out").location).text
    assert "keluar juga dari akun kantor" in page
    out = urlsplit(ani.get("openid/out").location)
    assert out.path == "/end"
    assert parse_qs(out.query) == {"client_id": [CLIENT], "post_logout_redirect_uri": [f"{PUBLIC_URL}/staff/sign-in"]}
    assert "keluar juga dari akun kantor" not in ani.get("sign-in").text


def test_too_many_tries_wait(ani: Person, forger: Forger, desk: Office):
    answers = [ani.get("openid/back", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code for _try in range(45)]
    assert {*answers[:40]} == {400}
    assert {*answers[40:]} == {429}


def test_where_none_is_configured_there_is_none(office: Office):
    person = office.hire("ani")
    assert [person.get(path).status_code for path in ("openid", "openid/back", "openid/out")] == [404] * 3
    assert "akun kantor" not in person.get("sign-in").text
