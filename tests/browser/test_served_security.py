"""The application as it is served: headers, cookies, and limits by network behind a reverse proxy."""

import itertools
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPMessage

import pytest
from browser_actions import running_app
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

REQUESTS, SESSIONS = 200, 5
NOISY, QUIET = "203.0.113.7", "203.0.113.8"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application without an index: what it serves needs none."""
    folder = tmp_path_factory.mktemp("served")
    limits = {
        "ASSISTANT_REQUESTS_PER_MINUTE_BY_ADDRESS": str(REQUESTS),
        "ASSISTANT_SESSIONS_PER_MINUTE_BY_ADDRESS": str(SESSIONS),
    }
    with running_app(folder / "nulle-part", folder, **limits) as served:
        yield served


def get(url: str, **headers: str) -> tuple[int, HTTPMessage, str]:
    """What is answered, refusals included."""
    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read().decode()


@pytest.mark.parametrize("path", ["/", "/french.js", "/_stcore/health", "/nulle-part/ailleurs.js"])
def test_each_response_has_the_security_headers(url: str, path: str) -> None:
    _, headers, _ = get(url + path)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'self'" in policy
    assert "'unsafe-eval'" not in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_only_cookie_of_the_public_is_against_forged_requests(url: str) -> None:
    [cookie] = get(f"{url}/_stcore/health")[1].get_all("Set-Cookie") or []
    assert get(url)[1].get_all("Set-Cookie") is None
    assert cookie.startswith("_streamlit_xsrf=")
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie


def test_cookies_come_back_over_tls_alone_when_the_proxy_has_it(url: str) -> None:
    [cookie] = get(f"{url}/_stcore/health", X_Forwarded_Proto="https")[1].get_all("Set-Cookie") or []
    assert cookie.endswith("; Secure")


def test_another_site_cannot_open_a_session(url: str) -> None:
    with pytest.raises(InvalidStatus), open_session(url, QUIET, origin="http://ailleurs.example"):
        pass


def test_a_noisy_network_is_told_to_wait_and_another_is_served(url: str) -> None:
    answers = [get(f"{url}/icon.svg", X_Forwarded_For=NOISY) for _ in range(REQUESTS + 20)]
    refused = [(headers, body) for status, headers, body in answers if status == 429]
    assert [status for status, _, _ in answers[:REQUESTS]] == [200] * REQUESTS
    assert refused
    headers, body = refused[-1]
    assert 1 <= int(headers["Retry-After"]) <= 60
    assert body.startswith("Trop de requêtes depuis votre réseau. Réessayez dans ")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert get(f"{url}/icon.svg", X_Forwarded_For=QUIET)[0] == 200


def test_who_writes_the_header_itself_does_not_escape(url: str) -> None:
    """A proxy adds the address that it sees behind what it was sent: that one counts."""
    noisy = "203.0.113.9"
    spoofed = (f"198.51.100.{number % 250}, {noisy}" for number in itertools.count())
    statuses = [get(f"{url}/icon.svg", X_Forwarded_For=next(spoofed))[0] for _ in range(REQUESTS + 20)]
    assert 429 in statuses


def test_sessions_of_one_network_are_limited_and_those_of_another_are_not(url: str) -> None:
    noisy = "203.0.113.10"
    for _ in range(SESSIONS):
        with open_session(url, noisy):
            pass
    with pytest.raises(InvalidStatus), open_session(url, noisy):
        pass
    with open_session(url, "203.0.113.11"):
        pass


def open_session(url: str, network: str, origin: str | None = None):  # type: ignore[no-untyped-def]
    return connect(
        url.replace("http", "ws", 1) + "/_stcore/stream",
        origin=origin or url,
        additional_headers={"X-Forwarded-For": network},
        proxy=None,
    )
