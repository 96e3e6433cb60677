"""Whether the service can do its work, checked for real: a search in the index, the model, the register.

Nothing is changed by a look: the register is not migrated, no language model is called (calls cost).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from assistant.embedding import SentenceEncoder, load_encoder
from assistant.errors import AssistantError, VectorServerError
from assistant.index import VECTORS_IN_FILES, Index
from assistant.operations.last_build import last_build
from assistant.operations.process import free_megabytes, own_version
from assistant.reading import load_decision
from assistant.settings import PARIS, Settings
from assistant.storage import schema_revisions, unreadable
from assistant.system_errors import reason
from assistant.writing import load_language_model

_T = TypeVar("_T")
_PROBE = "Qu’est-ce qu’un conseil citoyen ?"
LOW_MEGABYTES, LOWEST_MEGABYTES = 1_000, 200
"""Room on the disk under which it is to be watched, and under which the service is not well."""


class HealthState(StrEnum):
    """How something is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: for programs; ``label`` and ``detail`` are for people.
        values: figures behind it.
    """

    name: str
    label: str
    state: HealthState
    detail: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """All that was looked at.

    Attributes:
        checked: ISO 8601, UTC.
    """

    checked: str
    version: str
    checks: tuple[Check, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing failed; what is only to be watched does not count."""
        return all(check.state is not HealthState.FAILED for check in self.checks)

    def to_dict(self) -> dict[str, object]:
        """As JSON values."""
        return {
            "healthy": self.healthy,
            "checked": self.checked,
            "version": self.version,
            "checks": [asdict(check) for check in self.checks],
        }


def check_health(
    settings: Settings,
    open_index: Callable[[], Index] | None = None,
    encoder: Callable[[], SentenceEncoder] | None = None,
) -> Health:
    """Looks at everything; never raises for what is wrong.

    Args:
        open_index, encoder: give those that are in use already; otherwise they are opened and loaded.
    """
    index = _tried(
        "index", "Index", open_index or (lambda: Index.open(settings.index, settings.vector_server()))
    )
    model = _tried("model", "Modèle de plongement", encoder or (lambda: load_encoder(settings)))
    checks = [
        index if isinstance(index, Check) else _index_is_open(index),
        model if isinstance(model, Check) else _model_is_loaded(model),
    ]
    if not isinstance(index, Check):
        checks.append(_vectors(index))
        if not isinstance(model, Check):
            checks.append(_search(index, model))
        if open_index is None:
            index.close()
    checks += [_build(settings), _register(settings), *_disks(settings), _language_model(settings)]
    return Health(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", own_version(), tuple(checks))


def _tried(name: str, label: str, give: Callable[[], _T]) -> _T | Check:
    try:
        return give()
    except AssistantError as error:
        return Check(name, label, HealthState.FAILED, str(error), {"error": type(error).__name__})


def _index_is_open(index: Index) -> Check:
    m = index.manifest
    values = {
        "generation": m.generation,
        "created": m.created,
        "model": m.model,
        "documents": m.documents,
        "passages": m.passages,
        "sentences": m.sentences,
        "rejected": len(m.rejected),
    }
    detail = (
        f"{m.documents} documents, {m.passages} passages, {m.sentences} phrases ; "
        f"génération {m.generation}, construite le {_moment(m.created)}."
    )
    if index.notice:
        return Check("index", "Index", HealthState.WARNING, f"{index.notice} {detail}", values)
    return Check("index", "Index", HealthState.OK, detail, values)


def _model_is_loaded(encoder: SentenceEncoder) -> Check:
    label, values = "Modèle de plongement", {"model": encoder.name}
    try:
        load_decision(encoder.name)
    except AssistantError as error:
        return Check("model", label, HealthState.FAILED, str(error), values)
    return Check("model", label, HealthState.OK, f"{encoder.name}.", values)


def _vectors(index: Index) -> Check:
    """Where Chroma's collection is; a server that is away slows answers down, it does not stop them."""
    label, values = "Base vectorielle", {"place": index.manifest.vectors}
    if index.manifest.vectors == VECTORS_IN_FILES:
        return Check("vectors", label, HealthState.OK, "Dans les fichiers de l’index.", values)
    try:
        found = index.vectors.probe()
    except VectorServerError as error:
        detail = f"{error} En attendant, chaque question est comparée à toutes les phrases."
        return Check("vectors", label, HealthState.WARNING, detail, values)
    return Check(
        "vectors", label, HealthState.OK, f"Sur un serveur Chroma, qui répond ({found} phrases).", values
    )


def _search(index: Index, encoder: SentenceEncoder) -> Check:
    """A search from end to end: the question as a vector, the nearest sentence."""
    try:
        index.embedding_model_must_be(encoder.name)
        vector = encoder.encode([_PROBE], kind="query")[0]
        found = index.nearest_sentences(vector, 1)
    except AssistantError as error:
        return Check(
            "search", "Recherche d’essai", HealthState.FAILED, str(error), {"error": type(error).__name__}
        )
    if not len(found):
        return Check("search", "Recherche d’essai", HealthState.FAILED, "Aucune phrase n’a été trouvée.")
    return Check("search", "Recherche d’essai", HealthState.OK, "Une question trouve une phrase de l’index.")


def _build(settings: Settings) -> Check:
    label = "Dernière construction"
    last = last_build(settings.index)
    if last is None:
        return Check("build", label, HealthState.OK, "Aucune construction notée.")
    values = asdict(last)
    when = _moment(last.started)
    if last.result == "failed":
        detail = f"Échec le {when} ({last.error}) : l’index d’avant reste en service."
        return Check("build", label, HealthState.WARNING, detail, values)
    if not last.result:
        return Check(
            "build", label, HealthState.WARNING, f"Commencée le {when}, en cours ou interrompue.", values
        )
    words = "rien n’avait changé" if last.result == "unchanged" else "nouvel index mis en service"
    seconds = f"{last.seconds:.0f}" if last.seconds is not None else "?"
    return Check("build", label, HealthState.OK, f"Le {when}, en {seconds} s : {words}.", values)


def _register(settings: Settings) -> Check:
    label = "Registre Info-doc"
    base = "PostgreSQL" if settings.database_url.get_secret_value() else "SQLite"
    try:
        revisions = schema_revisions(settings)
    except AssistantError as error:
        return Check("register", label, HealthState.FAILED, str(error), {"base": base})
    values = {"base": base, "schema": revisions.found, "expected": revisions.expected}
    if damaged := list(unreadable(settings.data)):
        return Check("register", label, HealthState.WARNING, " ".join(damaged), values)
    if revisions.found is None:
        detail = f"{base}, pas encore créé : il le sera à la première ouverture."
        return Check("register", label, HealthState.OK, detail, values)
    if revisions.found != revisions.expected:
        detail = f"{base}, schéma {revisions.found} au lieu de {revisions.expected}."
        return Check("register", label, HealthState.WARNING, detail, values)
    return Check("register", label, HealthState.OK, f"{base}, schéma {revisions.found}.", values)


def _disks(settings: Settings) -> Iterator[Check]:
    for name, label, folder in (
        ("disk", "Disque des données", settings.data),
        ("index_disk", "Disque de l’index", settings.index),
    ):
        try:
            free = free_megabytes(folder)
        except OSError as error:
            yield Check(name, label, HealthState.FAILED, f"Le disque ne répond pas : {reason(error)}.")
            continue
        state = HealthState.OK if free >= LOW_MEGABYTES else HealthState.WARNING
        state = state if free >= LOWEST_MEGABYTES else HealthState.FAILED
        detail = f"{free / 1000:.1f} Go libres.".replace(".", ",", 1)
        yield Check(name, label, state, detail, {"free_mb": free})


def _language_model(settings: Settings) -> Check:
    label = "Modèle de langue"
    try:
        model = load_language_model(settings)
    except AssistantError as error:
        return Check("language_model", label, HealthState.FAILED, str(error))
    if model is None:
        return Check("language_model", label, HealthState.OK, "Aucun : les réponses sont des extraits.")
    return Check("language_model", label, HealthState.OK, f"{model.name}, réglé.", {"model": model.name})


def _moment(iso: str) -> str:
    """An ISO time as « 12/01/2026 à 09:30 », in Paris."""
    return f"{datetime.fromisoformat(iso).astimezone(PARIS):%d/%m/%Y à %H:%M}"
