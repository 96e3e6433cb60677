"""A CSV or XLSX file as lines of cells, whatever its encoding and separator."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from assistant.errors import RegisterError
from assistant.infodoc.import_cells import text_of

LONGEST_FILE = 100 * 1024 * 1024
PREVIEW = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file read as lines of cells.

    Attributes:
        headings: its first line.
        rows: number and cells of the lines after it.
    """

    headings: tuple[str, ...]
    rows: Callable[[], Iterator[tuple[int, Sequence[Any]]]]
    encoding: str = ""

    def preview(self) -> list[list[str]]:
        """The first lines, as text."""
        return [[text_of(cell) for cell in cells] for _, cells in islice(self.rows(), PREVIEW)]


def read_file(name: str, content: bytes) -> Sheet:
    """Reads a register from a file.

    Raises:
        RegisterError: it is too big, empty, or neither CSV nor XLSX.
    """
    if len(content) > LONGEST_FILE:
        raise RegisterError(f"Le fichier dépasse {LONGEST_FILE // 1024 // 1024} Mo. Coupez-le en plusieurs.")
    if name.casefold().endswith(".xlsx"):
        return _read_xlsx(content)
    if name.casefold().endswith((".csv", ".txt")):
        return _read_csv(content)
    raise RegisterError("Choisissez un fichier .csv ou .xlsx ; depuis un tableur, « Enregistrer sous… ».")


def _read_csv(content: bytes) -> Sheet:
    text, encoding = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(";\t,", key=first.count)

    def rows() -> Iterator[tuple[int, Sequence[Any]]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        next(reader, None)
        try:
            for cells in reader:
                yield reader.line_num, cells
        except csv.Error as error:
            raise RegisterError(
                f"Le fichier CSV est mal formé à la ligne {reader.line_num}. Corrigez-la."
            ) from error

    headings = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    return _sheet(headings, rows, encoding)


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding; a file of both encodings is read line by line."""
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        lines = [_line(line) for line in content.split(b"\n")]
    mixed = any(is_utf8 for _, is_utf8 in lines)
    return "\n".join(text for text, _ in lines), "UTF-8 et Windows-1252" if mixed else "Windows-1252"


def _line(line: bytes) -> tuple[str, bool]:
    """A line, and whether it has letters that are only right in UTF-8."""
    try:
        return line.decode("utf-8"), not line.isascii()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace"), False


def _read_xlsx(content: bytes) -> Sheet:
    def rows() -> Iterator[tuple[int, Sequence[Any]]]:
        sheet = _workbook(content).worksheets[0]
        yield from enumerate(sheet.iter_rows(min_row=2, values_only=True), start=2)

    headings = next(_workbook(content).worksheets[0].iter_rows(max_row=1, values_only=True), ())
    return _sheet(["" if h is None else str(h) for h in headings], rows, "")


def _workbook(content: bytes) -> Any:
    try:
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise RegisterError(
            "Ce fichier n’est pas un classeur XLSX lisible. Enregistrez-le de nouveau depuis votre tableur."
        ) from error


def _sheet(
    headings: Sequence[str], rows: Callable[[], Iterator[tuple[int, Sequence[Any]]]], encoding: str
) -> Sheet:
    if not any(h.strip() for h in headings):
        raise RegisterError("Le fichier est vide, ou sa première ligne ne nomme pas les colonnes.")
    return Sheet(tuple(h.strip() for h in headings), rows, encoding)
