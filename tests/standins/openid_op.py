"""An OpenID provider of somebody else's making, idpyoidc, in a process of its own: `python -m tests.standins.openid_op PORT PUBLIC_URL`."""
from __future__ import annotations

import sys
from typing import Any

from flask import Flask, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue
from idpyoidc.message.oidc import AccessTokenRequest, AuthorizationRequest
from idpyoidc.server import Server
from idpyoidc.server.configure import OPConfiguration
from idpyoidc.server.exception import FailedAuthentication
from idpyoidc.server.user_authn.user import UserAuthnMethod, create_signed_jwt
from markupsafe import escape

CLIENT, SECRET, PASSWORD = "meja-petugas", "a-secret-of-the-client-0123456789abcdef", "sandi kantor"
PEOPLE: dict[str, dict[str, Any]] = {
    "ani": {"email": "Ani@kantor.example", "email_verified": True},
    "budi": {"email": "budi@kantor.example", "email_verified": True},
    "unproven": {"email": "citra@kantor.example", "email_verified": False},
    "stranger": {"email": "orang@lain.example", "email_verified": True},
}
LOGIN = """<!doctype html><html lang="id"><title>Akun kantor</title><form method="post" action="/verify/user">
<input type="hidden" name="token" value="{token}"><label>Nama <input name="username"></label>
<label>Sandi <input name="password" type="password"></label><button>Masuk akun</button></form></html>"""
KEYS = [{"type": "OCT", "use": ["enc"], "kid": "enc"}, {"type": "OCT", "use": ["sig"], "kid": "sig"}]


class Login(UserAuthnMethod):      # type: ignore[misc]
    """A name and the password that all have."""

    def __call__(self, **kwargs: Any) -> str:
        context, keyjar = self.upstream_get("context"), self.upstream_get("attribute", "keyjar")
        return LOGIN.format(token=escape(create_signed_jwt(context.issuer, keyjar, **kwargs)))

    def verify(self, *args: Any, **kwargs: Any) -> str:
        if kwargs["username"] not in PEOPLE or kwargs["password"] != PASSWORD:
            raise FailedAuthentication
        return str(kwargs["username"])


def endpoint(path: str, kind: str, **kwargs: Any) -> dict[str, Any]:
    return {"path": path, "class": f"idpyoidc.server.{kind}", "kwargs": {"client_authn_method": None, **kwargs}}


def server(issuer: str, public_url: str) -> Server:
    """Answer the code flow alone, with PKCE, to one client."""
    ways = {"client_authn_method": ["client_secret_basic", "client_secret_post"]}
    conf = {
        "issuer": issuer, "key_conf": {"key_defs": [{"type": "RSA", "use": ["sig"]}, {"type": "EC", "crv": "P-256", "use": ["sig"]}]},
        "preference": {"subject_types_supported": ["public"]},
        "endpoint": {
            "provider_config": endpoint(".well-known/openid-configuration", "oidc.provider_config.ProviderConfiguration"),
            "authorization": endpoint("authorization", "oidc.authorization.Authorization", response_types_supported=["code"],
                                      response_modes_supported=["query"]),
            "token": endpoint("token", "oidc.token.Token", **ways),
            "userinfo": endpoint("userinfo", "oidc.userinfo.UserInfo", client_authn_method=["bearer_header"]),
        },
        "add_on": {"pkce": {"function": "idpyoidc.server.oauth2.add_on.pkce.add_support",
                            "kwargs": {"essential": True, "code_challenge_methods": {"S256": None}}}},
        "authentication": {"user": {"acr": "urn:oasis:names:tc:SAML:2.0:ac:classes:InternetProtocolPassword",
                                    "class": "tests.standins.openid_op.Login", "kwargs": {}}},
        "userinfo": {"class": "idpyoidc.server.user_info.UserInfo", "kwargs": {"db": PEOPLE}},
        "cookie_handler": {"class": "idpyoidc.server.cookie_handler.CookieHandler", "kwargs": {"keys": {"key_defs": KEYS}}},
        "session_params": {"encrypter": {"kwargs": {"keys": {"key_defs": [
            {"type": "OCT", "use": ["enc"], "kid": "password"}, {"type": "OCT", "use": ["enc"], "kid": "salt"}]}}}},
        "token_handler_args": {
            "jwks_def": {"key_defs": [{"type": "oct", "bytes": "24", "use": ["enc"], "kid": "code"}]}, "code": {"kwargs": {"lifetime": 60}},
            "token": {"class": "idpyoidc.server.token.jwt_token.JWTToken", "kwargs": {"lifetime": 60}},
            "id_token": {"class": "idpyoidc.server.token.id_token.IDToken", "kwargs": {}}},
    }
    made = Server(OPConfiguration(conf), cwd=".")
    made.context.cdb[CLIENT] = {
        "client_id": CLIENT, "client_secret": SECRET, "redirect_uris": [(f"{public_url}/staff/openid/back", None)],
        "response_types_supported": ["code"], "allowed_scopes": ["openid", "email"], "client_salt": "salt",
        "token_endpoint_auth_method": "client_secret_basic"}
    made.keyjar.add_symmetric(CLIENT, SECRET)
    return made


def pages(op: Server) -> Flask:
    """What of HTTP the library leaves to whoever runs it."""
    app = Flask(__name__)

    def serve(name: str) -> ResponseReturnValue:
        asked = op.get_endpoint(name)
        http = {"headers": {key: value for key, value in request.headers.items(lower=True) if key not in ("cookie", "user-agent")},
                "method": request.method, "url": request.url,
                "cookie": [{"name": key, "value": value} for key, value in request.cookies.items()]}
        parsed = asked.parse_request((request.args if request.method == "GET" else request.form).to_dict(), http_info=http)
        if "error" in parsed:
            return parsed.to_json(), 400, {"Content-Type": "application/json"}
        args = asked.process_request(AccessTokenRequest(**parsed) if name == "token" else parsed, http_info=http)
        if "http_response" in args:
            return str(args["http_response"])
        return told(asked, parsed, args)

    def told(asked: Any, parsed: Any, args: Any) -> Response:
        info = asked.do_response(request=parsed, **args)
        in_body = info.get("response_placement", asked.response_placement) == "body"
        answer = make_response(info["response"], info.get("response_code", 200)) if in_body else make_response(redirect(info["response"]))
        for key, value in info["http_headers"]:
            answer.headers[key] = value
        return answer

    @app.post("/verify/user")
    def verify() -> ResponseReturnValue:
        method = op.context.authn_broker.get_method_by_id("user")
        try:
            name = method.verify(**request.form)
        except FailedAuthentication:
            return "Belum cocok.", 403
        begun = method.unpack_token(request.form["token"])
        asked, wanted = op.get_endpoint("authorization"), AuthorizationRequest().from_urlencoded(begun["query"])
        session = asked.create_session(wanted, name, begun["authn_class_ref"], begun["iat"], method)
        return told(asked, wanted, asked.authz_part2(request=wanted, session_id=session))

    app.add_url_rule("/jwks", "jwks", lambda: op.keyjar.export_jwks())
    app.add_url_rule("/.well-known/openid-configuration", "provider_config", lambda: serve("provider_config"))
    for name in ("authorization", "token", "userinfo"):
        app.add_url_rule(f"/{name}", name, lambda name=name: serve(name), methods=["GET", "POST"])
    return app


if __name__ == "__main__":
    port = int(sys.argv[1])
    pages(server(f"http://127.0.0.1:{port}", sys.argv[2])).run(port=port, threaded=False)
