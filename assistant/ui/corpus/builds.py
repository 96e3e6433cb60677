"""The builds that are kept, the return to one of them, and the proof of what has left the index."""

from __future__ import annotations

import streamlit as st

from assistant.errors import AssistantError, VectorServerError
from assistant.index import Index, live_generation
from assistant.staff import (
    PastBuild,
    Removed,
    Traces,
    forget_past,
    go_back,
    passages_in,
    removed_documents,
    traces_of,
)
from assistant.ui.corpus.data import builds, note, note_outcome, past_builds
from assistant.ui.corpus.state import moment
from assistant.ui.shell import counted, escape_markdown, live_index, safe, settings


def draw_builds() -> None:
    """Draws the section."""
    live = live_generation(settings().index).name
    kept = past_builds()
    most = settings().generations_kept
    st.html(
        f"<p class='facts'>Les {most} dernières constructions sont gardées ; on peut revenir à chacune.</p>"
    )
    with st.container(key="rows-builds", gap=None):
        for build in kept:
            _draw_build(build, live=build.generation == live)
    _draw_removed(live_index(), kept)


def _draw_build(build: PastBuild, *, live: bool) -> None:
    with st.container(key=f"entry-{build.generation}", horizontal=True, vertical_alignment="center"):
        chip = "<span class='chip coming'>en service</span>" if live else ""
        facts = (
            counted(build.documents, "document"),
            counted(build.passages, "passage"),
            counted(build.rejected, "fichier écarté", "fichiers écartés"),
            f"demandée par {build.asked_by}" if build.asked_by else "demandée par une commande",
        )
        st.html(
            f"<h3 class='card-title'>{safe(moment(build.created))} {chip}</h3>"
            f"<p class='facts'>{safe(' · '.join(facts))}</p>"
        )
        if not live and st.button(
            "Remettre en service",
            key=f"back-{build.generation}",
            icon=":material/history:",
            disabled=_is_building(),
        ):
            _return_to(build)


def _is_building() -> bool:
    state = builds().state
    return state is not None and state.running


def _return_to(build: PastBuild) -> None:
    with st.spinner("Vérification, puis remise en service…"):
        try:
            go_back(settings(), build.generation)
            note(f"La construction du {moment(build.created)} est de nouveau en service.")
        except AssistantError as error:
            note_outcome(error)
    st.rerun()


def _draw_removed(index: Index, kept: tuple[PastBuild, ...]) -> None:
    names = [b.generation for b in kept if b.generation != index.manifest.generation]
    removed = removed_documents(settings().index, index, names)
    if not removed:
        return
    st.html("<h2>Documents retirés de l’index en service</h2>")
    for one in removed:
        try:
            _draw_proof(one, _traces(one, index.manifest.generation))
        except VectorServerError as error:
            st.warning(escape_markdown(f"{one.document.title} : {error}"))
    st.caption(
        "Les constructions gardées contiennent encore ces documents, pour un retour en arrière. "
        "Les supprimer efface aussi leurs fichiers d’origine ; ce qui est en service reste."
    )
    if st.button("Supprimer les constructions gardées", icon=":material/delete_forever:", key="forget"):
        st.dialog("Supprimer les constructions gardées")(_draw_forgetting)(len(names))


@st.cache_data(show_spinner="Recherche de ce qui resterait…", max_entries=200)
def _traces(removed: Removed, live: str) -> Traces:
    folder = settings().index
    return traces_of(
        live_index(), removed.document.id, passages_in(folder / removed.generations[0], removed.document.id)
    )


def _draw_proof(removed: Removed, found: Traces) -> None:
    verdict = "plus rien dans l’index en service" if found.is_gone else "il en reste dans l’index en service"
    tone = "coming" if found.is_gone else "cancelled"
    rows = [
        ("Fiches, pages et passages", found.records),
        ("Phrases dans la base vectorielle (Chroma)", found.vectors),
        ("Passages trouvés par la recherche par mots (BM25), avec ses propres phrases", found.lexical),
        ("Phrases qui sont aussi, mot pour mot, dans un autre document", found.elsewhere),
        ("Constructions gardées qui le contiennent encore", len(removed.generations)),
    ]
    cells = "".join(f"<tr><th scope='row'>{safe(name)}</th><td>{number}</td></tr>" for name, number in rows)
    with st.container(border=True, key=f"proof-{removed.document.id}"):
        st.html(
            f"<h3 class='card-title'>{safe(removed.document.title)}</h3>"
            f"<p class='chips'><span class='chip {tone}'>{safe(verdict)}</span></p>"
            f"<table class='proof'><tbody>{cells}</tbody></table>"
        )


def _draw_forgetting(number: int) -> None:
    text = counted(number, "construction est effacée", "constructions sont effacées")
    st.html(f"<p>{safe(text)} pour de bon. On ne pourra plus y revenir.</p>")
    if st.button("Supprimer", type="primary", key="confirm-forget"):
        with st.spinner("Suppression…"):
            try:
                forget_past(settings())
                note("Les constructions gardées sont supprimées ; celle en service reste.")
            except AssistantError as error:
                note_outcome(error)
        st.rerun()
