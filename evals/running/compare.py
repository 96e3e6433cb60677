"""Two runs of one question set compared, question by question (``python -m evals compare A B``).

Both runs answer the same questions, so they are compared by question, with one test for every metric: the
exact sign test, which is McNemar's of rates (1947). Of a chosen metric, the questions that came out worse are
weighed against those that came out better, whatever the size of the set. B is worse when a fair coin gives
so many losses among the questions that changed in at most one case of four (``LEVEL``), or when a question
tagged ``must-pass`` was right and is not any more. So one question lost is told and passes; two lost and
none won fail (p = 1/4), be it 60/60 → 58/60 or 100/100 → 98/100; three lost and one won pass (5/16), four
lost and one won fail (3/16). The level is that of a gate: a false alarm costs a look at the questions that
it names, and the answers of the extractive mode are the same each time, so a lost question is lost.

Means alone cannot be compared so: a reference that has no scores by question is refused, with the command
that writes them. The difference shown beside the two figures is that of the means, with a paired bootstrap
interval (Efron & Tibshirani 1993): it is read, and decides nothing.

``--json`` writes one object:

- ``a``, ``b``: ``{"folder", "set", "date", "model", "generation", "questions"}`` of each run;
- ``metrics``: by name ``{"label", "higher_is_better", "chosen", "a", "b", "difference", "better", "worse",
  "p", "regression"}``, where ``a``, ``b`` and ``difference`` are ``{"value", "low", "high", "n"}`` or
  ``null``, ``better`` and ``worse`` the ids of the questions that changed and ``p`` the sign test's;
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

from evals.running.run_folder import Line, RunFolder
from evals.scoring.metrics import Estimate, estimate, paired_difference, sign_test
from evals.sets.jsonl import DatasetError
from evals.words.labels import AMOUNTS, COUNTS, LABELS, LOWER_IS_BETTER
from evals.words.wording import decimal

LEVEL = 0.25
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
        better, worse: ids of the questions that have the score in both runs and came out so.
        p: how often a fair coin gives as many losses among the questions that changed.
    """

    label: str
    higher_is_better: bool
    chosen: bool
    a: Estimate | None
    b: Estimate | None
    difference: Estimate | None
    better: tuple[str, ...]
    worse: tuple[str, ...]
    p: float
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
    """The shares of both runs, no amounts: those with a French name first, in their order."""
    scores = (line.scores for run in (a, b) for line in run.lines.values())
    found = {name for names in scores for name in names if name not in COUNTS and name not in AMOUNTS}
    return [name for name in LABELS if name in found] + sorted(found - LABELS.keys())


def _metric(name: str, a: Mapping[str, Line], b: Mapping[str, Line], chosen: bool) -> MetricChange:
    before, after = (
        estimate([line.scores[name] for line in lines.values() if name in line.scores]) for lines in (a, b)
    )
    paired = {
        id_: (line.scores[name], b[id_].scores[name])
        for id_, line in a.items()
        if name in line.scores and name in b[id_].scores
    }
    higher = name not in LOWER_IS_BETTER
    better = tuple(id_ for id_, pair in paired.items() if _gain(pair, higher) > _ROUNDING)
    worse = tuple(id_ for id_, pair in paired.items() if _gain(pair, higher) < -_ROUNDING)
    p = sign_test(len(better), len(worse))
    failed = chosen and (p <= LEVEL or (before is not None and after is None))
    difference = paired_difference(list(paired.values()))
    return MetricChange(
        LABELS.get(name, name), higher, chosen, before, after, difference, better, worse, p, failed
    )


def _gain(pair: tuple[float, float], higher_is_better: bool) -> float:
    before, after = pair
    return after - before if higher_is_better else before - after


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
    reasons = [_reason(metric) for metric in metrics.values() if metric.regression]
    broken = [c.id for c in changes if c.must_pass and c.kind == "broken"]
    if broken:
        reasons.append(f"Questions indispensables ({MUST_PASS}) cassées : {', '.join(broken)}.")
    return reasons


def _reason(metric: MetricChange) -> str:
    if metric.b is None:
        return f"« {metric.label} » n’est plus mesuré : aucune question n’a ce chiffre."
    return (
        f"« {metric.label} » : {len(metric.worse)} en baisse ({', '.join(metric.worse)}) pour "
        f"{len(metric.better)} en hausse, plus que le hasard (test des signes, p = {decimal(metric.p)} ; "
        f"seuil : {decimal(LEVEL)})."
    )


def _described(run: RunFolder) -> dict[str, Any]:
    about = {name: run.about.get(name) for name in ("date", "model", "generation")}
    return {"folder": str(run.folder), "set": run.name, **about, "questions": len(run.lines)}
