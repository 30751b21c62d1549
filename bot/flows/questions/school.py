"""School money for the children."""
from bot.flows.questions.answer import PP82, Answer
from bot.texts import _

SCHOOL = {
    "school_total": Answer(_("School money in all"), PP82,
        _("At most %(school_all)s in all, for %(children)s children together: up to %(school_each)s each, from "
          "kindergarten to university. It is paid by school year, not at once.")),
    "school_children": Answer(_("How many children"), PP82,
        _("For at most %(children)s children, below %(child_below)s, not married and not working yet.")),
    "school_levels": Answer(_("School money by school"), PP82,
        _("A year, for each child: kindergarten and SD %(school_sd)s, SMP %(school_smp)s, SMA or SMK %(school_sma)s, "
          "university or training %(school_college)s. Up to %(school_each)s for one child.")),
    "school_when": Answer(_("When school money is due"), PP82,
        _("After a death or total disability by a work accident: at once. After another death: only when contributions "
          "were paid for %(school_years)s years.")),
    "school_alive": Answer(_("While the parent lives"), PP82,
        _("No: school money is only for children of members who died or were totally disabled by a work accident. It is "
          "no help with school fees otherwise.")),
    "school_claim": Answer(_("Getting school money"), PP82,
        _("It is claimed every school year, with proof that the child is at school. An officer or a branch tells the "
          "papers.")),
    "other_children": Answer(_("Adopted and stepchildren"), PP82,
        _("Whether an adopted child or a stepchild counts depends on the papers. We can't say it for certain."), sure=False),
}
