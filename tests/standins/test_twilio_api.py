"""The stand-in is as strict as Twilio's documents: each line breaks one rule."""
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from bot.handlers.content import Shape, definition
from tests.standins.twilio_api import ACCOUNT, MESSAGES, TOKEN, Fault, TwilioApi

GOOD = {"To": "whatsapp:+6281200000123", "From": "whatsapp:+628990000001", "Body": "Halo", "StatusCallback": "https://bot.example.id/s?id=1"}
QUICK, LIST = definition(Shape("quick", 2)), definition(Shape("list", 2))


@pytest.fixture
def twilio() -> Iterator[TwilioApi]:
    with TwilioApi() as api:
        yield api


def post(twilio: TwilioApi, changed: dict[str, str | None], auth: tuple[str, str] = (ACCOUNT, TOKEN)) -> requests.Response:
    params = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    return requests.post(twilio.url + MESSAGES, data=params, auth=auth, timeout=5)


def make(twilio: TwilioApi, body: Any) -> requests.Response:
    return requests.post(f"{twilio.url}/v1/Content", json=body, auth=(ACCOUNT, TOKEN), timeout=5)


def test_a_good_message_is_taken_and_listed(twilio):
    made = post(twilio, {})
    assert made.status_code == 201
    found = requests.get(twilio.url + MESSAGES, params={"To": GOOD["To"]}, auth=(ACCOUNT, TOKEN), timeout=5).json()["messages"]
    assert found == [made.json()]
    nobody = requests.get(twilio.url + MESSAGES, params={"To": "whatsapp:+6281200000199"}, auth=(ACCOUNT, TOKEN), timeout=5)
    assert nobody.json()["messages"] == []


@pytest.mark.parametrize(("changed", "code"), [
    ({"To": None}, 21604), ({"To": "+6281200000123"}, 21211), ({"To": "whatsapp:0812"}, 21211), ({"To": "whatsapp:ID.x y"}, 21211),
    ({"From": None}, 21212), ({"From": "628990000001"}, 21212), ({"Body": None}, 21602), ({"Body": " "}, 21602),
    ({"Body": "x" * 1601}, 21617), ({"StatusCallback": "not an address"}, 21609), ({"StatusCallback": "https://bot_1.id/"}, 21609),
    ({"ContentVariables": "{}"}, 21654), ({"ContentSid": "HX1"}, 21655), ({"Body": None, "ContentSid": "HX" + "0" * 32}, 21655),
    ({"Text": "Halo"}, 0), ({"body": "Halo"}, 0)])
def test_a_bad_message_is_refused(twilio, changed, code):
    answer = post(twilio, changed)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert twilio.accepted == []


def test_a_stranger_is_refused(twilio):
    assert post(twilio, {}, (ACCOUNT, "wrong")).status_code == 401
    assert requests.get(f"{twilio.url}/2010-04-01/Accounts/AC1/Messages.json", auth=(ACCOUNT, TOKEN), timeout=5).status_code == 404


WHOLE = {"1": "Setuju?", "2": "Ya", "3": "a:yes", "4": "Tidak", "5": "a:no"}


@pytest.mark.parametrize(("variables", "code"), [
    (WHOLE, None), ({"1": "Setuju?"}, None), ({**WHOLE, "6": "x"}, 21656), ({**WHOLE, "1": ""}, 21656), ({**WHOLE, "1": 1}, 21656),
    ([], 21656), ({**WHOLE, "1": "x" * 1025}, 63005), ({**WHOLE, "2": "x" * 21}, 63005), ({**WHOLE, "3": "x" * 201}, 63005),
    ({**WHOLE, "4": "Ya"}, 63005), ({**WHOLE, "5": "a:yes"}, 63005)])
def test_a_content_is_filled_in(twilio, variables, code):
    sid = make(twilio, QUICK).json()["sid"]
    answer = post(twilio, {"Body": None, "ContentSid": sid, "ContentVariables": json.dumps(variables)})
    assert answer.status_code == (400 if code else 201)
    assert answer.json().get("code") == code


@pytest.mark.parametrize(("kind", "size"), [("quick", 4), ("list", 11)])
def test_more_choices_than_the_window_allows(twilio, kind, size):
    answer = make(twilio, definition(Shape(kind, size)))
    if answer.status_code == 201:
        answer = post(twilio, {"Body": None, "ContentSid": answer.json()["sid"]})
    assert answer.status_code == 400


@pytest.mark.parametrize("body", [
    [], {}, {**QUICK, "language": None}, {**QUICK, "types": {}}, {**QUICK, "name": "x"}, {**QUICK, "variables": {"1": "x"}},
    {**QUICK, "variables": {**QUICK["variables"], "9": "x"}}, {**QUICK, "types": {"twilio/carousel": {}}},
    {**QUICK, "types": {"twilio/quick-reply": {"body": "{{1}}", "actions": []}}},
    {**LIST, "types": {"twilio/list-picker": {**LIST["types"]["twilio/list-picker"], "button": ""}}},
    {**LIST, "types": {"twilio/list-picker": {**LIST["types"]["twilio/list-picker"], "items": [{"item": "{{3}}"}]}}}])
def test_a_content_that_can_not_be_made(twilio, body):
    assert make(twilio, body).status_code == 400
    assert twilio.contents == {}


def test_faults_come_in_turn(twilio):
    twilio.faults.extend([Fault(20429, wait="3"), Fault(63016), Fault(status=503), Fault(lost="before"), Fault(lost="after")])
    limited = post(twilio, {})
    assert (limited.status_code, limited.json()["code"], limited.headers["Retry-After"]) == (429, 20429, "3")
    assert post(twilio, {}).json()["code"] == 63016
    assert post(twilio, {}).status_code == 503
    for accepted in (0, 1):
        with pytest.raises(requests.ConnectionError):
            post(twilio, {})
        assert len(twilio.accepted) == accepted
    assert post(twilio, {}).status_code == 201
