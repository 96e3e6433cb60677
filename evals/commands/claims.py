"""``python -m evals claims``: figures of the claim checker on one file, with its trade-off drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from assistant.embedding import load_encoder
from assistant.fitted import CLAIMS
from assistant.reading import GroundingChecker, load_entailment
from assistant.settings import PARIS, load_settings
from assistant.terminal import show_json
from evals.claims.fit_claims import cross_validated, sentences_of
from evals.claims.measured import (
    as_lines,
    check_all,
    file_digest,
    load_claims,
    measures,
    scores_of,
    trade_off,
)
from evals.claims.trade_off import chart
from evals.running.run_folder import RESULTS, SUMMARY
from evals.running.runner import make_folder, write_json, write_lines
from evals.scoring.metrics import Estimate
from evals.words.display import show_table
from evals.words.wording import decimal, decimal_interval

_LABELS = {
    "balanced_accuracy": "balanced accuracy : exactitude équilibrée",
    "f1_unsupported": "F1 unsupported : F1 des affirmations non étayées",
    "auc": "AUC : aire sous la courbe",
    "supported_kept": "affirmations étayées gardées",
    "unsupported_stopped": "affirmations non étayées arrêtées",
}


def measure_claims(file: Path, out: Path | None, as_json: bool) -> None:
    """Judges the claims of a file; writes evidence, figures and the drawn trade-off, and shows the figures.

    Raises:
        AssistantError: the file, a setting or a model cannot be used.
    """
    claims = load_claims(file)
    settings = load_settings()
    entailment = load_entailment(settings.nli_model) if settings.nli_model else None
    checker = GroundingChecker(load_encoder(settings), entailment=entailment)
    checker.texts.encode(sentences_of(claims))
    verdicts = check_all(claims, checker)
    taught = entailment is None and _fitted_on(file)
    scores = cross_validated(claims, checker) if taught else scores_of(verdicts)
    found = measures(claims, scores, checker.threshold)
    folder = out or Path("evals/runs") / f"claims-{file.stem}-{datetime.now(PARIS):%Y%m%d-%H%M%S}"
    make_folder(folder)
    write_lines(folder / RESULTS, as_lines(claims, scores, verdicts, checker.threshold))
    points = trade_off(claims, scores)
    (folder / "trade-off.svg").write_text(chart(points, checker.threshold, file.stem), encoding="utf-8")
    values = _values(found, checker.threshold, taught, file)
    write_json(folder / SUMMARY, values)
    if as_json:
        show_json(values)
        return
    rows = [
        (_LABELS[name], decimal(figure.value), decimal_interval(figure), str(figure.n))
        for name, figure in found.items()
        if figure is not None
    ]
    how = "validation croisée : a servi à l’apprentissage" if taught else "n’a pas servi à l’apprentissage"
    title = f"Affirmations : {file.stem} ({how}), seuil {decimal(checker.threshold)}"
    show_table(title, ("Mesure", "Valeur", "Intervalle à 95 %", "Nombre"), rows, folder)


def _fitted_on(file: Path) -> bool:
    """Whether the checker was fitted on this very file."""
    taught, *_ = json.loads(CLAIMS.read_text(encoding="utf-8"))["data"]
    return bool(taught["sha256"] == file_digest(file))


def _values(
    found: Mapping[str, Estimate | None], threshold: float, taught: bool, file: Path
) -> dict[str, object]:
    known = {name: figure for name, figure in found.items() if figure is not None}
    return {
        **{name: figure.value for name, figure in known.items()},
        "intervals": {name: [figure.low, figure.high] for name, figure in known.items()},
        "counts": {name: figure.n for name, figure in known.items()},
        "threshold": threshold,
        "cross_validated": taught,
        "data": file.name,
    }
