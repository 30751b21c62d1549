"""Who may join, with what, and how it goes."""
from bot.flows.questions.answer import BROCHURE, GUIDE, OURS, PERMENAKER1, PERMENAKER5, PP44, PP82, Answer
from bot.texts import _

JOINING = {
    "ktp_elsewhere": Answer(_("KTP of another town"), BROCHURE,
        _("That is fine. You register with the NIK you have; where you live and where you work are asked separately.")),
    "no_ktp": Answer(_("No KTP"), BROCHURE,
        _("It needs a NIK: 16 digits, which are on the family card (KK) too. Who has none asks Dukcapil first.")),
    "documents": Answer(_("What papers"), BROCHURE,
        _("To register only the NIK on the KTP and a phone number; no photo, no KK, no payslip. For claims later more "
          "papers are needed.")),
    "too_old": Answer(_("Highest age"), BROCHURE,
        _("New members must not be %(below)s yet. Who was a member before should ask an officer.")),
    "too_young": Answer(_("Lowest age"), BROCHURE,
        _("From %(least_age)s on; under %(alone_from)s an officer does it together with a parent. Younger than "
          "%(least_age)s is not possible.")),
    "past_65": Answer(_("A member past the age"), GUIDE,
        _("Who first paid before that age may, as far as we know, go on after it. An officer should confirm it."), sure=False),
    "two_jobs": Answer(_("Two kinds of work"), BROCHURE,
        _("As far as we know %(occupations)s kinds of work can be recorded. Tell the main one here; an officer adds the "
          "other."), sure=False),
    "job_too": Answer(_("Employee with a side job"), PERMENAKER5,
        _("For the job your employer pays; for your own work beside it you can ask for BPU. How the two go together an "
          "officer should look at."), sure=False),
    "housewife": Answer(_("Housewives"), PERMENAKER5,
        _("Membership is for who works or has a business, however small: selling cakes or sewing at home counts. Without "
          "any work it is not possible.")),
    "student": Answer(_("Students"), PERMENAKER5,
        _("Who studies and also works, or is on an internship, can join. Under %(alone_from)s an officer does it "
          "together with a parent.")),
    "foreigner": Answer(_("Foreigners"), BROCHURE,
        _("This registration is for Indonesians with a NIK. For foreigners please ask 175.")),
    "sick_now": Answer(_("Joining while ill"), PERMENAKER1,
        _("JKK is for accidents at work, not for an illness one has; JKM pays in full only after %(jkm_months)s months. "
          "Who is in hospital or critically ill is, as far as we know, not accepted."), sure=False),
    "disabled_person": Answer(_("Disabled workers"), BROCHURE,
        _("The conditions speak only of work, NIK and age; we know of none that excludes a disability."), sure=False),
    "risky_job": Answer(_("Dangerous work"), PP44,
        _("Yes, dangerous work too: for who works for himself JKK costs the same share of the base whatever the work.")),
    "what_work": Answer(_("Which work counts"), PERMENAKER5,
        _("Everybody who works for himself: traders, farmers, fishers, drivers, builders, helpers at home, freelancers, "
          "partners of apps. An employee with wages is registered by the employer.")),
    "no_smartphone": Answer(_("No smartphone"), BROCHURE,
        _("No smartphone is needed: one can register here from somebody else's, at a branch or with a Perisai agent, and "
          "pay in cash with the NIK.")),
    "no_email": Answer(_("No e-mail"), BROCHURE,
        _("An e-mail address is not needed; a phone number is enough.")),
    "one_phone": Answer(_("One phone for several"), OURS,
        _("Yes, several people can register from one phone, one after the other. Each has their own NIK and their own "
          "contribution.")),
    "couple": Answer(_("Husband and wife"), BROCHURE,
        _("Each one is a member for themselves, with their own NIK and contribution; one card does not cover both.")),
    "family_covered": Answer(_("Is the family covered?"), PP82,
        _("Covered is the member alone. If the member dies, the family gets the money, and the children school money on "
          "its conditions.")),
    "has_kesehatan": Answer(_("With BPJS Kesehatan"), OURS,
        _("They are two different things: BPJS Kesehatan is for illness, BPJS Ketenagakerjaan for accidents at work, "
          "death and savings. One can have both.")),
    "only_one": Answer(_("Only one programme"), PERMENAKER5,
        _("JKK and JKM always go together; JHT can be added. JHT alone, or JKK alone, is not possible.")),
    "add_jht": Answer(_("Adding JHT later"), OURS,
        _("You can choose JHT when you register. Adding it later should be possible with an officer or a branch; how, we "
          "don't know."), sure=False),
    "owner_jht": Answer(_("Owners with workers"), PERMENAKER5,
        _("Who pays others to work takes all 3 programs for himself. The workers are registered as employees, which an "
          "officer helps with.")),
    "how_long": Answer(_("How long it takes"), OURS,
        _("An officer registers you within %(working_days)s working days and writes here. Cover starts only when the "
          "contribution is paid.")),
    "card": Answer(_("The card"), BROCHURE,
        _("After registration and payment there is a digital card in the JMO app. A printed one can be asked for at a "
          "branch.")),
    "card_lost": Answer(_("Lost card"), BROCHURE,
        _("The card is in the JMO app too, and the NIK is enough to pay. For a new print ask a branch.")),
    "number_when": Answer(_("The membership number"), OURS,
        _("The number (KPJ) is given out by BPJS Ketenagakerjaan when an officer has registered you; nobody knows it "
          "before. To pay, the NIK is enough.")),
    "move_city": Answer(_("Moving to another town"), BROCHURE,
        _("Membership goes with your NIK, so it moves with you. Tell a branch or an officer the new address.")),
    "work_changes": Answer(_("Changing my work"), OURS,
        _("Please tell an officer or a branch, so that the right work is recorded. From when the change counts, we don't "
          "know."), sure=False),
    "wrong_data": Answer(_("Wrong details sent"), OURS,
        _("Before sending, write UBAH and the name of the detail. If it has been sent, write PETUGAS, and an officer "
          "corrects it.")),
    "nik_refused": Answer(_("NIK not found"), OURS,
        _("We only check the form of a NIK; whether it is on record only Dukcapil can say. If it is refused at "
          "registration, an officer tells you what to do."), sure=False),
    "free": Answer(_("Does registering cost?"), OURS,
        _("Registering costs nothing; only the contribution is paid. Nobody may ask you for a fee for this chat.")),
    "migrant": Answer(_("Working abroad"), OURS,
        _("For work abroad there is a programme of its own for migrant workers, which we don't have here."), sure=False),
    "village_paid": Answer(_("Paid by the region?"), OURS,
        _("Ask 175 or a branch with your NIK whether somebody pays for you already, so that nothing is paid twice.")),
    "village_ask": Answer(_("Can the region pay?"), OURS,
        _("Some regions pay for vulnerable workers; the names come from the village or the manpower office. Nobody can "
          "register for that here.")),
    "mobile_car": Answer(_("Officers who come round"), OURS,
        _("There are service cars at markets and events that register people on the spot. We know no timetable."), sure=False),
    "work_hours": Answer(_("Hours and days of work"), PP82,
        _("What counts is whether it happened at work or on the way, not the hour or the day.")),
    "other_city": Answer(_("Work in another town"), PP82,
        _("What counts is whether it happened at work or on the way, not the town. Go to the nearest hospital and "
          "report.")),
}
