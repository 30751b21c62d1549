"""Paying the contribution."""
from bot.flows.questions.answer import BROCHURE, FAQ, GUIDE, JMO, OURS, PP46, Answer
from bot.texts import _

PAYING = {
    "late_fine": Answer(_("Late: a fine?"), FAQ,
        _("There is no fine for paying late. But nobody is covered for what is not paid, so please don't wait; at most "
          "%(arrears)s months can be paid afterwards.")),
    "late_cover": Answer(_("Accident while late"), GUIDE,
        _("Whether an accident is covered while a contribution is unpaid, we can't say for certain. So please pay before "
          "the cover ends."), sure=False),
    "due_date": Answer(_("When to pay"), FAQ,
        _("There is no fixed date: it goes by the day your cover ends, which JMO, 175 or an officer can tell. Pay before "
          "that day.")),
    "prepay": Answer(_("Months in advance"), BROCHURE,
        _("Yes, up to %(most_months)s months at once. If the price changes within those months, our total is an estimate "
          "and the bill decides.")),
    "autodebit": Answer(_("Automatic payment"), JMO,
        _("The JMO app has automatic debit from a bank account or wallet. Please see to it that there is enough in it.")),
    "pay_number": Answer(_("Number to pay with"), FAQ,
        _("You pay with your NIK, the 16 digits on your KTP, after an officer has registered you.")),
    "pay_cash": Answer(_("Paying in cash"), BROCHURE,
        _("Yes: at %(cash_places)s you can pay in cash and get a proof. Don't hand money to anybody who says that this "
          "chat sent them.")),
    "admin_fee": Answer(_("Fees when paying"), BROCHURE,
        _("The place where you pay may add a small fee of its own and shows it before you pay. How much it is differs."), sure=False),
    "pay_indomaret": Answer(_("Indomaret and others"), BROCHURE,
        _("The places we know of are %(pay_places)s. Indomaret, Pegadaian and Tokopedia are in older lists and not in "
          "this one."), sure=False),
    "proof": Answer(_("Proof of payment"), OURS,
        _("Keep the receipt of the shop or a picture of the screen. Whether it has arrived you can see in JMO or ask 175 "
          "with your NIK.")),
    "overpaid": Answer(_("Paid wrongly or twice"), OURS,
        _("Please keep the proof. Whether and how money paid twice or to a wrong number comes back, we don't know."), sure=False),
    "skip_months": Answer(_("Skipping months"), GUIDE,
        _("You may stop, but in months that are not paid you can't count on cover. After %(arrears)s months in a row "
          "without paying, the membership ends.")),
    "instalment": Answer(_("By the day or week"), FAQ,
        _("The contribution is paid by whole months, one month at least; it can't be split. Some put a little aside "
          "every day, so that it is there at the end of the month.")),
    "other_payer": Answer(_("Paid by somebody else"), BROCHURE,
        _("Yes, a child, a friend or an employer may pay; it only takes the member's NIK. The benefits stay the member's "
          "and the family's.")),
    "money_back": Answer(_("Is the money lost?"), PP46,
        _("JKK and JKM are protection: what is paid for them does not come back. Only JHT is savings: it is paid out "
          "with its yield, for example at %(jht_age)s.")),
    "refund": Answer(_("Refund"), GUIDE,
        _("As far as we know money comes back only for months after a claim for JHT, death or accident. Other refunds we "
          "can't promise."), sure=False),
}
