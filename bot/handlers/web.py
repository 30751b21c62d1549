"""Web chat: the bot in a browser, and on a tablet at a market stall."""
from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from flask import Blueprint, abort, jsonify, render_template, request, session
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from bot.engine.messages import Bubble, Tap
from bot.handlers.channel import Inbound
from bot.speech import Speech
from bot.texts import _

NAME = "web"
ACCOUNT = "page"
LONGEST = 4000                      # characters of one message
OURS = {"prompt": "bot", "notice": "bot", "staff": "officer"}
SHOWN = ("heard", "sent", "delivered", "read")
MEDIA = ("photo", "voice", "sticker", "location")

WORDS = {
    "title": _("BPU assistant"), "disclaimer": _("Not an official BPJS Ketenagakerjaan site; run by %(office)s"), "done": _("Done"),
    "log": _("Conversation"), "field": _("Write a message"), "send": _("Send"), "me": _("You"), "bot": _("Assistant"),
    "officer": _("Officer"), "unsent": _("Not sent yet, trying again…"), "refused": _("This message could not be sent."),
    "offline": _("No connection, trying again…"), "cleared": _("The conversation is gone from this screen."),
    "photo": _("Photo (stays on this device, not sent)"), "ask": _("Still there?"), "stay": _("I am still here"),
    "explain": _("In half a minute this conversation is cleared from the screen, so that nobody else reads it."),
    "noscript": _("This page needs JavaScript. Please turn it on in the browser's settings, or come to %(office)s."),
}
TOO_FAST = _("That was very fast. What you wrote is kept and sent again in %(seconds)s seconds…")
BUSY = _("It is very busy here right now. What you wrote is kept and sent again in %(seconds)s seconds…")
TOO_LONG = _("A message has at most %(most)s characters. Please write it shorter.")(most=LONGEST)


class Page:
    """The sending side: what was given out is fetched by the browser, which says what it has shown."""

    name = NAME

    def send(self, to: str, bubble: Bubble, stamp: str, id: str) -> str:
        return ""


class Shell(Protocol):
    """What this channel needs of the conversation."""

    def transcript(self, channel: str, account: str, sender: str, after: int = 0) -> list[Any]: ...


def pages(shell: Callable[[], Shell], hear: Callable[[Inbound], Any], deliver: Callable[[str], object], speech: Speech, office: str,
          idle_minutes: int, wait: Callable[[str, str | None], int] = lambda person, origin: 0) -> Blueprint:
    """Hang the page and its three calls; deliver: take what is queued for an address to where the browser finds it.
    wait: seconds that a person at a network address has to wait before they may post a message."""
    room = Path(__file__).parent / "pages"
    blueprint = Blueprint(NAME, __name__, template_folder=str(room), static_folder=str(room / "static"))

    @blueprint.get("/")
    def page() -> str:
        words = {key: speech.say(text(office=office), "id") for key, text in WORDS.items()}
        return render_template("chat.html", words=words, office=office, idle_minutes=idle_minutes, language="id")

    @blueprint.post("/messages")
    def say() -> ResponseReturnValue:
        person = _person()
        if seconds := wait(person, request.remote_addr):
            abort(429, speech.say(TOO_FAST(seconds=seconds), "id"), retry_after=seconds)
        inbound = _read(person, speech.say(TOO_LONG, "id"))
        done = hear(inbound)
        if done:
            deliver(done.address)
        return _since(inbound.seen or 0)

    @blueprint.get("/messages")
    def listen() -> ResponseReturnValue:
        return _since(request.args.get("after", 0, type=int))

    @blueprint.post("/leave")
    def leave() -> ResponseReturnValue:
        session.clear()
        return "", 204

    def _since(after: int) -> ResponseReturnValue:
        rows = shell().transcript(NAME, ACCOUNT, session["person"], after) if "person" in session else []
        ready = takewhile(lambda row: row.status != "queued", rows)     # what comes behind it waits too: the page never looks back
        answer = jsonify(messages=[_written(row, speech) for row in ready if row.status in SHOWN])
        answer.headers["Cache-Control"] = "no-store"        # a browser that many use keeps nothing
        return answer

    @blueprint.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> ResponseReturnValue:
        seconds = getattr(error, "retry_after", None)
        answer = jsonify(error=speech.say(BUSY(seconds=seconds), "id") if error.code == 503 else error.description)
        if seconds:
            answer.headers["Retry-After"] = str(seconds)
        return answer, error.code or 500

    return blueprint


def _person() -> str:
    """The name by which this browser is known; the cookie ends with the browser or with Selesai."""
    if "person" not in session:
        session["person"] = uuid4().hex
    return str(session["person"])


def _read(person: str, too_long: str) -> Inbound:
    """Read what the page posts; 4xx with a sentence for anything else. The one that people can cause is said in their words."""
    if not request.is_json:
        abort(415, "Messages are sent as JSON.")
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None
    if not isinstance(body, dict):
        abort(400, "The body is one JSON object.")
    id, seen = body.get("id"), body.get("seen", 0)
    if not (isinstance(id, str) and 8 <= len(id) <= 64 and id.isprintable()) or type(seen) is not int or not 0 <= seen < 2**31:
        abort(400, "A message has an id of 8 to 64 characters, and says which number was seen last.")
    said = {name: body.get(name, "") for name in ("text", "choice", "stamp", "media")}
    if not all(isinstance(value, str) for value in said.values()):
        abort(400, "Text, choice, stamp and media are strings.")
    if len(said["text"]) > LONGEST:
        abort(413, too_long)
    is_named = (said["choice"] + said["stamp"]).isprintable()
    if not is_named or len(said["choice"]) > 80 or len(said["stamp"]) > 12 or said["media"] not in ("", *MEDIA):
        abort(400, "There is no such button or medium.")
    tap = Tap(said["stamp"], said["choice"]) if said["choice"] else None
    return Inbound(NAME, ACCOUNT, person, f"{person}/{id}", said["text"], tap, said["media"], seen=seen)


def _written(row: Any, speech: Speech) -> dict[str, Any]:
    bubble: Bubble = row.body
    text = speech.say(WORDS["photo"], "id") if bubble.media else bubble.words
    return {"n": row.seq, "from": "me" if row.way == "in" else OURS[row.kind], "text": text, "stamp": row.stamp,
            "choices": [{"id": button.id, "label": button.label} for button in bubble.choices]}


