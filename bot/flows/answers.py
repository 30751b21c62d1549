"""Short answers to questions: what the flows have no room for. Every figure comes from the rules of the day."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.engine.messages import World
from bot.flows import earning, prices
from bot.flows.questions import QUESTIONS
from bot.flows.status import overview
from bot.rules.months import Month
from bot.texts import Rupiah, Text, _


def cost(world: World) -> Text:
    """The person's own price where it is known, else from how much on."""
    if earning.known(world.front):
        return _("At your income: %(two)s for 2 programs, %(three)s for 3.")(
            two=prices.total(earning.quotes(world.front, 2, 1)), three=prices.total(earning.quotes(world.front, 3, 1)))
    today = world.now.date()
    month = world.rules.first_months(today)[0]
    two, three = (world.rules.quote(month, income=0, programs=number, months=1, sector="other", funds="self") for number in (2, 3))
    text = _("From %(two)s a month for 2 programs (JKK and JKM), from %(three)s with JHT savings. The exact price follows your income.")
    if two.later:
        text = _("For %(month)s: from %(two)s a month for 2 programs (JKK and JKM), from %(three)s with "
                 "JHT savings; from %(later)s %(price)s for 2 programs. The exact price follows your "
                 "income.")(later=two.later.month, price=Rupiah(two.later.total))
    return text(month=Month.of(today), two=Rupiah(two.total), three=Rupiah(three.total))


def difference(world: World) -> Text:
    return _("JKK is for accidents at work: treatment, and money while you can't work. JKM is for a death that is not from work: money "
             "for the family. The two always go together; JHT savings can be added.")


def pension(world: World) -> Text:
    return _("Who works for themselves can have JKK, JKM and JHT. There is no pension (JP) and no job-loss cover (JKP) for them; JHT "
             "is the savings for old age.")


def benefits(world: World) -> Text:
    law = world.rules.benefits(1_000_000, world.now.date())
    return _("JKK: treatment without a ceiling after an accident at work, and money while you can't work. "
             "JKM: %(jkm)s for the family, in full after %(months)s months in a row. JHT: savings that you "
             "get back.")(jkm=Rupiah(law.death(law.jkm.full_after_months)), months=law.jkm.full_after_months)


def jkk(world: World) -> Text:
    base = earning.tier(world.front).base if earning.known(world.front) else 0
    law = world.rules.benefits(base or world.rules.tier(0, Month.of(world.now.date())).base, world.now.date())
    brief = _("JKK is for accidents at work and on the way there and home: treatment without a ceiling until you recover, pay while "
              "you can't work, and money for the family in case of death. Report within %(hours)s hours.")(hours=law.jkk.report_hours)
    own = _("%(brief)s At your base of %(base)s: %(unable)s a month while you can't work, %(death)s for the family.")
    return own(brief=brief, base=Rupiah(base), unable=Rupiah(law.unable_to_work(1)), death=Rupiah(law.death_at_work)) if base else brief


def jkm(world: World) -> Text:
    law = world.rules.benefits(1_000_000, world.now.date())
    return _("JKM is for a death that is not from work: the family gets %(full)s after %(months)s months "
             "in a row, before that %(funeral)s for the funeral. School money for 2 children only after "
             "%(years)s years of contributions.")(
                 full=Rupiah(law.death(law.jkm.full_after_months)), months=law.jkm.full_after_months, funeral=Rupiah(law.jkm.funeral),
                 years=law.scholarship.jkm_after_years)


def jht(world: World) -> Text:
    law = world.rules.benefits(1_000_000, world.now.date()).jht
    return _("JHT is savings: what you paid in, with its yield, is paid out at %(age)s, or earlier when "
             "you stop working. No yield is promised.")(age=law.age)


def pay(world: World) -> Text:
    return _("You pay with your NIK, after an officer has registered you, for example at %(places)s. Nobody collects cash for this bot.")(
        places=some_places(world))


def some_places(world: World) -> str:
    """A few places to pay that people know everywhere, of those the rules list today."""
    known = world.rules.channels("pay", world.now.date()).value.names
    return ", ".join(name for name in ("BRILink", "Alfamart", "DANA", "QRIS") if name in known)


def trust(world: World) -> Text:
    """What officers never ask, whoever says to be one."""
    return _("It is good to ask. Officers never ask for an OTP, a PIN or a password, nor for money to a personal account or in cash; you "
             "pay only with your NIK at official places. Whether a person or a message is real, 175 can tell.")


def terms(world: World) -> Text:
    """How old a member may be; `below` is for joining, and not for who joined before."""
    law = world.rules.terms(world.now.date())
    return _("One may join from the age of %(least)s until before %(below)s; under %(alone)s with a parent and an officer. Who joined "
             "before %(below)s may go on paying afterwards; to be sure, ask 175 or write PETUGAS.")(
                 least=law.least_age, below=law.below, alone=law.alone_from)


def lapse(world: World) -> Text:
    law = world.rules.lapse(world.now.date())
    return _("After more than %(months)s months unpaid a membership lapses, and there is no cover. Old arrears are then not collected and "
             "there is no fine; you can come back at today's price: write AKTIFKAN LAGI.")(months=law.arrears_months)


def start(world: World) -> Text:
    return _("Cover starts when the contribution is paid, not when the form is sent. After that it runs by whole months.")


def privacy(world: World) -> Text:
    """What UU 27/2022 article 21 wants told before a consent."""
    return _("What for: to register you with BPJS Ketenagakerjaan, by consent (UU 27/2022).\n"
             "What: NIK, name, birth date, sex, home, work, income, phone.\n"
             "Who sees it: only officers of %(office)s. It is kept encrypted.\n"
             "How long: an unfinished form until it is deleted; a sent one until the matter is finished and the time the law asks for "
             "is over.\n"
             "Messages of WhatsApp and Telegram pass servers abroad.\n"
             "Your rights: to see, correct, delete, withdraw consent. Write DATA SAYA, HAPUS DATA or TARIK PERSETUJUAN.")(
                 office=world.facts.get("office", ""))


def photo(world: World) -> Text:
    days = world.rules.privacy.on(world.now.date()).value.photo_days
    return _("Photos are not read here, also not of a KTP: please write what is on it, for example the 16 digits of the NIK. A photo is "
             "kept only while an officer helps you, and deleted after %(days)s days.")(days=days)


def count(world: World) -> Text:
    """How many are complete so far, on the list in front or in all forms of this phone, and what they cost."""
    people = _people(world.front) if world.front else []
    done = [form for form in people or [each for form in world.drafts for each in _people(form) or [form]] if _is_priced(form)]
    if not done:
        return _("Nobody is complete yet. A list of many begins with: daftarkan banyak orang.")
    lines = tuple(_("%(name)s: %(price)s")(name=form.name, price=Rupiah(form.quotes[0].total)) for form in done)
    return _("%(lines)s\n%(count)s people so far, together %(total)s.")(
        lines=lines, count=len(done), total=Rupiah(sum(form.quotes[0].total for form in done)))


def _people(form: Any) -> list[Any]:
    """Those on a list, if the form is one."""
    return [person for name in ("people", "helpers") for person in form.values.get(name, ())]


def _is_priced(form: Any) -> bool:
    """Whether all is there that a price and a name depend on."""
    return not form.ended and "name" in form.values and earning.known(form) and all(
        name in form.values or name not in {step.name for step in form.steps} for name in ("programs", "months", "phone"))


ANSWERS: Mapping[str, Callable[[World], Text]] = {
    **QUESTIONS,
    "photo": photo,
    "rows": lambda world: _("A list of names is not processed here, and nobody was registered by it; please send no NIK of others. For "
                            "many people at once write KOLEKTIF."),
    "quote": cost, "benefits": benefits, "benefit_jkk": jkk, "benefit_jkm": jkm, "benefit_jht": jht, "pay": pay, "start": start,
    "difference": difference, "pension": pension,
    "privacy": privacy, "count": count,
    "greeting": lambda world: _("Hello!"),
    "thanks": lambda world: _("You are welcome."),
    "health": lambda world: _(
        "For illness, hospital cards and clinics it is BPJS Kesehatan: call 165 or use Mobile JKN. We are BPJS Ketenagakerjaan: accidents "
        "at work, death, savings; we can't see or change a BPJS Kesehatan card."),
    "employer": lambda world: _("Who gets a wage is registered by the employer (PU), with other contributions. Who also works for "
                                "themselves, or has employees: write PETUGAS."),
    "lapse": lapse, "trust": trust, "terms": terms, "status": overview,
    "foreign": lambda world: _("Registering here needs an Indonesian NIK. Who is a foreigner and has an employer in Indonesia is "
                               "registered by the employer; for anything else write PETUGAS, and an officer looks what is possible."),
    "no_nik": lambda world: _("Without a NIK we can't register anybody. It stands on the KTP and on the family card (KK); if you have "
                              "neither, Dukcapil issues it first. Write PETUGAS and an officer helps."),
    "sponsor": lambda world: _("Registering somebody who works for you is done by an officer for now. "
                               "Write PETUGAS and tell how many people it is for."),
    "claim": lambda world: _("Claims go through JMO, lapakasik.bpjsketenagakerjaan.go.id or a branch. "
                             "Write PETUGAS and an officer goes with you through it."),
    "language": lambda world: _("I answer in Indonesian or English: write INDONESIA or ENGLISH. Javanese and Sundanese I understand."),
    "complaint": lambda world: _("We are sorry. Write PETUGAS, and a person will look into it."),
    "unknown": lambda world: _("That I don't know. Write PETUGAS, and an officer answers you here; or ask 175."),
    "out_of_scope": lambda world: _("That is not something we can help with here. We register informal "
                                    "workers with BPJS Ketenagakerjaan."),
}

def accident(world: World) -> Text:
    """Three lines that can be read with shaking hands."""
    hours = world.rules.benefits(0, world.now.date()).jkk.report_hours
    return _("Call 112 or 119 now, and go to the nearest hospital.\n"
             "If it was at work, say there: kecelakaan kerja; keep all papers, and report within %(days)s × 24 hours.\n"
             "An officer has been told and will write to you here.")(days=hours // 24)


EVENTS: Mapping[str, Callable[[World], Text]] = {
    "accident": accident,
    # 119 extension 8 (SEJIWA) and healing119.id, the Ministry of Health's free help: kesprimkom.kemkes.go.id, 7 August 2025
    "despair": lambda world: _("What you carry sounds very heavy; please don't stay alone with it. Call 119, extension 8 (free), open "
                               "healing119.id, or tell somebody near you now. An officer has been told and will write to you here."),
    "death": lambda world: _("We are deeply sorry for your loss. An officer has been told and will help you here; you "
                             "don't need to fill in anything now."),
}
