"""A person with WhatsApp: what they write and tap, signed as Twilio documents it and not by its SDK, and posted."""
from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from flask.testing import FlaskClient

from tests.standins.twilio_api import ACCOUNT, TOKEN, Accepted, TwilioApi

US = "whatsapp:+628990000001"


def signed(url: str, params: dict[str, str], token: str = TOKEN) -> str:
    """Base64 of HMAC-SHA1 over the address and every parameter, sorted by name, name and value without anything between."""
    text = url + "".join(name + params[name] for name in sorted(params))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


@dataclass
class Person:
    """Writes from one address; sees what Twilio accepted for it."""

    client: FlaskClient
    twilio: TwilioApi
    public_url: str
    address: str = "whatsapp:+6281200000123"

    @property
    def got(self) -> list[Accepted]:
        return self.twilio.of(self.address)

    def post(self, path: str, params: dict[str, str]) -> Any:
        signature = signed(self.public_url + path, params)
        return self.client.post(path, data=params, headers={"X-Twilio-Signature": signature})

    def say(self, text: str = "", **more: str) -> Any:
        sid = more.pop("MessageSid", f"SM{uuid4().hex}")
        return self.post("/webhooks/whatsapp", {
            "MessageSid": sid, "SmsMessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "NumMedia": "0",
            "SmsStatus": "received", "NumSegments": "1", "ProfileName": "Siti", "From": self.address, "To": US, "Body": text, **more})

    def tap(self, title: str) -> Any:
        """Tap what stands under the newest message."""
        shown = self.got[-1].shown
        id = dict(shown.choices)[title]
        if shown.button:
            return self.say(title, ListId=id, ListTitle=title, MessageType="interactive")
        return self.say(title, ButtonText=title, ButtonPayload=id, MessageType="button")

    def report(self, message: Accepted, status: str, code: str = "") -> Any:
        """Let Twilio say what became of a message, at the address that came with it."""
        at = urlsplit(message.callback)
        error = {"ErrorCode": code} if code else {}
        return self.post(f"{at.path}?{at.query}", {
            "MessageSid": message.sid, "MessageStatus": status, "SmsStatus": status, "To": message.to, "From": message.sender,
            "AccountSid": ACCOUNT, **error})
