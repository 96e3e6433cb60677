"""Why a question was not answered as expected, in French sentences for the reports."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Answer
from evals.running.runner import Result
from evals.scoring.scoring import missing_facts, shown_text, shows
from evals.sets.questions import Question, Source

OUTCOME_LABELS = {"ok": "juste", "wrong": "à revoir", "refused": "refusée à tort", "error": "en erreur"}


def faults(question: Question, result: Result) -> list[str]:
    """What went wrong, one sentence a fault; empty when the outcome is ok."""
    if result.outcome == "ok":
        return []
    if result.answer is None:
        return [f"La question a provoqué une erreur : {result.error}"]
    if not question.answerable:
        return ["Le corpus ne contient pas la réponse : un refus était attendu."]
    if result.answer.refused:
        return ["L’assistant a refusé de répondre alors que le corpus contient la réponse."]
    return _wrong(question, result.answer, result)


def _wrong(question: Question, answer: Answer, result: Result) -> list[str]:
    found = [f"Fait absent : {forms(fact)}." for fact in missing_facts(question, answer)]
    text = shown_text(answer)
    found += [f"Forme interdite montrée : « {form} »." for form in question.forbidden if shows(text, form)]
    if result.scores.get("source_hit") == 0:
        found.append(f"Aucune citation ne vient de la source attendue : {sources(question.sources)}.")
    titles = [action.title for action in answer.actions]
    absent = [part for part in question.actions if not any(shows(title, part) for title in titles)]
    found += [f"Action attendue absente : « {part} »." for part in absent]
    if question.no_actions and titles:
        found.append("Aucune action ne devait être proposée.")
    return found


def forms(fact: Sequence[str]) -> str:
    """The accepted forms of a fact, as ``« 124 » ou « cent vingt-quatre »``."""
    return " ou ".join(f"« {form} »" for form in fact)


def sources(expected: Sequence[Source]) -> str:
    """Sources as ``programme-actions-2015, page 15``."""
    return " ; ".join(_source(source) for source in expected)


def _source(source: Source) -> str:
    if not source.pages:
        return source.document
    label = "page" if len(source.pages) == 1 else "pages"
    return f"{source.document}, {label} {', '.join(map(str, source.pages))}"
