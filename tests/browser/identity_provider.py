"""A small identity provider (OpenID Connect, authorization code) on this machine, for the tests."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "assistant"


class Provider(ThreadingHTTPServer):
    """Signs in whoever asks, as ``email``, without a question."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "alg": "RS256", "use": "sig"})
        self.email = "agent.a@exemple.fr"
        self.age = 0
        self.nonces: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def token(self, code: str) -> str:
        issued = int(time.time()) - self.age
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "1",
            "iat": issued,
            "exp": int(time.time()) + 3600,
            "nonce": self.nonces.pop(code),
            "email": self.email,
            "email_verified": True,
            "name": "Agent A",
        }
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        provider = self.server
        if asked.path == "/.well-known/openid-configuration":
            self._send(
                {
                    "issuer": provider.url,
                    "authorization_endpoint": f"{provider.url}/authorize",
                    "token_endpoint": f"{provider.url}/token",
                    "jwks_uri": f"{provider.url}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        elif asked.path == "/keys":
            self._send({"keys": [provider.key.as_dict(private=False)]})
        elif asked.path == "/authorize":
            values = {name: found[0] for name, found in parse_qs(asked.query).items()}
            code = f"code-{len(provider.nonces)}-{time.time_ns()}"
            provider.nonces[code] = values.get("nonce", "")
            back = urlencode({"code": code, "state": values["state"]})
            self.send_response(302)
            self.send_header("Location", f"{values['redirect_uri']}?{back}")
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        [code] = parse_qs(body)["code"]
        token = self.server.token(code)
        self._send({"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "id_token": token})

    def _send(self, values: object) -> None:
        body = json.dumps(values).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Stays silent."""


@contextmanager
def running_provider() -> Iterator[Provider]:
    with Provider() as provider:
        thread = threading.Thread(target=provider.serve_forever, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            provider.shutdown()
            thread.join()
