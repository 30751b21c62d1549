"""What the state takes off the contribution, as long as it does."""
from __future__ import annotations

from bot.engine.messages import World
from bot.flows.questions.figures import figure
from bot.rules.contributions import SECTORS, Sector
from bot.rules.months import Month
from bot.texts import Rupiah, Text, _


def _last(world: World) -> dict[Sector, Month]:
    """Give the last month of the relief that runs now, by sector."""
    now, found = Month.of(world.now.date()), {}
    for sector in SECTORS:
        rows = world.rules.contributions.relief[sector]
        if rows.on(now).value.jkk_percent:
            found[sector] = min(Month.of(row.start) for row in rows.rows if Month.of(row.start) > now) + -1
    return found


def _price(world: World, sector: Sector) -> Rupiah:
    """2 programs for this month at the person's own base, else the lowest, relief taken off."""
    base = figure("base", world)
    assert isinstance(base, Rupiah)
    month = Month.of(world.now.date())
    return Rupiah(world.rules.quote(month, income=base, programs=2, months=1, sector=sector, funds="self").total)


def relief(world: World) -> Text:
    last = _last(world)
    if not last:
        return _("We know of no relief at present; the normal price holds.")
    sector: Sector = "other" if "other" in last else "transport"
    percent = world.rules.contributions.relief[sector].on(Month.of(world.now.date())).value.jkk_percent
    if sector == "transport":
        return _("For drivers and couriers %(percent)s percent of JKK and JKM are taken off up to %(transport)s: 2 programs cost "
                 "%(two)s instead of %(two_full)s at a base of %(base)s. For all others the relief is over.")(
                     percent=percent, transport=last["transport"], two=_price(world, sector))
    return _("%(percent)s percent of JKK and JKM are taken off: for all up to %(other)s, for drivers and couriers up to %(transport)s. "
             "At a base of %(base)s 2 programs cost %(two)s instead of %(two_full)s; JHT is not cut.")(
                 percent=percent, two=_price(world, sector), **last)


def until(world: World) -> Text:
    last = _last(world)
    if not last:
        return _("We know of no relief at present; the normal price holds.")
    if "other" not in last:
        return _("For drivers and couriers it holds for contribution months up to %(transport)s; for all others it is over. Then 2 "
                 "programs cost %(two_full)s a month again at a base of %(base)s.")(**last)
    return _("It holds for contribution months up to %(other)s, for drivers and couriers up to %(transport)s, whenever they are paid. "
             "Then 2 programs cost %(two_full)s a month again at a base of %(base)s.")(**last)
