"""Two runs of one question set compared, question by question (``python -m evals compare A B``).

A run is worse when the lower bound of the 95 % interval of a chosen metric falls by more than three points
(``TOLERANCE``), or when a question tagged ``must-pass`` was right and is not any more. For a metric that is
better when low, the upper bound is looked at in the same way. The difference shown beside the two figures
is that of the means, with a paired bootstrap interval (Efron & Tibshirani 1993): the same questions are
drawn for both runs.

``--json`` writes one object:

- ``a``, ``b``: ``{"folder", "set", "date", "model", "generation", "questions"}`` of each run;
- ``metrics``: by name ``{"label", "higher_is_better", "chosen", "a", "b", "difference", "bound_change",
  "regression"}``, where ``a``, ``b`` and ``difference`` are ``{"value", "low", "high", "n"}`` or ``null``
  and ``bound_change`` is how far the bound moved to the better side (negative: worse);
- ``changes``: a list of ``{"id", "kind", "question", "before", "after", "must_pass", "scores", "edited"}``
  in the order of the set. ``kind``: ``broken`` (was ok, is not), ``fixed`` (is ok, was not), ``other``
  (another outcome or other scores) or ``reworded`` (only the answer's text); ``before`` and ``after`` are
  outcomes; ``scores`` maps the names of the scores that moved to ``[before, after]``, ``null`` where a
  score is not defined; ``edited`` says that the question itself is not the same in both runs;
- ``counts``: how many questions of each kind, and ``same``;
- ``regression`` (the exit code is 1 when it is true) and ``reasons``, French sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from evals.sets.jsonl import DatasetError
from evals.words.labels import COUNTS, LABELS, LOWER_IS_BETTER
from evals.scoring.metrics import Estimate, estimate, paired_difference
from evals.runs.run_folder import Line, RunFolder
from evals.words.wording import points

TOLERANCE = 0.03
MUST_PASS = "must-pass"  # nosec B105 # a tag of questions
CHOSEN = ("answerable_ok", "unanswerable_ok", "fact_recall")

Kind = Literal["broken", "fixed", "other", "reworded"]
KINDS: dict[Kind, str] = {
    "broken": "cassée",
    "fixed": "réparée",
    "other": "autre changement",
    "reworded": "autre texte",
}
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class MetricChange:
    """One metric in both runs.

    Attributes:
        difference: mean of B minus A over the questions that have the score in both runs.
        bound_change: how far the bound moved to the better side; ``None`` when undefined in a run.
    """

    label: str
    higher_is_better: bool
    chosen: bool
    a: Estimate | None
    b: Estimate | None
    difference: Estimate | None
    bound_change: float | None
    regression: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One question that did not turn out as before."""

    id: str
    kind: Kind
    question: str
    before: str
    after: str
    must_pass: bool
    scores: dict[str, tuple[float | None, float | None]]
    edited: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that ``evals compare`` tells."""

    a: RunFolder
    b: RunFolder
    metrics: dict[str, MetricChange]
    changes: tuple[Change, ...]
    reasons: tuple[str, ...]

    @property
    def regression(self) -> bool:
        """Whether B is worse than A."""
        return bool(self.reasons)

    @property
    def counts(self) -> dict[str, int]:
        """Questions by kind of change."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in KINDS} | {"same": len(self.a.lines) - len(self.changes)}

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values, as the module describes them."""
        return {
            "a": _described(self.a),
            "b": _described(self.b),
            "metrics": {name: asdict(metric) for name, metric in self.metrics.items()},
            "changes": [asdict(change) for change in self.changes],
            "counts": self.counts,
            "regression": self.regression,
            "reasons": list(self.reasons),
        }


def compare(a: RunFolder, b: RunFolder, chosen: Sequence[str] = ()) -> Comparison:
    """Compares run B with run A, the reference.

    Args:
        chosen: names of the metrics that decide; those of ``CHOSEN`` that the runs have, if empty.

    Raises:
        DatasetError: the runs are not of the same questions, or a chosen metric is in neither.
    """
    same_questions(a, b)
    names = _names(a, b)
    unknown = [name for name in chosen if name not in names]
    if unknown:
        raise DatasetError(
            f"Mesure inconnue de ces passages : {', '.join(unknown)}. Mesures possibles : {', '.join(names)}."
        )
    deciding = set(chosen or [name for name in names if name in CHOSEN] or names)
    metrics = {name: _metric(name, a.lines, b.lines, name in deciding) for name in names}
    changes = tuple(c for id_ in a.lines if (c := _change(id_, a, b)) is not None)
    return Comparison(a, b, metrics, changes, tuple(_reasons(metrics, changes)))


def same_questions(a: RunFolder, b: RunFolder) -> None:
    """Checks that two runs are of the same questions.

    Raises:
        DatasetError: they are not; the message says which are missing where.
    """
    if not a.lines.keys() & b.lines.keys():
        raise DatasetError(
            f"« {a.folder} » ({a.name}) et « {b.folder} » ({b.name}) n’ont aucune question commune : "
            "comparez deux passages du même jeu."
        )
    for run, other in ((a, b), (b, a)):
        absent = [id_ for id_ in other.lines if id_ not in run.lines]
        if absent:
            raise DatasetError(
                f"« {run.folder} » n’a pas {_listed(absent)}, présente(s) dans « {other.folder} ». "
                "Terminez ce passage (evals run --resume) ou refaites-le sur le même jeu."
            )


def _listed(ids: Sequence[str], shown: int = 5) -> str:
    noun = "la question" if len(ids) == 1 else f"{len(ids)} questions :"
    more = f" et {len(ids) - shown} autres" if len(ids) > shown else ""
    return f"{noun} {', '.join(ids[:shown])}{more}"


def _names(a: RunFolder, b: RunFolder) -> list[str]:
    """The metrics of both runs, without mere counts: those with a French name first, in their order."""
    found = {
        name for run in (a, b) for line in run.lines.values() for name in line.scores if name not in COUNTS
    }
    return [name for name in LABELS if name in found] + sorted(found - LABELS.keys())


def _metric(name: str, a: Mapping[str, Line], b: Mapping[str, Line], chosen: bool) -> MetricChange:
    before, after = (
        estimate([line.scores[name] for line in lines.values() if name in line.scores]) for lines in (a, b)
    )
    paired = [
        (line.scores[name], b[id_].scores[name])
        for id_, line in a.items()
        if name in line.scores and name in b[id_].scores
    ]
    higher = name not in LOWER_IS_BETTER
    moved = bound_change(before, after, higher) if before and after else None
    worse = (before is not None and after is None) if moved is None else moved < -TOLERANCE - _ROUNDING
    difference = paired_difference(paired)
    return MetricChange(
        LABELS.get(name, name), higher, chosen, before, after, difference, moved, chosen and worse
    )


def bound_change(before: Estimate, after: Estimate, higher_is_better: bool) -> float:
    """How far the bound on the bad side moved to the better side; negative when it got worse."""
    return after.low - before.low if higher_is_better else before.high - after.high


def _change(id_: str, a: RunFolder, b: RunFolder) -> Change | None:
    before, after = a.lines[id_], b.lines[id_]
    names = sorted(before.scores.keys() | after.scores.keys())
    scores = {
        name: (before.scores.get(name), after.scores.get(name))
        for name in names
        if _moved(before.scores.get(name), after.scores.get(name))
    }
    kind = _kind(before, after, bool(scores))
    if kind is None:
        return None
    old, new = a.questions.get(id_), b.questions.get(id_)
    known = new or old
    must_pass = any(MUST_PASS in question.tags for question in (old, new) if question)
    text = known.question if known else str((after.answer or before.answer or {}).get("question", ""))
    edited = old is not None and new is not None and old != new
    return Change(id_, kind, text, before.outcome, after.outcome, must_pass, scores, edited)


def _moved(before: float | None, after: float | None) -> bool:
    """Whether a score changed; baselines hold rounded scores."""
    if before is None or after is None:
        return before is not after
    return abs(before - after) > _ROUNDING


def _kind(before: Line, after: Line, scores_moved: bool) -> Kind | None:
    if before.outcome != after.outcome and "ok" in (before.outcome, after.outcome):
        return "fixed" if after.outcome == "ok" else "broken"
    if before.outcome != after.outcome or scores_moved or before.error != after.error:
        return "other"
    known = before.answer is not None and after.answer is not None
    return "reworded" if known and _without_times(before.answer) != _without_times(after.answer) else None


def _without_times(answer: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (answer or {}).items() if name != "timings_ms"}


def _reasons(metrics: Mapping[str, MetricChange], changes: Sequence[Change]) -> list[str]:
    reasons = []
    for metric in metrics.values():
        if metric.regression and metric.bound_change is None:
            reasons.append(f"« {metric.label} » n’est plus mesuré : aucune question n’a ce chiffre.")
        elif metric.regression:
            bound = "inférieure" if metric.higher_is_better else "supérieure"
            loss = points(abs(metric.bound_change or 0))
            reasons.append(
                f"« {metric.label} » : la borne {bound} se dégrade de {loss} (plus de {points(TOLERANCE)})."
            )
    broken = [c.id for c in changes if c.must_pass and c.kind == "broken"]
    if broken:
        reasons.append(f"Questions indispensables ({MUST_PASS}) cassées : {', '.join(broken)}.")
    return reasons


def _described(run: RunFolder) -> dict[str, Any]:
    about = {name: run.about.get(name) for name in ("date", "model", "generation")}
    return {"folder": str(run.folder), "set": run.name, **about, "questions": len(run.lines)}
