"""How the amount of a contribution comes about, and the relief."""
from bot.flows.questions.answer import PP44, PP50, Answer
from bot.flows.questions.relief import relief, until
from bot.texts import _

AMOUNTS = {
    "amount_parts": Answer(_("What the price is for"), PP44,
        _("At a base of %(base)s, one month is JKK %(jkk_fee)s and JKM %(jkm_fee)s, together %(two_full)s; JHT savings "
          "add %(jht_fee)s. Any relief is taken off that.")),
    "amount_percent": Answer(_("How it is worked out"), PP44,
        _("JKK is %(jkk_percent)s percent of your income tier's base, JHT %(jht_percent)s percent, and JKM %(jkm_fee)s "
          "for everybody. Write BERAPA IURAN, and we work out yours.")),
    "dearest": Answer(_("The highest price"), PP44,
        _("The highest is %(top_three)s a month for 3 programs, from an income of %(top_income)s a month on. The least "
          "is %(two_least)s for 2 programs; any relief is taken off.")),
    "why_differs": Answer(_("Why others pay less"), PP44,
        _("The price follows the income that was stated, the number of programs, and whether the month has relief. So "
          "two people seldom pay the same.")),
    "unsteady_income": Answer(_("Income goes up and down"), PP44,
        _("Tell about what it is in an ordinary month; if you can't say, the lowest base of %(lowest)s is taken. Money "
          "benefits in accidents follow the base you pay for.")),
    "choose_base": Answer(_("A higher or lower base"), PP44,
        _("You may state the income you wish to be insured for: a higher base costs more and pays more in accidents. "
          "What proof is wanted we don't know."), sure=False),
    "income_changes": Answer(_("My income changed"), PP44,
        _("Cover goes by the base that is recorded, so an officer or a branch should know the new income. From which "
          "month it counts, we don't know."), sure=False),
    "relief": Answer(_("The government's relief"), PP50, relief),
    "relief_apply": Answer(_("Asking for the relief"), PP50,
        _("Nothing has to be applied for: where the relief holds, it is taken off by itself. The app may show the normal "
          "price with a note.")),
    "relief_until": Answer(_("How long relief lasts"), PP50, until),
    "relief_extend": Answer(_("Will it be prolonged?"), PP50,
        _("We know of no prolongation. Please plan with the normal price; should it be prolonged, we say so here."), sure=False),
    "relief_benefit": Answer(_("Are benefits cut too?"), PP50,
        _("No. Only the contribution is lower; the benefits stay whole.")),
    "relief_who": Answer(_("Who gets the relief"), PP50,
        _("New and old members who work for themselves get it for JKK and JKM, without asking. Not where public money of "
          "a region or the state pays, and not for JHT.")),
    "relief_full": Answer(_("Had paid the full price"), PP50,
        _("Who had paid a relieved month in full should get the excess counted towards later months. How to see that, we "
          "don't know."), sure=False),
    "village_money": Answer(_("Village money and relief"), PP50,
        _("The relief is not for contributions that the state's or a region's budget pays. Whether village money counts "
          "as that is not clear."), sure=False),
}
