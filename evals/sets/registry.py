"""What each question set of the project is: training, development or sealed (``datasets/sets.yaml``).

A figure means little without it: of a set that was looked at while rules were written, it tells that nothing
got worse, and not what to expect of questions never seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

from evals.sets.jsonl import DatasetError, read_text
from evals.sets.questions import Text

DATASETS = Path(__file__).parents[1] / "datasets"
REGISTRY = DATASETS / "sets.yaml"
WITHOUT = "-without"
"""What is added to the name of a set when it is asked again with its sources taken away."""
SetKind = Literal["training", "development", "sealed"]
IN_FRENCH: dict[SetKind, str] = {
    "training": "apprentissage",
    "development": "développement (regardé)",
    "sealed": "scellé",
}
UNKNOWN = "non déclaré"


@dataclass(frozen=True)
class SetCard:
    """One set.

    Attributes:
        file: relative to the folder of the sets.
        looked_at: whether someone who writes rules has seen its questions or their outcomes.
        origin: who wrote it, from what.
        used_for: what decisions were taken with it.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: Text
    file: Text
    kind: SetKind
    looked_at: bool
    origin: Text
    used_for: Text


@dataclass(frozen=True)
class _Registry:
    sets: tuple[SetCard, ...]


_ADAPTER = TypeAdapter(_Registry)


@lru_cache
def load_registry(path: Path = REGISTRY) -> dict[str, SetCard]:
    """The sets by name.

    Raises:
        DatasetError: the file cannot be read, a field of a set is missing or wrong, two sets have one name,
            or a sealed set was looked at.
    """
    try:
        cards = _ADAPTER.validate_python(yaml.safe_load(read_text(path))).sets
    except (yaml.YAMLError, ValidationError) as error:
        raise DatasetError(f"{path} ne décrit pas les jeux comme il faut : {_fault(error)}.") from error
    found = {card.name: card for card in cards}
    if len(found) < len(cards):
        raise DatasetError(f"{path} donne deux fois le même nom. Chaque jeu doit avoir le sien.")
    for card in cards:
        if card.kind == "sealed" and card.looked_at:
            raise DatasetError(f"{path} : « {card.name} » a été regardé, il n’est donc plus scellé.")
    return found


def card_of(name: str) -> SetCard | None:
    """What a set is, by the name of its runs; ``None`` of a set that is not the project's."""
    return load_registry().get(name.removesuffix(WITHOUT))


def kind_in_french(name: str) -> str:
    """The kind of a set as reports write it."""
    card = card_of(name)
    return IN_FRENCH[card.kind] if card else UNKNOWN


def _fault(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "le YAML ne se lit pas"
    first = error.errors(include_url=False, include_context=False)[0]
    return f"champ « {'.'.join(map(str, first['loc'])) or 'sets'} » absent ou faux"
