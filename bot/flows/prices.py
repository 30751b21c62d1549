"""How a price is said: per month, in all, and what it will be later."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.rules.contributions import Premium
from bot.rules.quotes import Quote
from bot.texts import Rupiah, Text, _, listed


def total(quotes: Sequence[Quote]) -> Text:
    """Say what is to be paid; where it depends on when the office gets to it, both prices."""
    first, *later = quotes
    text = _("%(now)s. If it is registered only in %(month)s: %(then)s")
    return text(now=_sum(first), month=later[0].months[0].month, then=_sum(later[0])) if later else _sum(first)


def _sum(quote: Quote) -> Text:
    parts = [_run(list(run)) for _price, run in groupby(quote.months, key=lambda premium: premium.total)]
    if len(quote.months) == 1:
        return parts[0]
    text = _("%(parts)s = about %(total)s in all (an estimate)") if quote.estimate else _("%(parts)s = %(total)s in all")
    return text(parts=listed(parts, _("%(first)s + %(rest)s")), total=Rupiah(quote.total))


def _run(premiums: Sequence[Premium]) -> Text:
    """Say the price of months that cost the same."""
    first, last = premiums[0], premiums[-1]
    if first is last:
        return _("%(month)s %(price)s")(month=first.month, price=Rupiah(first.total))
    return _("%(first)s to %(last)s %(price)s a month")(first=first.month, last=last.month, price=Rupiah(first.total))


def later(quote: Quote) -> Text | None:
    """Say which price comes next, and from when."""
    if not quote.later:
        return None
    relieved = quote.months[0].relief > quote.later.relief
    text = _("With the government's relief; from %(month)s %(price)s a month.") if relieved else _("From %(month)s %(price)s a month.")
    return text(month=quote.later.month, price=Rupiah(quote.later.total))
