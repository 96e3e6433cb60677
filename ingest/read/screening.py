"""Refuses files that are not what their name says, or that would do something when they are opened.

What the readers themselves refuse (damaged, protected, too long…) is not repeated here.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from assistant.errors import IngestError
from ingest.layout import Limits
from ingest.read.lying_fonts import is_lying_font

_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
)
"""First bytes of programs: Windows, Linux, Java and macOS."""
_SCRIPT = b"#!/"
_TEXT = (".md", ".txt", ".html", ".htm")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PACKED = (
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"%PDF-",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8",
)
_MACROS = "vbaproject.bin"
_LARGEST_RATIO = 200
_RATIO_MATTERS_FROM = 20_000_000
_SCRIPTS = ("/JavaScript", "/Launch")
_FETCHED = ("attachedtemplate", "oleobject", "afchunk", "frame", "subdocument")
"""Kinds of relationships by which Word opens another file without being asked."""
_RELATIONSHIP = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)
_KIND = re.compile(rb"Type\s*=\s*[\"'][^\"']*/(\w+)[\"']", re.IGNORECASE)
_LARGEST_RELATIONSHIPS = 2_000_000


def screen(path: Path, limits: Limits) -> None:
    """Looks at what a file really is; call it where a hostile file can do no harm.

    Raises:
        IngestError: it is a program, another type than its name says, an archive that fills the disk, or it
            holds a script, a macro or an action that starts a program.
    """
    with path.open("rb") as file:
        head = file.read(8192)
    suffix = path.suffix.lower()
    if head.startswith(_SCRIPT) or (head.startswith(_PROGRAMS) and b"\0" in head):
        raise IngestError(f"« {path.name} » est un programme, pas un document. Il n’est pas accepté.")
    if suffix == ".pdf":
        _screen_pdf(path, head)
    elif suffix == ".docx":
        _screen_docx(path, limits)
    elif suffix in _TEXT and _is_binary(head):
        raise IngestError(
            f"« {path.name} » n’est pas un fichier de texte malgré son nom. Vérifiez le fichier."
        )


def _is_binary(head: bytes) -> bool:
    return head.startswith(_PACKED) or (b"\0" in head and not head.startswith(_BYTE_ORDER_MARKS))


def _screen_docx(path: Path, limits: Limits) -> None:
    if not zipfile.is_zipfile(path):
        return  # its reader says what it is
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            fetches = any(map(partial(_fetches, archive), members))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        return
    names = {member.filename.lower() for member in members}
    if "word/document.xml" not in names:
        raise IngestError(f"« {path.name} » est une archive, pas un document Word. Vérifiez le fichier.")
    if any(name.endswith(_MACROS) for name in names):
        raise IngestError(f"« {path.name} » contient des macros. Enregistrez-le en .docx sans macros.")
    if fetches:
        raise IngestError(
            f"« {path.name} » va chercher un autre fichier quand on l’ouvre (modèle, objet ou partie liés). "
            "Enregistrez-le sans lien vers d’autres fichiers."
        )
    unpacked = sum(member.file_size for member in members)
    packed = max(1, path.stat().st_size)
    bomb = unpacked > _RATIO_MATTERS_FROM and unpacked > _LARGEST_RATIO * packed
    if bomb or unpacked > limits.max_unpacked_bytes:
        raise IngestError(
            f"« {path.name} » est démesuré une fois décompressé ({unpacked / 1e6:.0f} Mo). "
            "Vérifiez son origine."
        )


def _fetches(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a member of a Word file makes Word open a file that is not in it."""
    if not member.filename.lower().endswith(".rels"):
        return False
    with archive.open(member) as file:
        relationships = _RELATIONSHIP.findall(file.read(_LARGEST_RELATIONSHIPS))
    outside = [r for r in relationships if re.search(rb"[\"']External[\"']", r, re.IGNORECASE)]
    kinds = [kind[1].decode().lower() for r in outside if (kind := _KIND.search(r))]
    return any(kind in _FETCHED for kind in kinds)


def _screen_pdf(path: Path, head: bytes) -> None:
    import pypdf
    from pypdf.errors import PyPdfError

    if b"%PDF-" not in head[:1024]:
        return  # its reader says so
    try:
        pdf = pypdf.PdfReader(path)
        if pdf.is_encrypted and not pdf.decrypt(""):
            return
        objects = list(_objects(pdf))
        active, attached = any(map(_is_active, objects)), any(map(_is_attachment, objects))
        lying = any(map(is_lying_font, objects))
    except PyPdfError:
        return  # its reader says what is wrong
    if active:
        raise IngestError(
            f"« {path.name} » contient un script ou une action qui lance un programme. "
            "Réenregistrez-le sans (par exemple avec « Imprimer en PDF »)."
        )
    if attached:
        raise IngestError(
            f"« {path.name} » contient un fichier joint, que personne ne verrait ici. "
            "Réenregistrez-le sans (par exemple avec « Imprimer en PDF »)."
        )
    if lying:
        raise IngestError(
            f"« {path.name} » contient une police qui donne à lire un autre texte que celui que l’on voit. "
            "Vérifiez son origine ; passez-le par une reconnaissance de caractères (OCR)."
        )


def _objects(pdf: Any) -> Iterator[Any]:
    """Every object that the file holds, whether a page uses it or not."""
    from pypdf.errors import PyPdfError
    from pypdf.generic import IndirectObject

    places = {(n, generation) for generation, numbers in pdf.xref.items() for n in numbers}
    for number, generation in sorted(places | {(n, 0) for n in pdf.xref_objStm}):
        with suppress(PyPdfError):  # a damaged object that nothing uses
            yield pdf.get_object(IndirectObject(number, generation, pdf))
    yield pdf.trailer


def _is_active(value: Any) -> bool:
    """Whether an object holds a script or starts a program; objects that it refers to are looked at apart."""
    from pypdf.generic import ArrayObject, DictionaryObject

    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, DictionaryObject):
            if "/JS" in item or "/JavaScript" in item or item.get("/S") in _SCRIPTS:
                return True
            waiting += dict.values(item)
        elif isinstance(item, ArrayObject):
            waiting += list.__iter__(item)
    return False


def _is_attachment(value: Any) -> bool:
    """Whether an object is a file that the PDF carries with it."""
    from pypdf.generic import DictionaryObject

    return isinstance(value, DictionaryObject) and ("/EF" in value or value.get("/Type") == "/EmbeddedFile")
