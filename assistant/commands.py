"""What the commands of ``python -m assistant`` do."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.assistant import Assistant
from assistant.embedding import LateEncoder
from assistant.errors import AssistantError, QuestionError
from assistant.events import configure_logs
from assistant.index import Index, open_for_readers
from assistant.language import squash
from assistant.operations import note_answer
from assistant.programme import (
    Vocabulary,
    action_card,
    current_programmes,
    is_upcoming,
    search_actions,
    theme_in,
    to_ics,
)
from assistant.settings import Settings, load_settings
from assistant.types import Action, ActionCard, Answer, Citation, Turn

_HISTORY = "Attendu : une liste JSON de {« role » : « user » ou « assistant », « content » : texte}."


def ask(question: str, index: Path | None, today: date | None, history: Path | None, as_json: bool) -> None:
    """Answers one question."""
    turns = read_history(history) if history else ()
    answer = _answer(_open(index), question, turns, today)
    if as_json:
        _print_json(answer.to_dict())
    else:
        show_answer(answer, Console())


def chat(index: Path | None, today: date | None) -> None:
    """A conversation in the terminal."""
    console = Console()
    assistant = _open(index)
    console.print("Posez vos questions ; une ligne vide pour finir.")
    turns: list[Turn] = []
    while question := _prompt(console):
        try:
            answer = _answer(assistant, question, turns, today)
        except QuestionError as error:
            console.print(str(error), markup=False)
            continue
        show_answer(answer, console)
        turns += [Turn("user", question), Turn("assistant", " ".join(s.text for s in answer.sentences))]


def _open(index: Path | None) -> Assistant:
    settings = _settings(index)
    configure_logs(settings, to_stderr=False)
    return Assistant.open(settings)


def _answer(assistant: Assistant, question: str, turns: Sequence[Turn], today: date | None) -> Answer:
    began = time.perf_counter()
    found = assistant.examine(question, history=turns, today=today)
    waited = (time.perf_counter() - began) * 1000
    note_answer(assistant, found, waited, source="terminal")
    return found.answer


def _prompt(console: Console) -> str:
    try:
        return console.input("\n[bold]> [/bold]").strip()
    except (EOFError, KeyboardInterrupt):
        return ""


def actions(
    text: str,
    index: Path | None,
    today: date | None,
    format: str | None,
    theme: str | None,
    coming: bool,
    ics: Path | None,
    as_json: bool,
) -> None:
    """Lists the actions of the programmes."""
    settings = _settings(index)
    day = today or settings.reference_date()
    opened = _index(settings)
    programmes = current_programmes(opened, settings)
    heading = theme_in(programmes, theme) or theme if theme else None
    scored = search_actions(programmes, Vocabulary(opened.centre), text=text, format=format, theme=heading)
    found = [s.action for s in scored if s.score > 0]
    found = [a for a in found if not coming or is_upcoming(a, day)]
    if ics:
        _write_calendar(found, ics)
    cards = [action_card(a, day) for a in found]
    if as_json:
        _print_json([asdict(c) for c in cards])
    else:
        Console().print(_action_table(cards) if cards else "Aucune action ne correspond.")


def _write_calendar(found: Sequence[Action], path: Path) -> None:
    try:
        path.write_text(to_ics(found, now=datetime.now(UTC)), encoding="utf-8", newline="")
    except OSError as error:
        raise AssistantError(f"« {path} » ne peut pas être écrit ({error.strerror}).") from error


def documents(text: str, index: Path | None, as_json: bool) -> None:
    """Lists the documents of the live index."""
    every = _index(_settings(index)).documents.values()
    found = [d for d in every if squash(text) in squash(f"{d.title} {d.kind} {' '.join(d.themes)}")]
    if as_json:
        _print_json([asdict(d) for d in found])
        return
    table = Table("Document", "Titre", "Nature", "Date", "Pages")
    for d in found:
        table.add_row(d.id, escape(d.title), escape(d.kind), d.date or "—", str(d.pages or "—"))
    Console().print(table if found else "Aucun document ne correspond.")


def read_history(path: Path) -> tuple[Turn, ...]:
    """The turns of a JSON file.

    Raises:
        QuestionError: the file cannot be read as a conversation.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return tuple(Turn(_role(v["role"]), str(v["content"])) for v in values)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise QuestionError(f"L’historique « {path} » ne se lit pas. {_HISTORY}") from error


def _role(value: object) -> Any:
    if value not in ("user", "assistant"):
        raise ValueError(value)
    return value


def show_answer(answer: Answer, console: Console) -> None:
    """Prints an answer for a reader."""
    if answer.notice:
        console.print(answer.notice, style="italic", markup=False)
    if answer.refused:
        _show_refusal(answer, console)
    for sentence in answer.sentences:
        marks = "".join(f"[{n}]" for n in sentence.citations)
        console.print(f"{sentence.text} {marks}", markup=False, highlight=False)
    if answer.citations:
        console.print("\nSources", style="bold")
        for citation in answer.citations:
            console.print(_source(citation), markup=False, highlight=False)
    if answer.actions:
        console.print(_action_table(answer.actions))
    if answer.documents:
        console.print("\nÀ lire", style="bold")
        for d in answer.documents:
            console.print(f"– {d.title} ({d.kind}) : {d.why}", markup=False, highlight=False)


def _show_refusal(answer: Answer, console: Console) -> None:
    console.print(answer.refusal_reason or "", markup=False)
    if answer.handover:
        ways = " ou ".join(w for w in (answer.handover.phone, answer.handover.mail) if w)
        console.print(f"{answer.handover.service} : {ways}", markup=False, highlight=False)


def _source(citation: Citation) -> str:
    page = f", p. {citation.page}" if citation.page else ""
    return f"[{citation.n}] {citation.title}{page} : « {citation.quote} »"


def _action_table(cards: Iterable[ActionCard]) -> Table:
    table = Table("Action", "Format", "Quand", "Période", "Statut", "Page")
    for c in cards:
        table.add_row(escape(c.title), c.format, c.when, c.period, c.status, str(c.page))
    return table


def _print_json(values: Any) -> None:
    typed = json.dumps(values, ensure_ascii=False, indent=1)
    print(typed)


def _index(settings: Settings) -> Index:
    return open_for_readers(settings.index, LateEncoder(settings), settings.vector_server())


def _settings(index: Path | None) -> Settings:
    settings = load_settings()
    return settings.model_copy(update={"index": index}) if index else settings
