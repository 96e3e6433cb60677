"""PDF with pypdf: each page's text as extracted, and the lines from which the blocks are rebuilt."""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from assistant.errors import IngestError
from ingest.layout import (
    Block,
    Fragment,
    Limits,
    PageLine,
    ReadDocument,
    Vocabulary,
    blocks_of,
    fact,
    page_lines,
    placed_fragment,
)

A4_HEIGHT = 842.0
_DATE = re.compile(r"(?:D:)?(\d{4})(?:-?(0[1-9]|1[0-2])(?:-?(0[1-9]|[12]\d|3[01]))?)?")
_FILE_NAME = re.compile(
    r"^(?:Microsoft Word - .*|untitled|sans titre|.*\.(?:docx?|odt|indd|qxd|pdf|pptx?))$", re.I
)


class PdfReader:
    """Reads PDF files, those protected with an empty user password included."""

    suffixes = (".pdf",)

    def read(self, path: Path, limits: Limits) -> ReadDocument:
        """Read one PDF.

        Raises:
            IngestError: not a PDF, truncated, damaged, protected by a password, or too long.
        """
        _check_ends(path)
        try:
            pdf = _open(path)
            return _read(path, pdf, limits)
        except DependencyError as error:
            raise IngestError(
                f"« {path.name} » utilise un chiffrement que cette installation ne sait pas ouvrir. "
                "Enregistrez-le sans protection."
            ) from error
        except LimitReachedError as error:
            raise IngestError(
                f"« {path.name} » contient des données démesurées, ou emboîtées sans fin. Réenregistrez-le."
            ) from error
        except PyPdfError as error:
            raise IngestError(f"« {path.name} » est endommagé. Réenregistrez-le en PDF.") from error


READER = PdfReader()


def _check_ends(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(1024)
        file.seek(max(0, path.stat().st_size - 2048))
        tail = file.read()
    if b"%PDF-" not in head:
        raise IngestError(f"« {path.name} » n’est pas un PDF malgré son nom. Vérifiez le fichier.")
    if b"%%EOF" not in tail:
        raise IngestError(f"« {path.name} » est tronqué : la fin du PDF manque. Téléchargez-le de nouveau.")


def _open(path: Path) -> pypdf.PdfReader:
    pdf = pypdf.PdfReader(path)
    if pdf.is_encrypted and not pdf.decrypt(""):
        raise IngestError(f"« {path.name} » est protégé par un mot de passe. Enregistrez-le sans protection.")
    return pdf


def _read(path: Path, pdf: pypdf.PdfReader, limits: Limits) -> ReadDocument:
    if len(pdf.pages) > limits.max_pages:
        raise IngestError(
            f"« {path.name} » a trop de pages ({len(pdf.pages)}, limite {limits.max_pages}). Découpez-le."
        )
    texts: list[str] = []
    pages: list[list[PageLine]] = []
    for number, page in enumerate(pdf.pages, 1):
        text, lines = _read_page(page, number)
        texts.append(text)
        pages.append(lines)
        if sum(map(len, texts)) > limits.max_characters:
            raise IngestError(
                f"« {path.name} » contient trop de texte (plus de {limits.max_characters} caractères). "
                "Découpez-le."
            )
    blocks = tuple(blocks_of(pages, Vocabulary("\n".join(texts))))
    return _described(pdf, blocks, tuple(texts))


def _read_page(page: pypdf.PageObject, number: int) -> tuple[str, list[PageLine]]:
    drawn: list[tuple[Fragment, int]] = []

    def visit(text: str, cm: list[float], tm: list[float], font: dict[str, Any] | None, size: float) -> None:
        fragment, turns = placed_fragment(text, cm, tm, size)
        drawn.append((_styled(fragment, font), turns))

    text = page.extract_text(visitor_text=visit)
    directions = Counter(turns for fragment, turns in drawn if fragment.text.strip())
    main = directions.most_common(1)[0][0] if directions else 0
    upright = [fragment for fragment, turns in drawn if turns == main or not fragment.text.strip()]
    return text, page_lines(upright, number, _height(page))


def _height(page: pypdf.PageObject) -> float:
    """The height of a page, in points; that of A4 when the file gives none that can be."""
    try:
        height = float(page.mediabox.height)
    except (PyPdfError, TypeError, ValueError, ArithmeticError):
        return A4_HEIGHT
    return height if 0 < height < math.inf else A4_HEIGHT


def _styled(fragment: Fragment, font: dict[str, Any] | None) -> Fragment:
    name = str((font or {}).get("/BaseFont", "")).lower()
    return Fragment(
        fragment.text,
        fragment.x,
        fragment.y,
        fragment.size,
        bold=any(word in name for word in ("bold", "black", "heavy", "demi")),
        italic=any(word in name for word in ("italic", "oblique")),
        mono=any(word in name for word in ("mono", "courier", "typewriter", "consolas", "cmtt")),
        dingbats=any(word in name for word in ("dingbat", "wingding", "symbol")),
    )


def _described(pdf: pypdf.PdfReader, blocks: tuple[Block, ...], texts: tuple[str, ...]) -> ReadDocument:
    info = pdf.metadata or pypdf.DocumentInformation()
    title = fact(info.get("/Title"))
    heading = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), None)
    themes = re.split(r"\s*[,;]\s*", fact(info.get("/Keywords")))
    return ReadDocument(
        title=heading if not title or _FILE_NAME.match(title) else title,
        author=fact(info.get("/Author")) or None,
        date=_iso_date(fact(info.get("/CreationDate"))),
        language=fact(pdf.root_object.get("/Lang")).lower() or None,
        summary=fact(info.get("/Subject")) or None,
        themes=tuple(filter(None, themes)),
        kind=None,
        blocks=blocks,
        page_texts=texts,
        paged=True,
    )


def _iso_date(text: str) -> str | None:
    match = _DATE.match(text)
    return "-".join(part for part in match.groups() if part) if match else None
