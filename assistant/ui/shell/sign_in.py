"""Who is signed in, and the sign-in form. Every staff page begins with ``staff_only()``.

With an ``[auth]`` section in Streamlit's secrets an identity provider (OIDC) signs people in and the list of
addresses decides; otherwise the team's password does, kept by ``assistant.staff.password``.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import streamlit as st

from assistant.errors import SignInError
from assistant.events import emit
from assistant.staff import LONGEST, StaffPassword
from assistant.ui.shell.shared import settings
from assistant.ui.shell.text import escape_markdown
from assistant.ui.shell.visitors import visitor_address

_SESSION = "staff"
_ENDED = "staff_ended"
LONGEST_NAME = 60
_CLOCKS_DIFFER = timedelta(minutes=5)
"""Between an identity provider and this machine."""
_WIDTH = 460
"""Pixels of the form."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, under the name that stands beside what they change."""

    name: str


@dataclass(frozen=True, slots=True)
class _Session:
    """A sign-in with the password: by whom, when, and which password it was."""

    name: str
    since: datetime
    version: str


def staff_only() -> Member:
    """Gives who is signed in; otherwise draws the sign-in form and stops the run of the page."""
    member = current_member()
    if member is None:
        _draw_sign_in()
        st.stop()
    return member


def current_member() -> Member | None:
    """Who is signed in to the staff pages, ``None`` for the public."""
    return _provider_member() if _has_provider() else _password_member()


def sign_out() -> None:
    """Ends the sign-in of this session."""
    st.session_state.pop(_SESSION, None)
    if _has_provider():
        st.logout()


def _has_provider() -> bool:
    """Streamlit gives ``st.user`` this field when its secrets configure a provider."""
    return "is_logged_in" in st.user


def _longest() -> timedelta:
    return timedelta(minutes=settings().staff_session_minutes)


def _is_over(since: datetime) -> bool:
    """Whether a session is too old, or begins in a future that only a wrong clock can have given it."""
    age = _now() - since
    return age > _longest() or age < -_CLOCKS_DIFFER


def _provider_member() -> Member | None:
    address = str(st.user.get("email") or "").strip().casefold()
    allowed = address in settings().staff_addresses() and st.user.get("email_verified") is not False
    if not st.user.is_logged_in or not allowed:
        return None
    issued = st.user.get("iat")
    if not isinstance(issued, int) or _is_over(datetime.fromtimestamp(issued, UTC)):
        return None
    return Member(str(st.user.get("name") or address)[:LONGEST_NAME])


def _password_member() -> Member | None:
    session: _Session | None = st.session_state.get(_SESSION)
    if session is None:
        return None
    known = StaffPassword(settings().data).version()
    if session.version != known or _is_over(session.since):
        del st.session_state[_SESSION]
        st.session_state[_ENDED] = True
        return None
    return Member(session.name)


def _draw_sign_in() -> None:
    st.set_page_config(layout="centered")
    st.html("<h1>Espace équipe</h1>")
    if st.session_state.pop(_ENDED, False):
        st.info("Votre session a expiré. Connectez-vous de nouveau : la page reprendra où elle était.")
    if _has_provider():
        _draw_provider()
    else:
        _draw_password()


def _draw_password() -> None:
    st.html("<p class='lead'>Ces pages sont réservées à l’équipe du centre.</p>")
    with st.container(width=_WIDTH), st.form("sign-in", border=True):
        name = st.text_input(
            "Votre nom ou votre fonction",
            max_chars=LONGEST_NAME,
            autocomplete="name",
        )
        st.caption("Il est inscrit à côté des modifications que vous faites.")
        password = st.text_input(
            "Mot de passe de l’équipe", type="password", max_chars=LONGEST, autocomplete="current-password"
        )
        sent = st.form_submit_button("Se connecter", type="primary")
    if not sent:
        return
    if not name.strip() or not password:
        st.error("Donnez votre nom ou votre fonction, et le mot de passe.")
        return
    try:
        version = StaffPassword(settings().data).check(password, _now(), visitor_address())
    except SignInError as error:
        emit("sign_in_refused", logging.WARNING)
        st.error(escape_markdown(str(error)))
        return
    st.session_state[_SESSION] = _Session(" ".join(name.split()), _now(), version)
    st.rerun()


def _draw_provider() -> None:
    if st.user.is_logged_in:
        st.warning(_refusal())
        st.button("Changer de compte", on_click=st.logout)
    else:
        st.html("<p class='lead'>Ces pages sont réservées à l’équipe du centre.</p>")
    for provider in _providers():
        label = f"Se connecter avec {provider}" if provider else "Se connecter"
        st.button(escape_markdown(label), type="primary", on_click=st.login, args=(provider,))


def _refusal() -> str:
    address = str(st.user.get("email") or "").strip()
    if not settings().staff_addresses():
        return "Aucune adresse n’est autorisée. Remplissez le réglage ASSISTANT_STAFF_EMAILS."
    if address.casefold() not in settings().staff_addresses() or st.user.get("email_verified") is False:
        return f"« {escape_markdown(address)} » n’a pas accès à ces pages. Demandez-le au centre."
    return "Votre session a expiré. Connectez-vous de nouveau."


def _providers() -> list[str | None]:
    """The names of the providers of the secrets; ``None`` for the one without a name."""
    section = st.secrets["auth"]
    if "client_id" in section:
        return [None]
    return [name for name, values in section.items() if hasattr(values, "items") and "client_id" in values]


def _now() -> datetime:
    return datetime.now(UTC)
