"""What the tables can't say: how values are shown, and the lists behind the kinds."""
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from bot.answers.money import Earning, Income
from bot.answers.nik import Nik
from bot.answers.occupations import OCCUPATIONS, OTHER, Work, sector
from bot.answers.payer import Payer, funds
from bot.answers.phones import Phone
from bot.answers.places import Home, Regency, Village
from bot.answers.regencies import NAMES, REGENCIES
from bot.answers.spelling import Phrases, tokens
from bot.answers.tables import phrases, toml
from bot.answers.yes import YesNo, slang
from bot.engine.kinds import Found, OneOf, Sure
from bot.texts import Text, _, plain
from tests.answers.tables import KINDS, TODAY


def best(found: Iterable[Found[Any]]) -> Any:
    return next(iter(found), None)


def test_numbers_that_name_a_person_are_shown_masked():
    assert Nik().say("1671011708859901") == "1671********9901"
    assert Phone().say("+6281200000001") == "0812-****-0001"
    assert KINDS["kpj"].say("12345678901") == "*******8901"


def test_a_stored_nik_that_is_refused_is_not_repeated_in_the_error():
    for kind in (Nik(), Phone()):
        with pytest.raises(ValueError, match=r"^not a") as caught:
            kind.load("16710117088599")
        assert "1671" not in str(caught.value)


def test_a_short_nik_is_told_how_many_digits_it_has():
    refusal = Nik().wrong("nik saya 1671 0117 0885 990", TODAY)
    assert plain(refusal.text).startswith("A NIK has 16 digits; I counted 15.")


def test_earnings_are_said_with_their_period():
    assert [plain(_("%(said)s")(said=Income().say(earning))) for earning in (Earning(75_000, "day"), Earning(0, "unsure"))] == [
        "75000 a day", "not certain"]


@pytest.mark.parametrize("saved", ["0 month", "-5 month", "100000001 month", "2000000 moon", "2000000", "5 unsure", "٣ month"])
def test_earnings_out_of_bounds_are_refused_when_loaded(saved):
    with pytest.raises(ValueError, match=r"."):
        Income().load(saved)


def test_a_place_is_said_with_its_regency():
    home = Home()
    assert home.say(home.load("1671|Plaju")) == "Plaju, Kota Palembang"
    assert home.say(home.load("1671|")) == "Kota Palembang"
    with pytest.raises(ValueError, match="9999"):
        home.load("9999|Plaju")


def test_a_regency_and_a_village_are_found_by_themselves():
    assert best(Regency().find("sy di plaju palembang", TODAY)).value == "1671"
    assert Regency().say("1671") == "Kota Palembang"
    assert best(Village().find("desa Suka Maju", TODAY))[2:] == ("Suka Maju", Sure.ASKED)
    assert best(Village().find("Suka Maju", TODAY))[2:] == ("Suka Maju", Sure.MAYBE)


def test_there_are_as_many_regions_as_the_decree_names():
    assert len(REGENCIES) == 514
    assert len(NAMES) - len(REGENCIES) == 38


def test_every_regency_is_found_by_its_own_full_name():
    for code, name in REGENCIES.items():
        assert best(Regency().find(name, TODAY)).value == code, name


def test_every_occupation_is_found_by_its_code_and_its_name():
    for row in toml("occupations")["occupation"]:
        for said in (row["code"], row["name"]):
            hit = best(Work().find(said, TODAY))
            assert hit, said
            assert hit.value == row["code"], said


def test_drivers_are_transport_and_the_doubtful_are_not():
    assert {sector(code) for code in ("ojek", "ojol", "kurir", "becak", "bentor", "sopir_angkot", "sopir_truk", "sopir")} == {"transport"}
    assert {sector(code) for code in ("sopir_pribadi", "kuli_angkut", "nelayan", "abk", "kernet", "pedagang", OTHER)} == {"other"}


def test_there_are_enough_occupations_and_ten_to_choose_from():
    assert len(OCCUPATIONS) > 120
    assert len(Work.choices) == 10
    assert Work.choices[-1].id == OTHER
    names = {row["code"]: row["name"] for row in toml("occupations")["occupation"]}
    assert all(len(names[choice.id]) <= 24 for choice in Work.choices[:-1])
    assert Work().load(OTHER) == OTHER


def test_no_phrase_stands_for_two_occupations():
    said = [phrase for row in toml("occupations")["occupation"]
            for key in ("said", "asked") for phrase in phrases(row.get(key, ""))]
    assert len(said) == len(set(said)), sorted(phrase for phrase in said if said.count(phrase) > 1)


@pytest.mark.parametrize(("group", "other"), [*combinations(["clear", "loose", "no", "unclear"], 2)])
def test_no_word_is_yes_and_no(group, other):
    words = toml("yes")
    assert not set(phrases(words[group])) & set(phrases(words[other]))


def test_yes_and_no_also_fit_a_choice_made_of_them():
    choice = OneOf({"yes": (_("Yes"), slang("clear", "loose")), "no": (_("No"), slang("no"))})
    assert best(choice.find("su batul", TODAY)).value == "yes"
    assert best(choice.find("tidak jadi", TODAY)).value == "no"


def test_a_clear_yes_is_also_a_yes():
    for phrase in phrases(toml("yes")["clear"]):
        for kind in (YesNo(_("Yes"), _("No")), YesNo(_("Yes"), _("No"), clear=True)):
            assert [hit.value for hit in kind.find(phrase, TODAY)] == ["yes"], phrase


def test_only_the_state_pays_from_the_budget():
    assert {who: funds(who) for who in ("self", "sponsor", "village", "government")} == {
        "self": "self", "sponsor": "self", "village": "self", "government": "apbd"}
    assert [choice.id for choice in Payer.choices] == ["self", "sponsor", "village", "government"]


def test_choices_load_as_answers():
    for kind in KINDS.values():
        for choice in kind.choices:
            assert kind.dump(kind.load(choice.id)) == choice.id
            assert isinstance(choice.label, Text)


@pytest.mark.parametrize(("today", "year"), [(date(2026, 11, 20), 2026), (date(2025, 12, 31), 1926)])
def test_two_digits_of_a_year_turn_with_the_years(today, year):
    assert best(KINDS["day"].find("3-4-26", today)).value == date(year, 4, 3)


def test_drawn_out_letters_are_drawn_in():
    said = tokens("iyaaaa  Betuuul")
    assert [token.word for token in said] == ["iya", "betul"]
    assert [match.value for match in Phrases({"iya betul": 1, "iya": 2}).find(said)] == [1]
