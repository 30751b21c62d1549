"""WhatsApp through Twilio: what people write comes in by webhook, what we say goes out by REST."""
from __future__ import annotations

import json
import logging
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlsplit

import requests
from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.exceptions import HTTPException

from bot.engine.messages import Bubble
from bot.handlers.channel import Fate, Inbound, Unsent
from bot.handlers.content import INVITATION, Contents, filled
from bot.handlers.layout import Abilities, Laid, layout
from bot.handlers.media import fetch
from bot.handlers.posted import read, reported
from bot.texts import _

NAME = "whatsapp"
ABILITIES = Abilities(buttons=3, button=20, rows=10, row=24, text=1600, body=1024)
PLAIN = replace(ABILITIES, buttons=0, rows=0)
WAIT = (5, 15)                  # seconds to connect, and for an answer
WINDOW = timedelta(hours=24)    # since the person last wrote; Meta's rule
LOOKED_BACK = 20                # messages to one person among which an unknown one is looked for
DONE = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

WORDS = {"pick": _("Choose"), "news": _("There is news about your BPJS Ketenagakerjaan registration. Tap the button to read it."),
         "open": _("Open")}

Hear = Callable[[Inbound], Any]
FATES: Mapping[str, Fate] = {code: cast(Fate, fate) for fate, codes in
                             tomllib.loads((Path(__file__).parent / "errors.toml").read_text()).items() for code in codes}


def window_open(last_heard: datetime | None, now: datetime, margin: timedelta = timedelta(minutes=10)) -> bool:
    """Whether anything but an approved template may go out; margin: for clocks that differ and for queues."""
    return last_heard is not None and now < last_heard + WINDOW - margin


def fate(code: str, status: int = 400) -> Fate:
    """What follows from Twilio's error code, or from the HTTP status where the code says nothing."""
    if code in FATES:
        return FATES[code]
    if status in (401, 403):
        return "halt"
    if status >= 500:
        return "unknown"        # a gateway may have lost the answer only
    return "later" if status in (408, 425, 429) or status < 400 else "content"


def take(params: Mapping[str, str], hear: Hear, deliver: Callable[[str], object], report: Callable[[str, str, str], object]) -> None:
    """Pass on what Twilio posted, now or when it comes out of the spool; only a report has our id beside it."""
    if "id" in params:
        if found := reported(params):
            report(*found)
    elif done := hear(read(params)):
        deliver(done.address)


def pages(hear: Hear, deliver: Callable[[str], object], report: Callable[[str, str, str], object], token: str, public_url: str,
          away: type[Exception], spool: Callable[[dict[str, str]], object]) -> Blueprint:
    """Hang both webhooks. deliver: wake the sender, don't wait for it. away: raised while the database can't be had; what came is
    spooled then, for `take`."""
    blueprint, validator = Blueprint(NAME, __name__), RequestValidator(token)

    @blueprint.before_request
    def verify() -> None:
        if not token or not validator.validate(_called(public_url), request.form, request.headers.get("X-Twilio-Signature", "")):
            abort(403, "The signature does not match this address and these parameters.")
        if request.mimetype != "application/x-www-form-urlencoded":
            abort(415, "Twilio posts forms.")

    @blueprint.post("/webhooks/whatsapp", defaults={"names": ("MessageSid", "From", "To")})
    @blueprint.post("/webhooks/whatsapp/status", defaults={"names": ("MessageStatus", "id")})
    def accept(names: tuple[str, ...]) -> ResponseReturnValue:
        params = _having(names)
        try:
            take(params, hear, deliver, report)
        except away:
            spool(params)
        return Response(DONE, mimetype="text/xml")

    @blueprint.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> ResponseReturnValue:
        return Response(f"{error.description}\n", error.code, mimetype="text/plain")

    return blueprint


def _called(public_url: str) -> str:
    """The address as Twilio called it, before any proxy."""
    query = request.query_string.decode("ascii", "replace")
    return public_url.rstrip("/") + request.path + (f"?{query}" if query else "")


def _having(names: tuple[str, ...]) -> dict[str, str]:
    """What was posted, and the query; 400 if something is missing."""
    params = {**request.form.to_dict(), **request.args.to_dict()}
    if missing := [name for name in names if not params.get(name)]:
        abort(400, f"These fields are missing or empty: {', '.join(missing)}.")
    return params


class Wire(TwilioHttpClient):       # type: ignore[misc]
    """The SDK's way out: connections are kept, waits are bounded, and every refusal is said as Unsent."""

    def __init__(self, url: str) -> None:
        """url: where to go in place of Twilio, or nothing."""
        super().__init__(logger=logging.Logger(NAME, logging.CRITICAL))     # the SDK's own would write down phone numbers
        self.timeout = WAIT
        self._elsewhere = urlsplit(url)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        if self._elsewhere.netloc:
            url = urlsplit(url)._replace(scheme=self._elsewhere.scheme, netloc=self._elsewhere.netloc).geturl()
        try:
            answer = super().request(method, url, *args, **kwargs)
        except requests.RequestException as error:
            raise Unsent("later" if _never_reached(error) else "unknown", type(error).__name__) from None
        if answer.status_code >= 300:
            raise _refusal(answer.status_code, answer.text, answer.headers)
        return answer


def _never_reached(error: requests.RequestException) -> bool:
    """Whether the connection was not even made: then urllib3 gave up for a reason; else it broke under way."""
    return isinstance(error, requests.ConnectionError) and getattr(error.args[0] if error.args else None, "reason", None) is not None


def _refusal(status: int, text: str, headers: Mapping[str, str]) -> Unsent:
    try:
        code = str(json.loads(text)["code"])
    except (ValueError, KeyError, TypeError):
        code = ""
    wait = headers.get("Retry-After", "")
    return Unsent(fate(code, status), code or f"HTTP {status}", float(wait) if re.fullmatch(r"\d{1,5}", wait) else 0)


class WhatsApp:
    """The sending side."""

    name = NAME

    def __init__(self, account: str, token: str, sender: str, public_url: str, words: Mapping[str, str], api_url: str = "") -> None:
        """sender: our number, +62... words: WORDS as they are said. api_url: a stand-in for Twilio."""
        self._client = Client(account, token, http_client=Wire(api_url))
        self._credentials = account, token
        self._from = f"whatsapp:{sender.removeprefix('whatsapp:')}"
        self._public_url, self._words = public_url.rstrip("/"), words
        self.contents = Contents(self._ask)

    def send(self, to: str, bubble: Bubble, stamp: str, id: str) -> str:
        laid, plain = _laid(bubble, ABILITIES), _laid(bubble, PLAIN)
        if laid.buttons or laid.rows:
            shape, variables = filled(laid, stamp, self._words["pick"])
            if sid := self.contents.sid(shape.name):
                try:
                    return self._create(to, id, content_sid=sid, content_variables=json.dumps(variables))
                except Unsent as unsent:
                    if unsent.fate != "content":
                        raise
                    self.contents.forget(shape.name)
        return self._create(to, id, body=plain.text)

    def fetch(self, file: str) -> bytes:
        """Fetch what a person sent from where Twilio keeps it; Unfetched if that can't be."""
        return fetch(file, self._credentials)

    def missing(self) -> list[str]:
        """The Content resources that Twilio's account lacks; Unsent if Twilio refuses."""
        return self.contents.missing()

    def sync(self) -> list[str]:
        """Make the Content resources that are missing and give their names; Unsent if Twilio refuses."""
        return self.contents.sync(self._words["news"], self._words["open"])

    def is_open(self, heard: datetime | None, now: datetime) -> bool:
        return window_open(heard, now)

    def invite(self, to: str, id: str) -> str:
        """Send the approved template, the only thing that may go out when the window is closed."""
        if not (sid := self.contents.sid(INVITATION)):
            raise Unsent("window", "no template")
        return self._create(to, "", content_sid=sid)        # unreported: a "read" would count for the message that still waits

    def find(self, to: str, bubble: Bubble, since: datetime, known: Collection[str]) -> str | None:
        """Look for a message that may have gone out, by its words. since: with a margin for clocks that differ; known: ids of others.
        Unsent if that can't be found out now."""
        words = {_laid(bubble, ABILITIES).text, _laid(bubble, PLAIN).text}
        for one in self._client.messages.list(to=to, from_=self._from, limit=LOOKED_BACK):
            if one.sid not in known and (one.body or "").strip() in words and one.date_created and one.date_created >= since:
                return str(one.sid)
        return None

    def _create(self, to: str, id: str, **what: str) -> str:
        if id:
            what["status_callback"] = f"{self._public_url}/webhooks/whatsapp/status?id={quote(id)}"
        try:
            return str(self._client.messages.create(to=to, from_=self._from, **what).sid)
        except ValueError:
            raise Unsent("unknown", "unreadable answer") from None

    def _ask(self, method: str, url: str, body: dict[str, Any] | None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} if body else None
        return dict(json.loads(self._client.request(method, url, data=body, headers=headers).text))


def _laid(bubble: Bubble, abilities: Abilities) -> Laid:
    try:
        return layout(bubble, abilities)
    except ValueError as error:
        raise Unsent("content", str(error)) from None
