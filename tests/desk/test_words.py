"""The desk has words for every code that the conversations store."""
import re
from pathlib import Path

import pytest

from bot.desk import fields, words
from bot.desk.masks import masked_form
from bot.flows.registration import Enrol
from bot.texts import plain
from tests.flows.test_properties import RETURN
from tests.flows.worker import FORM, worker

SOURCES = [path.read_text() for room in ("bot/flows", "bot/engine") for path in Path(room).glob("*.py")]
BY_KPJ = [*RETURN[:2], "12345678901", *RETURN[2:]]
REASONS = {reason for source in SOURCES for reason in re.findall(r'OpenCase\(\s*"(\w+)"', source)}


def test_every_reason_of_a_case_has_words():
    assert len(REASONS) > 5
    assert words.REASONS.keys() >= REASONS


@pytest.mark.parametrize("script", [FORM, RETURN, BY_KPJ], ids=["registration", "reactivation", "by KPJ"])
def test_every_field_of_an_enrolment_has_words_and_no_number_is_listed_whole(script):
    (form,) = (effect.form for effect in worker(script).hear("ya").effects if isinstance(effect, Enrol))
    assert form.keys() - words.FIELDS.keys() == {"quotes"}
    for name, value in form.items():
        assert plain(fields.said(name, value))
    listed = repr({**masked_form(form), "quotes": ""})
    assert form["nik"] not in listed
    assert form["phone"] not in listed
    assert not form.get("kpj") or form["kpj"] not in listed
