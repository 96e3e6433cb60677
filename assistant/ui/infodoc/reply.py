"""What is done with a reply once it is written: taken away, kept, validated, given to the corpus."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from assistant.errors import RegisterError
from assistant.infodoc import (
    DOCX,
    EML,
    ODT,
    Draft,
    Gaps,
    Publication,
    Reply,
    Request,
    draft_from_json,
    draft_to_json,
    publication,
    publish_reply,
    still_personal,
    to_docx,
    to_eml,
    to_html,
    to_odt,
    to_text,
    with_numbers,
)
from assistant.language import bare, capital
from assistant.ui.infodoc.data import database, now, replies
from assistant.ui.infodoc.list import subject
from assistant.ui.shell import counted, escape_markdown, live_centre, safe, settings, shorten

_DONE = "infodoc_done"


def draw_reply(draft: Draft, request: Request, who: str) -> None:
    """Draws the panel."""
    with st.container(border=True, key="reply-panel"):
        _draw_unsupported(draft)
        _draw_remarked(draft)
        _draw_files(draft, request)
        _draw_validation(draft, request, who)
    kept = replies().of(request.id)
    validated = next((r for r in kept if r.validated), None)
    if validated is not None and not validated.published:
        _draw_publication(validated, request, who)
    if done := st.session_state.pop(_DONE, ""):
        st.success(escape_markdown(done))


def _draw_unsupported(draft: Draft) -> None:
    unsure = draft.unsupported()
    if unsure:
        number = counted(len(unsure), "phrase n’est appuyée", "phrases ne sont appuyées")
        st.warning(f"{number} par aucune source. Elles sont marquées dans la lettre.")


def _draw_remarked(draft: Draft) -> None:
    remarked = len(draft.remarked())
    if remarked:
        number = counted(remarked, "réponse est à relire", "réponses sont à relire")
        st.info(f"{number} de près : voyez la remarque sous la question. Elle n’est pas dans la lettre.")


def _draw_files(draft: Draft, request: Request) -> None:
    st.html("<h3 class='part'>Emporter la réponse</h3><p class='facts'>Rien n’est envoyé d’ici.</p>")
    name = f"reponse-{request.id}"
    with st.container(horizontal=True, gap="small"):
        for label, make, suffix, kind in (
            ("Word", lambda: to_docx(draft), "docx", DOCX),
            ("OpenDocument", lambda: to_odt(draft), "odt", ODT),
            ("Courriel", lambda: to_eml(draft, request.contact), "eml", EML),
        ):
            st.download_button(
                label, make, file_name=f"{name}.{suffix}", mime=kind, on_click="ignore", key=f"reply-{suffix}"
            )
    body = to_html(draft).partition("<body>")[2].partition("</body>")[0]
    st.html(
        "<p><a class='button copy' href='#copie' role='button' data-copy='infodoc-letter'>Copier la "
        "lettre</a> "
        f"<span class='facts' role='status'></span></p><div id='infodoc-letter' class='unseen' "
        f"aria-hidden='true'>{body}</div>"
    )
    with st.expander("Lettre en texte brut", key="reply-text"):
        st.code(to_text(draft), language=None, wrap_lines=True)


def _draw_validation(draft: Draft, request: Request, who: str) -> None:
    st.html("<h3 class='label'>Valider</h3>")
    minutes = st.number_input(
        "Temps passé en tout (minutes)", 0, 100_000, request.minutes, 5, key=f"spent-{request.id}"
    )
    sure = True
    if draft.unsupported():
        sure = st.checkbox("J’ai relu les phrases sans source", key=f"sure-{request.id}")
    with st.container(horizontal=True):
        kept = st.button("Garder une version", key="reply-keep")
        validated = st.button("Valider la réponse", type="primary", key="reply-validate", disabled=not sure)
    if kept or validated:
        try:
            reply = _keep(draft, request, who)
            if validated:
                replies().validate(reply, who=who, now=now(), minutes=minutes)
                Gaps(database()).of_reply(request.id, request, draft.gaps, now().date())
        except RegisterError as error:
            st.error(escape_markdown(str(error)))
            return
        state = "validée : la demande est répondue" if validated else "gardée"
        st.session_state[_DONE] = f"Version {reply.number} {state}."
        st.rerun()


def _keep(draft: Draft, request: Request, who: str) -> Reply:
    _, sources = with_numbers(draft)
    return replies().keep(
        request.id, content=draft_to_json(draft), text=to_text(draft), sources=sources, who=who, now=now()
    )


def _draw_publication(reply: Reply, request: Request, who: str) -> None:
    """What the corpus would receive, to be read and confirmed by a person."""
    with st.expander("Verser la réponse au corpus", key="reply-publish"):
        day = (reply.validated or now()).date()
        made = publication(draft_from_json(reply.content), request, shorten(subject(request, 90), 90), day)
        found = ", ".join(dict.fromkeys(trace.kind for trace in made.found))
        removed = (
            f"Retiré par le logiciel : {found}." if found else "Aucune donnée personnelle n’a été trouvée."
        )
        st.html(f"<p class='facts'>{safe(removed)} Relisez : un nom peut rester.</p>")
        title = st.text_input("Titre", made.title, key=f"publish-title-{reply.id}") or ""
        body = st.text_area("Texte", made.body, height=300, key=f"publish-body-{reply.id}") or ""
        wanted = replace(made, title=title.strip(), body=body)
        left = still_personal(wanted, request)
        if left:
            shown = ", ".join(f"« {t.text} »" for t in left[:5])
            st.warning(f"Données personnelles à retirer : {escape_markdown(shown)}")
        sure = st.checkbox("J’ai relu ce texte : il ne dit rien de personne", key=f"publish-sure-{reply.id}")
        if st.button("Verser au corpus", key="publish", disabled=not sure or bool(left) or not title.strip()):
            _publish(wanted, reply, request, who)


def _publish(wanted: Publication, reply: Reply, request: Request, who: str) -> None:
    try:
        document = publish_reply(
            wanted, request, settings().corpus, reply.id, capital(bare(live_centre().service))
        )
        replies().publish(reply, document, who=who, now=now())
    except RegisterError as error:
        st.error(escape_markdown(str(error)))
        return
    st.session_state[_DONE] = (
        "La réponse est dans le corpus ; elle sera trouvée après la prochaine indexation."
    )
    st.rerun()
