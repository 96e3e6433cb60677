"""The live index as the team sees it, what waits to be built, and a build as it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from assistant.errors import AssistantError, IndexDamagedError, IndexMismatchError, IndexNotFoundError
from assistant.index import Index, Manifest
from assistant.settings import PARIS
from assistant.staff import BuildState, CorpusFile
from assistant.ui.corpus.data import PENDING, builds, corpus_files, note_outcome
from assistant.ui.shell import Member, counted, escape_markdown, live_index, safe, settings

_BEAT = 1.0
_NEWS = timedelta(minutes=10)
"""How long the end of a build is told."""

_WORDS = {"ajouté": "à ajouter", "modifié": "à mettre à jour", "retiré": "à retirer"}


def draw_building(member: Member) -> None:
    """What waits to be built and the button that builds, or the build that goes on."""
    state = builds().state
    if state and state.running:
        st.fragment(_draw_progress, run_every=_BEAT)()
        return
    waiting = [file for file in corpus_files() if file.state in PENDING]
    if state and state.ended and datetime.now(UTC) - state.ended < _NEWS and (state.error or not waiting):
        _draw_outcome(state)
    _draw_pending(waiting, member)


def _draw_progress() -> None:
    state = builds().state
    if state is None or not state.running:
        st.rerun()
    with st.container(key="build", border=True):
        started = state.started.astimezone(PARIS)
        st.html(
            f"<p role='status'><strong>Construction en cours</strong>, demandée par {safe(state.by)} "
            f"à {started:%H:%M}. L’assistant continue de répondre avec l’index en service.</p>"
        )
        st.progress(min(1.0, state.share), text=escape_markdown(state.words))


def _draw_outcome(state: BuildState) -> None:
    """How the last build ended."""
    if state.error is not None:
        st.error(escape_markdown(state.error), icon=":material/block:")
    elif state.outcome is not None:
        st.success(escape_markdown(outcome_in_words(state.outcome, state.by)), icon=":material/check:")


def outcome_in_words(outcome: Mapping[str, object], by: str) -> str:
    """What came out of a build."""
    rejected = outcome["rejected"]
    left_out = len(rejected) if isinstance(rejected, list) else 0
    facts = (
        f"{counted(int(str(outcome['documents'])), 'document')}, "
        f"{counted(int(str(outcome['passages'])), 'passage')}, "
        f"{counted(left_out, 'fichier écarté', 'fichiers écartés')}"
    )
    if outcome["unchanged"]:
        return f"Rien n’avait changé : l’index en service est gardé ({facts})."
    return f"Le nouvel index est en service : {facts}. Construction demandée par {by}."


def _draw_pending(waiting: Sequence[CorpusFile], member: Member) -> None:
    with st.container(key="pending", border=True, horizontal=True, vertical_alignment="center"):
        if waiting:
            st.html(f"<p role='status'><strong>{safe(pending_in_words(waiting))}</strong></p>")
        else:
            st.html("<p role='status'>L’index contient tout le corpus, dans son état actuel.</p>")
        if st.button(
            "Construire l’index",
            type="primary" if waiting else "secondary",
            icon=":material/build:",
            key="start-build",
        ):
            start(member)


def pending_in_words(waiting: Iterable[CorpusFile]) -> str:
    """What a build would change: « 2 documents à ajouter, 1 document à retirer »."""
    counts = Counter(file.state for file in waiting)
    parts = [
        f"{counted(counts[state], 'document')} {words}" for state, words in _WORDS.items() if counts[state]
    ]
    return f"En attente de construction : {', '.join(parts)}."


def start(member: Member) -> None:
    """Starts a build and draws the page again."""
    try:
        builds().start(settings(), member.name)
    except AssistantError as error:
        note_outcome(error)
    st.rerun()


def draw_index() -> None:
    """The live index in figures; what it leaves out and why."""
    try:
        index = live_index()
    except (IndexNotFoundError, IndexDamagedError, IndexMismatchError) as error:
        st.warning(escape_markdown(str(error)))
        return
    if index.damaged:
        st.warning(escape_markdown(damage_in_words(index)), icon=":material/healing:")
    manifest = index.manifest
    empty = {d.title: d.empty_pages for d in index.documents.values() if d.empty_pages}
    _draw_figures(manifest, sum(map(len, empty.values())))
    _draw_facts(manifest)
    _draw_list("Fichiers écartés", [r["reason"] for r in manifest.rejected])
    _draw_list(
        "Pages sans texte (blanches ou numérisées)",
        [f"{title} : {', '.join(map(str, pages))}" for title, pages in sorted(empty.items())],
    )


def damage_in_words(index: Index) -> str:
    """What is damaged in the live index, what readers notice of it, and what to do."""
    names = ", ".join(f"« {name} »" for name in index.damaged)
    seen = index.notice or "Les réponses restent les mêmes, parfois plus lentes."
    return f"Abîmé dans l’index en service : {names}. {seen} Construisez l’index pour le remettre en état."


def _draw_figures(manifest: Manifest, empty: int) -> None:
    figures = [
        (manifest.documents, "document", "documents"),
        (manifest.passages, "passage", "passages"),
        (manifest.sentences, "phrase", "phrases"),
        (empty, "page sans texte", "pages sans texte"),
        (len(manifest.rejected), "fichier écarté", "fichiers écartés"),
    ]
    cells = "".join(
        f"<li><strong>{f'{number:,}'.replace(',', ' ')}</strong> {safe(one if number < 2 else many)}</li>"
        for number, one, many in figures
    )
    st.html(f"<ul class='figures'>{cells}</ul>")


def _draw_facts(manifest: Manifest) -> None:
    facts = [
        ("Construit", moment(manifest.created)),
        ("Demandé par", manifest.asked_by or "une commande"),
        ("Modèle", manifest.model),
        ("Génération", manifest.generation),
        ("Dossier du corpus", manifest.corpus),
    ]
    rows = "".join(f"<dt>{safe(name)}</dt><dd>{safe(value)}</dd>" for name, value in facts if value)
    st.html(f"<dl class='sheet'>{rows}</dl>")


def _draw_list(title: str, lines: list[str]) -> None:
    if lines:
        items = "".join(f"<li>{safe(line)}</li>" for line in lines)
        st.html(f"<h2>{safe(title)}</h2><ul class='reasons'>{items}</ul>")


def moment(iso: str) -> str:
    """An ISO time as « 12/01/2026 à 09:30 », in Paris."""
    return f"{datetime.fromisoformat(iso).astimezone(PARIS):%d/%m/%Y à %H:%M}"
