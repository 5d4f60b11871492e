"""A curve in a few characters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

BLOCKS: Final = "▁▂▃▄▅▆▇█"
ASCII: Final = "_.-=+*#@"
_NOT_FINITE: Final = "x"


def sparkline(values: Sequence[float], *, width: int = 12, unicode: bool = True) -> str:
    """Draw values from left to right, the lowest and the highest at the ends of the scale.

    Args:
        values: one for each step; those that are not finite are drawn as `x`.
        width: how many characters there may be; more values than that are thinned, the first and the last are kept.
        unicode: whether the terminal has block elements.
    """
    shown = _thinned(values, width)
    marks = BLOCKS if unicode else ASCII
    finite = [value for value in shown if math.isfinite(value)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 0.0)
    # Halved, because the difference of two finite numbers may be infinite.
    half_range = high / 2 - low / 2

    def mark(value: float) -> str:
        if not math.isfinite(value):
            return _NOT_FINITE
        share = (value / 2 - low / 2) / half_range if half_range else 0.0
        return marks[round(share * (len(marks) - 1))]

    return "".join(map(mark, shown))


def _thinned(values: Sequence[float], width: int) -> Sequence[float]:
    if len(values) <= width:
        return values
    return [values[round(number * (len(values) - 1) / (width - 1))] for number in range(width)]
