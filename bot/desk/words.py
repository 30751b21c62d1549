"""The desk's own words for what is stored as a code."""
from __future__ import annotations

from collections.abc import Mapping

from bot.flows import TOPICS
from bot.nlu import PHRASES
from bot.office import MORE
from bot.texts import Text, _

REASONS: Mapping[str, Text] = {
    "asked": _("Wants to talk to a person"), "accident": _("Accident"), "death": _("Death"), "despair": _("Wants to die"),
    "minor": _("Under 18"),
    "over_age": _("Over the age limit"), "erase": _("Wants data deleted"), "enrolment": _("Registration"), "payment": _("Payment"),
    "claim": _("Claim"), "complaint": _("Complaint"), "lost_kpj": _("Lost card or KPJ"), "no_nik": _("Comes back, without a NIK"),
    "employer": _("Employer with employees"), "fraud": _("Fears a fraud"), "claim_jht": _("Claim: JHT savings"),
    "claim_accident": _("Claim: accident at work"), "claim_death": _("Claim: death"), "claim_school": _("Claim: school money"),
    "collective": _("Many people at once"), "correct": _("Wants data corrected"), "withdraw": _("Withdraws consent"),
    "identity": _("Could not show who they are"), "wrong_number": _("Number has changed hands"),
    "counter": _("Stands at the counter"), "language jawa": _("Wants to speak Javanese"), "language sunda": _("Wants to speak Sundanese"),
}
MATTERS: Mapping[str, Text] = {
    "enrolment": _("Registration"), "payment": _("Payment"), "claim": _("Claim"), "complaint": _("Complaint"),
    "data": _("Data and privacy"), "other": _("Anything else"),
}
ROLES: Mapping[str, Text] = {
    "newcomer": _("codes not set up"), "officer": _("Officer"), "supervisor": _("Supervisor"), "admin": _("Admin")}
STATUSES: Mapping[str, Text] = {
    "submitted": _("New"), "taken": _("In progress"), "sent_back": _("Sent back"), "registered": _("Registered, not paid"),
    "active": _("Protected"), "lapsed": _("Lapsed"),
}
STEPS: Mapping[str, str] = {"submitted": "take", "taken": "register", "registered": "pay", "active": "pay", "lapsed": "pay"}
FILES: Mapping[str, Text] = {"members": _("List of a body of government"), "results": _("Results")}
FATES: Mapping[str, Text] = {"open": _("To be looked at"), "accepted": _("Being worked off"), "done": _("Done")}
KINDS: Mapping[str, Text] = {"registration": _("Registration"), "reactivation": _("Reactivation")}
GROUPS: Mapping[str, Text] = {"helpers": _("SERTAKAN, paid by a sponsor"), "people": _("Village list"), "lines": _("List from a file")}
TERMS: Mapping[str, Text] = {
    "number": _("By number"), "nik": _("By NIK"), "phone": _("By phone"), "kpj": _("By KPJ"), "name": _("By name"),
}
CERTIFIED: Mapping[str, Text] = {"erase": _("data deleted"), "withdraw": _("consent withdrawn")}
FORMS: Mapping[str, Text] = {
    **KINDS, "sponsor": _("Register others"), "helper": _("Each helper"), "roster": _("For many people"), "villager": _("Each of a list"),
    "agreement": _("Yes by a code"),
}
STARTS: Mapping[str, Text] = {
    choice.id.removeprefix("start "): choice.label for choice in TOPICS.values() if choice.id.startswith("start ")}
CHANNELS: Mapping[str, str] = {"telegram": "Telegram", "whatsapp": "WhatsApp", "web": "Web", "terminal": "Terminal", "counter": "Loket",
                                "nowhere": "–"}
LANGUAGES: Mapping[str, Text] = {"id": _("Indonesian"), "en": _("English")}
MARKS: Mapping[str, Text] = {
    "queued": _("waiting to be sent"), "unknown": _("perhaps sent"), "parked": _("waits until the person writes"), "voided": _("not sent"),
    "sent": _("sent"), "delivered": _("delivered"), "read": _("read"), "failed": _("could not be delivered"),
}
SPEAKERS: Mapping[str, Text] = {
    "worker": _("Person"), "spoken": _("Person, spoken"), "signed": _("Person, signed"), "prompt": _("Assistant"),
    "notice": _("Assistant"), "staff": _("Officer"),
}
HOW: Mapping[str, Text] = {"spoken": _("Spoken"), "signed": _("Signed on paper")}
MEDIA: Mapping[str, Text] = {
    "photo": _("Photo"), "voice": _("Voice note"), "video": _("Video"), "sticker": _("Sticker"), "location": _("Location"),
    "contact": _("Contact"), "document": _("Document"),
}
FIELDS: Mapping[str, Text] = {
    "nik": _("NIK"), "kpj": _("KPJ"), "name": _("Name"), "born": _("Birth date"), "sex": _("Sex"), "phone": _("Phone"), "home": _("Home"),
    "work": _("Work"), "sector": _("Sector"), "workplace": _("Place of work"), "income": _("Income"), "base": _("Contribution base"),
    "employer": _("Employees"), "programs": _("Programs"), "months": _("Months"), "payer": _("Payer"), "note": _("Note"),
    "unpaid_months": _("Not paid for"), "before": _("Paid by"), "employees": _("Number of employees"),
    "day": _("Paid on"), "place": _("Paid at"), "amount": _("Amount paid"), "receipt": _("Receipt"),
    "body": _("For whom"), "heads": _("Number of people"), "contact": _("Whom to call"), "certificate": _("Certificate"),
    "language": _("Language"), "basis": _("On the basis of"),
}

QUESTIONS: Mapping[str, Text] = {      # those that bear no label, as nobody mends them
    "consent": _("Consent"), "confirm": _("Summary"), "village": _("Village"), "regency": _("Kabupaten or kota"), "yeses": _("Their yeses"),
    "agrees": _("Their yes"), "code": _("Code"), "yes": _("Yes or no"),
}
UNREAD = _("not understood")
WHYS: Mapping[str, Text] = {        # of refusals; what has no words here was no answer to its question
    "nik_length": _("not 16 digits"), "nik_province": _("no such province"), "nik_none": _("no NIK"), "impossible": _("no such day"),
    "phone_nik": _("a NIK instead"), "phone_none": _("no number"), "name_digits": _("has digits"), "name_long": _("too long"),
    "place_broad": _("too broad"), "place_jakarta": _("which part of Jakarta"), "months_many": _("too many months"),
    "too_much": _("too much"), "future": _("lies ahead"), "year": _("the year is missing"), "age": _("an age instead of a day"),
    "owner": _("owner without JHT"), "wage_earner": _("has an employer"), "twice": _("the same NIK twice"), "period": _("a day, a month?"),
    "unclear": _("not understood, no question open"), "unknown": _("a question without an answer here"),
    "doubt": _("may mean several things"),
}
INTENTS: Mapping[str, Text] = {      # what may be learnt that a message is about
    **{key: choice.label for key, choice in TOPICS.items() if (PHRASES / f"{key}.txt").exists()},
    "greeting": _("Greeting"), "thanks": _("Thanks"), "out_of_scope": _("Nothing of ours"), "answer": _("Answer to a question"),
}

# What officers often say; the values are filled in, the words are the person's language.
CANNED: Mapping[str, Text] = {
    "hello": _("Good day, I am %(officer)s of %(office)s. How can I help?"),
    "checking": _("I am checking this and will answer you here today."),
    "pay": _("Payment is made with the NIK, for example at %(places)s. Nobody of us ever asks for cash, an OTP or a PIN."),
    "card": _("Please send a photo of the card, or write the 11 digits of the KPJ. If you don't have it, the NIK is enough."),
    "office": _("You are welcome at %(office)s, %(hours)s. Please bring your KTP."),
    "done": _("Is there anything else? If not, the assistant goes on with you."),
}


def span(minutes: str) -> Text:
    """So many minutes of office time, or more than all of them."""
    if minutes == MORE:
        return _("longer")
    return _("%(hours)s h")(hours=int(minutes) // 60) if int(minutes) % 60 == 0 else _("%(minutes)s min")(minutes=int(minutes))
