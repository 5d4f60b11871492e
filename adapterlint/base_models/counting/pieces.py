"""What all families are built of."""

from __future__ import annotations


def linear(inputs: int, outputs: int, *, bias: bool = True) -> int:
    """Return the parameters of a linear layer."""
    return inputs * outputs + (outputs if bias else 0)


def feed_forward(width: int, inner: int, *, bias: bool = True) -> int:
    """Return the parameters of two linear layers, up and down again."""
    return linear(width, inner, bias=bias) + linear(inner, width, bias=bias)


def norm(width: int) -> int:
    """Return the parameters of a LayerNorm."""
    return 2 * width
