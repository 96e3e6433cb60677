"""The questions of a run one by one: what was expected, what was answered, what was retrieved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.language import fold
from assistant.ui.evaluations.runs import QuestionResult, Run, RunError, SetQuestion, load_outcomes
from assistant.ui.evaluations.words import (
    OUTCOMES,
    forms,
    metric,
    percent,
    reasons,
    shown_text,
    shows,
    source,
)
from assistant.ui.shell import counted, escape_markdown, safe

_FAILURES, _ALL = "Toutes celles qui échouent", "Toutes"
_A_PAGE = 20
_RETRIEVED = 8


@st.cache_data(show_spinner=False, max_entries=6)
def _outcomes(folder: Path, written: float) -> list[QuestionResult]:
    return load_outcomes(folder)


def draw_questions(run: Run) -> None:
    """The failures first; any other selection by outcome, tag or words."""
    try:
        outcomes = _outcomes(run.folder, run.folder.stat().st_mtime)
    except RunError as error:
        st.error(escape_markdown(str(error)))
        return
    found = _draw_filters(outcomes)
    st.html(f"<p class='facts' role='status'>{counted(len(found), 'question')} sur {len(outcomes)}</p>")
    if not found:
        st.info("Aucune question ne correspond.")
        return
    for outcome in _draw_pages(found):
        _draw_question(outcome)


def _draw_filters(outcomes: Sequence[QuestionResult]) -> list[QuestionResult]:
    present = [name for name in OUTCOMES if any(o.outcome == name for o in outcomes)]
    words = {_FAILURES: _FAILURES, _ALL: _ALL, **{name: OUTCOMES[name].capitalize() for name in present}}
    with st.container(key="facets-evaluation", horizontal=True, vertical_alignment="bottom"):
        wanted = st.selectbox("Issue", list(words), format_func=words.__getitem__, key="evaluation-outcome")
        tags = sorted({tag for outcome in outcomes for tag in outcome.tags})
        tag = st.selectbox("Étiquette", tags, index=None, placeholder="Toutes", key="evaluation-tag")
        text = st.text_input("Mots de la question", key="evaluation-text")
    return select_results(outcomes, wanted, tag, text)


def select_results(
    outcomes: Iterable[QuestionResult], wanted: str, tag: str | None, text: str
) -> list[QuestionResult]:
    """The questions of an outcome (or failures, or all), of a tag, whose wording or number holds a text."""
    return [
        outcome
        for outcome in outcomes
        if (wanted in (_ALL, outcome.outcome) or (wanted == _FAILURES and outcome.outcome != "ok"))
        and (tag is None or tag in outcome.tags)
        and fold(text.strip()) in fold(f"{outcome.id} {outcome.question}")
    ]


def _draw_pages(found: Sequence[QuestionResult]) -> Sequence[QuestionResult]:
    pages = -(-len(found) // _A_PAGE)
    if pages == 1:
        return found
    page = st.selectbox(
        "Page", range(pages), format_func=lambda n: f"{n + 1} sur {pages}", key="evaluation-page", width=140
    )
    return found[page * _A_PAGE : (page + 1) * _A_PAGE]


def _draw_question(outcome: QuestionResult) -> None:
    """One question, closed but for the reasons; HTML alone, so that twenty are as quick as one."""
    tone = {"ok": "coming", "error": "past"}.get(outcome.outcome, "unknown")
    word = OUTCOMES.get(outcome.outcome, outcome.outcome)
    head = (
        f"<p class='chips'><span class='chip {tone}'>{safe(word)}</span><span class='facts'>"
        f"{safe(' · '.join((outcome.id, *outcome.tags)))}</span></p>"
        f"<h3 class='card-title'>{safe(outcome.question)}</h3>"
    )
    why = "".join(f"<li>{safe(reason)}</li>" for reason in reasons(outcome))
    st.html(
        f"<article class='asked'>{head}{f'<ul>{why}</ul>' if why else ''}"
        f"<details><summary>Attendu, réponse et pages trouvées</summary><dl>{_expected(outcome)}"
        f"{_answered(outcome)}{_retrieved(outcome)}{_measured(outcome.scores)}</dl></details></article>"
    )


def _row(name: str, html: str) -> str:
    return f"<dt>{safe(name)}</dt><dd>{html}</dd>" if html else ""


def _items(texts: Iterable[str]) -> str:
    items = "".join(f"<li>{text}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def _expected(outcome: QuestionResult) -> str:
    asked = outcome.asked
    if asked is None:
        return _row("Attendu", "Le dossier de ce passage ne contient pas les questions.")
    if not asked.answerable:
        return _row("Attendu", "Un refus : le corpus ne contient pas la réponse.")
    return (
        _row("Faits attendus", _items(_facts(asked, shown_text(outcome))))
        + _row("Sources attendues", safe(" ; ".join(map(source, asked.sources))))
        + _row("Actions attendues", safe(", ".join(asked.actions)))
    )


def _facts(asked: SetQuestion, text: str) -> Iterable[str]:
    for fact in asked.facts:
        state = "montré" if any(shows(text, form) for form in fact) else "absent"
        yield f"{safe(forms(fact))} – {state}"


def _answered(outcome: QuestionResult) -> str:
    answer = outcome.answer
    if answer is None:
        return _row("Erreur", safe(outcome.error or "sans message"))
    if answer.get("refused"):
        return _row("Réponse", f"Refus. {safe(str(answer.get('refusal_reason') or ''))}")
    return (
        _row("Réponse", _items(_sentences(answer)))
        + _row("Citations", _items(_citations(answer)))
        + _row("Actions", _items(safe(str(a.get("title", ""))) for a in answer.get("actions") or []))
    )


def _sentences(answer: Mapping[str, Any]) -> Iterable[str]:
    for sentence in answer.get("sentences") or []:
        numbers = " ".join(f"[{n}]" for n in sentence.get("citations") or [])
        yield f"{safe(str(sentence.get('text', '')))} <span class='facts'>{safe(numbers)}</span>"


def _citations(answer: Mapping[str, Any]) -> Iterable[str]:
    for citation in answer.get("citations") or []:
        page = f", p. {citation['page']}" if citation.get("page") else ""
        place = f"[{citation.get('n')}] {citation.get('document')}{page} : "
        yield f"{safe(place)}<q>{safe(str(citation.get('quote', '')))}</q>"


def _retrieved(outcome: QuestionResult) -> str:
    places = [f"{p.document}, p. {p.page}" if p.page else p.document for p in outcome.ranking]
    more = f" ; {len(places) - _RETRIEVED} autres" if len(places) > _RETRIEVED else ""
    sure = "" if outcome.confidence is None else percent(outcome.confidence)
    return _row("Pages trouvées", safe(" ; ".join(places[:_RETRIEVED]) + more)) + _row(
        "Confiance", safe(sure)
    )


def _measured(scores: Mapping[str, float]) -> str:
    shown = (
        f"{metric(name)} {value:.2f}".replace(".", ",").replace(",00", "") for name, value in scores.items()
    )
    return _row("Mesures", safe(" · ".join(shown)))
