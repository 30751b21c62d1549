"""Content resources: messages with buttons or rows, made once in Twilio's account and filled in whenever one is sent."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Literal, NamedTuple

from bot.handlers.channel import Unsent
from bot.handlers.layout import Laid

URL = "https://content.twilio.com/v1/Content"
KEPT = 300.0            # seconds before Twilio is asked again what there is
INVITATION = "bpu_open"

Ask = Callable[[str, str, dict[str, Any] | None], dict[str, Any]]


class Shape(NamedTuple):
    """A kind of choosing and how many choices: all that a Content resource of ours fixes."""

    kind: Literal["quick", "list"]
    size: int

    @property
    def name(self) -> str:
        return f"bpu_{self.kind}_{self.size}"


SHAPES = (*(Shape("quick", n) for n in range(1, 4)), *(Shape("list", n) for n in range(1, 11)))


def filled(laid: Laid, stamp: str, pick: str) -> tuple[Shape, dict[str, str]]:
    """Give the shape of a message with choices, and its variables in the order of `definition`. pick: opens a list."""
    choices = laid.buttons or laid.rows
    shape = Shape("quick" if laid.buttons else "list", len(choices))
    values = [laid.text, *([pick] if laid.rows else ()), *(part for c in choices for part in (c.label, f"{stamp}:{c.id}"))]
    return shape, {str(n): value for n, value in enumerate(values, 1)}


def definition(shape: Shape) -> dict[str, Any]:
    """Say how a shape is made: every text in it is a variable. Source: twilio.com/docs/content, quick-reply and list-picker."""
    slots = (f"{{{{{n}}}}}" for n in count(1))
    content: dict[str, Any] = {"body": next(slots)}
    if shape.kind == "quick":
        content["actions"] = [{"type": "QUICK_REPLY", "title": next(slots), "id": next(slots)} for _ in range(shape.size)]
        form = "twilio/quick-reply"
    else:
        content["button"] = next(slots)
        content["items"] = [{"item": next(slots), "id": next(slots)} for _ in range(shape.size)]
        form = "twilio/list-picker"
    samples = {str(n): f"Contoh {n}" for n in range(1, 2 * shape.size + (2 if shape.kind == "quick" else 3))}
    return {"friendly_name": shape.name, "language": "id", "variables": samples, "types": {form: content}}


def invitation(body: str, reply: str) -> dict[str, Any]:
    """Say how the template is made that may go out when the window is closed; its one button opens it again."""
    action = {"type": "QUICK_REPLY", "title": reply, "id": reply}
    return {"friendly_name": INVITATION, "language": "id", "types": {"twilio/quick-reply": {"body": body, "actions": [action]}}}


class Contents:
    """What there is in the account, by name: asked now and then, kept in between."""

    def __init__(self, ask: Ask) -> None:
        """ask(method, url, body): one call to Twilio; Unsent if it was refused."""
        self._ask = ask
        self._sids: dict[str, str] = {}
        self._due = 0.0

    def sid(self, name: str) -> str | None:
        """The id of a resource, or nothing: while Twilio can't be asked, nothing new is known."""
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + KEPT
            try:
                self._sids = dict(self._listed())
            except Unsent:
                pass        # buttons are a comfort: numbered text goes out meanwhile
        return self._sids.get(name)

    def forget(self, name: str) -> None:
        """Leave one out, until Twilio is asked again."""
        self._sids.pop(name, None)

    def missing(self) -> list[str]:
        """The names of what is not there. Unsent if Twilio refuses."""
        there = dict(self._listed())
        return [name for name in (*(shape.name for shape in SHAPES), INVITATION) if name not in there]

    def sync(self, body: str, reply: str) -> list[str]:
        """Make what is missing and give its names; the template is handed to WhatsApp for approval. Unsent if Twilio refuses."""
        lacks = self.missing()
        missing = [wanted for wanted in (*map(definition, SHAPES), invitation(body, reply)) if wanted["friendly_name"] in lacks]
        for wanted in missing:
            made = self._ask("POST", URL, wanted)
            if wanted["friendly_name"] == INVITATION:
                self._ask("POST", f"{URL}/{made['sid']}/ApprovalRequests/whatsapp", {"name": INVITATION, "category": "UTILITY"})
        self._due = 0.0
        return [str(wanted["friendly_name"]) for wanted in missing]

    def _listed(self) -> Iterator[tuple[str, str]]:
        """Name and id of every resource; of two with one name the older one stands."""
        found, url = [], f"{URL}?PageSize=100"
        while url:
            page = self._ask("GET", url, None)
            found += [(one["date_created"] or "", one["friendly_name"] or "", one["sid"]) for one in page["contents"]]
            url = page["meta"]["next_page_url"]
        for _made, name, sid in sorted(found, reverse=True):
            yield name, sid
