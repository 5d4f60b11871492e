"""Line charts: where everything goes. The template `charts.html` draws it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from adapterlint.report.page.scales import Scale, scale_for, tight_scale

WIDTH: Final = 360
HEIGHT: Final = 200
LEFT: Final = 46
RIGHT: Final = 8
RIGHT_OF_LIMITS: Final = 84
"""Room for what limits are called."""
TOP: Final = 10
BOTTOM: Final = 34
FRAME: Final[Mapping[str, int]] = {
    "width": WIDTH,
    "height": HEIGHT,
    "left": LEFT,
    "top": TOP,
    "bottom": HEIGHT - BOTTOM,
}
"""The picture, and the axes in it."""
_POINTS_MARKED: Final = 12
"""A line of more points than this is drawn without marks on them."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A value on an axis, and where it is."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One curve.

    Attributes:
        kind: which of the styles it is drawn in.
        path: its stretches of finite values, as the `d` of an SVG path.
        dots: its points, if they are to be marked.
        gaps: where there is a value that is not finite.
    """

    kind: str
    label: str
    path: str
    dots: tuple[tuple[float, float], ...]
    gaps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """A chart of curves over the same steps.

    Attributes:
        summary: what it shows, in words, for those who do not see it.
        limits: levels to compare with.
        right: where the axes end.
        note: how to read the vertical axis, if it is not linear.
    """

    title: str
    summary: str
    x_title: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    limits: tuple[Tick, ...]
    right: int
    note: str


def line_chart(  # noqa: PLR0913 - what there is to say about a chart
    title: str,
    curves: Mapping[str, Sequence[float]],
    *,
    kinds: Mapping[str, str],
    x_title: str,
    first: int = 1,
    limits: Mapping[str, float] | None = None,
    log: bool | None = None,
) -> LineChart | None:
    """Lay out a chart; None if there is nothing to show.

    Args:
        curves: values step by step, by label.
        kinds: the style of each, by label.
        x_title: what the steps are.
        first: the number of the first step.
        limits: levels to draw across, by label.
        log: whether the vertical axis is logarithmic; None to decide by the values.
    """
    steps = max(map(len, curves.values()), default=0)
    if not steps:
        return None
    limits = limits or {}
    values = [value for curve in curves.values() for value in curve]
    vertical = scale_for(values, at_least=tuple(limits.values()), log=log)
    horizontal = Scale(first, first + max(steps - 1, 1))
    right = WIDTH - (RIGHT_OF_LIMITS if limits else RIGHT)
    return LineChart(
        title=title,
        summary="; ".join(_told(label, curve) for label, curve in curves.items() if curve),
        x_title=x_title,
        x_ticks=tuple(Tick(_x(step, horizontal, right), str(step)) for step in _whole_ticks(first, steps)),
        y_ticks=tuple(Tick(_y(value, vertical), brief(value)) for value in vertical.ticks()),
        lines=tuple(_line(label, kinds[label], curve, horizontal, vertical, right) for label, curve in curves.items()),
        limits=tuple(Tick(_y(value, vertical), f"{label} {brief(value)}") for label, value in limits.items()),
        right=right,
        note=_note(values) if vertical.log else "",
    )


def spark_path(curve: Sequence[float], width: float, height: float) -> str:
    """Return a curve without axes, as the `d` of an SVG path."""
    vertical = tight_scale(curve)
    horizontal = Scale(0, max(len(curve) - 1, 1))
    return _path(
        (horizontal.share(step) * width, (1 - vertical.share(value)) * height) if math.isfinite(value) else None
        for step, value in enumerate(curve)
    )


def brief(value: float) -> str:
    """Return a number with at most three significant digits."""
    return "0" if value == 0 else f"{value:.3g}"


def _note(values: Sequence[float]) -> str:
    return "logarithmic, zeros at the bottom" if 0 in values else "logarithmic"


def _told(label: str, curve: Sequence[float]) -> str:
    odd = sum(not math.isfinite(value) for value in curve)
    note = f", {odd} of {len(curve)} values not finite" if odd else ""
    return f"{label} from {brief(curve[0])} to {brief(curve[-1])} in {len(curve)} values{note}"


def _whole_ticks(first: int, steps: int) -> list[int]:
    last = first + steps - 1
    ticks = {round(tick) for tick in Scale(first, max(last, first + 1)).ticks()}
    return sorted(tick for tick in ticks | {first} if first <= tick <= last)


def _x(step: float, scale: Scale, right: int) -> float:
    return round(LEFT + scale.share(step) * (right - LEFT), 1)


def _y(value: float, scale: Scale) -> float:
    return round(HEIGHT - BOTTOM - scale.share(value) * (HEIGHT - TOP - BOTTOM), 1)


def _line(  # noqa: PLR0913, PLR0917 - what there is to draw, and the axes
    label: str, kind: str, curve: Sequence[float], horizontal: Scale, vertical: Scale, right: int
) -> Line:
    steps = range(round(horizontal.low), round(horizontal.low) + len(curve))
    points = [
        (_x(step, horizontal, right), _y(value, vertical)) if math.isfinite(value) else None
        for step, value in zip(steps, curve, strict=True)
    ]
    marked = len(curve) <= _POINTS_MARKED
    return Line(
        kind,
        label,
        _path(iter(points)),
        tuple(point for point in points if point) if marked else (),
        tuple(_x(step, horizontal, right) for step, point in zip(steps, points, strict=True) if point is None),
    )


def _path(points: Iterator[tuple[float, float] | None]) -> str:
    """Join points to a path; a missing one interrupts it."""
    commands: list[str] = []
    pen_down = False
    for point in points:
        if point is not None:
            commands.append(f"{'L' if pen_down else 'M'}{point[0]:.1f},{point[1]:.1f}")
        pen_down = point is not None
    return "".join(commands)
