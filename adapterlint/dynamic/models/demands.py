"""What a configuration demands of a smaller model, so that it fails there exactly where it fails in the original.

Three verdicts depend on sizes: whether `phm_dim` divides the width and the bottleneck, whether a bottleneck
is so narrow that ReLU can kill all of it, and whether a layer id exists. The small model is chosen so that they
come out as in the original.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

ROOMY = 8
"""Bottlenecks of at least this width do not die by chance; narrower ones must be as wide as the original's."""
TOKENS = 24
"""The length of the input where the configuration asks for no more."""
TOKENS_AT_MOST = 256
WIDTH_STEP = 32
WIDTH_AT_LEAST = 64


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A projection to `width // reduction_factor`, in blocks of `divisor` where it is hypercomplex."""

    reduction_factor: float
    divisor: int = 1

    def of(self, width: int) -> int:
        """Return how wide it is, as the library computes it."""
        return max(1, int(width // self.reduction_factor))

    def agrees(self, width: int, original: int) -> bool:
        """Whether both widths get the same verdict."""
        divides = (width % self.divisor == 0) == (original % self.divisor == 0)
        divides &= (self.of(width) % self.divisor == 0) == (self.of(original) % self.divisor == 0)
        return divides and self.of(width) >= min(self.of(original), ROOMY)


@dataclass(frozen=True, slots=True)
class Demands:
    """What a small model must have.

    Attributes:
        rank: the largest rank of a projection that must fit into the width.
        every_layer: whether layer ids matter, so that no layer may be missing.
        tokens: how long the input must be, so that prefixes and positions fit as they do in practice.
    """

    bottlenecks: tuple[Bottleneck, ...] = ()
    rank: int = 1
    every_layer: bool = False
    tokens: int = TOKENS

    @property
    def sizes(self) -> bool:
        """Whether the verdict hangs on the width or the number of layers."""
        return self.every_layer or any(bottleneck.divisor > 1 for bottleneck in self.bottlenecks)

    def __or__(self, other: Demands) -> Demands:
        """Return what two configurations in one model demand of it."""
        return Demands(
            bottlenecks=(*self.bottlenecks, *other.bottlenecks),
            rank=max(self.rank, other.rank),
            every_layer=self.every_layer or other.every_layer,
            tokens=max(self.tokens, other.tokens),
        )

    def width(self, original: int, at_least: int = WIDTH_AT_LEAST) -> int:
        """Return the smallest width on which every verdict is as on the original's."""
        for width in range(at_least, original, WIDTH_STEP):
            fits = width >= 2 * self.rank
            if fits and all(bottleneck.agrees(width, original) for bottleneck in self.bottlenecks):
                return width
        return original


def demands_of(configuration: object) -> Demands:
    """Read the demands off a configuration object of the library."""
    parts = [*parts_of(configuration)]
    ranks = [rank for part in parts if hasattr(part, "orthogonality") for rank in _numbers(getattr(part, "r", None))]
    return Demands(
        bottlenecks=tuple(itertools.chain.from_iterable(map(_bottlenecks, parts))),
        rank=int(max(ranks, default=1)),
        every_layer=any(map(_names_layers, parts)),
        tokens=min(TOKENS_AT_MOST, max(map(_tokens, parts), default=TOKENS)),
    )


def parts_of(configuration: object) -> Iterator[object]:
    """Yield the single configurations that a configuration object of the library consists of."""
    inner = getattr(configuration, "configs", None)
    if isinstance(inner, (list, tuple)):
        for part in inner:
            yield from parts_of(part)
    elif configuration is not None:
        yield configuration


def _bottlenecks(part: object) -> Iterator[Bottleneck]:
    phm_dim = getattr(part, "phm_dim", None) if getattr(part, "phm_layer", False) else None
    divisor = phm_dim if isinstance(phm_dim, int) and phm_dim > 0 else 1
    for factor in _numbers(getattr(part, "reduction_factor", None)):
        yield Bottleneck(factor, divisor)
    if getattr(part, "inv_adapter", None):
        # An invertible adapter projects half of the width.
        for factor in _numbers(getattr(part, "inv_adapter_reduction_factor", None)):
            yield Bottleneck(2 * factor)


def _numbers(value: object) -> list[float]:
    values = value.values() if isinstance(value, Mapping) else [value]
    return [number for number in values if isinstance(number, (int, float)) and number > 0]


def _names_layers(part: object) -> bool:
    layers = getattr(part, "layers", "all")
    by_layer = isinstance(getattr(part, "reduction_factor", None), Mapping)
    return bool(getattr(part, "leave_out", None)) or by_layer or layers != "all"


def _tokens(part: object) -> int:
    length: object = getattr(part, "prefix_length", 0)
    positions: Iterable[object] = (getattr(part, name, 0) for name in ("prefix_positions", "suffix_positions"))
    return max(
        TOKENS,
        8 + (length if isinstance(length, int) else 0),
        8 + 2 * sum(length for length in positions if isinstance(length, int)),
    )
