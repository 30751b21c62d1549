"""What a person is told when staff have done something."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.engine.messages import World
from bot.flows import prices
from bot.flows.answers import some_places
from bot.rules.months import Month
from bot.rules.nik import mask
from bot.rules.quotes import Quote
from bot.texts import Text, _

Form = Mapping[str, Any]    # an enrolment's plain data


def claimed(login: str) -> Text:
    return _("Officer %(name)s answers you here now. The assistant is silent meanwhile.")(name=login.capitalize())


def handed_back(*, settled: bool, asks: bool = False) -> Text:
    """asks: the assistant has a question of its own at once."""
    if asks:
        return _("The assistant answers again.")
    if settled:
        return _("The assistant answers again. Write PETUGAS if you need a person.")
    return _("The officer had to leave; another one will answer you here. Meanwhile the assistant goes on.")


def passed_on() -> Text:
    return _("Your question goes to an officer who knows more about it; the answer comes here. Meanwhile the assistant goes on.")


def filled_in(login: str) -> Text:
    return _("Officer %(name)s has filled this in with you, and the assistant goes on. Please look closely whether it is right.")(
        name=login.capitalize())


def consent_first(login: str) -> Text:
    return _("Before Officer %(name)s may fill anything in, the assistant asks for your consent.")(name=login.capitalize())


def too_fast(seconds: int) -> Text:
    return _("That was faster than I can read. Please wait %(minutes)s min and then go on; what you filled in is kept. If it is urgent, "
             "call 175.")(minutes=-(-seconds // 60))


def registered(form: Form, funds: str, kpj: str, world: World, *, own: bool) -> Text:
    """Say where and how to pay, and exactly how much; own: the member reads this themselves."""
    text = _("%(name)s is registered in the official system. Membership number (KPJ): %(kpj)s.\nPlease pay now with the NIK %(nik)s, for "
             "example at %(places)s: %(price)s\nCover starts when the contribution is paid, not before.")
    return text(name=form["name"], kpj=kpj if own else f"{'*' * 7}{kpj[-4:]}", nik=mask(form["nik"]), places=some_places(world),
                price=prices.total([price(form, funds, Month.of(world.now.date()), world)]))


def paid(form: Form, since: date, until: date) -> Text:
    return _("The contribution has arrived. %(name)s is protected from %(since)s until %(until)s.")(
        name=form["name"], since=since, until=until)


def sent_back(number: str, why: str) -> Text:
    return _("Registration %(number)s could not be entered yet: %(why)s\nPlease mend it here, the rest stays as it is.")(
        number=number, why=why.rstrip(" .") + ".")


def erased(number: str, *, official: bool) -> Text:
    if official:
        return _("%(number)s: we have asked BPJS Ketenagakerjaan to delete it. Our own record is deleted when the time that the law sets "
                 "is over.")(number=number)
    return _("%(number)s is stopped and deleted here. Nothing of it was entered into the official system.")(number=number)


def kept(number: str) -> Text:
    return _("%(number)s is not deleted: the member told an officer that they want to keep it. Write PETUGAS if that is not right.")(
        number=number)


def ending(form: Form, funds: str, until: date, world: World, *, named: bool) -> Text:
    """Say in time what ends when; named: not to a number that was silent for months and may be somebody else's."""
    if not named:
        return _("A protection arranged from this number ends on %(until)s. To go on with it, write here; if it is not yours, write BUKAN "
                 "SAYA.")(until=until)
    text = _("The protection of %(name)s ends on %(until)s. To stay protected, pay again with the NIK %(nik)s, for example at "
             "%(places)s: %(price)s")
    return text(name=form["name"], until=until, nik=mask(form["nik"]), places=some_places(world),
                price=prices.total([price(form, funds, Month.of(until + timedelta(days=1)), world)]))


def price(form: Form, funds: str, first: Month, world: World) -> Quote:
    """What the months of a form cost from a month on, by the rules of today."""
    found: Quote = world.rules.quote(
        first, income=form["income"], programs=form["programs"], months=form["months"], sector=form["sector"], funds=funds)
    return found
