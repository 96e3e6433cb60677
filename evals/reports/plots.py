"""Plots as SVG, from numbers alone: histograms and a reliability diagram.

Colours come from the style sheet of the page; every plot has a text for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from evals.scoring.metrics import Estimate

_WIDTH, _HEIGHT = 520, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 24, 12, 40


@dataclass(frozen=True, slots=True)
class Series:
    """Values to count, with their name and the class of their colour (``good``, ``bad``, ``accent``)."""

    name: str
    colour: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical line at a value, with its name."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Axis:
    """What is along the bottom: from ``low`` to ``high``, and how a value is written."""

    name: str
    low: float
    high: float
    written: Callable[[float], str]
    ticks: int = 5


def histogram(series: Sequence[Series], axis: Axis, bins: int = 20, marks: Sequence[Mark] = ()) -> str:
    """How many values of each series lie in each bin, the bars of a bin side by side."""
    edges = np.linspace(axis.low, axis.high, bins + 1)
    counts = [np.histogram(np.clip(s.values, axis.low, axis.high), edges)[0] for s in series]
    highest = max(1, *(int(count.max(initial=0)) for count in counts))
    step = (_WIDTH - _LEFT - _RIGHT) / bins
    width = (step - 1) / max(1, len(series))
    bars = []
    for place, (each, count) in enumerate(zip(series, counts, strict=True)):
        for number, found in enumerate(count):
            height = float(found) / highest * (_HEIGHT - _TOP - _BOTTOM)
            x, y = _LEFT + number * step + place * width, _HEIGHT - _BOTTOM - height
            if found:
                bars.append(
                    f'<rect class="fill-{each.colour}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                    f'height="{height:.1f}"><title>{escape(each.name)} : {found}</title></rect>'
                )
    lines = [_mark(mark, axis, row) for row, mark in enumerate(marks)]
    text = f"{axis.name} : " + ", ".join(f"{s.name} ({len(s.values)})" for s in series)
    frame = _frame(axis, [(0, "0"), (1, str(highest))], "questions")
    return _legend(series) + _svg(text, [frame, *bars, *lines])


def reliability(points: Sequence[tuple[float, Estimate]], axis: Axis, share: str) -> str:
    """Observed shares with their intervals beside predicted ones; on the diagonal, both agree.

    Args:
        points: (mean prediction, observed share) of each group.
        share: what is observed, for the axis on the left.
    """
    x, y = _across(axis), _up
    drawn = [f'<line class="rail" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}"/>']
    for predicted, observed in points:
        at = x(predicted)
        drawn.append(
            f'<line class="range" x1="{at}" x2="{at}" y1="{y(observed.low)}" y2="{y(observed.high)}"/>'
            f'<circle class="fill-accent" cx="{at}" cy="{y(observed.value)}" r="4"><title>'
            f"{escape(axis.written(predicted))} → {escape(axis.written(observed.value))} ({observed.n})"
            "</title></circle>"
        )
    return _svg(
        f"{axis.name} et {share}", [_frame(axis, [(0, "0"), (0.5, ""), (1, axis.written(1))], share), *drawn]
    )


def _svg(text: str, content: Sequence[str]) -> str:
    return (
        f'<svg class="plot" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-label="{escape(text)}">'
        f"{''.join(content)}</svg>"
    )


def _across(axis: Axis) -> Callable[[float], str]:
    scale = (_WIDTH - _LEFT - _RIGHT) / (axis.high - axis.low)
    return lambda value: f"{_LEFT + (value - axis.low) * scale:.1f}"


def _up(share: float) -> str:
    return f"{_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM):.1f}"


def _frame(axis: Axis, heights: Sequence[tuple[float, str]], left: str) -> str:
    x = _across(axis)
    below = "".join(
        f'<text class="tick" text-anchor="middle" x="{x(value)}" y="{_HEIGHT - _BOTTOM + 15}">'
        f"{escape(axis.written(value))}</text>"
        for value in np.linspace(axis.low, axis.high, axis.ticks + 1)
    )
    beside = "".join(
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{_up(share)}" y2="{_up(share)}"/>'
        f'<text class="tick" text-anchor="end" x="{_LEFT - 6}" y="{float(_up(share)) + 4:.1f}">{label}</text>'
        for share, label in heights
    )
    middle = (_HEIGHT - _BOTTOM + _TOP) / 2
    return (
        f'{below}{beside}<text class="tick" text-anchor="middle" x="{(_WIDTH + _LEFT) / 2:.0f}" '
        f'y="{_HEIGHT - 6}">{escape(axis.name)}</text>'
        f'<text class="tick" text-anchor="middle" transform="translate(12 {middle:.0f}) rotate(-90)">'
        f"{escape(left)}</text>"
    )


def _mark(mark: Mark, axis: Axis, row: int) -> str:
    """A line with its name beside it; each name on a row of its own, so that none hides another."""
    at = _across(axis)(mark.value)
    side, shift = ("end", -4) if mark.value > (axis.low + axis.high) / 2 else ("start", 4)
    return (
        f'<line class="mark" x1="{at}" x2="{at}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>'
        f'<text class="tick name" text-anchor="{side}" x="{float(at) + shift:.1f}" y="{_TOP + 8 + 14 * row}">'
        f"{escape(mark.name)}</text>"
    )


def _legend(series: Sequence[Series]) -> str:
    if len(series) < 2:
        return ""
    items = "".join(f'<span class="key {s.colour}">{escape(s.name)}</span>' for s in series)
    return f'<p class="legend">{items}</p>'
