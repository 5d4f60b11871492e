"""A configuration for the true model, made to fit a narrower one: its bottlenecks stay as wide as they were.

Sixteen times fewer than 768 are 48; sixteen times fewer than 64 would be four, of which ReLU may kill all.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping

from adapterlint.dynamic.models.demands import parts_of

_MARGIN = 0.25
"""Keeps `width // factor` from falling below what it is to be, by an error of rounding."""


class NotRescaledError(ValueError):
    """A configuration that asks for what only the true model has; the message says what."""


def rescaled(configuration: object, original: int, width: int) -> object:
    """Return a configuration object of the library for a model of another width.

    Args:
        original, width: the widths of the true and of the small model.

    Raises:
        NotRescaledError: it names layers, or its blocks do not fit.
    """
    changed = copy.deepcopy(configuration)
    for part in parts_of(changed):
        if getattr(part, "leave_out", None) or getattr(part, "layers", "all") not in ("all", None):
            raise NotRescaledError("it names layers, which a smaller model does not have")
        divisor = getattr(part, "phm_dim", 1) if getattr(part, "phm_layer", False) else 1
        for name, share in (("reduction_factor", 1), ("inv_adapter_reduction_factor", 2)):
            factor = getattr(part, name, None)
            if isinstance(factor, Mapping):
                raise NotRescaledError("it names layers, which a smaller model does not have")
            if isinstance(factor, (int, float)) and factor > 0:
                object.__setattr__(part, name, _factor(factor, original // share, width // share, divisor))
        rank = getattr(part, "r", 0) if hasattr(part, "orthogonality") else 0
        if isinstance(rank, int) and rank > width:
            raise NotRescaledError(f"its rank of {rank} is above the width of the pre-trained model")
    return changed


def _factor(factor: float, original: int, width: int, divisor: int) -> float:
    """Return the factor that leads to the same bottleneck, or to one as wide as the model."""
    bottleneck = min(max(1, int(original // factor)), width)
    if bottleneck % divisor or width % divisor:
        raise NotRescaledError(f"its blocks of {divisor} do not fit into the pre-trained model")
    return width / (bottleneck + _MARGIN)
