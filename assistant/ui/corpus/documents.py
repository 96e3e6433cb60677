"""The documents of the corpus: more of them, fewer of them, and what the catalogue says of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from assistant.errors import AssistantError
from assistant.language import squash
from assistant.staff import CorpusFile, add_document, describe_document, remove_document
from assistant.ui.corpus.data import corpus_files, note, note_outcome
from assistant.ui.shell import counted, escape_markdown, long_date, safe, settings, shorten

_UPLOAD, _DIALOG = "upload_number", "document_dialog"
_EDIT, _REMOVE = "edit", "remove"
_MOST_SHOWN = 60
_TYPES = "PDF, Word (.docx), HTML, Markdown ou texte"
_TONES = {"en service": "coming", "écarté": "cancelled", "retiré": "past"}


def draw_corpus_documents() -> None:
    """Draws the section."""
    _draw_upload()
    files = corpus_files()
    st.html(f"<h2>{safe(counted(len(files), 'document'))}</h2>")
    text = st.text_input(
        "Rechercher un document", key="corpus_search", placeholder="Titre, type, thème ou nom de fichier…"
    )
    found = [file for file in files if squash(text or "") in squash(_searched(file))]
    if not found:
        st.info("Aucun document ne correspond. Essayez un autre mot.")
    with st.container(key="rows-documents", gap=None):
        for file in found[:_MOST_SHOWN]:
            _draw_file(file)
    if len(found) > _MOST_SHOWN:
        st.caption(f"{counted(len(found) - _MOST_SHOWN, 'autre document')} : précisez la recherche.")
    _draw_dialog(files)


def _searched(file: CorpusFile) -> str:
    return f"{file.title} {file.kind} {' '.join(file.themes)} {file.file} {file.state}"


def _draw_upload() -> None:
    number = st.session_state.setdefault(_UPLOAD, 0)
    most = settings().upload_megabytes
    with st.container(key="upload", border=True):
        sent = st.file_uploader(
            "Ajouter des documents",
            accept_multiple_files=True,
            key=f"upload-{number}",
            max_upload_size=most,
            help=f"{_TYPES} ; {most} Mo au plus par fichier. Chaque fichier est vérifié avant d’être gardé.",
        )
        if sent and st.button(
            f"Vérifier et ajouter ({counted(len(sent), 'fichier')})", type="primary", key="add-files"
        ):
            for file in sent:
                _add(file.name, file.getvalue())
            st.session_state[_UPLOAD] = number + 1
            st.rerun()


def _add(name: str, content: bytes) -> None:
    with st.spinner(f"Vérification de « {escape_markdown(shorten(name, 60))} »…"):
        try:
            note(add_document(settings(), name, content))
        except AssistantError as error:
            note_outcome(error)


def _draw_file(file: CorpusFile) -> None:
    with st.container(key=f"entry-{file.id}", horizontal=True, vertical_alignment="center"):
        chip = f"<span class='chip {_TONES.get(file.state, 'unknown')}'>{safe(file.state)}</span>"
        size = f"{file.size / 1e6:.1f} Mo".replace(".", ",") if file.size >= 100_000 else ""
        facts = (file.kind, long_date(file.date), ", ".join(file.themes), file.file, size)
        line = " · ".join(part for part in facts if part)
        st.html(f"<h3 class='card-title'>{safe(file.title)}</h3><p class='facts'>{chip}{safe(line)}</p>")
        if file.state == "retiré":
            return
        with st.container(horizontal=True, gap="small", width="content"):
            st.button(
                "Modifier la fiche",
                key=f"edit-{file.id}",
                icon=":material/edit:",
                type="tertiary",
                on_click=_open,
                args=(_EDIT, file),
            )
            st.button(
                "Retirer",
                key=f"remove-{file.id}",
                icon=":material/delete:",
                type="tertiary",
                on_click=_open,
                args=(_REMOVE, file),
            )


def _open(what: str, shown: CorpusFile) -> None:
    st.session_state[_DIALOG] = (what, shown)


def _close() -> None:
    st.session_state.pop(_DIALOG, None)


def _draw_dialog(files: Sequence[CorpusFile]) -> None:
    """The dialog that was opened; the document may have gone or changed meanwhile."""
    what, shown = st.session_state.get(_DIALOG, (None, None))
    if shown is None:
        return
    file = next((file for file in files if file.id == shown.id and file.state != "retiré"), None)
    if file is None:
        _close()
        st.toast("Ce document n’est plus dans le corpus.")
    elif what == _REMOVE and file.sha256 != shown.sha256:
        _close()
        title = escape_markdown(shown.title)
        st.toast(f"Le contenu de « {title} » a changé entre-temps : rien n’est retiré.")
    elif what == _EDIT:
        st.dialog("Fiche du document", width="medium", on_dismiss=_close)(_draw_edit)(file, files)
    else:
        st.dialog("Retirer un document", on_dismiss=_close)(_draw_removal)(file)


def _draw_edit(file: CorpusFile, files: Sequence[CorpusFile]) -> None:
    known = sorted({theme for other in files for theme in other.themes})
    with st.form(f"form-{file.id}", border=False):
        fields: dict[str, Any] = {
            "title": st.text_input("Titre", file.title, max_chars=300),
            "kind": st.text_input("Type de document", file.kind, max_chars=80),
            "date": st.text_input(
                "Date", file.date, help="Aussi précise qu’on la connaît : 2024, 2024-03 ou 2024-03-12."
            ),
            "themes": st.multiselect(
                "Thèmes", known, default=list(file.themes), accept_new_options=True, placeholder="Choisir"
            ),
            "url": st.text_input("Adresse en ligne", file.url, placeholder="https://…", max_chars=500),
            "rights": st.text_area("Conditions de réutilisation", file.rights, height=90, max_chars=600),
        }
        sent = st.form_submit_button("Enregistrer la fiche", type="primary")
    st.caption("Un champ vidé est repris du fichier lui-même. La fiche compte à la prochaine construction.")
    if sent:
        _save(file, fields)


def _save(file: CorpusFile, fields: dict[str, Any]) -> None:
    before: dict[str, Any] = {name: getattr(file, name) for name in fields} | {"themes": list(file.themes)}
    changed = {name: value for name, value in fields.items() if value != before[name]}
    if changed:
        with st.spinner("Enregistrement…"):
            try:
                note(describe_document(settings(), file.id, changed))
            except AssistantError as error:
                st.error(escape_markdown(str(error)))
                return
    _close()
    st.rerun()


def _draw_removal(file: CorpusFile) -> None:
    st.html(
        f"<p><strong>{safe(file.title)}</strong> ({safe(file.file)}) sort du corpus avec sa fiche. "
        "Les réponses s’en servent encore jusqu’à la prochaine construction.</p>"
    )
    if st.button("Retirer du corpus", type="primary", icon=":material/delete:", key="confirm-removal"):
        with st.spinner("Retrait…"):
            try:
                note(remove_document(settings(), file))
            except AssistantError as error:
                note_outcome(error)
        _close()
        st.rerun()
