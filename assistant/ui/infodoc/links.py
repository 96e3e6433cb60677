"""Where one is inside the Info-doc page: the view and the request, in its address."""

from __future__ import annotations

import streamlit as st

from assistant.ui.parts import close_viewer

VIEW, REQUEST = "vue", "demande"
LIST, NEW, FIGURES, IMPORT, PRIVACY = "demandes", "nouvelle", "chiffres", "import", "donnees"
SHEET, CHANGE, DESK = "fiche", "modifier", "reponse"


def view() -> str:
    """The view that the address asks for; the list by default."""
    return st.query_params.get(VIEW, LIST)


def request_number() -> int | None:
    """The request that the address names."""
    number = st.query_params.get(REQUEST, "")
    return int(number) if number.isdecimal() and len(number) < 10 else None


def show(name: str, number: int | None = None) -> None:
    """Goes to a view, of a request when one is given."""
    close_viewer()
    st.query_params.from_dict({VIEW: name, **({REQUEST: str(number)} if number is not None else {})})


def show_request(number: int) -> None:
    """Goes to the sheet of a request."""
    show(SHEET, number)
