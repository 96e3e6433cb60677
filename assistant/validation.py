"""What is wrong with values that people wrote in a YAML file, as the end of a French sentence."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

_REASONS = {
    "missing": "il manque",
    "extra_forbidden": "ce champ n'existe pas",
    "unexpected_keyword_argument": "ce champ n'existe pas",
    "too_short": "il est vide",
    "string_too_short": "il est vide",
    "string_type": "un texte est attendu",
    "int_parsing": "un nombre entier est attendu",
    "bool_parsing": "true ou false est attendu",
    "greater_than_equal": "les pages se comptent à partir de 1",
    "tuple_type": "une liste est attendue",
    "dataclass_type": "des champs sont attendus",
}
_DATE_ERRORS = ("date_", "datetime_")


def first_problem(error: ValidationError) -> str:
    """The first field that is wrong and why: « , champ « format » : il manque »."""
    problem = error.errors()[0]
    field = ".".join(str(part) for part in problem["loc"])
    named = f", champ « {field} »" if field else ""
    return f"{named} : {_reason(problem)}"


def _reason(problem: Any) -> str:
    kind = str(problem["type"])
    if kind == "value_error":
        return str(problem["ctx"]["error"])
    if kind == "literal_error":
        return f"« {problem['input']} » n'est pas une valeur connue"
    if kind.startswith(_DATE_ERRORS):
        return "une date AAAA-MM-JJ est attendue"
    return _REASONS.get(kind, "il est illisible")
