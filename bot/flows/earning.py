"""Steps that ask what somebody earns, shared by every flow that names a price."""
from __future__ import annotations

from typing import Any

from bot.answers.money import Earning, Income
from bot.answers.occupations import Work, sector
from bot.answers.payer import funds
from bot.answers.working_days import WorkingDays
from bot.engine.kinds import Refusal
from bot.engine.steps import Step
from bot.rules.contributions import Tier
from bot.rules.months import Month
from bot.rules.quotes import Quote
from bot.texts import _

BY_MONTH = Refusal("period", _("Please say it by the month, for example: 1,5 juta sebulan."))


def work() -> Step[str]:
    return Step(Work(), _("What work do you do? For example: jual sayur, ojol, nelayan"), label=_("Work"))


def income() -> Step[Earning]:
    return Step(Income(), _("About how much do you earn in a month? For example: 1,5 juta, or 75rb sehari"), label=_("Income"))


def days() -> Step[int]:
    return Step(WorkingDays(), _("How many days do you work in a month? For example: 25"), label=_("Working days"),
                when=lambda form: form.income.per == "day")


def monthly() -> Step[Earning]:
    return Step(Income(), _("And about how much is that in a month, on average? For example: 1,5 juta"), label=_("Monthly income"),
                when=lambda form: form.income.per not in ("day", "month", "unsure"),
                check=lambda form, earning: None if earning.per in ("month", "unsure") else BY_MONTH)


def rupiah(form: Any) -> int:
    """Income a month; of who is not certain 0, which is the lowest tier."""
    earning: Earning = form.income
    if earning.per == "day":
        return earning.amount * int(form.days)
    return earning.amount if earning.per in ("month", "unsure") else int(form.monthly.amount)


def known(form: Any) -> bool:
    """Whether a form tells already what a price depends on."""
    asked = form.values.get("income") if form else None
    if not asked or "work" not in form.values:
        return False
    return asked.per in ("month", "unsure") or ("days" if asked.per == "day" else "monthly") in form.values


def tier(form: Any) -> Tier:
    found: Tier = form.world.rules.tier(rupiah(form), Month.of(form.world.now.date()))
    return found


def quotes(form: Any, programs: int, months: int, payer: str = "self") -> tuple[Quote, ...]:
    """The price of registering today; two where it depends on when the office gets to it."""
    found: tuple[Quote, ...] = form.world.rules.quotes(
        form.world.now.date(), income=rupiah(form), programs=programs, months=months, sector=sector(form.work), funds=funds(payer))
    return found
