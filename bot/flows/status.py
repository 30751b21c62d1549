"""What officers recorded of the enrolments sent from this talk, repeated to who sent them and to nobody else."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.answers.codes import Kpj
from bot.answers.either import Either
from bot.answers.nik import Nik
from bot.answers.tables import toml
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.messages import Choice, OpenCase, World
from bot.engine.steps import Step
from bot.rules.nik import mask
from bot.rules.standing import Standing
from bot.texts import Text, _

WITH_OFFICERS = ("submitted", "taken", "registered")
SAID = toml("choices")["status"]
ABOUT = OneOf({"kpj": (_("Lost card or KPJ"), SAID["kpj"]), "jmo": (_("Began in JMO"), SAID["jmo"])}, alone=True)


@dataclass(frozen=True)
class Enrolled:
    """One enrolment sent from this talk, as officers have left it."""

    number: str
    kind: str
    status: str
    nik: str = field(repr=False)
    name: str = field(repr=False)
    kpj: str = field(default="", repr=False)
    paid_until: date | None = None


def enrolled(world: World) -> Sequence[Enrolled]:
    """All that was sent from this talk, the newest first."""
    found: Sequence[Enrolled] = world.facts.get("enrolments", ())
    return found


def in_hand(world: World, nik: str) -> Enrolled | None:
    """What was sent from this talk for a NIK and leaves no room for a second: with the officers, or covered today."""
    today = world.now.date()
    return next((one for one in enrolled(world) if one.nik == nik and (
        one.status in WITH_OFFICERS or (one.status == "active" and (not one.paid_until or one.paid_until >= today)))), None)


def twice(world: World, one: Enrolled) -> Text:
    """Say that a NIK needs no second form."""
    return _("This NIK was already sent from here, so it is not sent twice.\n%(line)s")(line=line(world, one))


def line(world: World, one: Enrolled) -> Text:
    """Say how far an enrolment is: whom it is for and where it stands, masked."""
    text = _("%(number)s, %(name)s, NIK %(nik)s: %(state)s")
    if one.kpj:
        text = _("%(number)s, %(name)s, NIK %(nik)s, KPJ %(kpj)s: %(state)s")(kpj=Kpj().say(one.kpj))
    return text(number=one.number, name=one.name.partition(" ")[0], nik=mask(one.nik), state=state(world, one))


def state(world: World, one: Enrolled) -> Text:
    """Put what officers recorded into words; the only place where that is done."""
    today = world.now.date()
    days = world.rules.promises.on(today).value.working_days
    ended = one.status == "lapsed" or (one.status == "active" and one.paid_until is not None and one.paid_until < today)
    if ended and one.paid_until and world.rules.standing(one.paid_until, today) is Standing.ARREARS:
        return _("cover ended on %(until)s. It can still be paid with the NIK, without a fine.")(until=one.paid_until)
    if ended:
        return _("lapsed, no cover now. Write AKTIFKAN LAGI to bring it back.")
    if one.status == "active" and one.paid_until:
        return _("active, paid until %(until)s.")(until=one.paid_until)
    return {
        "submitted": _("received. An officer registers it within %(days)s working days.")(days=days),
        "taken": _("an officer is working on it."),
        "sent_back": _("an officer needs something corrected. Write PETUGAS if it isn't clear what."),
        "registered": _("registered. Cover starts when the contribution is paid with the NIK."),
        "active": _("active."),
    }.get(one.status, _("with the officers."))


def overview(world: World) -> Text:
    """Say all that this talk may see, and what the bot can't."""
    lines = tuple(line(world, one) for one in enrolled(world))
    return _("%(lines)s\nOnly what was sent from this chat can be seen here, not the official records: those are in JMO, at 175 or at a "
             "branch, with your own NIK.")(lines=lines or _("Nothing has been sent from this chat yet."))


class Status(Flow):
    """One's own enrolments, and what to do about what can't be seen here."""

    about = Step(Either(ABOUT, Nik()), lambda form: overview(form.world),
                 extras=(Choice("start reactivation", _("Membership lapsed")), Choice("officer", _("Talk to an officer"))))

    def finish(self) -> Iterator[Text | OpenCase]:
        if self.about == "kpj":
            yield _("The card number (KPJ) is in the JMO app, and you don't need it to pay: the NIK is enough. An officer will look it up "
                    "with you and answers you here; please have your KTP at hand.")
            yield OpenCase("lost_kpj", form=tuple(("receipt", one.number) for one in enrolled(self.world)[:1]))
        elif self.about == "jmo":
            yield _("Then please finish it in JMO, and don't register a second time here: one NIK, one registration. We can't see JMO "
                    "from here; if it is stuck, write PETUGAS.")
        elif own := [one for one in enrolled(self.world) if one.nik == self.about]:
            yield _("%(lines)s")(lines=tuple(line(self.world, one) for one in own))
        else:
            yield _("We tell how a membership stands only to the person themselves, and here only what was sent from this chat. They can "
                    "ask 175, JMO or a branch with their own NIK.")
