"""Short answers to questions: what the flows have no room for. Every figure comes from the rules of the day."""
from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.engine.messages import World
from bot.flows import earning, prices
from bot.flows.questions import QUESTIONS
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
             "Your rights: to see, correct, delete, withdraw consent. Write HAPUS DATA or PETUGAS.")(office=world.facts.get("office", ""))


ANSWERS: Mapping[str, Callable[[World], Text]] = {
    **QUESTIONS,
    "quote": cost, "benefits": benefits, "benefit_jkk": jkk, "benefit_jkm": jkm, "benefit_jht": jht, "pay": pay, "start": start,
    "difference": difference, "pension": pension,
    "privacy": privacy,
    "greeting": lambda world: _("Hello!"),
    "thanks": lambda world: _("You are welcome."),
    "health_confusion": lambda world: _(
        "We are here for BPJS Ketenagakerjaan: accidents at work, death, savings. For illness and hospital "
        "cards it is BPJS Kesehatan, call 165."),
    "wage_earner": lambda world: _("Who has an employer is registered by the employer, with other "
                                   "contributions. This bot is for people who work for themselves. Write "
                                   "PETUGAS for help."),
    "reactivate": lambda world: _("Bringing back an old membership is done by an officer for now. Write "
                                  "PETUGAS and tell your situation; old arrears beyond the rules are not "
                                  "collected."),
    "sponsor": lambda world: _("Registering somebody who works for you is done by an officer for now. "
                               "Write PETUGAS and tell how many people it is for."),
    "status": lambda world: _("We can't see the official records here. Ask 175, the JMO app or a branch "
                              "with your NIK, or write PETUGAS."),
    "claim": lambda world: _("Claims go through JMO, lapakasik.bpjsketenagakerjaan.go.id or a branch. "
                             "Write PETUGAS and an officer goes with you through it."),
    "language": lambda world: _("I speak Indonesian and English. Write INDONESIA or ENGLISH."),
    "complaint": lambda world: _("We are sorry. Write PETUGAS, and a person will look into it."),
    "unknown": lambda world: _("That I don't know. Write PETUGAS, and an officer answers you here; or ask 175."),
    "out_of_scope": lambda world: _("That is not something we can help with here. We register informal "
                                    "workers with BPJS Ketenagakerjaan."),
}

EVENTS: Mapping[str, Text] = {
    "accident": _("Call 112 or 119 now, and go to the nearest hospital. Say: kecelakaan kerja, and keep "
                  "all papers. An officer has been told and will write to you here."),
    "death": _("We are deeply sorry for your loss. An officer has been told and will help you here; you "
               "don't need to fill in anything now."),
}
