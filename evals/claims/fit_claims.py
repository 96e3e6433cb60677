"""``python -m evals fit-claims``: fits the claim checker again and writes it into the package.

Two regressions are fitted on the same claims: with the vectors of the embedding model, and on words
alone for any other model. The threshold is the one with the best out-of-fold balanced accuracy among
those that stop enough of a second file, of contradictions, which teaches nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import SentenceEncoder, load_encoder
from assistant.fitted import CLAIMS, Logistic, data_digests, write_fitted
from assistant.reading import Alignment, Fitted, GroundingChecker, Support
from assistant.settings import Settings
from evals.claims.measured import FOLDS, Claim, folds_of, load_claims, measures
from evals.words.display import follow, show_table
from evals.words.wording import percent

STOPPED = 0.91
"""Share of the contradictions that the threshold must stop: one point above what is asked of it."""
_REGULARISATION = 0.05
Values = NDArray[np.float64]


def run_fit_claims(file: Path, contradictions: Path, settings: Settings, target: Path = CLAIMS) -> None:
    """Fits on one file of claims, sets the threshold with another, and shows the figures.

    Raises:
        AssistantError: a file cannot be used, or no embedding model.
    """
    claims, against = load_claims(file), load_claims(contradictions)
    encoder = load_encoder(settings)
    centre, token_centre = _centres([*claims, *against], encoder)
    unfitted = Support(Logistic.unfitted(len(Alignment.names())), 0.5)
    fitted = Fitted(unfitted, unfitted, centre, token_centre)
    values: dict[str, Any] = {
        "features": Alignment.names(),
        "embedding_model": encoder.name,
        "data": data_digests([file, contradictions]),
        "command": f"python -m evals fit-claims {file} --contradictions {contradictions}",
        "figures": {},
    }
    for name, model in (("full", encoder), ("lexical", None)):
        checker = GroundingChecker(model, fitted=fitted)
        values[name], values["figures"][name] = _fit(claims, against, checker)
    values["centre"] = [round(float(v), 5) for v in centre]
    values["token_centre"] = [round(float(v), 5) for v in token_centre]
    write_fitted(target, values)
    rows = [
        (f"{name} : {key}", percent(value), "")
        for name, figures in values["figures"].items()
        for key, value in figures.items()
    ]
    show_table("Vérificateur, hors échantillon", ("Mesure", "Valeur", ""), rows, target)


def _centres(claims: Sequence[Claim], encoder: SentenceEncoder) -> tuple[Any, Any]:
    """Mean text vector and mean token vector over all sentences."""
    vectors, tokens = encoder.encode_tokens(sentences_of(claims), kind="query")
    return vectors.mean(0), np.concatenate([t.vectors for t in tokens]).mean(0)


def examine(claims: Sequence[Claim], checker: GroundingChecker) -> tuple[Values, NDArray[np.bool_]]:
    """The features of each claim, and whether it breaks a rule."""
    checker.texts.encode(sentences_of(claims))
    seen = [
        look for c in follow(claims, len(claims), "Affirmations") if (look := checker.look(c.claim, c.cited))
    ]
    return np.array([s.alignment.values() for s in seen]), np.array([bool(s.problems) for s in seen])


def sentences_of(claims: Sequence[Claim]) -> list[str]:
    """Every sentence of the claims and their passages, once: they are encoded together."""
    return sorted({t for c in claims for t in (c.claim, *(s for p in c.cited for s in p.sentences))})


def _fit(
    claims: Sequence[Claim], against: Sequence[Claim], checker: GroundingChecker
) -> tuple[dict[str, Any], dict[str, float]]:
    values, broken = examine(claims, checker)
    truth = np.array([c.supported for c in claims])
    model = fit_regression(values, truth)
    outside = out_of_fold(values, truth, folds_of(claims))
    other, other_broken = examine(against, checker)
    contrary = np.array([score_row(model, row) for row in other])
    threshold = _threshold(outside, broken, truth, contrary, other_broken)
    found = measures(claims, with_rules(outside, broken, threshold), threshold)
    figures = {k: round(e.value, 4) for k, e in found.items() if e}
    stopped = with_rules(contrary, other_broken, threshold) < threshold
    return model | {"threshold": threshold}, figures | {
        "contradictions_stopped": round(float(stopped.mean()), 4)
    }


def _threshold(outside: Values, broken: Any, truth: Any, contrary: Values, other_broken: Any) -> float:
    """The best threshold by balanced accuracy among those that stop enough contradictions."""

    def balanced(t: float) -> float:
        passed = (outside >= t) & ~broken
        return float(passed[truth].mean() + (~passed[~truth]).mean()) / 2

    enough = [
        t
        for t in np.round(np.arange(0.30, 0.91, 0.01), 2)
        if float(((contrary < t) | other_broken).mean()) >= STOPPED
    ]
    return float(max(enough, key=balanced, default=0.9))


def with_rules(scores: Values, broken: NDArray[np.bool_], threshold: float) -> Values:
    """Scores with those of broken rules brought under the threshold, as the checker does."""
    return np.where(broken, np.minimum(scores * threshold, threshold * 0.999), scores)


def fit_regression(values: Values, truth: NDArray[np.bool_]) -> dict[str, Any]:
    """A logistic regression on standardised features, as JSON values."""
    from sklearn.linear_model import LogisticRegression

    means, scales = values.mean(0), np.maximum(values.std(0), 1e-6)
    model = LogisticRegression(C=_REGULARISATION, max_iter=3_000).fit((values - means) / scales, truth)
    return {
        "means": [round(float(v), 6) for v in means],
        "scales": [round(float(v), 6) for v in scales],
        "weights": [round(float(v), 6) for v in model.coef_[0]],
        "intercept": round(float(model.intercept_[0]), 6),
    }


def score_row(model: dict[str, Any], row: Values) -> float:
    """Score of one row of features."""
    return Logistic.from_json(model).probability(row.tolist())


def out_of_fold(values: Values, truth: NDArray[np.bool_], folds: NDArray[np.int64]) -> Values:
    """Score of each claim by a regression fitted without its fold, shape (claims,)."""
    scores = np.zeros(len(truth))
    for fold in range(FOLDS):
        rest = folds != fold
        model = fit_regression(values[rest], truth[rest])
        for i in np.flatnonzero(~rest):
            scores[i] = score_row(model, values[i])
    return scores


def cross_validated(claims: Sequence[Claim], checker: GroundingChecker) -> Values:
    """Out-of-fold scores of the claims that the checker was fitted on, rules included."""
    values, broken = examine(claims, checker)
    truth = np.array([c.supported for c in claims])
    outside = out_of_fold(values, truth, folds_of(claims))
    return with_rules(outside, broken, checker.threshold)
