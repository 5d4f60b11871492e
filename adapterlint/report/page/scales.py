"""Axes: from values to positions, and where to put the ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_NICE: Final = (1.0, 2.0, 5.0, 10.0)
_TICKS: Final = 4
_WIDE: Final = 30.0
"""Positive values that span a larger factor than this are shown on a logarithmic scale."""
_LARGEST: Final = 1e100
"""An axis ends here: a run that is that far off has diverged. Its inverse is taken for zero."""
_SAME: Final = 1e-9
"""Values that differ by less than this share of themselves are shown as one."""


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
        return min(1.0, max(0.0, (at - low) / (high - low)))

    def ticks(self) -> tuple[float, ...]:
        """Return round values, at most about six."""
        return tuple(_powers(self.low, self.high) if self.log else _multiples(self.low, self.high))


def scale_for(values: Iterable[float], *, at_least: Sequence[float] = (), log: bool | None = None) -> Scale:
    """Return a scale that all values fit on, with its ends at round values.

    Args:
        values: those that are not finite are left out.
        at_least: what has to fit on it too.
        log: whether it is logarithmic, which leaves out zeros; None to decide by the values.
    """
    shown = _finite((*values, *at_least))
    positive = [value for value in shown if value > 1 / _LARGEST]
    if log is None:
        log = bool(positive) and len(positive) == len(shown) and max(positive) / min(positive) > _WIDE
    if log and positive:
        first, last = math.floor(math.log10(min(positive))), math.ceil(math.log10(max(positive)))
        return Scale(10.0**first, 10.0 ** max(last, first + 1), log=True)
    low, high = _apart(shown)
    step = _step(low, high)
    return Scale(math.floor(low / step) * step, math.ceil(high / step) * step)


def tight_scale(values: Iterable[float]) -> Scale:
    """Return a linear scale that all values just fit on."""
    return Scale(*_apart(_finite(values)))


def _finite(values: Iterable[float]) -> list[float]:
    return [min(max(value, -_LARGEST), _LARGEST) for value in values if math.isfinite(value)]


def _apart(values: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and the highest value, and some room around them if they are the same."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if high - low > max(1 / _LARGEST, _SAME * max(abs(low), abs(high))):
        return low, high
    margin = max(abs(low), abs(high)) / 10 or 1.0
    return low - margin, high + margin


def _step(low: float, high: float) -> float:
    """Return a round number, about `_TICKS` of which make the range."""
    rough = (high - low) / _TICKS
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(nice for nice in _NICE if nice * power >= rough * (1 - _SAME)) * power


def _multiples(low: float, high: float) -> Iterator[float]:
    step = _step(low, high)
    first, last = math.ceil(low / step - _SAME), math.floor(high / step + _SAME)
    yield from (number * step for number in range(first, last + 1))


def _powers(low: float, high: float) -> Iterator[float]:
    first, last = round(math.log10(low)), round(math.log10(high))
    yield from (10.0**power for power in range(first, last + 1, math.ceil((last - first) / _TICKS)))
