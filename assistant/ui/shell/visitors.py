"""Who asks, as far as limits need to know: a session and a network address, neither of them kept.

Behind a reverse proxy on this machine the address is the one that the proxy gives (``X-Forwarded-For``). The
server believes that of no other machine, unless ``FORWARDED_ALLOW_IPS`` names it. This machine itself has no
limit of address: without such a header, everybody behind a proxy would be one visitor.
"""

from __future__ import annotations

import ipaddress
import uuid

import streamlit as st

from assistant.errors import QuestionError, RegisterError
from assistant.operations import HOUR, Rates, wait_in_words
from assistant.ui.shell.shared import settings

_SESSION = "visitor"
_ONE_HOME = 64
"""Leading bits of an IPv6 address that one subscriber has."""


def visitor_address() -> str:
    """The network of who is asking; empty when it is this machine, or when nobody knows."""
    return network_of(st.context.ip_address)


def network_of(address: str | None) -> str:
    """An IPv4 address as it is, the subscriber's network of an IPv6 one; empty for this machine."""
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return ""
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, _ONE_HOME), strict=False))


def count_question() -> None:
    """Counts one more question of this session and of its address.

    Raises:
        QuestionError: too many in little time; says when to try again.
    """
    wait = _questions().take(_session())
    address = visitor_address()
    if not wait and address:
        wait = _questions_of_addresses().take(address)
    if wait:
        raise QuestionError(
            "Beaucoup de questions viennent d’être posées depuis votre poste ou votre réseau. "
            f"Relancez celle-ci dans {wait_in_words(wait)}."
        )


def count_request() -> None:
    """Counts one more request of the public form, of this address.

    Raises:
        RegisterError: too many in an hour; says when to try again.
    """
    address = visitor_address()
    wait = _requests_of_addresses().take(address) if address else 0.0
    if wait:
        raise RegisterError(
            "Plusieurs demandes viennent d’être envoyées depuis votre réseau. "
            f"Réessayez dans {wait_in_words(wait)}, ou téléphonez. Votre texte reste affiché."
        )


def _session() -> str:
    name: str = st.session_state.setdefault(_SESSION, uuid.uuid4().hex)
    return name


@st.cache_resource(show_spinner=False)
def _questions() -> Rates:
    return Rates(settings().questions_per_minute)


@st.cache_resource(show_spinner=False)
def _questions_of_addresses() -> Rates:
    return Rates(settings().questions_per_minute_by_address)


@st.cache_resource(show_spinner=False)
def _requests_of_addresses() -> Rates:
    return Rates(settings().form_per_hour_by_address, HOUR)
