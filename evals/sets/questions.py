"""Question sets: one JSON object a line, read, checked and refused with a precise message."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter

from assistant.types import Turn
from evals.sets.jsonl import DatasetError, read_records

_FORM = "au moins une lettre ou un chiffre"

EXPECTED = {
    "id": "un texte non vide, unique dans le fichier",
    "question": "le texte de la question, non vide",
    "answerable": "true ou false",
    "history": 'une liste de messages {"role": "user" ou "assistant", "content": "…"}',
    "today": "une date AAAA-MM-JJ, par exemple 2015-02-15",
    "facts": f'une liste de faits, chacun une liste de formes qui ont {_FORM} : [["124"], ["Info-doc"]]',
    "sources": 'une liste de {"document": "…", "pages": [15]}, les pages étant des entiers à partir de 1',
    "actions": f"une liste de fragments de titres d’actions qui ont {_FORM}",
    "no_actions": "true ou false, et jamais true avec des actions attendues",
    "forbidden": f"une liste de formes interdites qui ont {_FORM}",
    "tags": "une liste d’étiquettes non vides",
}


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("blank")
    return text


def _comparable(text: str) -> str:
    """A form without letter or digit would be found in any text."""
    if not any(character.isalnum() for character in text):
        raise ValueError("nothing to compare")
    return text


Text = Annotated[str, AfterValidator(_not_blank)]
Form = Annotated[str, AfterValidator(_comparable)]
Page = Annotated[int, Field(ge=1)]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the answer stands; without pages, anywhere in the document."""

    document: Text
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question and what a right answer to it is.

    Attributes:
        answerable: whether the corpus holds the answer; if not, a refusal is right.
        history: the turns before the question, oldest first.
        today: reference date of this question, which wins over that of the run.
        facts: each fact is a tuple of accepted forms; every fact must be shown.
        sources: a citation on one of them is required.
        actions: fragments of titles; each must be in an action of the answer.
        no_actions: the answer must point to no action.
        forbidden: forms that must not be shown.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: Text
    question: Text
    answerable: bool
    history: tuple[Turn, ...] = ()
    today: date | None = None
    facts: tuple[Annotated[tuple[Form, ...], Field(min_length=1)], ...] = ()
    sources: tuple[Source, ...] = ()
    actions: tuple[Form, ...] = ()
    no_actions: bool = False
    forbidden: tuple[Form, ...] = ()
    tags: tuple[Text, ...] = ()


_ADAPTER = TypeAdapter(Question)


def question_to_dict(question: Question) -> dict[str, Any]:
    """A question as a line of a set: plain JSON values, without the fields that were left out."""
    values: dict[str, Any] = _ADAPTER.dump_python(question, mode="json", exclude_defaults=True)
    return values


def load_questions(path: Path) -> tuple[Question, ...]:
    """Read a question set.

    Raises:
        DatasetError: the file cannot be read or is empty, a line is malformed, contradicts itself
            or bears the id of another.
    """
    seen: dict[str, int] = {}
    questions = []
    for number, question in read_records(path, Question, EXPECTED):
        where = f"{path}, ligne {number}"
        if question.id in seen:
            first = f"« {question.id} » sert déjà ligne {seen[question.id]}"
            raise DatasetError(f"{where}, champ « id » : {first} ; il fallait {EXPECTED['id']}.")
        if question.no_actions and question.actions:
            raise DatasetError(f"{where}, champ « no_actions » : il fallait {EXPECTED['no_actions']}.")
        seen[question.id] = number
        questions.append(question)
    if not questions:
        raise DatasetError(f"{path} ne contient aucune question. Écrivez-en une par ligne, en JSON.")
    return tuple(questions)


def missing_documents(questions: Sequence[Question], known: Collection[str]) -> dict[str, list[str]]:
    """Documents that answerable questions cite and that ``known`` lacks, with the ids of these questions.

    A question that must be refused may name a source taken out of the corpus on purpose.
    """
    missing: dict[str, list[str]] = {}
    for question in questions:
        for document in {source.document for source in question.sources} - set(known):
            if question.answerable:
                missing.setdefault(document, []).append(question.id)
    return missing
