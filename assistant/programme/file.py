"""Action programmes as files: the YAML that staff write and the JSON that an index keeps.

A file of ``corpus/actions/`` describes one programme. Times and status that an action does not
give are those of its programme; the search and the calendar are elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from assistant.centre import UNKNOWN, Centre, Term
from assistant.errors import IndexDamagedError, IngestError
from assistant.types import Action, Occurrence
from assistant.validation import first_problem

Status = Literal["envisagée", "confirmée", "reportée", "annulée"]
Precision = Literal["jour", "mois", "semestre", "année"]
YEAR_PRECISION: Precision = "année"


@dataclass(frozen=True, slots=True)
class Programme:
    """One published programme.

    Attributes:
        document: id of the document that it is taken from.
        start, end: first and last day that it covers.
        actions: in the order of the document.
    """

    document: str
    title: str
    year: int
    start: date
    end: date
    published: date
    actions: tuple[Action, ...]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, str_min_length=1)


class _Head(_Record):
    document: str
    title: str
    year: int
    start: date
    end: date
    published: date
    status: Status = "envisagée"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("« end » précède « start »")
        return self


class _Place(_Record):
    page: int = Field(ge=1)
    quote: str
    theme: str


class _Entry(_Record):
    id: str
    title: str
    format: str
    axis: str
    themes: tuple[str, ...] = Field(min_length=1)
    occurrences: tuple[_Place, ...] = Field(min_length=1)
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    period: str | None = None
    precision: Precision | None = None
    start: date | None = None
    end: date | None = None
    status: Status | None = None
    place: str | None = None
    link: str | None = None

    @model_validator(mode="after")
    def _consistent_time(self) -> Self:
        given = [value is not None for value in (self.precision, self.start, self.end)]
        if any(given) and not (all(given) and self.period):
            raise ValueError("« period », « precision », « start » et « end » vont ensemble")
        if self.start and self.end and self.end < self.start:
            raise ValueError("« end » précède « start »")
        return self

    @model_validator(mode="after")
    def _known_themes(self) -> Self:
        if unlisted := [p.theme for p in self.occurrences if p.theme not in self.themes]:
            raise ValueError(f"le thème « {unlisted[0]} » d'une occurrence n'est pas dans « themes »")
        return self


_R = TypeVar("_R", bound=_Record)


def _checked(model: type[_R], raw: object, where: str) -> _R:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise IngestError(f"{where}{first_problem(error)}. Corrigez l'entrée.") from error


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        detail = " ".join(str(error).split())
        raise IngestError(f"{path} : ce fichier YAML est illisible ({detail}). Corrigez-le.") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("actions"), list) or "programme" not in raw:
        raise IngestError(f"{path} : il faut un champ « programme » et une liste « actions ».")
    return raw


def _time(entry: _Entry, head: _Head) -> dict[str, Any]:
    """The four fields of time: the entry's own, none if it only names a period, else the programme's."""
    if entry.precision and entry.start and entry.end and entry.period:
        own = {"period": entry.period, "precision": entry.precision}
        return own | {"start": entry.start.isoformat(), "end": entry.end.isoformat()}
    if entry.period:
        return {"period": entry.period, "precision": "", "start": "", "end": ""}
    year = {"period": str(head.year), "precision": YEAR_PRECISION}
    return year | {"start": head.start.isoformat(), "end": head.end.isoformat()}


def _check_names(entry: _Entry, centre: Centre, where: str) -> None:
    """Formats and topics are those of the centre's profile, when it has some."""
    named: tuple[tuple[str, Sequence[str], Sequence[Term]], ...] = (
        ("format", (entry.format,), centre.formats),
        ("topics", entry.topics, centre.topics),
    )
    for field, names, terms in named:
        known = [term.name for term in terms]
        if unknown := [name for name in names if known and name not in known]:
            raise IngestError(
                f"{where}, champ « {field} » : « {unknown[0]} » n'est pas une valeur connue du profil du "
                f"centre ({', '.join(known)}). Corrigez l'entrée, ou ajoutez-la à centre.yaml."
            )


def _action(entry: _Entry, head: _Head, centre: Centre) -> Action:
    places = tuple(Occurrence(p.page, p.quote, p.theme) for p in entry.occurrences)
    same = entry.model_dump(exclude={"occurrences", "period", "precision", "start", "end", "status"})
    return Action(
        **same,
        **_time(entry, head),
        status=entry.status or head.status,
        recurring=any(f.recurring for f in centre.formats if f.name == entry.format),
        document=head.document,
        page=places[0].page,
        quote=places[0].quote,
        occurrences=places,
    )


def load_programme(path: Path, centre: Centre = UNKNOWN) -> Programme:
    """One programme from its YAML file.

    Args:
        centre: whose formats and topics its actions may have; any without some.

    Raises:
        IngestError: the file is no YAML, or a field is missing, unknown or wrong; the message
            names the file, the entry and the field.
    """
    raw = _read_yaml(path)
    head = _checked(_Head, raw["programme"], f"{path} : programme")
    actions: dict[str, Action] = {}
    for position, item in enumerate(raw["actions"], 1):
        name = item.get("id", f"n° {position}") if isinstance(item, dict) else f"n° {position}"
        where = f"{path} : action « {name} »"
        entry = _checked(_Entry, item, where)
        _check_names(entry, centre, where)
        if entry.id in actions:
            raise IngestError(f"{path} : l'identifiant « {entry.id} » sert à deux actions. Changez-en un.")
        actions[entry.id] = _action(entry, head, centre)
    return Programme(**head.model_dump(exclude={"status"}), actions=tuple(actions.values()))


def load_programmes(folder: Path, centre: Centre = UNKNOWN) -> tuple[Programme, ...]:
    """The programmes of ``folder/*.yaml``, oldest first; none if there is no such folder.

    Raises:
        IngestError: a file cannot be used, or two programmes share an action id.
    """
    programmes = [load_programme(path, centre) for path in sorted(folder.glob("*.yaml"))]
    seen: dict[str, str] = {}
    for programme in programmes:
        for action in programme.actions:
            other = seen.setdefault(action.id, programme.document)
            if other != programme.document:
                raise IngestError(
                    f"{folder} : l'identifiant « {action.id} » sert dans {other} et dans "
                    f"{programme.document}. Changez-en un."
                )
    return tuple(sorted(programmes, key=lambda programme: (programme.start, programme.document)))


_PROGRAMMES = TypeAdapter(tuple[Programme, ...])


def programmes_to_json(programmes: tuple[Programme, ...]) -> list[dict[str, Any]]:
    """The programmes as plain JSON values, for an index."""
    values: list[dict[str, Any]] = _PROGRAMMES.dump_python(programmes, mode="json")
    return values


def programmes_from_json(values: Any) -> tuple[Programme, ...]:
    """The programmes of ``programmes_to_json``, after any trip through a JSON file.

    Raises:
        IndexDamagedError: the values are not what ``programmes_to_json`` gives.
    """
    try:
        return _PROGRAMMES.validate_python(values)
    except ValidationError as error:
        raise IndexDamagedError(
            "Le programme d'actions de l'index est illisible. Reconstruisez l'index : python -m ingest build."
        ) from error
