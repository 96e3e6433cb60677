"""How the figures and outcomes of a run are called on the page, and why an answer was not right."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.language import fold
from assistant.ui.evaluations.runs import ExpectedSource, Figure, QuestionResult
from assistant.ui.shell import long_date

_PERCENT = "\u202f%"
OUTCOMES = {"ok": "juste", "wrong": "à revoir", "refused": "refusée à tort", "error": "en erreur"}
SEVERAL = {"ok": "justes", "refused": "refusées à tort"}
METRICS = {
    "answerable_ok": "Réponses justes",
    "unanswerable_ok": "Refus justes",
    "fact_recall": "Faits montrés",
    "first_hit": "Fait en première ligne",
    "forbidden_free": "Rien d’interdit",
    "source_hit": "Source attendue citée",
    "source_precision": "Pages citées qui sont attendues",
    "source_recall": "Pages attendues qui sont citées",
    "action_recall": "Actions attendues proposées",
    "action_precision": "Actions proposées qui sont attendues",
    "error_rate": "Refus à tort",
    "hallucination_rate": "Réponses à tort",
    "recall@1": "Recherche : page attendue en tête",
    "recall@5": "Recherche : pages attendues parmi cinq",
    "success@5": "Recherche : une page attendue parmi cinq",
    "nDCG@10": "Recherche : classement (nDCG@10)",
    "MRR": "Recherche : inverse du rang (MRR)",
    "verbatim": "Citations mot pour mot",
    "sentence_verbatim": "Phrases aux citations mot pour mot",
    "supported": "Phrases appuyées",
    "citation_precision": "Citations utiles",
    "judge_ok": "Réponses justes selon le modèle juge",
    "answered": "Répond quand le corpus répond",
    "refused": "Refuse quand le corpus ne dit rien",
    "auc": "Décision de répondre (AUC)",
    "contains": "Montre une réponse acceptée",
}


def metric(name: str) -> str:
    """A measure in French; its own name when it has none here."""
    return METRICS.get(name, name)


def percent(share: float) -> str:
    """``0.917`` as « 91,7 % »."""
    return f"{100 * share:.1f}".replace(".", ",") + _PERCENT


def points(share: float) -> str:
    """A difference of shares in points, signed: ``-0.034`` as « −3,4 »."""
    return f"{100 * share:+.1f}".replace(".", ",").replace("-", "−")


def interval(figure: Figure) -> str:
    """The 95 % interval as « 88,9 à 94,1 % »."""
    return f"{percent(figure.low).removesuffix(_PERCENT)} à {percent(figure.high)}"


def moment(date: str) -> str:
    """``2026-11-23 05:18`` as « 23 novembre 2026, 05:18 »."""
    day, _, hour = date.partition(" ")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day) or not 1 <= int(day[5:7]) <= 12:
        return date
    return f"{long_date(day)}, {hour}" if hour else long_date(day)


def shows(text: str, form: str) -> bool:
    """Whether a text holds a form, whatever the case, accents, punctuation and spacing.

    As the evaluation does: a number is not found inside a longer one.
    """
    return _pattern(form).search(fold(text)) is not None


@lru_cache(maxsize=1024)
def _pattern(form: str) -> re.Pattern[str]:
    kept = [character for character in fold(form) if character.isalnum()]
    if not kept:
        return re.compile("(?!)")
    before, after = (r"(?<!\d)" if kept[0].isdigit() else ""), (r"(?!\d)" if kept[-1].isdigit() else "")
    return re.compile(before + r"[\W_]*".join(map(re.escape, kept)) + after)


def source(expected: ExpectedSource) -> str:
    """A source as « programme-actions, p. 15, 16 »."""
    pages = ", ".join(map(str, expected.pages))
    return f"{expected.document}, p. {pages}" if pages else expected.document


def shown_text(outcome: QuestionResult) -> str:
    """What the answer showed: its sentences, the quotes and the titles of actions."""
    answer = outcome.answer or {}
    parts = [str(s.get("text", "")) for s in answer.get("sentences") or []]
    parts += [str(c.get("quote", "")) for c in answer.get("citations") or []]
    parts += [str(a.get("title", "")) for a in answer.get("actions") or []]
    return "\n".join(parts)


def reasons(outcome: QuestionResult) -> list[str]:
    """Why an answer was not right, one sentence a reason; empty for a right one."""
    asked, answer = outcome.asked, outcome.answer
    if outcome.outcome == "ok":
        return []
    if answer is None:
        return [f"La question a provoqué une erreur : {outcome.error or 'sans message'}"]
    if outcome.outcome == "refused" or answer.get("refused"):
        return ["L’assistant a refusé de répondre alors que le corpus contient la réponse."]
    if asked is None:
        return []
    if not asked.answerable:
        return ["Le corpus ne contient pas la réponse : un refus était attendu."]
    text = shown_text(outcome)
    titles = "\n".join(str(a.get("title", "")) for a in answer.get("actions") or [])
    found = [f"Fait absent : {forms(f)}." for f in asked.facts if not any(shows(text, form) for form in f)]
    found += [f"Forme interdite montrée : « {form} »." for form in asked.forbidden if shows(text, form)]
    if outcome.scores.get("source_hit") == 0:
        expected = " ; ".join(map(source, asked.sources))
        found.append(f"Aucune citation ne vient de la source attendue : {expected}.")
    found += [f"Action attendue absente : « {part} »." for part in asked.actions if not shows(titles, part)]
    if outcome.scores.get("unwanted_actions"):
        found.append("Des actions sont proposées alors qu’aucune ne devait l’être.")
    return found


def forms(fact: tuple[str, ...]) -> str:
    """The accepted forms of a fact: « 124 » ou « cent vingt-quatre »."""
    return " ou ".join(f"« {form} »" for form in fact)
