"""A provider of single sign-on, by OpenID Connect: where it asks people who they are, and what it then says, as far as it is proven."""
from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App  # type: ignore[import-untyped]
from flask import session
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

NAME = "openid"
WAIT = 5.0          # seconds for each answer of the provider's
CLOCKS = 60         # seconds that its clock may differ
LASTS = 3600        # seconds that what it says of itself is believed
SIGNED = frozenset(f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512)) | {"EdDSA", "Ed25519"}     # never none or HS
TWO_FACTORS = ("https://refeds.org/profile/mfa", "http://schemas.openid.net/pape/policies/2007/06/multi-factor")


class Unreachable(Exception):
    """The provider does not answer, or is another one than it should be."""


class Unproven(Exception):
    """What came back proves nothing; its text says why, without anybody's data."""


class Known(NamedTuple):
    """Who somebody is there. email: if it is verified; proven: two factors were asked for."""

    subject: str
    email: str
    proven: bool


class Provider:
    """The one at which staff may sign in: authorization code, PKCE, state and nonce, each good once."""

    def __init__(self, issuer: str, client_id: str, secret: str) -> None:
        self.issuer, self.client_id, self._secret = issuer, client_id, secret
        self._client, self._until = self._made(), 0.0

    def _made(self) -> FlaskOAuth2App:
        kwargs = {"scope": "openid email", "code_challenge_method": "S256", "default_timeout": WAIT, "leeway": 0}
        return FlaskOAuth2App(FlaskIntegration(NAME), NAME, client_id=self.client_id, client_secret=self._secret, client_kwargs=kwargs,
                              server_metadata_url=f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")

    def client(self) -> FlaskOAuth2App:
        """A client that knows the provider; Unreachable if that can't be had."""
        if time.monotonic() < self._until:
            return self._client
        fresh = self._made()
        try:
            said = fresh.load_server_metadata()
        except (RequestException, ValueError, TypeError) as error:
            raise Unreachable(type(error).__name__) from error
        if said.get("issuer") != self.issuer:
            raise Unreachable("it names itself otherwise than OPENID_ISSUER")
        said["id_token_signing_alg_values_supported"] = sorted(SIGNED & {*said.get("id_token_signing_alg_values_supported", ())})
        self._client, self._until = fresh, time.monotonic() + LASTS
        return fresh

    def findings(self) -> Iterator[str]:
        """Say what an operator should look at."""
        try:
            self.client()
        except Unreachable as why:
            yield f"The provider of single sign-on at {self.issuer} can't be asked: {why}."

    def ask(self, back: str) -> Response:
        """Send a browser there. back: the address to which it comes back."""
        client = self.client()
        for begun in [key for key in session if key.startswith(f"_state_{NAME}_")]:      # one at a time: a cookie holds them
            session.pop(begun)
        answer: Response = client.authorize_redirect(back)
        return answer

    def read(self) -> Known:
        """Who came back with this request. Unproven if that is not sure; Unreachable if it can't be asked."""
        client = self.client()
        must = {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client_id},
                "sub": {"essential": True}}
        try:
            token = client.authorize_access_token(claims_options=must, leeway=CLOCKS)
            claims = token["userinfo"]      # of the ID token, which was there and is signed
            more = claims if "email" in claims else self._more(client, token, claims["sub"])
        except RequestException as error:
            raise Unreachable(type(error).__name__) from error
        except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError, RuntimeError) as error:
            raise Unproven(type(error).__name__) from error
        verified = str(more.get("email", "")) if more.get("email_verified") is True else ""
        return Known(str(claims["sub"]), verified, "mfa" in claims.get("amr", ()) or claims.get("acr") in TWO_FACTORS)

    def _more(self, client: FlaskOAuth2App, token: dict[str, Any], subject: str) -> dict[str, Any]:
        """What it says besides, if it is of the same person."""
        if not client.server_metadata.get("userinfo_endpoint"):
            return {}
        more: dict[str, Any] = client.userinfo(token=token)
        if more.get("sub") != subject:
            raise ValueError("another subject")
        return more

    def sign_out(self, back: str) -> str:
        """Where somebody signs out there too; nothing if it has no such place."""
        place = self.client().server_metadata.get("end_session_endpoint", "")
        return f"{place}?{urlencode({'client_id': self.client_id, 'post_logout_redirect_uri': back})}" if place else ""
