"""The figures of a year, with charts, and their files."""

from __future__ import annotations

from datetime import date

import altair as alt
import streamlit as st

from assistant.infodoc import (
    CSV,
    XLSX,
    Counts,
    Figures,
    Opinion,
    Opinions,
    figures_docx,
    figures_rows,
    figures_sheets,
    to_csv,
    to_xlsx,
    yearly_figures,
    years_with_requests,
)
from assistant.ui.infodoc.data import database
from assistant.ui.shell import counted, escape_markdown, live_centre, safe

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ACCENT = "#0b5563"
_BAR = 26
_MOST_BARS = 12
_ALL = "Toutes"


def draw_yearly_figures() -> None:
    """Draws the figures."""
    known = years_with_requests(database())
    if not known:
        st.info("Le registre est vide : les chiffres viendront avec la première demande.")
        return
    chosen = st.selectbox("Année", [*known, _ALL], key="figures-year", width=160)
    first, last = _time(chosen, known)
    found = yearly_figures(database(), first, last, _opinions())
    _draw_overall(found)
    _draw_files(found)
    left, right = st.columns(2, gap="large")
    for number, (title, label, counts) in enumerate(found.tables[:-1]):
        with (left, right)[number % 2]:
            draw_count(title, label, counts, ordered=title in ("Par mois", "Par délai de réponse"))
    _draw_documents(found)
    _draw_gaps(found)


def _time(chosen: object, known: list[int]) -> tuple[date, date]:
    if isinstance(chosen, int):
        return date(chosen, 1, 1), date(chosen, 12, 31)
    return date(known[-1], 1, 1), date(known[0], 12, 31)


def _opinions() -> list[Opinion]:
    opinions = Opinions(database())
    if problem := opinions.left_behind():
        st.warning(escape_markdown(problem))
    return opinions.all()


def _draw_overall(found: Figures) -> None:
    delay = f"{found.median_delay:g} j" if found.median_delay is not None else "—"
    spent = f"{found.mean_minutes:.0f} min" if found.mean_minutes else "—"
    shown = (
        ("Demandes reçues", str(found.total)),
        ("Répondues", str(found.answered)),
        ("Délai médian", delay),
        ("Temps moyen", spent),
        ("Sans réponse dans le corpus", str(len(found.gaps))),
    )
    with st.container(horizontal=True, key="figures-overall"):
        for label, value in shown:
            st.metric(label, value, border=True)
    if found.timed < found.total:
        st.caption(f"Le temps est noté pour {counted(found.timed, 'demande')} sur {found.total}.")


def _draw_files(found: Figures) -> None:
    name = f"info-doc-{found.first.year}"
    service = live_centre().service
    with st.container(horizontal=True, gap="small"):
        for label, make, suffix, kind in (
            (
                "Page pour le rapport d’activité (Word)",
                lambda: figures_docx(found, service),
                "docx",
                _DOCX,
            ),
            ("Excel", lambda: to_xlsx(figures_sheets(found)), "xlsx", XLSX),
            ("CSV", lambda: to_csv(figures_rows(found)), "csv", CSV),
        ):
            st.download_button(
                label,
                make,
                file_name=f"{name}.{suffix}",
                mime=kind,
                on_click="ignore",
                key=f"figures-{suffix}",
            )


def draw_count(title: str, label: str, counts: Counts, *, ordered: bool) -> None:
    """One count as bars, and as a table for who does not see them."""
    st.html(f"<h3 class='label'>{safe(title)}</h3>")
    rows = [{"label": name, "number": number} for name, number in counts[: None if ordered else _MOST_BARS]]
    if not any(row["number"] for row in rows):
        st.html("<p class='facts'>Rien à compter.</p>")
        return
    order = [str(row["label"]) for row in rows]
    axis = alt.Axis(labelLimit=220, labelOverlap=False, ticks=False, domain=False)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=axis),
        x=alt.X("number:Q", title=None, axis=None),
        tooltip=[alt.Tooltip("label:N", title=label), alt.Tooltip("number:Q", title="Demandes")],
    )
    bars = base.mark_bar(color=_ACCENT, height=_BAR * 0.6)
    numbers = base.mark_text(align="left", dx=4).encode(text="number:Q")
    said = " ; ".join(f"{row['label']} : {row['number']}" for row in rows)
    st.altair_chart((bars + numbers).properties(height=alt.Step(_BAR)), alt=f"{title}. {said}")


def _draw_documents(found: Figures) -> None:
    if found.documents:
        draw_count("Documents les plus utilisés", "Document", found.documents, ordered=False)


def _draw_gaps(found: Figures) -> None:
    st.html("<h3 class='part'>Questions sans réponse dans les documents</h3>")
    if not found.gaps:
        st.html("<p class='facts'>Aucune pour cette période.</p>")
        return
    st.caption(
        "Refus de l’assistant, avis négatifs et manques des réponses : ce que le corpus pourrait acquérir."
    )
    rows = [
        {"Date": g.day, "Origine": g.origin, "Question": g.question, "Motif ou commentaire": g.reason}
        for g in found.gaps
    ]
    st.dataframe(
        rows, hide_index=True, column_config={"Date": st.column_config.DateColumn(format="DD/MM/YYYY")}
    )
