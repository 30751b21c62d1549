"""The doors for who watches: whether the process lives, whether it can do its work, and what is counted."""
from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest
from ipaddress import ip_address
from threading import Thread

from flask import Blueprint, Flask, abort, request
from werkzeug.serving import make_server


def pages(trouble: Callable[[], str], counted: Callable[[], bytes], token: str, sees_origins: bool) -> Blueprint:
    """Hang them. trouble: a sentence, or nothing. Counts are for who knows the token; without one for this very machine, where
    sees_origins: through a proxy we don't know of, everybody looks as if they were here."""
    blueprint = Blueprint("watching", __name__)

    @blueprint.get("/healthz")
    def healthz() -> str:
        return "ok\n"

    @blueprint.get("/readyz")
    def readyz() -> tuple[str, int]:
        wrong = trouble()
        return (f"{wrong}\n", 503) if wrong else ("ok\n", 200)

    @blueprint.get("/metrics")
    def metrics() -> tuple[bytes, dict[str, str]]:
        said = request.headers.get("Authorization", "")
        if not (compare_digest(said.encode(), f"Bearer {token}".encode()) if token else sees_origins and _is_here(request.remote_addr)):
            abort(403, "Counts are for who says METRICS_TOKEN as a bearer token.")
        return counted(), {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}

    return blueprint


def serve(doors: Blueprint, host: str, port: int) -> None:
    """Open these doors, and no others, in a thread of this process."""
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(doors)
    Thread(target=make_server(host, port, app, threaded=True).serve_forever, name="watching", daemon=True).start()


def _is_here(origin: str | None) -> bool:
    try:
        return ip_address(origin or "").is_loopback
    except ValueError:
        return False
