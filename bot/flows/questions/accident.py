"""Accidents at work (JKK)."""
from bot.flows.questions.answer import JMO, PERMENAKER1, PP82, Answer
from bot.texts import _

ACCIDENT = {
    "on_the_way": Answer(_("On the way to work"), PP82,
        _("Yes: the way to work, work itself and the way home are covered. It must be the usual way, and the "
          "contribution must be paid.")),
    "not_work": Answer(_("Accident not at work"), PP82,
        _("JKK is only for work and the way there and back. For other accidents and illness there is BPJS Kesehatan.")),
    "sick": Answer(_("Ordinary illness"), PP82,
        _("Fever, flu, childbirth and other illness are for BPJS Kesehatan. JKK pays for illness only if it comes from "
          "the work, which a doctor finds.")),
    "which_hospital": Answer(_("Which hospital"), PP82,
        _("At hospitals and clinics that work with BPJS Ketenagakerjaan (PLKK) treatment after a work accident is free. "
          "Ask 175 for the nearest; in an emergency go to any.")),
    "other_hospital": Answer(_("Hospital outside PLKK"), PP82,
        _("In an emergency go to the nearest hospital, keep all bills, and report within %(report_hours)s hours. Whether "
          "all of it is repaid, we can't say for certain."), sure=False),
    "at_hospital": Answer(_("What to say there"), PP82,
        _("Say that it is a work accident and that you are a member of BPJS Ketenagakerjaan, and show KTP and card. "
          "Report it within %(report_hours)s hours.")),
    "care_limit": Answer(_("A ceiling on treatment?"), PP82,
        _("There is no ceiling: treatment after a work accident goes on by medical need until you recover. The "
          "contribution must have been paid before the accident.")),
    "unable": Answer(_("Money while not working"), PP82,
        _("After a work accident you get your whole base each month for %(unable_full)s months, then %(unable_later)s "
          "percent of it until you recover. At a base of %(base)s that is first %(base)s, then %(unable_rupiah)s a "
          "month.")),
    "disabled_total": Answer(_("Disabled for good"), PP82,
        _("Who can never work again after a work accident gets %(disabled_times)s times the base and %(periodic)s "
          "besides, at a base of %(base)s in all %(disabled)s. School money for the children comes on top.")),
    "disabled_part": Answer(_("Part of the body lost"), PP82,
        _("The law's table gives a percentage for each part of the body; it is taken of %(partial_times)s times the "
          "base. How much it is a doctor of the programme decides.")),
    "death_at_work": Answer(_("Death by work accident"), PP82,
        _("The family gets %(death_times)s times the base, %(periodic)s and %(funeral)s for the funeral: at a base of "
          "%(base)s that is %(death_at_work)s. School money for the children comes on top.")),
    "report": Answer(_("How soon to report"), PERMENAKER1,
        _("Report within %(report_hours)s hours: by telephone 175, to a branch, or with PETUGAS here. The papers of the "
          "hospital can follow.")),
    "report_late": Answer(_("Reported too late"), PERMENAKER1,
        _("Please report now all the same, with all papers: the right to claim ends only after %(claim_years)s years. "
          "What a late report costs you, we can't say."), sure=False),
    "claim_years": Answer(_("How long one can claim"), PP82,
        _("A claim for a work accident can be made for %(claim_years)s years from the accident, or from when a doctor "
          "found the illness. The first report should still come within %(report_hours)s hours.")),
    "transport": Answer(_("Ambulance and transport"), PP82,
        _("Bringing an injured member to hospital is paid up to %(by_land)s by land, %(by_sea)s by sea and %(by_air)s by "
          "air. Keep the bills.")),
    "aids": Answer(_("Glasses, teeth, hearing"), PP82,
        _("After a work accident: dentures up to %(dentures)s, a hearing aid up to %(hearing_aid)s, glasses up to "
          "%(glasses)s. Artificial limbs and rehabilitation are paid too.")),
    "home_care": Answer(_("Care at home"), PP82,
        _("Care at home is paid up to %(home_care)s, at most %(home_care_years)s year, when a doctor advises it after a "
          "work accident.")),
    "back_to_work": Answer(_("Back to work"), PP82,
        _("Who is disabled by a work accident can be accompanied and trained for work that is still possible. Ask an "
          "officer about it.")),
    "first_day": Answer(_("Accident after joining"), JMO,
        _("JKK counts from the moment the contribution is paid; it has no waiting months. Only JKM waits: %(jkm_months)s "
          "months for the full amount.")),
    "before_joining": Answer(_("Accident before joining"), JMO,
        _("No: cover starts when the contribution is paid, so an accident before that is not covered.")),
    "own_fault": Answer(_("My own mistake"), PP82,
        _("We found no rule that refuses an accident at work for a mistake alone. How yours is judged only BPJS "
          "Ketenagakerjaan can say."), sure=False),
    "no_licence": Answer(_("No licence or helmet"), PP82,
        _("Please ride with licence and helmet. Whether a claim is refused without them, we don't know for certain."), sure=False),
    "traffic": Answer(_("Road accident"), PP82,
        _("In a road accident Jasa Raharja may have to pay too, so a police report helps. Who pays first and how much, "
          "an officer should look at."), sure=False),
    "attacked": Answer(_("Robbed or beaten at work"), PERMENAKER1,
        _("Violence at work counts as a work accident. Get safe first, then report it to the police and within "
          "%(report_hours)s hours to BPJS Ketenagakerjaan.")),
    "animal": Answer(_("Animals and nature"), PP82,
        _("What happens at work is a work accident: a snake, bees or a falling tree too. How it happened is looked at "
          "each time."), sure=False),
    "heart_attack": Answer(_("Sudden death at work"), PP82,
        _("Whether a sudden illness at work counts as a work accident is decided case by case. If not, JKM pays on its "
          "conditions."), sure=False),
    "lost_at_sea": Answer(_("Lost at sea"), PP82,
        _("We don't know which papers it needs for a member lost at sea, and how long it takes. The family should tell "
          "an officer soon."), sure=False),
    "papers_accident": Answer(_("Papers: accident"), PP82,
        _("KTP, card, report of the accident (form 3), the doctor's letter and the bills; witnesses help. An officer "
          "goes through it with you: write PETUGAS.")),
}
