"""Photos and voice notes that people sent: fetched from Twilio's hosts only, and never more than fits."""
from __future__ import annotations

import re
import time
from urllib.parse import urljoin

import requests

SOURCE = re.compile(r"https://(?:[a-z0-9-]+\.)+twilio\.com/[!-~]*")
STORE = re.compile(r"https://(?:[a-z0-9-]+\.)+twilio(?:cdn)?\.com/[!-~]*")      # where Twilio sends us on to
HOPS = 3
LARGEST = 5 * 1024 * 1024       # bytes
WAIT = (5, 15)                  # seconds to connect, and for the next piece
LONGEST = 60.0                  # seconds in all


class Unfetched(Exception):
    """A medium can't be had; its text says why."""


def fetch(url: str, credentials: tuple[str, str], session: requests.Session | None = None) -> bytes:
    """Fetch one medium; Unfetched if it is elsewhere, too large, too slow or refused. Only the first host sees credentials."""
    session, until = session or requests.Session(), time.monotonic() + LONGEST
    for hop in range(HOPS):
        if not (STORE if hop else SOURCE).fullmatch(url) or "\\" in url:
            raise Unfetched("not one of Twilio's hosts")
        shown = _nobody if hop else credentials
        try:
            with session.get(url, auth=shown, stream=True, allow_redirects=False, timeout=WAIT) as answer:
                if not answer.is_redirect:
                    return _read(answer, until)
                url = urljoin(url, answer.headers["Location"])
        except requests.RequestException as error:
            raise Unfetched(type(error).__name__) from None
    raise Unfetched("sent on too often")


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Say who we are to nobody, whatever this machine's netrc holds."""
    return request


def _read(answer: requests.Response, until: float) -> bytes:
    if answer.status_code != 200:
        raise Unfetched(f"HTTP {answer.status_code}")
    body = bytearray()
    for piece in answer.iter_content(64 * 1024):
        body += piece
        if len(body) > LARGEST:
            raise Unfetched("larger than 5 MB")
        if time.monotonic() > until:
            raise Unfetched("too slow")
    return bytes(body)
