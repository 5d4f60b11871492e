"""How MTL-LoRA weighs its up-projections.

Source: `adapters/methods/lora.py`, `MTLLoRA.apply_weights`.
"""

from __future__ import annotations

import math
from typing import Final

_LARGEST: Final = 3.4028235e38
"""What is above is infinite in single precision, the type of these weights whatever the others are."""
_SMALLEST: Final = 7.0e-46
"""What is below is zero."""
_PRECISE: Final = 1e28
"""A weight up to this, and down to its inverse, can be multiplied with any state and leaves it as precise as it was."""


def first_weight(sharpness: float) -> float:
    """Return the weight that every up-projection has at first, before the weights are normalised."""
    exponent = 1 / sharpness if sharpness else math.copysign(math.inf, sharpness)
    try:
        weight = math.exp(exponent)
    except OverflowError:
        return math.inf
    return math.inf if weight > _LARGEST else 0.0 if weight < _SMALLEST else weight


def is_precise(weight: float) -> bool:
    """Tell whether nothing but rounding is left of a weight that is normalised alone."""
    return 1 / _PRECISE <= weight <= _PRECISE
