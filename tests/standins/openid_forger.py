"""An OpenID provider that lies as it is told: right in everything but for what a test changes."""
from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "meja-petugas", "a-secret-of-the-client-0123456789abcdef"
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": "a"}, private=True) for _key in range(2))
SHARED = OctKey.import_key(SECRET)


@dataclass
class Forger:
    """`with Forger() as forger:` runs it. claims: what it says besides, None takes away; metadata, userinfo: the same."""

    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    alg: str = "RS256"
    key: RSAKey = field(default_factory=lambda: KEY)
    without: str = ""           # what the answer of the token endpoint lacks
    status: int = 200           # of that answer
    nonce: str = ""             # of the browser that is asked
    challenge: str = ""
    asked: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        forger = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(*forger.get(urlsplit(self.path).path))

            def do_POST(self) -> None:
                body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._answer(*forger.token({name: values[0] for name, values in body.items()}))

            def _answer(self, status: int, body: Any) -> None:
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is written."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def get(self, path: str) -> tuple[int, Any]:
        self.asked.append(path)
        pages = {
            "/.well-known/openid-configuration": {
                "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize", "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks", "userinfo_endpoint": f"{self.url}/userinfo", "end_session_endpoint": f"{self.url}/end",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"], **self.metadata},
            "/jwks": {"keys": [KEY.as_dict(private=False)]},
            "/userinfo": {"sub": "ani-1", "email": "ani@kantor.example", "email_verified": True, **self.userinfo}}
        return (200, pages[path]) if path in pages else (404, {})

    def token(self, given: dict[str, str]) -> tuple[int, Any]:
        self.asked.append("/token")
        verifier = base64.urlsafe_b64encode(sha256(given.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if given.get("code") != "right" or verifier != self.challenge:
            return 400, {"error": "invalid_grant"}
        answer = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 60, "id_token": self.id_token()}
        answer.pop(self.without, None)
        return self.status, answer if self.status == 200 else {"error": "server_error"}

    def id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "ani-1", "iat": now, "exp": now + 60, "nonce": self.nonce, **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.alg == "none":
            parts = ({"alg": "none", "kid": "a"}, claims)
            return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."
        return jwt.encode({"alg": self.alg, "kid": "a"}, claims, SHARED if self.alg == "HS256" else self.key, algorithms=[self.alg])
