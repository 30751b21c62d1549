"""Explain how money or care is claimed, then let an officer go through it with the person."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bot.answers.sentences import Sentence
from bot.answers.yes import YesNo
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.messages import OpenCase, World
from bot.engine.steps import Step
from bot.rules.benefits import Benefits
from bot.rules.months import Month
from bot.texts import Rupiah, Text, _

KINDS = OneOf({
    "jht": (_("JHT savings"), "jht;hari tua;saldo;tabungan;simpanan;cairkan jht;ambil jht;cair jht;savings"),
    "accident": (_("Accident at work"), "jkk;kecelakaan;kecelakaan kerja;biaya rumah sakit;biaya berobat;accident"),
    "death": (_("Death"), "jkm;kematian;meninggal;santunan kematian;santunan;ahli waris;death benefit"),
    "school": (_("School money"), "beasiswa;beasiswa anak;sekolah anak;scholarship"),
}, alone=True)


def law(world: World) -> Benefits:
    """The benefits, at the lowest base: what is said here follows no income."""
    found: Benefits = world.rules.benefits(world.rules.tier(0, Month.of(world.now.date())).base, world.now.date())
    return found


def savings(world: World) -> Text:
    jht, limit = law(world).jht, law(world).jmo.jht_limit
    return _("JHT is paid out at %(age)s, or %(wait)s month after stopping work or business; after %(years)s years a part of it, once: "
             "%(retiring)s%% or, for a house, %(housing)s%%. Up to %(limit)s in the JMO app; above that at "
             "lapakasik.bpjsketenagakerjaan.go.id or a branch. Have ready: KPJ, KTP, KK, savings book.")(
                 age=jht.age, wait=jht.wait_months, years=jht.partial_after_years, retiring=jht.retiring_percent,
                 housing=jht.housing_percent, limit=Rupiah(limit))


def accident(world: World) -> Text:
    jkk = law(world).jkk
    return _("Report an accident at work within %(days)s × 24 hours, to us here, a branch or 175. At a hospital that works with BPJS "
             "Ketenagakerjaan treatment costs a member nothing; if you paid yourself, keep every receipt. A claim can be made for up to "
             "%(years)s years.")(days=jkk.report_hours // 24, years=jkk.claim_years)


def death(world: World) -> Text:
    jkm = law(world).jkm
    return _("We are sorry for your loss. The heirs claim at a branch: %(full)s if the member had been one for %(months)s months in a row, "
             "before that %(funeral)s for the funeral; more if it was an accident at work. The JHT savings are paid out too.")(
                 full=Rupiah(law(world).death(jkm.full_after_months)), months=jkm.full_after_months, funeral=Rupiah(jkm.funeral))


def school(world: World) -> Text:
    money = law(world).scholarship
    return _("School money is for at most %(children)s children under %(age)s who are unmarried and not working, up to %(each)s each over "
             "all their schools. After a death or lasting disability by an accident at work it is paid at once, after another death only "
             "with %(years)s years of contributions. It is claimed at a branch, every year.")(
                 children=money.children, age=money.below, each=Rupiah(money.each), years=money.jkm_after_years)


HOW: Mapping[str, Callable[[World], Text]] = {"jht": savings, "accident": accident, "death": death, "school": school}
TELL = {
    "jht": _("Please tell the officer briefly how it is. For example: berhenti jualan bulan lalu, saldo sekitar 10 juta"),
    "accident": _("Please tell the officer briefly what happened. For example: Budi, jatuh di pasar 3 hari lalu, dirawat di puskesmas"),
    "death": _("Please tell the officer briefly who it was and when. For example: Bapak Budi, nelayan, meninggal bulan lalu"),
    "school": _("Please tell the officer briefly about the children. For example: 2 anak, SD dan SMP, almarhum ayahnya peserta"),
}


class Claim(Flow):
    """What can be claimed, how, and if wanted a case with what the person tells."""

    which = Step(KINDS, _("What would you like to claim?"))
    go    = Step(YesNo(_("Yes, an officer"), _("No, thank you")),
                 lambda form: _("%(how)s\nShall an officer go through it with you?")(how=HOW[form.which](form.world)))
    facts = Step(Sentence(), lambda form: TELL[form.which], when=lambda form: form.go == "yes", story=True)

    def finish(self) -> Iterator[Text | OpenCase]:
        if self.go == "yes":
            yield _("Noted for the officer, who will answer you here.")
            yield OpenCase(f"claim_{self.which}", form=(("note", self.facts),))
        else:
            yield _("All right. Write KLAIM whenever you need it again.")
