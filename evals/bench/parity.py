"""Does the unpacked embedding model say the same as the engine of the package that carries it?

``python -m evals.bench.parity --sentences 200 [--source FILE.jsonl]`` prints the cosines between the two. The
engine, which computes in 8-bit integers, is only run here and in the tests.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from pypdf import PdfReader

from assistant.embedding import MODEL_PACKAGE, Kind, SentenceEncoder, load_encoder
from assistant.errors import AssistantError, ModelError
from assistant.settings import EMBEDDED_MODEL, load_settings

THRESHOLD = 0.999
SHORTEST, LONGEST = 30, 400  # characters
KINDS: dict[Kind, str] = {"passage": "passages", "query": "questions"}


def cosines(encoder: SentenceEncoder, sentences: Sequence[str], kind: Kind) -> NDArray[np.float32]:
    """The cosine, for each sentence, of the encoder's vector and the engine's.

    Raises:
        ModelError: the engine, which is compiled, does not load on this machine.
    """
    try:
        engine = importlib.import_module(MODEL_PACKAGE)
        expected = (engine.query if kind == "query" else engine.passage)(list(sentences))
    except (ImportError, OSError) as error:
        raise ModelError(
            f"Le moteur du paquet {MODEL_PACKAGE} ne se charge pas sur cette machine ({error}). "
            "La comparaison demande Linux sur x86-64 ; l'assistant lui-même n'en a pas besoin."
        ) from error
    return np.asarray((encoder.encode(sentences, kind=kind) * expected).sum(axis=1), np.float32)


def sentences_of(texts: Iterator[str]) -> Iterator[str]:
    """The different sentences of texts, leaving out the very short and the very long."""
    seen: set[str] = set()
    for text in texts:
        for sentence in re.split(r"(?<=[.!?])\s+", " ".join(text.split())):
            if SHORTEST <= len(sentence) <= LONGEST and sentence not in seen:
                seen.add(sentence)
                yield sentence


def read_texts(source: Path) -> Iterator[str]:
    """The texts of a JSON Lines file (field ``text``), or the pages of a folder's PDF files.

    Raises:
        AssistantError: the file cannot be read or is not of this form.
    """
    if source.is_dir():
        for path in sorted(source.rglob("*.pdf")):
            yield from (page.extract_text() for page in PdfReader(path).pages)
        return
    try:
        with source.open(encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise AssistantError(
            f"Le fichier « {source} » n'est pas un fichier JSON Lines lisible avec un champ « text »."
        ) from error


def main(
    sentences: Annotated[int, typer.Option(min=1, help="Nombre de phrases comparées.")] = 200,
    source: Annotated[
        Path | None, typer.Option(help="Fichier JSON Lines (champ text) ou dossier de PDF ; sinon le corpus.")
    ] = None,
) -> None:
    """Compare le modèle d'embedding décompressé au moteur d'origine, phrase par phrase."""
    try:
        settings = load_settings().model_copy(update={"embedding_model": EMBEDDED_MODEL})
        found = list(sentences_of(read_texts(source or settings.corpus)))
        if not found:
            raise AssistantError(f"Aucune phrase à comparer dans « {source or settings.corpus} ».")
        chosen = found[:: max(1, len(found) // sentences)][:sentences]
        encoder = load_encoder(settings)
        results = {label: cosines(encoder, chosen, kind) for kind, label in KINDS.items()}
    except AssistantError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for label, values in results.items():
        typer.echo(
            f"{len(chosen)} phrases encodées comme {label} : cosinus minimal {_decimal(values.min())}, "
            f"moyen {_decimal(values.mean())}"
        )
    held = all(values.min() >= THRESHOLD for values in results.values())
    typer.echo(f"Parité {'tenue' if held else 'non tenue'} (seuil : {_decimal(THRESHOLD)}).")
    raise typer.Exit(0 if held else 1)


def _decimal(value: float) -> str:
    return f"{value:.5f}".replace(".", ",")


if __name__ == "__main__":
    typer.run(main)
