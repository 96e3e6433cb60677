"""An existing register taken over: file, preview, columns, rehearsal, import, rejected lines."""

from __future__ import annotations

import streamlit as st

from assistant.errors import RegisterError
from assistant.infodoc import (
    CSV,
    FIELDS,
    REQUIRED,
    Report,
    Sheet,
    french_name,
    guess_columns,
    import_requests,
    read_file,
    simulate_import,
    to_csv,
)
from assistant.ui.infodoc.data import now, register
from assistant.ui.shell import counted, escape_markdown, safe

_NONE = "—"
_SHOWN = 20


def draw_import(who: str) -> None:
    """Draws the import."""
    st.html(
        "<h2>Importer un registre</h2><p class='lead'>Un fichier CSV ou Excel, une demande par ligne, les "
        "noms des "
        "colonnes sur la première. Rien n’est écrit avant votre accord.</p>"
    )
    file = st.file_uploader("Fichier", ["csv", "xlsx", "txt"], key="import-file", max_upload_size=100)
    if file is None:
        return
    try:
        sheet = read_file(file.name, file.getvalue())
        _draw_preview(sheet)
        columns = _draw_columns(sheet)
        _draw_steps(sheet, columns, who, file.file_id)
    except RegisterError as error:
        st.error(escape_markdown(str(error)))


def _draw_preview(sheet: Sheet) -> None:
    encoding = f" Encodage lu : {sheet.encoding}." if sheet.encoding else ""
    st.html(f"<h3 class='part'>Aperçu</h3><p class='facts'>{safe(encoding)}</p>")
    heads = "".join(f"<th scope='col'>{safe(h)}</th>" for h in sheet.headings)
    lines = "".join(
        "<tr>" + "".join(f"<td>{safe(cell[:80])}</td>" for cell in row) + "</tr>" for row in sheet.preview()
    )
    st.html(
        "<div class='wide' tabindex='0' role='region' aria-label='Aperçu du fichier'><table class='preview'>"
        f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _draw_columns(sheet: Sheet) -> dict[str, int]:
    st.html("<h3 class='part'>Colonnes</h3>")
    guessed = guess_columns(sheet.headings)
    options = [_NONE, *(f"{n + 1}. {h}" for n, h in enumerate(sheet.headings))]
    columns: dict[str, int] = {}
    with st.container(key="facets-import", horizontal=True):
        for field in FIELDS:
            label = french_name(field).capitalize() + (" (nécessaire)" if field in REQUIRED else "")
            place = guessed.get(field, -1) + 1
            chosen = st.selectbox(label, options, place, key=f"column-{field}-{len(sheet.headings)}")
            if chosen and chosen != _NONE:
                columns[field] = options.index(chosen) - 1
    return columns


def _draw_steps(sheet: Sheet, columns: dict[str, int], who: str, file: str) -> None:
    done: Report | None = st.session_state.get(f"imported-{file}")
    if done is not None:
        st.success(f"{counted(done.taken, 'demande importée', 'demandes importées')}.")
        _draw_rejected(done)
        return
    if st.button("Essayer sans rien écrire", key="import-try"):
        with st.spinner("Lecture de toutes les lignes…"):
            st.session_state[f"tried-{file}"] = simulate_import(sheet, columns, now().date())
    tried: Report | None = st.session_state.get(f"tried-{file}")
    if tried is None:
        return
    st.info(
        f"{counted(tried.taken, 'ligne sera importée', 'lignes seront importées')}, "
        f"{counted(tried.rejected_total, 'sera écartée', 'seront écartées')}."
    )
    _draw_rejected(tried)
    label = f"Importer {counted(tried.taken, 'demande')}"
    if tried.taken and st.button(label, type="primary", key="import-go"):
        bar = st.progress(0.0, "Import en cours…")

        def show(number: int) -> None:
            bar.progress(min(1.0, number / tried.taken), f"{number} demandes importées…")

        st.session_state[f"imported-{file}"] = import_requests(
            sheet, columns, register(), who=who, now=now(), progress=show
        )
        st.rerun()


def _draw_rejected(report: Report) -> None:
    if not report.rejected:
        return
    items = "".join(f"<li>Ligne {r.line} : {safe(r.why)}</li>" for r in report.rejected[:_SHOWN])
    more = report.rejected_total - min(_SHOWN, len(report.rejected))
    rest = f"<p class='facts'>… et {more} autres dans le fichier.</p>" if more > 0 else ""
    st.html(f"<h3 class='part'>Lignes écartées</h3><ul class='facts'>{items}</ul>{rest}")
    st.download_button(
        "Lignes écartées (.csv)",
        lambda: to_csv([("Ligne", "Raison"), *((r.line, r.why) for r in report.rejected)]),
        file_name="lignes-ecartees.csv",
        mime=CSV,
        on_click="ignore",
        key="import-rejected",
    )
