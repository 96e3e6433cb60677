"""What the team does with the corpus, done by ``python -m ingest`` in processes of their own.

The web server never reads a stranger's file and never writes an index: a child does, and says what it did.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import IngestError
from assistant.settings import Settings

_PATIENCE_S = 180
COMMAND = (sys.executable, "-m", "ingest")


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """One document of the corpus folder or of the live index.

    Attributes:
        state: « en service », or what changed since the live build: « ajouté », « modifié », « retiré »,
            « écarté ».
        size: bytes.
        sha256: of the file in the corpus folder.
    """

    id: str
    state: str
    file: str
    title: str
    kind: str
    date: str
    themes: tuple[str, ...]
    url: str
    rights: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PastBuild:
    """One build that is kept."""

    generation: str
    created: str
    documents: int
    passages: int
    rejected: int
    asked_by: str


def list_corpus(settings: Settings) -> tuple[CorpusFile, ...]:
    """The documents of the corpus and what a build would change.

    Raises:
        IngestError: the corpus or its catalogue cannot be read.
    """
    told = json.loads(_run(["corpus", *_folders(settings), "--json"]))
    return tuple(CorpusFile(**{**d, "themes": tuple(d["themes"])}) for d in told["documents"])


def list_builds(settings: Settings) -> tuple[PastBuild, ...]:
    """The builds that are kept, newest first.

    Raises:
        IngestError: there is no index.
    """
    told = json.loads(_run(["history", "--index", str(settings.index), "--json"]))
    return tuple(
        PastBuild(
            b["generation"], b["created"], b["documents"], b["passages"], len(b["rejected"]), b["asked_by"]
        )
        for b in told["builds"]
    )


def add_document(settings: Settings, name: str, content: bytes) -> str:
    """Has a file checked and added to the corpus; gives what was said.

    Raises:
        IngestError: it is refused; the message is one sentence.
    """
    if len(content) > settings.upload_megabytes * 1_000_000:
        size, most = len(content) / 1e6, settings.upload_megabytes
        raise IngestError(f"« {name} » est trop volumineux ({size:.0f} Mo, {most} Mo au plus). Découpez-le.")
    with tempfile.NamedTemporaryFile() as sent:
        sent.write(content)
        sent.flush()
        return _run(["add", f"--name={name}", "--corpus", str(settings.corpus), "--", sent.name])


def remove_document(settings: Settings, file: CorpusFile) -> str:
    """Takes a document out of the corpus, if it is still the one that was listed; gives what was said.

    Raises:
        IngestError: it cannot be, or its content is another one by now.
    """
    shown = f"--sha256={file.sha256}"
    return _run(["remove", shown, "--corpus", str(settings.corpus), "--", file.id])


def describe_document(settings: Settings, document: str, fields: dict[str, Any]) -> str:
    """Changes the catalogue entry of a document; gives what was said.

    Raises:
        IngestError: a field is wrong, or the catalogue cannot be written.
    """
    typed = json.dumps(fields)
    return _run(["describe", "--corpus", str(settings.corpus), "--", document], typed)


def go_back(settings: Settings, generation: str) -> str:
    """Makes an earlier build live again; gives what was said.

    Raises:
        IngestError: it is gone or not sound, or a build is running.
    """
    return _run(["rollback", "--index", str(settings.index), "--", generation])


def forget_past(settings: Settings) -> str:
    """Removes the builds that are not live; gives what was said.

    Raises:
        IngestError: a build is running.
    """
    return _run(["forget", "--index", str(settings.index)])


def build_command(settings: Settings, by: str, *, nice: int) -> list[str]:
    """The command that builds the index and tells its progress."""
    options = ["--json-lines", f"--nice={nice}", f"--by={by}"]
    return [*COMMAND, "build", *_folders(settings), *options]


def _folders(settings: Settings) -> list[str]:
    return ["--corpus", str(settings.corpus), "--index", str(settings.index)]


def _run(arguments: Sequence[str], typed: str = "") -> str:
    try:
        done = subprocess.run(
            [*COMMAND, *arguments],
            input=typed,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, ValueError) as error:  # ValueError: a NUL in a name
        raise IngestError(
            "Ce nom ou cette commande ne peut pas être employé. Renommez le fichier."
        ) from error
    except subprocess.TimeoutExpired as error:
        raise IngestError(f"Rien n’a répondu en {_PATIENCE_S} secondes. Recommencez plus tard.") from error
    if done.returncode != 0:
        raise IngestError(failure(done.returncode, done.stderr))
    return done.stdout.strip()


def failure(code: int, said: str) -> str:
    """What to say of a child that failed: its own French message, unless it crashed."""
    message = " ".join(said.split())
    if code == 1 and message and "Traceback" not in message:
        return message
    return f"La commande s’est arrêtée (code {code}). L’index en service n’a pas changé ; recommencez."
