"""Numbers of modules as rows of a table, each with a bar."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from adapterlint.report.page.scales import scale_for

SHORTEST: Final = 0.02
"""How long the bar of a value is that is small and not zero."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A module and its number; `share` is how long the bar is, from 0 to 1."""

    module: str
    value: float
    share: float


@dataclass(frozen=True, slots=True)
class Bars:
    """The rows of such a table.

    Attributes:
        common: the beginning that the paths of all modules have in common.
        log: whether the lengths are logarithmic.
    """

    rows: tuple[Bar, ...]
    common: str
    log: bool


def bars_of(values: Mapping[str, float]) -> Bars:
    """Return a bar for each module, in their order; those with a value that is not finite have none."""
    scale = scale_for(value for value in values.values() if value > 0)
    start = scale.low if scale.log else 0.0
    common = common_path(list(values))
    return Bars(
        tuple(
            Bar(module[len(common) :], value, _share(value, start, scale.high, log=scale.log))
            for module, value in values.items()
        ),
        common,
        scale.log,
    )


def common_path(modules: Sequence[str]) -> str:
    """Return the whole names, each with the dot behind it, that several paths begin with."""
    if len(modules) < 2:  # noqa: PLR2004 - it takes two to have something in common
        return ""
    split = [module.split(".")[:-1] for module in modules]
    shared = 0
    while all(len(names) > shared and names[shared] == split[0][shared] for names in split):
        shared += 1
    return "".join(f"{name}." for name in split[0][:shared])


def _share(value: float, low: float, high: float, *, log: bool) -> float:
    if not math.isfinite(value) or value <= 0:
        return 0.0
    share = math.log(value / low) / math.log(high / low) if log else value / high
    return round(min(1.0, max(SHORTEST, share)), 3)
