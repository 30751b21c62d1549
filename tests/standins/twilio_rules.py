"""What Twilio refuses, as its published API documents have it, in our own words: the conscience of the stand-in."""
from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

STATUS = {20003: 401, 20404: 404, 20429: 429, 63018: 429}       # any other refusal is 400
MAY_SEND = set("To From Body ContentSid ContentVariables StatusCallback MessagingServiceSid MediaUrl PersistentAction ValidityPeriod "
               "ScheduleType SendAt SmartEncoded ContentRetention AddressRetention RiskCheck Attempt ForceDelivery ProvideFeedback "
               "ApplicationSid MaxPrice TrafficType ShortenUrls SendAsMms FallbackFrom".split())
MAY_LIST = set("To From DateSent DateSent< DateSent> PageSize Page PageToken".split())
MAY_CREATE = {"friendly_name", "language", "variables", "types"}
PARTS = {"twilio/quick-reply": ("actions", {"type", "title", "id"}, 10), "twilio/list-picker": ("items", {"item", "id", "description"}, 10)}
SLOT = re.compile(r"\{\{(\d+)\}\}")


class Refused(Exception):
    """A request breaks a rule. code: Twilio's, or 0 for what it would take and we don't."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why


class Shown(NamedTuple):
    """A message as the person's phone shows it: choices are (title, id)."""

    body: str
    choices: tuple[tuple[str, str], ...] = ()
    button: str = ""


def known(params: Mapping[str, Any], may: set[str]) -> None:
    """Twilio overlooks names it doesn't know; a stand-in says them aloud."""
    if strange := sorted(set(params) - may):
        raise Refused(0, f"unknown parameters {strange}")


def message(params: Mapping[str, str], contents: Mapping[str, dict[str, Any]]) -> Shown:
    """What a message will look like; Refused as Twilio refuses it."""
    known(params, MAY_SEND)
    if not params.get("To"):
        raise Refused(21604, "To is required")
    if not re.fullmatch(r"whatsapp:(\+\d{8,15}|[A-Z]{2}\.[0-9A-Za-z]{4,128})", params["To"]):
        raise Refused(21211, "To is not an address")
    if not re.fullmatch(r"whatsapp:\+\d{8,15}", params.get("From", "")):
        raise Refused(21212, "From is not a sender")
    if "StatusCallback" in params:
        host = urlsplit(params["StatusCallback"]).hostname
        if not host or "_" in host:
            raise Refused(21609, "StatusCallback needs a host without underscores")
    if "ContentSid" not in params:
        return _text(params)
    if not re.fullmatch(r"HX[0-9a-f]{32}", params["ContentSid"]) or params["ContentSid"] not in contents or "Body" in params:
        raise Refused(21655, "ContentSid is not a content, or there is a Body too")
    return _content(contents[params["ContentSid"]], params.get("ContentVariables", "{}"))


def _text(params: Mapping[str, str]) -> Shown:
    if "ContentVariables" in params:
        raise Refused(21654, "ContentVariables without ContentSid")
    if not params.get("Body", "").strip():
        raise Refused(21602, "a message needs a Body")
    if len(params["Body"]) > 1600:
        raise Refused(21617, "Body has more than 1600 characters")
    return Shown(params["Body"])


def _content(content: dict[str, Any], given: str) -> Shown:
    """Fill a content in and check what WhatsApp allows inside the window."""
    try:
        variables = json.loads(given)
    except ValueError:
        variables = None
    if not isinstance(variables, dict) or not all(isinstance(one, str) and one for one in variables.values()):
        raise Refused(21656, "ContentVariables is not an object of texts")
    ((form, parts),) = content["types"].items()
    slots = set(SLOT.findall(json.dumps(parts)))
    if strange := set(variables) - slots:
        raise Refused(21656, f"no such variables {sorted(strange)}")
    values = {**content["variables"], **variables}

    def fill(text: str) -> str:
        return SLOT.sub(lambda slot: values[slot[1]], text)

    many = PARTS[form][0]
    quick = form == "twilio/quick-reply"
    choices = tuple((fill(part["title" if quick else "item"]), fill(part["id"])) for part in parts[many])
    shown = Shown(fill(parts["body"]), choices, "" if quick else fill(parts["button"]))
    longest = 20 if quick else 24
    if len(shown.body) > 1024 or any(len(title) > longest or len(id) > 200 for title, id in choices) or len(shown.button) > 20:
        raise Refused(63005, "too long for WhatsApp")
    if len({title for title, _id in choices}) < len(choices) or len({id for _title, id in choices}) < len(choices):
        raise Refused(63005, "two choices are alike")
    if len(choices) > (3 if quick else 10):
        raise Refused(63005, "too many choices inside the window")
    return shown


def content(body: Any) -> None:
    """Refuse a Content resource that can't be made."""
    if not isinstance(body, dict):
        raise Refused(20001, "the body is one JSON object")
    known(body, MAY_CREATE)
    if not isinstance(body.get("language"), str) or not isinstance(body.get("types"), dict) or len(body["types"]) != 1:
        raise Refused(20001, "language and types are required")
    ((form, parts),) = body["types"].items()
    if form not in PARTS:
        raise Refused(20001, f"{form} is not used here")
    many, may, most = PARTS[form]
    known(parts, {"body", many, *(["button"] if many == "items" else [])})
    title = "title" if many == "actions" else "item"
    if not parts.get("body") or (many == "items" and not parts.get("button")) or not 1 <= len(parts.get(many, ())) <= most:
        raise Refused(20001, "body, button, or choices are missing")
    for part in parts[many]:
        known(part, may)
        if not part.get(title) or (many == "items" and not part.get("id")):
            raise Refused(20001, "a choice has no title or id")
    slots, samples = set(SLOT.findall(json.dumps(parts))), set(body.get("variables", {}))
    if slots != samples or slots != {str(n) for n in range(1, len(slots) + 1)}:
        raise Refused(20001, "variables are numbered from 1, and each has a sample")
