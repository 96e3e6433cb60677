"""``evals new``: adds a question to a set in a dialogue, so that no one has to write JSON.

The question is asked of the corpus first; what it says is shown, and the person says what a right answer
must hold. The line is checked as any other of the set, then added in one piece.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from assistant.types import Answer, Turn
from evals.scoring.scoring import score
from evals.sets.jsonl import DatasetError
from evals.sets.questions import EXPECTED, Question, Source, load_questions, question_to_dict

Say = Callable[[str], None]
Prompt = Callable[[str], str]
"""Shows a request and gives what was typed."""

_YES, _NO = "o", "n"
_QUESTION = TypeAdapter(Question)
_NUMBERED = re.compile(r"^(.*?)(\d+)$")


class Corpus(Protocol):
    """What answers, to show what the corpus says."""

    def ask(self, question: str, *, history: Sequence[Turn], today: date | None) -> Answer:
        """Answers a question."""


class PageTexts(Protocol):
    """The pages of the corpus."""

    def page_text(self, document: str, page: int | None) -> str:
        """The text of a page."""


def add_question(path: Path, corpus: Corpus, index: PageTexts, prompt: Prompt, say: Say) -> Question | None:
    """Makes a question with a person and adds it to a set; ``None`` when the person gives it up.

    Args:
        path: the set, which is made if it does not exist.
        prompt: asks the person; ``say``: tells them.

    Raises:
        DatasetError: the set is malformed already, or cannot be written to. Nothing was added.
    """
    known = load_questions(path) if path.exists() else ()
    text = _required(prompt, say, "Question : ")
    answer = corpus.ask(text, history=(), today=None)
    say(describe(answer))
    question = _expected(next_id(path, known), text, answer, prompt, say)
    outcome, _ = score(question, answer, index.page_text)
    say(
        "Aujourd’hui, l’assistant "
        + ("y répond comme attendu." if outcome == "ok" else "n’y répond pas encore.")
    )
    say(json.dumps(question_to_dict(question), ensure_ascii=False))
    if not _yes(prompt, say, f"Ajouter cette ligne à {path.name} ? (o/n) "):
        return None
    append(path, question)
    return question


def typed(request: str) -> str:
    """What a person types after a request.

    Raises:
        DatasetError: there is no one to type any more.
    """
    try:
        return input(request)
    except EOFError as error:
        raise DatasetError("La saisie s’est arrêtée ; rien n’a été ajouté.") from error


def describe(answer: Answer) -> str:
    """What the corpus says, for a person who does not know it."""
    if answer.refused:
        nearest = "".join(f"\n  à lire : {card.title}" for card in answer.documents)
        return f"L’assistant ne trouve pas de réponse. {answer.refusal_reason or ''}{nearest}"
    lines = ["L’assistant répond :"]
    lines += [f"  {s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in answer.sentences]
    lines += [f"  [{c.n}] {c.document}, page {c.page or '–'} : « {c.quote} »" for c in answer.citations]
    return "\n".join(lines + [f"  action : {action.title}" for action in answer.actions])


def next_id(path: Path, known: Sequence[Question]) -> str:
    """The number after the greatest of the set, written as they are: ``p-150`` gives ``p-151``."""
    found = [match for question in known if (match := _NUMBERED.match(question.id))]
    if not found:
        return f"{path.stem}-001"
    last = max(found, key=lambda match: int(match[2]))
    taken = {question.id for question in known}
    number = int(last[2]) + 1
    while (name := f"{last[1]}{number:0{len(last[2])}}") in taken:
        number += 1
    return name


def append(path: Path, question: Question) -> None:
    """Adds a line to a set: whole or not at all, and the set is still one afterwards.

    Raises:
        DatasetError: the line or the file is refused; the file is as it was.
    """
    line = json.dumps(question_to_dict(question), ensure_ascii=False)
    part = path.with_name(f".{path.name}.part")
    try:
        before = path.read_bytes() if path.exists() else b""
        ending = b"" if not before or before.endswith(b"\n") else b"\n"
        part.write_bytes(before + ending + line.encode() + b"\n")
        load_questions(part)
        os.replace(part, path)
    except OSError as error:
        raise DatasetError(
            f"Impossible d’écrire dans {path} ({error.strerror}). Rien n’a été ajouté."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _expected(name: str, text: str, answer: Answer, prompt: Prompt, say: Say) -> Question:
    """What a right answer is, said by the person, until it can be a line of a set."""
    while True:
        values: dict[str, object] = {"id": name, "question": text}
        values["answerable"] = _yes(prompt, say, "Le corpus contient-il la réponse ? (o/n) ")
        if values["answerable"]:
            say(
                "Un fait par ligne, ses formes acceptées séparées par « | » (124 | cent vingt-quatre) ; "
                "une ligne vide pour finir."
            )
            values["facts"] = [_parts(line, "|") for line in _several(prompt, "Fait : ")]
            values["sources"] = _sources(answer, prompt, say)
        values["forbidden"] = _parts(
            prompt("Formes à ne jamais montrer, séparées par « | » (facultatif) : "), "|"
        )
        values["tags"] = _parts(prompt("Étiquettes, séparées par des virgules (facultatif) : "), ",")
        try:
            return _QUESTION.validate_python(values)
        except ValidationError as error:
            field = str(error.errors()[0]["loc"][0])
            say(f"« {field} » : il fallait {EXPECTED[field]}. Reprenons.")


def _sources(answer: Answer, prompt: Prompt, say: Say) -> list[Source]:
    """The pages that the person accepts: those cited, unless other ones are named."""
    cited = list(dict.fromkeys((c.document, c.page) for c in answer.citations))
    if cited:
        say("Pages citées : " + " ; ".join(f"{d} {p or ''}".strip() for d, p in cited))
    typed = prompt("Page attendue, « document page » (vide : les pages citées ; - : aucune) : ").strip()
    if typed == "-":
        return []
    if not typed:
        pages: dict[str, list[int]] = {}
        for document, page in cited:
            pages.setdefault(document, []).extend([page] if page else [])
        return [Source(document, tuple(numbers)) for document, numbers in pages.items()]
    document, _, number = typed.partition(" ")
    return [Source(document, (int(number),) if number.strip().isdigit() else ())]


def _several(prompt: Prompt, request: str) -> list[str]:
    lines = []
    while line := prompt(request).strip():
        lines.append(line)
    return lines


def _parts(line: str, separator: str) -> list[str]:
    return [part.strip() for part in line.split(separator) if part.strip()]


def _required(prompt: Prompt, say: Say, request: str) -> str:
    while not (text := prompt(request).strip()):
        say("Il faut une question.")
    return text


def _yes(prompt: Prompt, say: Say, request: str) -> bool:
    while (typed := prompt(request).strip().lower()[:1]) not in (_YES, _NO):
        say("Répondez par o (oui) ou n (non).")
    return typed == _YES
