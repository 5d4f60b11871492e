"""Activation functions that are trained themselves.

Source: `transformers/activations.py`, `ACT2FN`.
"""

from __future__ import annotations

from typing import Final

from adapterlint.space.hidden import Hidden, NotShown

_PARAMETERS: Final = {"prelu": 1, "xielu": 2}


def activation_parameters(name: object) -> int:
    """Return how many parameters an activation function has; none if there is no function of that name."""
    if isinstance(name, Hidden):
        raise NotShown
    return _PARAMETERS.get(name.lower(), 0) if isinstance(name, str) else 0
