"""The Évaluations page (staff): the latest runs of the question sets, their failures, two runs compared."""

from __future__ import annotations

import streamlit as st

from assistant.ui.evaluations.comparison import missing_evaluations
from assistant.ui.evaluations.figures import draw_latest, draw_run_figures
from assistant.ui.evaluations.questions import draw_questions
from assistant.ui.evaluations.runs import Run, load_runs
from assistant.ui.evaluations.versus import draw_versus
from assistant.ui.evaluations.words import moment
from assistant.ui.shell import counted, escape_markdown, safe, settings, staff_only

_FIGURES, _QUESTIONS, _VERSUS = "Chiffres", "Questions", "Comparer"
_VIEWS = {_FIGURES: draw_run_figures, _QUESTIONS: draw_questions}


def draw_evaluations_page() -> None:
    """Draws the page."""
    staff_only()
    st.set_page_config(layout="wide")
    st.html(
        "<h1>Évaluations</h1><p class='lead'>Des questions dont la réponse est connue sont posées à "
        "l’assistant : voici ce qu’il en a fait.</p>"
    )
    root = settings().runs
    runs, damaged = load_runs(root)
    _draw_damaged(damaged)
    if not runs:
        st.info(
            f"Aucun passage dans « {escape_markdown(str(root))} ». Pour en faire un : "
            f"`python -m evals run all`. {missing_evaluations()}"
        )
        return
    draw_latest(runs)
    st.html("<h2>Un passage</h2>")
    run = _choose(runs)
    view = st.segmented_control(
        "Vue",
        [_FIGURES, _QUESTIONS, _VERSUS] if run.counts else [_FIGURES, _VERSUS],
        default=_FIGURES,
        required=True,
        key="evaluation-view",
        label_visibility="collapsed",
    )
    if view == _VERSUS:
        draw_versus(run, runs)
    else:
        _VIEWS[view](run)


def _draw_damaged(damaged: list[str]) -> None:
    if not damaged:
        return
    number = counted(len(damaged), "dossier ne peut être lu", "dossiers ne peuvent être lus")
    with st.expander(f"{number} : les autres sont montrés", icon=":material/warning:"):
        st.html("".join(f"<p>{safe(sentence)}</p>" for sentence in damaged))


def _choose(runs: list[Run]) -> Run:
    folders = {run.folder.as_posix(): run for run in runs}
    chosen = st.selectbox(
        "Passage",
        list(folders),
        format_func=lambda folder: label(folders[folder]),
        key="evaluation-run",
        width=480,
    )
    return folders[chosen]


def label(run: Run) -> str:
    """A run as one line: its set and when it was made."""
    unfinished = "" if run.about.complete else " (interrompu)"
    return f"{run.name} · {moment(run.about.date) or run.folder.name}{unfinished}"
