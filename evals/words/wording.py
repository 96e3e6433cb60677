"""Figures as French readers write them."""

from __future__ import annotations

from evals.scoring.metrics import Estimate
from evals.words.labels import AMOUNTS

NO_FIGURE = "sans objet"
_NARROW_SPACE = "\u202f"


def percent(share: float | None) -> str:
    """``0.917`` as ``91,7 %``."""
    return NO_FIGURE if share is None else f"{100 * share:.1f}".replace(".", ",") + _NARROW_SPACE + "%"


def decimal(value: float | None) -> str:
    """``0.8684`` as ``0,868``."""
    return NO_FIGURE if value is None else f"{value:.3f}".replace(".", ",")


def milliseconds(value: float | None) -> str:
    """``41.2`` as ``41 ms``."""
    return NO_FIGURE if value is None else f"{value:.0f}{_NARROW_SPACE}ms"


def percent_interval(estimate: Estimate) -> str:
    """The bounds as ``de 88,9 % à 94,1 %``."""
    return f"de {percent(estimate.low)} à {percent(estimate.high)}"


def decimal_interval(estimate: Estimate) -> str:
    """The bounds as ``de 0,851 à 0,884``."""
    return f"de {decimal(estimate.low)} à {decimal(estimate.high)}"


def signed_points(share: float) -> str:
    """A difference of shares in points, with its sign: ``-0.034`` as ``−3,4``."""
    return f"{100 * share:+.1f}".replace(".", ",").replace("-", "−")


def amount(value: float) -> str:
    """``2.345`` as ``2,3``."""
    return f"{value:.1f}".replace(".", ",")


def metric_value(name: str, figure: Estimate) -> str:
    """A metric of a run: a share, or a mean number."""
    return amount(figure.value) if name in AMOUNTS else percent(figure.value)


def metric_interval(name: str, figure: Estimate) -> str:
    """Its bounds."""
    if name in AMOUNTS:
        return f"de {amount(figure.low)} à {amount(figure.high)}"
    return percent_interval(figure)
