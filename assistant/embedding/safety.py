"""Refuses model folders that would run code when they are loaded.

Weights in Python's pickle format run what they hold, and a configuration can ask for Python files of the
folder (``auto_map``) or of anywhere (``modules.json``). Only safetensors weights and the classes of
sentence-transformers are accepted; for a model taken by its name the libraries are told the same.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.errors import ModelError

PICKLED = (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib")
_OURS = "sentence_transformers."
SAFE_WEIGHTS: dict[str, Any] = {"use_safetensors": True}
"""Model arguments of transformers: no weights rather than pickled ones."""


def check_model_folder(name: str, setting: str) -> None:
    """Looks at a model folder before any library opens it; a name that is no folder is left to the libraries.

    Raises:
        ModelError: it holds weights as pickle alone, or asks for code of its own.
    """
    folder = Path(name)
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in PICKLED and not any(path.parent.glob("*.safetensors")):
            raise ModelError(
                f"Le modèle « {name} » a ses poids dans « {path.name} », un format qui peut exécuter du "
                f"code. Enregistrez-le au format safetensors ou changez {setting}."
            )
        if path.name == "modules.json":
            _check_modules(path, name, setting)
        elif path.suffix == ".json" and "auto_map" in _values(path):
            raise ModelError(_wants_code(name, path, setting))


def _check_modules(path: Path, name: str, setting: str) -> None:
    modules = _values(path)
    types = [m.get("type") for m in modules if isinstance(m, dict)] if isinstance(modules, list) else []
    if any(not str(type_).startswith(_OURS) for type_ in types):
        raise ModelError(_wants_code(name, path, setting))


def _wants_code(name: str, path: Path, setting: str) -> str:
    return (
        f"Le modèle « {name} » demande d’exécuter du code qui lui est propre (« {path.name} »), ce qui n’est "
        f"jamais fait. Choisissez-en un autre dans {setting}."
    )


def _values(path: Path) -> Any:
    """The JSON of a file; nothing when it is none, which the libraries will say better."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
