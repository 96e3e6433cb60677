"""The opinion of a language model in figures, beside the exact metrics (``evals.running.judge``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.scoring.metrics import Estimate


@dataclass(frozen=True, slots=True)
class Judgement:
    """All verdicts in figures.

    Attributes:
        right: share judged right; ``agreement``: share judged as the exact outcome says.
        kappa: Cohen's; ``None`` when undefined.
        unread: questions without a verdict, which the other figures leave out.
    """

    model: str
    right: Estimate | None
    agreement: Estimate | None
    kappa: float | None
    unread: int

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Agreement of two yes-or-no judges beyond chance, 1 when complete (Cohen 1960).

    ``None`` without pairs, or when both always say the same word, so that chance alone agrees.
    """
    if not pairs:
        return None
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    first, second = (sum(pair[side] for pair in pairs) / len(pairs) for side in (0, 1))
    by_chance = first * second + (1 - first) * (1 - second)
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)
