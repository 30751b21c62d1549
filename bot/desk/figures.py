"""What supervisors look at, worked out of daily totals: charts, each with a sentence that says what is seen, and its table."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from bot.answers.occupations import OCCUPATIONS
from bot.answers.regencies import NAMES
from bot.desk import words
from bot.desk.charts import Bars, Grid, Line, bars, grid, line
from bot.engine.flows import Flow
from bot.engine.unasked import Each
from bot.flows import FLOWS
from bot.office import MORE, SPANS, WEEKDAYS
from bot.texts import Text, Value, _
from storage import Connection, tally
from storage.tally import Total

MOST = 15       # bars of a chart; what is left is one more
OTHERS = _("All others")
NUMBER = _("Number")
NOTHING = _("Nothing yet.")


class Period(NamedTuple):
    """From one day to another, both included; form: whose questions are looked at."""

    first: date
    last: date
    form: str


@dataclass(frozen=True)
class Chart:
    """One chart. said: what it shows, as a sentence; head, rows: its table, the first column is names."""

    key: str
    title: Text
    said: Text
    head: tuple[Text, ...]
    rows: Sequence[tuple[Value, ...]]
    drawn: Bars | Grid | Line | None


def forms(connection: Connection, period: Period) -> Iterator[Chart]:
    """How far people come in a form, and what stops them. Reads at most as many totals as there are questions and refusals."""
    found = tally.totals(connection, ("started", "reached", "answered", "refused", "finished"), period.first, period.last)
    begun = {key: found[Total("started", key)] for key in words.FORMS if key in FLOWS}
    sent = {key: found[Total("finished", key)] for key in begun}
    yield Chart("forms", _("Forms"), _("%(begun)s begun, %(sent)s sent.")(begun=sum(begun.values()), sent=sum(sent.values())),
                (_("Form"), _("Begun"), _("Sent")), [(words.FORMS[key], begun[key], sent[key]) for key in begun],
                bars([(words.FORMS[key], begun[key], max(begun[key] - sent[key], 0)) for key in begun if begun[key]]))
    yield _steps(found, period.form)
    yield _refusals(found)


def _steps(found: Counter[Total], form: str) -> Chart:
    steps = [(_step(form, name), max(found[Total("reached", form, name)], 0), max(found[Total("answered", form, name)], 0))
             for name in _names(form)]
    rows = [(label, reached, min(answered, reached), max(reached - answered, 0)) for label, reached, answered in steps if reached]
    worst = max(rows, key=lambda row: row[3], default=None)
    said = _("Most stop here: %(step)s, %(count)s of %(all)s.")(step=worst[0], count=worst[3], all=worst[1]) if worst and worst[3] else \
        _("Nobody has stopped yet.")
    return Chart("steps", _("Question by question"), said, (_("Question"), _("Came to it"), _("Answered"), _("Stopped there")), rows,
                 bars([(label, reached, stopped) for label, reached, _answered, stopped in rows]))


def _refusals(found: Counter[Total]) -> Chart:
    refused = Counter({(total.flow, total.step, total.part): count for total, count in found.items() if total.what == "refused"})
    rows = [(words.FORMS.get(flow, _("No form")), _step(flow, step) if step else "–", words.WHYS.get(why, words.UNREAD), count)
            for (flow, step, why), count in refused.most_common()]
    said = _("Answers were not accepted %(count)s times.")(count=refused.total())
    named = [(_("%(label)s: %(value)s")(label=step, value=why) if step != "–" else why, count) for _form, step, why, count in rows]
    return Chart("refusals", _("What was not accepted"), said, (_("Form"), _("Question"), _("Why"), NUMBER), rows, _top(named))


def cases(connection: Connection, period: Period) -> Iterator[Chart]:
    """What people want from staff, and how long they wait in office hours. Reads at most a row for each day, reason and span."""
    found = tally.totals(connection, ("case opened", "case answered", "case closed"), period.first, period.last)
    yield _daily(connection, "case opened", "reason", period, _("Cases a day"), _("%(count)s cases were opened."))
    answered, settled = (_spans(found, what) for what in ("case answered", "case closed"))
    late = found[Total("case answered", split="promise", part="late")]
    yield _times("answered", _("First answer"), answered, _("%(count)s answered, %(late)s of them later than promised.")(
        count=sum(answered.values()), late=late))
    yield _times("settled", _("Until it was settled"), settled, _("%(count)s settled.")(count=sum(settled.values())))
    yield _parts(found, "reasons", _("What it was about"), "case opened", "reason", words.REASONS.get)


def _spans(found: Counter[Total], what: str) -> dict[str, int]:
    return {span: found[Total(what, split="within", part=span)] for span in (*map(str, SPANS), MORE)}


def _times(key: str, title: Text, spans: Mapping[str, int], said: Text) -> Chart:
    rows = [(words.span(span), count) for span, count in spans.items()]
    return Chart(key, title, said, (_("Within, in office hours"), NUMBER), rows, _bars(rows) if sum(spans.values()) else None)


def volumes(connection: Connection, period: Period) -> Iterator[Chart]:
    """How much comes, when and from where. Reads at most a row for each day, hour of the week, channel, language, work and province."""
    found = tally.totals(connection, ("heard", "enrolled"), period.first, period.last)
    yield _daily(connection, "heard", "channel", period, _("Messages a day"), _("People wrote %(count)s messages."))
    yield _hours(found)
    yield _parts(found, "channels", _("Channels"), "heard", "channel", words.CHANNELS.get)
    yield _parts(found, "languages", _("Languages"), "heard", "language", words.LANGUAGES.get)
    yield _daily(connection, "enrolled", "work", period, _("Enrolments a day"), _("%(count)s enrolments were sent."), key="enrolled")
    yield _parts(found, "occupations", _("Work of those enrolled"), "enrolled", "work", lambda code: OCCUPATIONS[code].label)
    yield _parts(found, "provinces", _("Where those enrolled live"), "enrolled", "province", lambda code: NAMES.get(code, _("Not asked")))


def _hours(found: Counter[Total]) -> Chart:
    counts = {(int(total.part[0]), int(total.part[2:])): count for total, count in found.items()
              if total.what == "heard" and total.split == "hour"}
    busiest = max(counts, key=lambda at: counts[at], default=None)
    said = _("Busiest: %(weekday)s at %(hour)s.")(weekday=WEEKDAYS[busiest[0]], hour=f"{busiest[1]:02}.00") if busiest else NOTHING
    rows = [(f"{hour:02}.00", *(counts.get((day, hour), 0) for day in range(7))) for hour in range(24)]
    return Chart("hours", _("Messages by the hour"), said, (_("Hour"), *WEEKDAYS), rows, grid(counts) if counts else None)


def _daily(connection: Connection, what: str, split: str, period: Period, title: Text, said: Text, *, key: str = "daily") -> Chart:
    counts = tally.daily(connection, what, split, period.first, period.last)
    return Chart(key, title, said(count=counts.total()), (_("Day"), NUMBER), sorted(counts.items()),
                 line(counts, period.first, period.last) if counts else None)


def _parts(found: Counter[Total], key: str, title: Text, what: str, split: str, name: Callable[[str], Any]) -> Chart:
    counts = Counter({total.part: count for total, count in found.items() if total.what == what and total.split == split})
    rows = [(name(part) or part or "–", count) for part, count in counts.most_common()]
    said = _("%(name)s: %(share)s %% of %(count)s.")(name=rows[0][0], share=round(100 * rows[0][1] / counts.total()),
                                                    count=counts.total()) if rows else NOTHING
    return Chart(key, title, said, (_("What"), NUMBER), rows, _top(rows))


def _top(rows: Sequence[tuple[Any, int]]) -> Bars | None:
    rest = sum(count for _name, count in rows[MOST:])
    return _bars([*rows[:MOST], *([(OTHERS, rest)] if rest else [])])


def _bars(rows: Sequence[tuple[Any, int]]) -> Bars | None:
    return bars([(name, count, 0) for name, count in rows]) if rows else None


def _flow(form: str) -> type[Flow] | None:
    """A conversation, or what is asked of each person of a list."""
    lists = (step.flow for flow in FLOWS.values() for step in flow.steps if isinstance(step, Each))
    return FLOWS.get(form) or next((flow for flow in lists if flow.key == form), None)


def _names(form: str) -> list[str]:
    flow = _flow(form)
    return [step.name for step in flow.steps] if flow else []


def _step(form: str, name: str) -> Text | str:
    flow = _flow(form)
    labels: dict[str, Text] = {step.name: step.label for step in flow.steps if step.label} if flow else {}
    return {**words.QUESTIONS, **labels}.get(name, name)
