"""A conversation with its sources as a Markdown text or a DOCX file."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import docx
from docx.document import Document as DocxDocument

from assistant.types import ActionCard, Answer, Citation, Handover

TITLE = "Conversation avec l’assistant documentaire"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:@])")
# Characters that XML 1.0 does not allow: python-docx refuses the whole document for one of them.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Exported:
    """One question and its answer, with the reference day that it was given at."""

    question: str
    answer: Answer
    today: date


def to_markdown(conversation: Sequence[Exported]) -> str:
    """The conversation as Markdown; text of documents and questions stays text."""
    lines = [f"# {TITLE}", ""]
    for exported in conversation:
        lines += [f"## {_escape(exported.question)}", "", f"*{_asked_at(exported.today)}*", ""]
        for heading, paragraphs in _parts(exported.answer):
            lines += [f"### {heading}", ""] if heading else []
            lines += [f"{'- ' if heading else ''}{_escape(p)}\n" for p in paragraphs]
    return "\n".join(lines).rstrip() + "\n"


def to_docx(conversation: Sequence[Exported]) -> bytes:
    """The conversation as a Word document."""
    document: DocxDocument = docx.Document()
    document.core_properties.title = TITLE
    document.core_properties.author = ""
    document.add_heading(TITLE, 0)
    for exported in conversation:
        document.add_heading(_xml(exported.question), 1)
        document.add_paragraph().add_run(_asked_at(exported.today)).italic = True
        for heading, paragraphs in _parts(exported.answer):
            if heading:
                document.add_heading(heading, 2)
            for paragraph in paragraphs:
                document.add_paragraph(_xml(paragraph), style="List Bullet" if heading else None)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _asked_at(today: date) -> str:
    return f"Réponse donnée à la date du {today:%d/%m/%Y}"


def _parts(answer: Answer) -> Iterable[tuple[str, list[str]]]:
    """The parts of an answer that have something to say: a heading (empty for the text) and its lines."""
    text = [answer.notice or "", answer.refusal_reason or ""]
    text += [f"{s.text} {''.join(f'[{n}]' for n in s.citations)}".rstrip() for s in answer.sentences]
    parts = (
        ("", [line for line in text if line]),
        ("Sources", [_source(c) for c in answer.citations]),
        ("Actions", [_action(a) for a in answer.actions]),
        ("À lire", [f"{d.title} – {d.why}" for d in answer.documents]),
        ("À qui demander", _contact(answer.handover)),
    )
    return ((heading, lines) for heading, lines in parts if lines)


def _source(citation: Citation) -> str:
    page = f", page {citation.page}" if citation.page else ""
    dated = f" ({citation.date})" if citation.date else ""
    url = f" – {citation.url}" if citation.url else ""
    return f"[{citation.n}] {citation.title}{dated}{page} : « {citation.quote} »{url}"


def _action(action: ActionCard) -> str:
    state = f"{action.format}, {action.period}, {action.status} ({action.when})"
    return f"{action.title} – {state} ; {action.theme} ; page {action.page}"


def _contact(handover: Handover | None) -> list[str]:
    if handover is None:
        return []
    return [" – ".join(part for part in (handover.service, handover.phone, handover.mail) if part)]


def _escape(text: str) -> str:
    return html.escape(_SPECIAL.sub(r"\\\1", " ".join(text.split())), quote=False)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
