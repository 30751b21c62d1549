"""Carries out what a turn led to, as rows in the same transaction."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

from bot import yeses
from bot.engine.messages import Agreed, Erase, Event, Forget, OpenCase, Say, TellStaff, Unheard, Unlink, Wish, Withdraw
from bot.flows.agreement import Answered
from bot.flows.group import EnrolAll
from bot.flows.matters import matter
from bot.flows.registration import Enrol
from storage import Connection, Vault, audit, cases, enrolments, erasure, invitations, messages, records, talks
from storage.records import Witness


@dataclass(frozen=True)
class Scene:
    """The transaction in which a turn is carried out."""

    connection: Connection
    vault: Vault
    talk: talks.Talk
    draft: str          # the number of the draft in front
    given: str          # the message that led to this
    seen: messages.Seen
    language: str
    now: datetime
    promised_at: Callable[[], datetime | None]      # by when staff answer
    witness: Witness | None = None                  # before whom it was said or signed, at the counter

    def open(self, wanted: OpenCase, draft: str = "") -> None:
        if cases.open_case(self.connection, self.vault, self.talk, draft, wanted, self.now, matter=matter(wanted.reason),
                           language=self.language, promised_at=self.promised_at()):
            self.count(Event("case opened", step="reason", code=wanted.reason))

    def count(self, *events: Event) -> None:
        """Let reports count what tells nothing of a form: it has no thread."""
        records.count(self.connection, self.talk, [(event, None) for event in events], self.language, self.now)

    def note(self, what: str, subject: str) -> None:
        who, origin = (self.witness.login, self.witness.origin) if self.witness else ("worker" if self.given else "bot", "")
        audit.note(self.connection, self.vault, self.talk.id, who, what, subject, self.now, origin)


@singledispatch
def carry_out(effect: object, scene: Scene) -> tuple[Say, ...]:
    """Write the rows of one effect; give the notices that only now can be worded."""
    raise TypeError(f"nobody carries out {type(effect).__name__}")


@carry_out.register
def _(effect: Enrol, scene: Scene) -> tuple[Say, ...]:
    number = enrolments.enrol(
        scene.connection, scene.vault, scene.talk, scene.draft, new_number(scene.connection, scene.vault), effect.form, kind=effect.kind,
        funds=effect.funds, now=scene.now, item=effect.item, referral=effect.referral, declared=effect.declared,
        answers={"flow": effect.flow, "saved": effect.answers})
    if not number:
        return ()
    scene.note("enrolled", f"{scene.draft}/{effect.item}".rstrip("/"))
    province = effect.form.get("home", ("", ""))[1][:2]     # of a district of few people no report may tell
    scene.count(Event("enrolled", effect.kind, "work", effect.form["work"]), Event("enrolled", effect.kind, "province", province))
    return (Say(effect.receipt(number=number), kind="notice"),)


@carry_out.register
def _(effect: EnrolAll, scene: Scene) -> tuple[Say, ...]:
    numbers = tuple(notice.text for one in effect.people for notice in carry_out(one, scene))
    return (Say(effect.receipt(numbers=numbers), kind="notice"),) if numbers else ()


@carry_out.register
def _(effect: Answered, scene: Scene) -> tuple[Say, ...]:
    invitations.answer(scene.connection, scene.vault, effect.code, scene.talk.id, "agreed" if effect.yes else "refused")
    scene.note("agreed for another talk" if effect.yes else "refused for another talk", "")
    return ()


@carry_out.register
def _(effect: OpenCase, scene: Scene) -> tuple[Say, ...]:
    scene.open(effect, scene.draft)
    scene.note("case opened", effect.reason)
    return ()


@carry_out.register
def _(effect: TellStaff, scene: Scene) -> tuple[Say, ...]:
    about = matter(effect.reason) if effect.reason else ""
    cases.tell(scene.connection, scene.vault, scene.talk.id, dict(effect.told), reason=effect.reason, matter=about)
    return ()


@carry_out.register
def _(effect: Withdraw, scene: Scene) -> tuple[Say, ...]:
    cases.withdraw(scene.connection, scene.talk.id, scene.now)
    scene.note("case withdrawn", "")
    return ()


@carry_out.register
def _(effect: Agreed, scene: Scene) -> tuple[Say, ...]:
    after, witness = scene.seen.seq, scene.witness
    records.prove(scene.connection, scene.talk, effect, scene.language, scene.given, after, scene.now, witness)
    scene.note(f"{witness.how} yes witnessed" if witness else "agreed", f"{effect.draft}/{effect.step} {effect.version}".strip())
    return ()


@carry_out.register
def _(effect: Forget, scene: Scene) -> tuple[Say, ...]:
    messages.forget(scene.connection, scene.talk.id, effect.draft)
    scene.note("forgotten", effect.draft)
    return ()


@carry_out.register
def _(effect: Unheard, scene: Scene) -> tuple[Say, ...]:
    records.leave_unheard(scene.connection, scene.given, scene.now)
    return ()


@carry_out.register
def _(effect: Wish, scene: Scene) -> tuple[Say, ...]:
    if effect.word in ("erase", "withdraw"):
        scene.open(OpenCase(effect.word))
    scene.note("wished", effect.word)
    return ()


@carry_out.register
def _(effect: Erase, scene: Scene) -> tuple[Say, ...]:
    what = "withdraw" if effect.consent else "erase"
    erased = (erasure.withdraw if effect.consent else erasure.erase)(scene.connection, scene.talk, scene.now)
    number = new_number(scene.connection, scene.vault)
    erasure.certify(scene.connection, scene.talk, number, what, erased, scene.now)
    if erased.kept:
        scene.open(OpenCase(what, form=(("certificate", number),)))
    scene.note("erased" if what == "erase" else "consent withdrawn", number)
    return (Say(effect.certificate(number=number), kind="notice"),)


@carry_out.register
def _(effect: Unlink, scene: Scene) -> tuple[Say, ...]:
    scene.open(OpenCase("wrong_number"))
    scene.note("unlinked", "")
    return ()


def new_number(connection: Connection, vault: Vault) -> str:
    """A receipt number that was never given out."""
    while True:
        number = yeses.code()
        if not (enrolments.find(connection, vault, number) or erasure.number_taken(connection, number)):
            return number
