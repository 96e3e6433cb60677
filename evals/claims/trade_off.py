"""Draws what a threshold keeps against what it stops, as an SVG that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from evals.claims.measured import Point

_SIDE, _MARGIN = 400, 60


def chart(points: Sequence[Point], threshold: float, name: str) -> str:
    """The curve of the supported claims kept over the unsupported ones stopped, with the threshold in use."""
    line = " ".join(f"{_x(p.stopped):.1f},{_y(p.kept):.1f}" for p in points)
    used = min(points, key=lambda p: abs(p.threshold - threshold))
    size = _SIDE + 2 * _MARGIN
    ticks = "".join(_tick(share / 5) for share in range(6))
    label = f"seuil {threshold:.2f} : {used.kept:.0%} gardées, {used.stopped:.0%} arrêtées"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        f'font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="{_MARGIN}" y="28" font-size="15">{escape(name)}</text>{ticks}'
        f'<polyline points="{line}" fill="none" stroke="#1f5aa6" stroke-width="2"/>'
        f'<circle cx="{_x(used.stopped):.1f}" cy="{_y(used.kept):.1f}" r="5" fill="#b3261e"/>'
        f'<text x="{_MARGIN}" y="48" fill="#b3261e">{escape(label.replace(".", ","))}</text>'
        f'<text x="{size / 2}" y="{size - 12}" text-anchor="middle">non étayées arrêtées</text>'
        f'<text x="16" y="{size / 2}" text-anchor="middle" transform="rotate(-90 16 {size / 2})">'
        "étayées gardées</text></svg>\n"
    )


def _x(share: float) -> float:
    return _MARGIN + _SIDE * share


def _y(share: float) -> float:
    return _MARGIN + _SIDE * (1 - share)


def _tick(share: float) -> str:
    x, y, end = _x(share), _y(share), _MARGIN + _SIDE
    return (
        f'<path d="M{x} {_MARGIN}V{end}M{_MARGIN} {y}H{end}" stroke="#ddd" fill="none"/>'
        f'<text x="{x}" y="{end + 18}" text-anchor="middle">{share:.0%}</text>'
        f'<text x="{_MARGIN - 8}" y="{y + 4}" text-anchor="end">{share:.0%}</text>'
    )
