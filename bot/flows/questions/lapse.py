"""When contributions were not paid for some time, and leaving."""
from bot.flows.questions.answer import FAQ, GUIDE, PERMENAKER1, PERMENAKER5, PP46, PP82, Answer
from bot.texts import _

LAPSE = {
    "lapse_when": Answer(_("When membership ends"), GUIDE,
        _("After %(arrears)s months in a row without a contribution the membership ends, and with it the cover. You may "
          "come back at any time.")),
    "lapse_arrears": Answer(_("Old arrears"), FAQ,
        _("Coming back after the membership ended, old arrears are not counted. Only within the first %(arrears)s months "
          "are they paid.")),
    "lapse_number": Answer(_("Old or new number"), GUIDE,
        _("Normally the same number goes on; after JHT was taken it may be a new one. The officer tells you the one that "
          "counts."), sure=False),
    "lapse_wait": Answer(_("The months after a break"), PERMENAKER1,
        _("Whether the %(jkm_months)s months for JKM begin anew after a break is written nowhere that we know. So please "
          "don't count on the full amount at once."), sure=False),
    "lapse_school": Answer(_("School money and breaks"), PP82,
        _("Whether earlier years count towards the %(school_years)s years after a break, we don't know."), sure=False),
    "lapse_savings": Answer(_("Savings after a break"), PP46,
        _("JHT is not lost when you stop paying; it stays yours until it is paid out. Only the protection of JKK and JKM "
          "stops.")),
    "leave": Answer(_("Leaving"), GUIDE,
        _("You may stop at any time: whoever doesn't pay is out after %(arrears)s months, without a fine. Cover stops "
          "when the paid months are over.")),
    "employer_left": Answer(_("Left an employer"), PERMENAKER5,
        _("Register here with the same NIK. The employer should first have ended the old membership; if that isn't so, "
          "an officer sees to it."), sure=False),
}
