"""Who gets in: every page for every role, wrong passwords, used codes, sign-ins that end."""
from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from bot.app import create_app
from bot.desk.access import COOKIE, Role
from bot.settings import Settings
from storage import audit, staff
from tests.desk.conftest import PASSWORD, Office
from tests.shell.phone import KEY

NOBODY = UUID(int=0)
KEYS = {"secret_key": "tests", "data_keys": f"1:{KEY}", "index_key": KEY}
APP = create_app(Settings.model_validate({"database_url": "sqlite:///nowhere.db", **KEYS}))     # looked at, never asked
ROUTES = [(rule, method) for rule in APP.url_map.iter_rules() if rule.rule.startswith("/staff") and rule.endpoint != "desk.static"
          for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE", "PATCH"})]
VALUES = {"id": NOBODY, "act": "", "seq": 1}
ROLES = ("officer", "supervisor", "admin")


def addresses() -> list[tuple[str, str, Role]]:
    """Every method and address under /staff with the role that its rule names; of one for several acts, each act."""
    found = []
    for rule, method in ROUTES:
        acts = re.findall(r"\w+", "".join(re.findall(r"any\((.*?)\)", rule.rule)))
        with APP.test_request_context():
            for act in acts or [""]:
                values = {name: {**VALUES, "act": act}[name] for name in rule.arguments}
                found.append((method, APP.url_map.bind("x").build(rule.endpoint, values, method=method), rule_of(rule.endpoint)))
    return found


def rule_of(endpoint: str) -> Role:
    least = getattr(APP.view_functions[endpoint], "least", None)
    assert isinstance(least, Role)
    return least


def test_every_page_has_a_rule_and_there_are_many():
    views = {rule.endpoint: APP.view_functions[rule.endpoint] for rule, _method in ROUTES}
    assert [name for name, view in views.items() if not isinstance(getattr(view, "least", None), Role)] == []
    assert len(addresses()) > 25
    assert {least for _method, _address, least in addresses()} == {*Role}


def test_every_route_for_every_role(office: Office):
    people = {"nobody": office.hire("siapa"), **{role: office.at_work(role, role) for role in ROLES}}       # type: ignore[arg-type]
    for method, address, least in addresses():
        if address.endswith(("/sign-out", "/sign-in", "/code")) and method == "POST":
            continue        # these change who is signed in; they have tests of their own
        for name, person in people.items():
            path = address.removeprefix("http://x").removeprefix("/staff/")
            answer = person.get(path) if method == "GET" else person.post(path)
            allowed = (Role[name.upper()] if name != "nobody" else Role.NOBODY) >= least
            shut = answer.status_code in (401, 403) or (answer.status_code == 302 and "/sign-in" in answer.location)
            assert shut is not allowed, (name, method, address, answer.status_code)
            assert answer.status_code < 500


def test_a_page_without_a_rule_is_shut(office: Office):
    office.app.view_functions["desk.inbox"].__dict__.pop("least")
    assert office.at_work("admin", "admin").get("inbox").status_code == 403


def test_a_form_without_its_token_does_nothing(office: Office):
    ani = office.at_work("ani")
    assert ani.client.post("/staff/account", data={"old": PASSWORD, "new": "sesuatu yang baru"}).status_code == 400
    assert ani.client.post("/staff/sign-in", data={"login": "ani", "password": PASSWORD}).status_code == 400


def test_the_cookie_is_for_the_desk_alone(office: Office):
    cookie = office.hire("ani").sign_in().headers.getlist("Set-Cookie")[0]
    assert cookie.startswith(f"{COOKIE}=")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/staff"))
    secure = office.app.test_client().get("/staff/sign-in", base_url="https://x")
    assert secure.headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in secure.headers["Content-Security-Policy"]


def test_wrong_is_always_said_alike(office: Office):
    ani, budi = office.hire("ani"), office.hire("budi", "supervisor")
    wrong = [ani.sign_in(password="salah sekali ya"), office.hire("citra").post("sign-in", login="hantu", password=PASSWORD),
             budi.sign_in(code="000000"), budi.sign_in(code="")]
    assert {answer.status_code for answer in wrong} == {401}
    assert len({re.sub(r'value="[^"]*"( autofocus)?', "", answer.text) for answer in wrong}) == 1
    assert "Belum cocok" in wrong[0].text


def test_five_wrong_tries_lock_the_door_for_a_quarter_of_an_hour(office: Office):
    ani = office.hire("ani")
    for _try in range(5):
        ani.sign_in(password="salah sekali ya")
    assert ani.sign_in().status_code == 401
    office.clock.later(minutes=16)
    assert ani.sign_in().status_code == 302


def test_a_code_is_good_once(office: Office):
    budi = office.hire("budi", "supervisor")
    code = budi.code
    assert budi.sign_in(code=code).status_code == 302
    assert budi.sign_in(code=code).status_code == 401


def test_who_needs_a_code_and_has_none_gets_no_further(office: Office):
    admin = office.hire("admin", "admin", code=False)
    assert admin.sign_in(code="").status_code == 302
    assert admin.get("inbox").location.endswith("/staff/code")
    assert admin.get("audit").location.endswith("/staff/code")
    assert admin.post("calendar", day="2027-01-04", what="closed").status_code == 403


@pytest.mark.parametrize("idle", [True, False])
def test_a_sign_in_ends(office: Office, idle: bool):
    ani = office.at_work("ani")
    if idle:
        office.clock.later(minutes=31)
    else:
        for _quarter in range(4 * 12 + 1):
            office.clock.later(minutes=15)
            last = ani.get("inbox").status_code
        assert last == 302
    assert ani.get("inbox").status_code == 302


def test_a_page_that_only_refreshes_itself_keeps_nobody_signed_in(office: Office):
    ani = office.at_work("ani")
    for _minute in range(31):
        office.clock.later(minutes=1)
        answer = ani.get("inbox/list", headers={"X-Live": "1"})
    assert answer.status_code == 401


@pytest.mark.parametrize("what", ["leave", "role", "password", "code"])
def test_a_change_ends_every_sign_in(office: Office, what: str):
    ani, vault = office.at_work("ani"), office.house.vault
    with office.house.database.begin() as connection:
        one = staff.find(connection, vault, "ani")
        assert one
        if what == "leave":
            staff.leave(connection, one.id, office.clock())
        else:
            new: dict[str, Any] = {"role": "supervisor", "password": "x", "code": ""}
            staff.change(connection, vault, one.id, **{what: new[what]})
    assert ani.get("inbox").status_code == 302


def test_signing_in_leads_only_to_pages_of_the_desk(office: Office):
    ani = office.hire("ani")
    for to in ("https://evil.example/staff/", "//evil.example", "/staff/\\evil", "/staff//evil.example", "javascript:alert(1)", ""):
        assert ani.post("sign-in", login="ani", password=PASSWORD, to=to).location == "/staff/"
    assert ani.post("sign-in", login="ani", password=PASSWORD, to="/staff/enrolments").location == "/staff/enrolments"


def test_all_of_it_is_written_down(office: Office):
    ani = office.at_work("ani")
    ani.sign_in(password="salah sekali ya")
    ani.post("sign-out")
    with office.house.database.read() as connection:
        rows = audit.entries(connection, who="ani")
        assert [(row["what"], row["origin"]) for row in reversed(rows)] == [
            ("signed in", "127.0.0.1"), ("refused", "127.0.0.1"), ("signed out", "127.0.0.1")]
        assert audit.broken_in(connection, office.house.vault, rows) == set()
