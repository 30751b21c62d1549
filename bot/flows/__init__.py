"""The conversations there are, and what is offered when nobody has begun one."""
from bot.engine.messages import Choice, Offer
from bot.flows.agreement import Agreement
from bot.flows.benefits import Benefits
from bot.flows.claim import Claim
from bot.flows.collective import Collective
from bot.flows.data import Data
from bot.flows.employer import Employer
from bot.flows.fraud import Fraud
from bot.flows.handoff import Handoff
from bot.flows.health import Health
from bot.flows.identity import Identity, Stranger
from bot.flows.pay import Paid, Pay
from bot.flows.questions import QUESTIONS
from bot.flows.quote import Quote
from bot.flows.reactivation import Reactivation
from bot.flows.registration import Registration
from bot.flows.roster import Roster
from bot.flows.sponsor import Sponsor
from bot.flows.status import Status
from bot.texts import _

FLOWS = {flow.key: flow for flow in (
    Registration, Reactivation, Benefits, Quote, Pay, Paid, Status, Employer, Health, Fraud, Handoff, Claim, Collective, Data, Identity,
    Stranger, Sponsor, Roster, Agreement)}

MENU = (
    Choice("start registration", _("Register")),
    Choice("start reactivation", _("Membership lapsed")),
    Choice("about benefits", _("What do I get?")),
    Choice("about quote", _("What does it cost?")),
    Choice("about pay", _("How to pay")),
    Choice("about status", _("My membership")),
    Choice("officer", _("Talk to an officer")),
)

TOPICS = {
    "register": Choice("start registration", _("Register")),
    "reactivate": Choice("start reactivation", _("Membership lapsed")),
    "sponsor": Choice("start sponsor", _("Register others")),
    "benefits": Choice("about benefits", _("What do I get?")),
    "benefit_jkk": Choice("about benefit_jkk", _("Accident (JKK)")),
    "benefit_jkm": Choice("about benefit_jkm", _("Death (JKM)")),
    "benefit_jht": Choice("about benefit_jht", _("Savings (JHT)")),
    "quote": Choice("about quote", _("What does it cost?")),
    "pay": Choice("about pay", _("How to pay")),
    "paid": Choice("about paid", _("I have paid")),
    "fraud": Choice("about fraud", _("Is this a scam?")),
    "status": Choice("about status", _("My membership")),
    "claim": Choice("about claim", _("Claim money")),
    "staff": Choice("officer", _("Talk to an officer")),
    "complaint": Choice("about complaint", _("Complain")),
    "language": Choice("about language", _("Language")),
    "privacy": Choice("about data", _("My data")),
    "collective": Choice("about collective", _("For many people")),
    "health_confusion": Choice("about health", _("BPJS Kesehatan")),
    "wage_earner": Choice("about employer", _("I have an employer")),
    "cancel": Choice("menu", _("Menu")),
    **{key: Choice(f"about {key}", answer.label) for key, answer in QUESTIONS.items()},
}

PERSONAL = frozenset({"data", "status"})                        # tell something of a person
WISHES = {"erase": "data erase", "withdraw": "data withdraw"}   # what a safe word opens
TONGUES = {
    "jawa": Offer(_("I understand Javanese and answer in Indonesian. If you prefer, we look for an officer who speaks Javanese: write "
                    "PETUGAS JAWA."), Choice("officer jawa", _("Officer for Javanese"))),
    "sunda": Offer(_("I understand Sundanese and answer in Indonesian. If you prefer, we look for an officer who speaks Sundanese: write "
                     "PETUGAS SUNDA."), Choice("officer sunda", _("Officer for Sundanese"))),
}
