"""Fitted files: each names its features, its embedding model, its data and the command that fits it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import SettingsError

REFUSAL = Path(__file__).parent / "refusal.json"
CLAIMS = Path(__file__).parent / "claims.json"


def load_fitted(
    path: Path, *, features: Sequence[str], embedding_model: str | None, command: str
) -> dict[str, Any]:
    """The values of a fitted file.

    Args:
        features: those that are measured now, in their order.
        embedding_model: the one in use; ``None`` when no vectors are.
        command: fits again, when the file itself cannot say how.

    Raises:
        SettingsError: the file cannot be read, or was fitted on other features or with another model.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        fitted_on, fitted_with = values["features"], values["embedding_model"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise unreadable(path, command) from error
    command = values.get("command", command)
    if fitted_on != list(features):
        raise SettingsError(
            f"« {path} » a été ajusté sur d’autres mesures que celles de cette version du logiciel. "
            f"Refaites-le : {command}"
        )
    if embedding_model not in (None, fitted_with):
        raise SettingsError(
            f"« {path} » a été ajusté avec le modèle de plongement « {fitted_with} », pas avec "
            f"« {embedding_model} ». Refaites-le avec ce modèle : {command}"
        )
    return dict(values)


def unreadable(path: Path, command: str) -> SettingsError:
    """The error of a fitted file that is missing or damaged."""
    return SettingsError(f"Le fichier ajusté « {path} » ne se lit pas. Refaites-le : {command}")


def write_fitted(path: Path, values: dict[str, Any]) -> None:
    """Writes a fitted file, one line a value."""
    lines = (
        f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()
    )
    path.parent.mkdir(exist_ok=True)
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def data_digests(paths: Iterable[Path]) -> list[dict[str, str]]:
    """What tells whether files are those that were fitted on: folder and SHA-256 of each."""
    return [{"folder": p.parent.name, "sha256": hashlib.sha256(p.read_bytes()).hexdigest()} for p in paths]
