"""Twilio on the wire, for tests: strict, remembers what it accepted, and fails as it is told."""
from __future__ import annotations

import base64
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Literal
from urllib.parse import parse_qs, parse_qsl, urlsplit
from uuid import uuid4

from tests.standins import twilio_rules as rules
from tests.standins.twilio_rules import Refused, Shown

ACCOUNT = "AC" + "0" * 32
TOKEN = "token-of-the-tests"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


@dataclass(frozen=True)
class Fault:
    """How the next request for a message goes wrong: a code or an HTTP status is answered, or nothing is.

    lost: the connection breaks before anything was done, or after the message was accepted. slow: seconds of silence first.
    """

    code: int = 0
    status: int = 0
    wait: str = ""
    lost: Literal["", "before", "after"] = ""
    slow: float = 0


@dataclass(frozen=True)
class Accepted:
    """A message that Twilio took."""

    sid: str
    to: str
    sender: str
    shown: Shown
    callback: str
    at: datetime
    content: str = ""


@dataclass
class TwilioApi:
    """The server; `with TwilioApi() as twilio:` runs it."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    accepted: list[Accepted] = field(default_factory=list)
    contents: dict[str, dict[str, Any]] = field(default_factory=dict)
    approvals: list[dict[str, Any]] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    away: bool = False                              # of the Content resources
    asked: list[str] = field(default_factory=list)  # every request, as "POST /path"
    connections: set[tuple[str, int]] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)
    host: str = "127.0.0.1"

    def __enter__(self) -> TwilioApi:
        api = self

        class Desk(Request):
            twilio = api

        self.server = ThreadingHTTPServer((self.host, 0), Desk)
        self.server.daemon_threads = True
        self.url = f"http://{self.host}:{self.server.server_port}"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def of(self, to: str) -> list[Accepted]:
        """What one person got."""
        return [one for one in self.accepted if one.to == to]

    def fault(self, body: str) -> Fault:
        """How this request goes wrong; without a body it asks what went out."""
        return self.faults.popleft() if self.faults else Fault()

    def send(self, params: dict[str, str]) -> Accepted:
        shown = rules.message(params, self.contents)
        one = Accepted(f"SM{uuid4().hex}", params["To"], params["From"], shown, params.get("StatusCallback", ""), self.clock(),
                       params.get("ContentSid", ""))
        with self.lock:
            self.accepted.append(one)
        return one

    def make(self, body: Any) -> dict[str, Any]:
        rules.content(body)
        sid = f"HX{uuid4().hex}"
        made = {"sid": sid, "account_sid": ACCOUNT, "variables": {}, "friendly_name": "", **body, "links": {},
                "url": f"https://content.twilio.com/v1/Content/{sid}", "date_created": f"{self.clock().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        self.contents[sid] = made
        return made


def written(one: Accepted) -> dict[str, Any]:
    """A message as the API gives it back."""
    at = format_datetime(one.at.astimezone(UTC))
    nothing = dict.fromkeys(("date_sent", "error_code", "error_message", "price", "messaging_service_sid"))
    return {**nothing, "sid": one.sid, "account_sid": ACCOUNT, "to": one.to, "from": one.sender, "body": one.shown.body, "status": "queued",
            "direction": "outbound-api", "date_created": at, "date_updated": at, "num_media": "0", "num_segments": "1", "price_unit": "USD",
            "api_version": "2010-04-01", "uri": MESSAGES.replace(".json", f"/{one.sid}.json"), "subresource_uris": {}}


class Request(BaseHTTPRequestHandler):
    """One connection."""

    twilio: TwilioApi
    protocol_version = "HTTP/1.1"
    wbufsize = -1               # an answer goes out in one piece, or each would wait for the last one's acknowledgement

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, body: str) -> None:
        url = urlsplit(self.path)
        self.twilio.asked.append(f"{self.command} {url.path}")
        self.twilio.connections.add(self.client_address)
        fault = self.twilio.fault(body) if url.path == MESSAGES else Fault()
        time.sleep(fault.slow)
        try:
            if self.headers.get("Authorization") != "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode():
                raise Refused(20003, "Authenticate")
            if fault.lost == "before":
                return self._cut()
            if fault.code:
                raise Refused(fault.code, "as told")
            if fault.status:
                return self._write(fault.status, {"message": "as told"}, fault.wait)
            status, answer = self._do(url.path, {name: values[0] for name, values in parse_qs(url.query).items()}, body)
            return self._cut() if fault.lost == "after" else self._write(status, answer)
        except Refused as refused:
            return self._write(rules.STATUS.get(refused.code, 400), {"code": refused.code, "message": refused.why}, fault.wait)

    def _do(self, path: str, query: dict[str, str], body: str) -> tuple[int, Any]:
        json_body = self.headers.get("Content-Type") == "application/json"
        match self.command, path:
            case "POST", p if p == MESSAGES and not json_body:
                pairs = parse_qsl(body, keep_blank_values=True, strict_parsing=True)
                return 201, written(self.twilio.send(dict(pairs)))
            case "GET", p if p == MESSAGES:
                return 200, self._messages(query)
            case _, p if p.startswith("/v1/Content") and self.twilio.away:
                return 503, {"message": "away"}
            case "POST", "/v1/Content" if json_body:
                return 201, self.twilio.make(json.loads(body))
            case "GET", "/v1/Content":
                return 200, self._contents(query)
            case "POST", p if json_body and p.endswith("/ApprovalRequests/whatsapp") and p.split("/")[3] in self.twilio.contents:
                rules.known(json.loads(body), {"name", "category"})
                self.twilio.approvals.append(json.loads(body))
                return 201, {"status": "received", **json.loads(body)}
        raise Refused(20404, f"no such resource: {self.command} {path}")

    def _messages(self, query: dict[str, str]) -> Any:
        rules.known(query, rules.MAY_LIST)
        newest = [one for one in reversed(self.twilio.accepted)
                  if query.get("To", one.to) == one.to and query.get("From", one.sender) == one.sender]
        page = newest[:int(query.get("PageSize", 50))]
        return {"messages": [written(one) for one in page], "page": 0, "page_size": len(page), "next_page_uri": None, "uri": self.path}

    def _contents(self, query: dict[str, str]) -> Any:
        rules.known(query, {"PageSize", "Page", "PageToken"})
        size, page = int(query.get("PageSize", 50)), int(query.get("Page", 0))
        rest = list(self.twilio.contents.values())[size * page:]
        more = f"https://content.twilio.com/v1/Content?PageSize={size}&Page={page + 1}" if len(rest) > size else None
        return {"contents": rest[:size], "meta": {"page": page, "page_size": size, "next_page_url": more, "key": "contents"}}

    def _write(self, status: int, answer: Any, wait: str = "") -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if wait:
            self.send_header("Retry-After", wait)
        self.end_headers()
        self.wfile.write(body)

    def _cut(self) -> None:
        self.close_connection = True

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""
