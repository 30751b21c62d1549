"""Death that is not from work (JKM), and the heirs."""
from bot.flows.questions.answer import GUIDE, JMO, PERMENAKER1, PP82, Answer
from bot.texts import _

DEATH = {
    "jkm_wait": Answer(_("Death in early months"), PERMENAKER1,
        _("Before %(jkm_months)s months of membership in a row, the family gets the funeral money alone: %(funeral)s. "
          "After that it is %(jkm)s.")),
    "jkm_parts": Answer(_("What the sum is made of"), PP82,
        _("%(jkm)s is: %(jkm_death)s death benefit, %(periodic)s in monthly parts paid at once, and %(funeral)s for the "
          "funeral. In full only after %(jkm_months)s months in a row.")),
    "any_cause": Answer(_("Which deaths count"), PP82,
        _("JKM pays for a death from illness or old age too, if the membership is active. In full only after "
          "%(jkm_months)s months in a row.")),
    "heirs": Answer(_("Who are the heirs"), PERMENAKER1,
        _("First the wife or husband and the children; then parents and grandchildren, brothers and sisters, "
          "parents-in-law; last who is named in a will.")),
    "choose_heir": Answer(_("Choosing the heir"), PERMENAKER1,
        _("The order is set by law and not chosen here; a will counts only when none of the others is there. In a "
          "quarrel please ask a branch."), sure=False),
    "how_soon_paid": Answer(_("How soon it is paid"), PERMENAKER1,
        _("It depends on whether the papers are complete; then it is a matter of working days. A number of days we can't "
          "promise."), sure=False),
    "late_death": Answer(_("Death while not paid"), GUIDE,
        _("When the membership has ended there is no JKM. Whether the family gets it in the first months of arrears, we "
          "can't say for certain."), sure=False),
    "papers_death": Answer(_("Papers: death"), JMO,
        _("The family claims at a branch, with KTP and family card, the death certificate and proof of being the heirs. "
          "Which exactly, an officer tells."), sure=False),
    "both_segments": Answer(_("Member twice"), PP82,
        _("Who was a member through an employer and on their own: as far as we know the funeral money is paid once. The "
          "rest an officer has to look at."), sure=False),
}
