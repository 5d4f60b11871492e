"""Activation functions that are trained themselves.

Source: `transformers/activations.py`, `ACT2FN`.
"""

from __future__ import annotations

from typing import Final

_PARAMETERS: Final = {"prelu": 1, "xielu": 2}


def activation_parameters(name: str | None) -> int:
    """Return how many parameters an activation function has; None is no function."""
    return _PARAMETERS.get(name.lower(), 0) if name else 0
