"""Old-age savings (JHT)."""
from bot.flows.questions.answer import GUIDE, JMO, OURS, PP46, Answer
from bot.texts import _

SAVINGS = {
    "jht_yield": Answer(_("The yield of JHT"), PP46,
        _("JHT has a yield every year, but nobody promises how much, so we name no percentage. The balance with its "
          "yield stands in JMO.")),
    "jht_stop": Answer(_("When I stop working"), PP46,
        _("When you stop your business, JHT can be taken %(jht_wait)s month later, with a statement that you stopped. "
          "Who goes on working waits until %(jht_age)s.")),
    "jht_partial": Answer(_("Taking out a part"), PP46,
        _("After %(jht_years)s years as a member, once: %(jht_retiring)s percent to prepare for old age, or "
          "%(jht_housing)s percent for a house. Otherwise not before %(jht_age)s.")),
    "jht_where": Answer(_("Where JHT is claimed"), JMO,
        _("In the JMO app up to %(jmo_limit)s; above that through %(claim_site)s or a branch.")),
    "jht_papers": Answer(_("Papers: JHT"), PP46,
        _("Card (KPJ), e-KTP, family card, savings book and a statement that you stopped working; for a large balance "
          "the NPWP too.")),
    "jht_tax": Answer(_("Tax on JHT"), PP46,
        _("There can be tax on JHT, above all on large balances and after a part was taken. How much it is, we don't "
          "work out."), sure=False),
    "jht_death": Answer(_("JHT after a death"), PP46,
        _("If the member dies, the heirs get all of the JHT with its yield, besides what JKK or JKM pays.")),
    "jht_after": Answer(_("After taking JHT"), GUIDE,
        _("When JHT has been taken, the membership is inactive; you may register anew and begin again. Whether the "
          "number stays, we don't know."), sure=False),
    "jht_old": Answer(_("JHT of an old job"), PP46,
        _("What was saved at an earlier employer stays yours until you take it. See it in JMO, or ask 175 or a branch "
          "with your NIK.")),
    "jht_more": Answer(_("Saving more"), PP46,
        _("JHT is %(jht_percent)s percent of the base; more cannot be put in freely. A higher base saves more and costs "
          "more.")),
    "jht_grows": Answer(_("JHT after some years"), PP46,
        _("At a base of %(base)s you put in %(jht_fee)s a month: in %(jht_years)s years %(jht_ten)s, and its yield "
          "besides, which is not promised.")),
    "jht_safe": Answer(_("Is the money safe?"), PP46,
        _("JHT is your own money at a public body set up by law; the balance can be seen in JMO at any time. It is paid "
          "out only to you or your heirs.")),
    "jht_house": Answer(_("House loans"), PP46,
        _("The housing benefit is, as far as we know, for employees. Who works for himself should ask a branch."), sure=False),
    "loan": Answer(_("Borrowing money"), OURS,
        _("This chat lends no money, and we know of no loan by BPJS Ketenagakerjaan for people who work for themselves. "
          "Who offers one in our name is cheating.")),
}
