"""The documents of a corpus folder: listed, described, added, removed."""

from ingest.catalogue.editing import add_file, describe_entry, remove_file
from ingest.catalogue.entries import (
    ACTIONS,
    CATALOGUE,
    CENTRE,
    GLOSSARY,
    Corpus,
    Entry,
    document_of,
    identified,
    identifiers,
    keep_identifiers,
    missing_files,
    open_corpus,
)
from ingest.catalogue.identity import digest

__all__ = [
    "ACTIONS",
    "CATALOGUE",
    "CENTRE",
    "GLOSSARY",
    "Corpus",
    "Entry",
    "add_file",
    "describe_entry",
    "digest",
    "document_of",
    "identified",
    "identifiers",
    "keep_identifiers",
    "missing_files",
    "open_corpus",
    "remove_file",
]
