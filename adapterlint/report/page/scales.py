"""Axes: from values to positions, and where to put the ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NICE = (1.0, 2.0, 5.0, 10.0)
_TICKS = 4
_WIDE = 30.0
"""Positive values that span a larger factor than this are shown on a logarithmic scale."""


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from its low to its high end."""

    low: float
    high: float
    log: bool = False

    def share(self, value: float) -> float:
        """Return where a value is, from 0 at the low to 1 at the high end; what lies outside is put at the end."""
        if self.log and value <= 0:
            return 0.0
        low, high, at = (math.log10(one) if self.log else one for one in (self.low, self.high, value))
        return min(1.0, max(0.0, (at / 2 - low / 2) / (high / 2 - low / 2)))

    def ticks(self) -> tuple[float, ...]:
        """Return round values, at most about five."""
        return tuple(_powers(self.low, self.high) if self.log else _multiples(self.low, self.high))


def scale_for(values: Iterable[float], *, at_least: Sequence[float] = (), log: bool | None = None) -> Scale:
    """Return a scale that all values fit on, with its ends at round values.

    Args:
        values: those that are not finite are left out.
        at_least: what has to fit on it too.
        log: whether it is logarithmic, which leaves out zeros; None to decide by the values.
    """
    shown = [value for value in (*values, *at_least) if math.isfinite(value)]
    positive = [value for value in shown if value > 0]
    if log is None:
        log = bool(positive) and len(positive) == len(shown) and max(positive) / min(positive) > _WIDE
    if log and positive:
        low, high = (10.0 ** round_(math.log10(end(positive))) for round_, end in ((math.floor, min), (math.ceil, max)))
        if low > 0 and math.isfinite(high):
            return Scale(low, high if high > low else low * 10, log=True)
    return _linear(min(shown, default=0.0), max(shown, default=1.0))


def _linear(low: float, high: float) -> Scale:
    if not high > low:
        margin = abs(low) / 10 or 1.0
        low, high = low - margin, high + margin
    step = _step(low, high)
    if not math.isfinite(step):
        return Scale(low, high)
    return Scale(math.floor(low / step) * step, math.ceil(high / step) * step)


def _step(low: float, high: float) -> float:
    """Return a round number, about `_TICKS` of which make the range."""
    rough = (high / 2 - low / 2) / _TICKS * 2
    if not math.isfinite(rough) or rough < 1e-300:  # noqa: PLR2004 - below it, powers of ten lose their digits
        return math.inf
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(nice for nice in _NICE if nice * power >= rough * 0.999) * power


def _multiples(low: float, high: float) -> Iterable[float]:
    step = _step(low, high)
    if not math.isfinite(step):
        yield from (low, high)
        return
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    yield from (number * step for number in range(first, last + 1))


def _powers(low: float, high: float) -> Iterable[float]:
    first, last = round(math.log10(low)), round(math.log10(high))
    stride = math.ceil((last - first) / _TICKS)
    yield from (10.0**power for power in range(first, last + 1, stride))
