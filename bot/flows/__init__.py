"""The conversations there are, and what is offered when nobody has begun one."""
from bot.engine.messages import Choice
from bot.flows.registration import Registration
from bot.texts import _

FLOWS = {flow.key: flow for flow in (Registration,)}

MENU = (
    Choice("start registration", _("Register")),
    Choice("about benefits", _("What do I get?")),
    Choice("about quote", _("What does it cost?")),
    Choice("officer", _("Talk to an officer")),
)
