"""What is held of a person, and their rights to it: see, correct, erase, withdraw consent."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.answers.sentences import Sentence
from bot.answers.yes import YesNo
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.messages import Erase, OpenCase
from bot.engine.steps import Step
from bot.texts import Text, _, listed


@dataclass(frozen=True)
class Unsent:
    """A form that was begun."""

    name: str = field(repr=False)
    nik: str                        # masked


@dataclass(frozen=True)
class Sent:
    """An enrolment that officers have."""

    number: str
    name: str = field(repr=False)
    nik: str                        # masked
    on: date


@dataclass(frozen=True)
class OnFile:
    """All that is kept of a talk."""

    forms: Sequence[Unsent] = ()
    sent: Sequence[Sent] = ()
    messages: int = 0
    notes: int = 0
    agreed: date | None = None


NEXT = OneOf({
    "correct": (_("Correct something"), "perbaiki;betulkan;ubah data;koreksi;ganti data"),
    "erase": (_("Delete my data"), "hapus;hapus data;hapus semua;hapus data saya"),
    "withdraw": (_("Withdraw consent"), "tarik persetujuan;cabut persetujuan;tarik;cabut;tarik ijin;tarik izin"),
    "nothing": (_("That is all"), "cukup;sudah;tidak;tidak ada;gak ada;ga ada;oke;ok"),
})
ONCE = ("erase", "withdraw")


class Data(Flow):
    """Said as it is; what can't be undone is asked once more."""

    next = Step(NEXT, lambda form: _("%(lines)s\nWhat may I do with it?")(lines=form.lines))
    what = Step(Sentence(), _("What is to be corrected? For example: nama seharusnya Siti Aminah"),
                when=lambda form: form.next == "correct")
    sure = Step(YesNo(_("Yes, do it"), _("No, keep it"), clear=True), lambda form: form.asked, when=lambda form: form.next in ONCE)

    def finish(self) -> Iterator[Text | OpenCase | Erase]:
        if self.next == "correct":
            yield _("Noted: an officer corrects it within %(days)s × 24 hours and tells you here. In a form that is not sent yet write "
                    "UBAH.")(days=self.days)
            yield OpenCase("correct", form=(("note", self.what),))
        elif self.next == "nothing":
            yield _("All right.")
        elif self.sure == "no":
            yield _("All right, everything stays as it is.")
        else:
            yield Erase(self.certificate, consent=self.next == "withdraw")

    @property
    def held(self) -> OnFile:
        found: OnFile = self.world.facts.get("held", OnFile())
        return found

    @property
    def days(self) -> int:
        return int(self.world.rules.privacy.on(self.world.now.date()).value.hours // 24)

    @property
    def numbers(self) -> Text:
        return listed([_("%(number)s")(number=one.number) for one in self.held.sent])

    @property
    def lines(self) -> tuple[Text, ...]:
        held, nobody = self.held, _("no name yet")
        forms = [_("Not sent yet: a form (%(name)s, NIK %(nik)s)")(name=form.name or nobody, nik=form.nik or "-") for form in held.forms]
        sent = [_("Sent on %(day)s: %(number)s, %(name)s, NIK %(nik)s")(day=one.on, number=one.number, name=one.name, nik=one.nik)
                for one in held.sent]
        agreed = [_("Consent given on %(day)s")(day=held.agreed)] if held.agreed else []
        notes = [_("Notes for officers: %(notes)s")(notes=held.notes)] if held.notes else []
        return (_("What we hold about you, encrypted:"), *forms[:MOST], *sent[:MOST], *agreed,
                _("This chat: %(messages)s messages")(messages=held.messages), *notes)

    @property
    def asked(self) -> Text:
        if self.next == "withdraw":
            now = _("Without consent we stop: forms that are not sent are deleted now (%(forms)s).")(forms=len(self.held.forms))
        else:
            now = _("Deleted now: forms that are not sent (%(forms)s), all that was written in this chat, notes for officers.")(
                forms=len(self.held.forms))
        kept = _("%(now)s\n%(numbers)s is with the officers already and must be kept as long as the law says: an officer stops the work "
                 "and marks it for deletion within %(days)s × 24 hours.\nReally do it? It can't be undone.")
        return (kept(now=now, numbers=self.numbers, days=self.days) if self.held.sent else
                _("%(now)s\nReally do it? It can't be undone.")(now=now))

    @property
    def certificate(self) -> Text:
        done = _("consent withdrawn, forms deleted: %(forms)s") if self.next == "withdraw" else _("data deleted, forms among it: %(forms)s")
        rest = _("%(numbers)s: an officer marks it for deletion within %(days)s × 24 hours and tells you here.")(
            numbers=self.numbers, days=self.days) if self.held.sent else _("This chat goes on whenever you write.")
        return _("Certificate %(number)s, %(day)s: %(done)s. %(rest)s")(
            day=self.world.now.date(), done=done(forms=len(self.held.forms)), rest=rest)


MOST = 3        # of each are listed
