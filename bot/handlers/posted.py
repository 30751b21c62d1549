"""What Twilio posts: messages of people, and reports of what became of ours."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from bot.engine.messages import Tap
from bot.handlers.channel import Inbound

STATUSES = {"queued": "sent", "accepted": "sent", "sending": "sent", "sent": "sent", "delivered": "delivered", "read": "read",
            "failed": "failed", "undelivered": "failed"}
KINDS = {"text/vcard": "contact", "text/x-vcard": "contact", "image/webp": "sticker", "image": "photo", "audio": "voice", "video": "video",
         "application": "document", "text": "document"}


def read(params: Mapping[str, str]) -> Inbound:
    """Read one message as Twilio posts it. A sender without a phone number is known by the id that WhatsApp gives our business."""
    sender, text, media = params["From"], params.get("Body", ""), _media(params)
    payload = params.get("ButtonPayload") or params.get("ListId") or ""
    ours = re.fullmatch(r"([0-9a-f]{0,12}):([^\x00-\x1f]{1,80})", payload)
    tap = Tap(*ours.groups()) if ours else None
    text = "" if tap else text or params.get("ButtonText") or params.get("ListTitle") or ""
    if not (text or media or tap):
        media = "unknown"
    phone = re.fullmatch(r"whatsapp:(\+62\d{6,13})", sender)
    return Inbound("whatsapp", params["To"], sender, params["MessageSid"], text, tap, media, params.get("MediaUrl0", ""),
                   phone=phone[1] if phone else "")


def _media(params: Mapping[str, str]) -> str:
    if params.get("Latitude") and params.get("Longitude"):
        return "location"
    kind = params.get("MediaContentType0", "").partition(";")[0].strip().lower()
    return KINDS.get(kind) or KINDS.get(kind.partition("/")[0]) or ("unknown" if kind else "")


class Report(NamedTuple):
    """What became of a message: its id is ours. code: Twilio's, of a failed one."""

    id: str
    status: str
    code: str


def reported(params: Mapping[str, str]) -> Report | None:
    """Read a delivery report; None for what says nothing new. id: from the address that we gave with the message."""
    status = STATUSES.get(params["MessageStatus"])
    return Report(params["id"], status, params.get("ErrorCode", "") if status == "failed" else "") if status else None
