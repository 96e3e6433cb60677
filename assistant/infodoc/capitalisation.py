"""A validated reply as a document of the corpus, once it tells nothing about anybody.

The software finds what looks personal and takes it out; a person reads the text and confirms. The document is
a Markdown file that says what it is, of when, and which publications it quotes.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from assistant.errors import RegisterError
from assistant.infodoc.draft import ANSWER, Draft, with_numbers, without_empty_headings
from assistant.infodoc.letter import source_line
from assistant.infodoc.personal import PersonalTrace, personal_traces, without_personal
from assistant.infodoc.records import ReplySource, Request
from assistant.search import REPLY_KIND
from assistant.system_errors import reason

FOLDER = Path("documents") / "reponses-info-doc"
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_WARNING = (
    "Réponse faite à une demande documentaire, à partir des documents du centre. "
    "Les publications citées font foi."
)


@dataclass(frozen=True, slots=True)
class Publication:
    """A reply ready to be read by a person before it enters the corpus.

    Attributes:
        title: of the document.
        body: its text, without its description.
        found: what looked personal and was taken out.
    """

    title: str
    body: str
    themes: tuple[str, ...]
    day: date
    found: tuple[PersonalTrace, ...]


def publication(draft: Draft, request: Request, title: str, day: date) -> Publication:
    """The document that a reply would make; its answers and their sources alone.

    Greetings and contacts are of that letter; what was not found would be found in its place the next time.
    """
    elements, sources = with_numbers(draft)
    written = without_empty_headings([e for e in elements if e.section == ANSWER])
    lines: list[str] = []
    for element in written:
        marks = "".join(f"[{n}]" for n in element.sources)
        lines.append(f"## {element.text}" if element.heading else f"{element.text} {marks}".rstrip())
    text = "\n\n".join([*lines, *_listed(sources)])
    found = tuple(personal_traces(f"{title}\n{text}", request))
    return Publication(
        without_personal(title, request).strip() or "Réponse à une demande documentaire",
        without_personal(text, request),
        request.themes,
        day,
        found,
    )


def _listed(sources: Sequence[ReplySource]) -> list[str]:
    return ["## Sources", *(source_line(s) for s in sources)] if sources else []


def still_personal(publication: Publication, request: Request) -> list[PersonalTrace]:
    """What still looks personal in a text that a person changed."""
    return personal_traces(f"{publication.title}\n{publication.body}", request)


def publish_reply(publication: Publication, request: Request, corpus: Path, number: int, author: str) -> str:
    """Writes the document into the corpus folder, all of it or nothing; it is indexed at the next build.

    Args:
        number: of the reply, for the name of the file.
        author: the service that replies.

    Returns:
        The id of the document.

    Raises:
        RegisterError: personal data are left, the document is there already, or the folder cannot be written.
    """
    if left := still_personal(publication, request):
        kinds = ", ".join(dict.fromkeys(trace.kind for trace in left))
        raise RegisterError(f"Le texte contient encore des données personnelles ({kinds}). Retirez-les.")
    identifier = f"reponse-info-doc-{publication.day:%Y}-{number:04d}"
    path = corpus / FOLDER / f"{identifier}.md"
    if path.exists():
        raise RegisterError(f"Cette réponse est déjà dans le corpus, sous le nom « {path.name} ».")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, _markdown(publication, author))
    except OSError as error:
        raise RegisterError(
            f"La réponse n’a pas pu être écrite dans « {path.parent} » ({reason(error)}). Rien n’est perdu : "
            "elle reste dans le registre."
        ) from error
    return identifier


def _write_whole(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".md")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _markdown(publication: Publication, author: str) -> str:
    described = {
        "title": publication.title,
        "kind": REPLY_KIND,
        "date": publication.day.isoformat(),
        "themes": list(publication.themes),
        "author": author,
        "summary": _WARNING,
    }
    front = yaml.safe_dump(described, allow_unicode=True, sort_keys=False, width=1_000)
    body = "\n".join(_plain(line) for line in publication.body.splitlines())
    return f"---\n{front}---\n\n{body.strip()}\n"


def _plain(line: str) -> str:
    """A line of which only a heading mark at its beginning means something to Markdown."""
    if line.startswith("## "):
        return "## " + _SPECIAL.sub(r"\\\1", line[3:])
    return _SPECIAL.sub(r"\\\1", line)
