"""What is alike at every door: how large a request may be, and what its answer tells the browser to beware of."""
from __future__ import annotations

from io import BytesIO

from flask import Flask, Request, Response, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix

from bot import metrics

LARGEST = 64 * 1024             # bytes of a body
LARGER = {"telegram.hear_update": 512 * 1024,       # an update carries the message it answers, and what would be refused comes again
          "desk.list_members": 4 * 1024 * 1024, "desk.list_results": 4 * 1024 * 1024}
SMALLER = {"web.leave": 1024, "desk.sign_in_now": 8 * 1024, "desk.account_change": 8 * 1024, "desk.code_set": 8 * 1024,
           "desk.openid_code": 8 * 1024, "desk.search_now": 8 * 1024}
AGAIN = 5                       # seconds
FIELDS = 100                    # of a form, and of a query
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()", "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Posted(Request):
    """A request whose files stay in memory: on a disk, in a temporary file, names and NIKs would lie in clear."""

    def _get_file_stream(self, *args: object, **kwargs: object) -> BytesIO:
        return BytesIO()


def fit(app: Flask, public_url: str, trusted_proxies: int, away: type[Exception]) -> None:
    """Fit every door of an application. away: raised when something can't be done now, and can be tried again."""
    app.request_class = Posted
    secure = public_url.startswith("https:")
    app.config.update(SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=secure, MAX_CONTENT_LENGTH=LARGEST,
                      MAX_FORM_PARTS=FIELDS)
    if trusted_proxies:     # what a header says counts only as far as our own proxies wrote it
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=0)   # type: ignore[method-assign]

    @app.before_request
    def measure() -> None:
        """Refuse what is too much before anybody reads it."""
        endpoint = request.endpoint or ""
        request.max_content_length = request.max_form_memory_size = {**LARGER, **SMALLER}.get(endpoint, LARGEST)
        if "Transfer-Encoding" in request.headers:
            abort(411, "Please say with Content-Length how many bytes the body has.")
        if (request.content_length or 0) > request.max_content_length:
            abort(413, f"A body has at most {request.max_content_length} bytes here.")
        form = request.get_data() if request.mimetype == "application/x-www-form-urlencoded" else b""
        if max(form.count(b"&"), request.query_string.count(b"&")) >= FIELDS:
            abort(413, f"A form or a query has at most {FIELDS} fields.")

    @app.errorhandler(away)
    def say_when(error: Exception) -> ResponseReturnValue:
        """Say it as that door says what is wrong, with the time after which to come again."""
        busy = ServiceUnavailable("This can't be done right now; please try again soon.", retry_after=AGAIN)
        answer = app.make_response(app.handle_http_exception(busy))
        answer.headers["Retry-After"] = str(AGAIN)
        return answer

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        metrics.RESPONSES.labels(request.endpoint or "none", response.status_code).inc()
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
