"""The diagnostic bundle: what somebody far away needs to understand a fault, without personal data.

Everything is let in by name, nothing is taken out by name: a setting, a field of the log or of a manifest
that is not known here is left out, or only said to be filled. What is let in is scrubbed of addresses, phones
and names all the same.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.errors import AssistantError
from assistant.index import live_generation, read_manifest
from assistant.infodoc import without_personal
from assistant.operations.health import check_health
from assistant.operations.last_build import last_build
from assistant.operations.process import machine, own_version
from assistant.operations.scrubbed_log import last_lines
from assistant.settings import Settings
from assistant.system_errors import reason

_IN_FULL = frozenset({"embedding_model", "llm_model", "nli_model", "log_level"})
"""Settings in words that are shown; numbers, dates, booleans and folders are shown too."""
_ADDRESSES = frozenset({"llm_base_url", "database_url"})
"""Settings of which the protocol alone is shown."""
_MANIFEST = ("generation", "created", "model", "dimension", "documents", "passages", "sentences", "tokens")
_README = """Diagnostic de l’assistant documentaire, fait le {when}.

versions.json   Python, le système, les paquets installés
reglages.json   les réglages ; un secret, une adresse ou un texte libre est dit « renseigné » ou « vide »
index.json      la génération en service, ses effectifs, la taille de ses fichiers, la dernière construction
sante.json      ce que montre « python -m assistant health --json »
journal.jsonl   les dernières lignes du journal, champs connus seulement
evaluations.json  les chiffres du dernier passage de chaque jeu de questions

Il n’y a ni question, ni réponse, ni demande du registre, ni nom, ni adresse, ni téléphone, ni mot de passe,
ni clé. Si le réglage ASSISTANT_LOG_FILE est vide, le journal du serveur est celui du système : relisez-le
avant d’en joindre un extrait.
"""


def write_bundle(settings: Settings, path: Path) -> None:
    """Writes the bundle, a zip file that only its owner can read.

    Raises:
        AssistantError: it cannot be written.
    """
    contents: dict[str, object] = {
        "versions.json": {**machine(), "assistant": own_version(), "packages": _packages()},
        "reglages.json": masked_settings(settings),
        "index.json": _index(settings),
        "sante.json": check_health(settings).to_dict(),
        "evaluations.json": list(_runs(settings.runs)),
    }
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("LISEZMOI.txt", _README.format(when=f"{datetime.now(UTC):%Y-%m-%d à %H:%M} UTC"))
            for name, values in contents.items():
                bundle.writestr(name, json.dumps(_clean(values), ensure_ascii=False, indent=1))
            bundle.writestr("journal.jsonl", "\n".join(last_lines(settings.log_file)))
    except OSError as error:
        raise AssistantError(
            f"Le diagnostic ne peut pas être écrit dans « {path} » : {reason(error)}. "
            "Choisissez un autre fichier avec --out."
        ) from error


def _clean(value: object) -> object:
    """JSON values whose texts hold no address, phone or name, nor the path of a home folder."""
    if isinstance(value, Mapping):
        return {str(name): _clean(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    if isinstance(value, bool | int | float | None):
        return value
    return without_personal(str(value).replace(str(Path.home()), "~"))


def masked_settings(settings: Settings) -> dict[str, object]:
    """The settings as they may be shown to somebody else."""
    return {name: _masked(name, getattr(settings, name)) for name in sorted(type(settings).model_fields)}


def _masked(name: str, value: object) -> object:
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if name in _ADDRESSES and text:
        return f"renseigné ({urlsplit(str(text)).scheme})"
    if isinstance(value, bool | int | float | None) or name in _IN_FULL:
        return value
    if isinstance(value, Path | date):
        return str(value)
    return "renseigné" if text else "vide"


def _packages() -> dict[str, str]:
    return dict(sorted((d.name.lower(), d.version) for d in distributions()))


def _index(settings: Settings) -> Mapping[str, object]:
    last = last_build(settings.index)
    build = asdict(last) if last else None
    try:
        live = live_generation(settings.index)
        manifest = read_manifest(live)
    except AssistantError as error:
        return {"error": type(error).__name__, "last_build": build}
    sizes = {str(p.relative_to(live)): p.stat().st_size for p in sorted(live.rglob("*")) if p.is_file()}
    shown: dict[str, object] = {name: getattr(manifest, name) for name in _MANIFEST}
    return {**shown, "rejected": len(manifest.rejected), "files": sizes, "last_build": build}


def _runs(folder: Path) -> Iterator[dict[str, Any]]:
    """The figures of the newest run of each question set; counts and metrics, no text."""
    seen: set[str] = set()
    for path in sorted(folder.glob("*/summary.json"), reverse=True):
        # A run that is being written, or of another kind, has nothing to say here.
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            summary = json.loads(path.read_text(encoding="utf-8"))
            run, name = summary["run"], str(summary["run"]["set"])
            if name in seen:
                continue
            metrics = {metric: figures["value"] for metric, figures in summary["metrics"].items()}
            yield {"set": name, "date": run["date"], "counts": summary["counts"], "metrics": metrics}
            seen.add(name)
