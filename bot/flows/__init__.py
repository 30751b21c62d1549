"""The conversations there are, and what is offered when nobody has begun one."""
from bot.engine.messages import Choice
from bot.flows.benefits import Benefits
from bot.flows.handoff import Handoff
from bot.flows.quote import Quote
from bot.flows.registration import Registration
from bot.texts import _

FLOWS = {flow.key: flow for flow in (Registration, Benefits, Quote, Handoff)}

MENU = (
    Choice("start registration", _("Register")),
    Choice("about benefits", _("What do I get?")),
    Choice("about quote", _("What does it cost?")),
    Choice("officer", _("Talk to an officer")),
)

TOPICS = {
    "register": Choice("start registration", _("Register")),
    "reactivate": Choice("about reactivate", _("Membership lapsed")),
    "sponsor": Choice("about sponsor", _("Register others")),
    "benefits": Choice("about benefits", _("What do I get?")),
    "benefit_jkk": Choice("about benefit_jkk", _("Accident (JKK)")),
    "benefit_jkm": Choice("about benefit_jkm", _("Death (JKM)")),
    "benefit_jht": Choice("about benefit_jht", _("Savings (JHT)")),
    "quote": Choice("about quote", _("What does it cost?")),
    "pay": Choice("about pay", _("How to pay")),
    "status": Choice("about status", _("My membership")),
    "claim": Choice("about claim", _("Claim money")),
    "staff": Choice("officer", _("Talk to an officer")),
    "complaint": Choice("about complaint", _("Complain")),
    "language": Choice("about language", _("Language")),
    "privacy": Choice("about privacy", _("My data")),
    "health_confusion": Choice("about health_confusion", _("BPJS Kesehatan")),
    "wage_earner": Choice("about wage_earner", _("I have an employer")),
    "cancel": Choice("menu", _("Menu")),
}
