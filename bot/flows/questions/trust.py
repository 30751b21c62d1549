"""Who we are, and what nobody may ask of you."""
from bot.flows.questions.answer import BROCHURE, JMO, OURS, UU24, WEBSITE, Answer
from bot.texts import _

TRUST = {
    "scam": Answer(_("Can I trust this?"), OURS,
        _("It is right to ask. We never ask for OTP, PIN, password or a transfer; you pay only later, at an official "
          "place, with your NIK. Call 175 if you wish to check.")),
    "who_are_you": Answer(_("Who runs this chat?"), OURS,
        _("This is a program of %(office)s that helps informal workers register with BPJS Ketenagakerjaan. Officers, "
          "people, do the registering itself.")),
    "robot": Answer(_("A robot?"), OURS,
        _("Yes, a program answers here. Write PETUGAS, and a person answers you, %(promise)s.")),
    "otp": Answer(_("Asked for a code"), OURS,
        _("Never give anybody an OTP, PIN or password: no officer asks for them, neither do we. If you gave one, call "
          "your bank and 175 now.")),
    "transfer": Answer(_("Told to transfer money"), OURS,
        _("Don't transfer to anybody's own account: contributions go only through official places, with your NIK. Tell "
          "an officer with PETUGAS who asked for it.")),
    "ktp_photo": Answer(_("Photo of the KTP"), OURS,
        _("Please send no photo of your KTP: only text is read here, and the NIK is enough.")),
    "mother": Answer(_("Mother's name"), OURS,
        _("No, we never ask for your mother's name. Don't write it here or give it to anybody who writes in our name.")),
    "perisai": Answer(_("Perisai agents"), BROCHURE,
        _("Perisai are agents of BPJS Ketenagakerjaan who register and look after members near them. Ask for the card, "
          "and pay only for a proof.")),
    "public_body": Answer(_("Whose is BPJS?"), UU24,
        _("BPJS Ketenagakerjaan is a public body set up by law, answering to the President; it is no private insurer and "
          "makes no profit.")),
    "sharia": Answer(_("Is it halal?"), OURS,
        _("Whether it accords with sharia we are not the ones to say. Please ask somebody you trust in this.")),
    "call": Answer(_("Calling somebody"), WEBSITE,
        _("Call 175, the service of BPJS Ketenagakerjaan. For us write PETUGAS here; we name no other number, as false "
          "ones go about.")),
    "jmo": Answer(_("The JMO app"), JMO,
        _("JMO is the official app of BPJS Ketenagakerjaan: balance, card, payment, JHT up to %(jmo_limit)s. Take it "
          "only from the Play Store or App Store.")),
    "aid_lost": Answer(_("Will aid be lost?"), OURS,
        _("We know of no rule that takes away PKH or other aid for being a member, but we are not the ones who decide. "
          "Please ask your village or the social office.")),
    "compulsory": Answer(_("Must I join?"), OURS,
        _("Nobody is registered here against their will, and you can leave at any time. What the law asks of your work "
          "an officer can say."), sure=False),
}
