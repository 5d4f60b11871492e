"""What a bottleneck adapter makes of the base model's skip connection, by algebra.

With the residual input h of a block, the output x of its sub-layer and the base model's own
LayerNorm LN at that place (only post-norm models have one there), the base model computes
`LN(x + h)` or `x + h`. An adapter starts near zero, so at initialisation the adapted block must
compute the same; where it does not, the pre-trained features are destroyed before the first step.

Source: `adapters/methods/modeling.py`, `Adapter.pre_forward` and `post_forward`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

State = Literal["preserved", "lost", "doubled", "norm missing"]


@dataclass(frozen=True, slots=True)
class Stream:
    """A sum of terms, each `x`, `h`, or a normalised stream."""

    terms: tuple[str | Stream, ...]
    normed: bool = False

    def __add__(self, other: Stream) -> Stream:
        return Stream((*self._summands(), *other._summands()))

    def norm(self) -> Stream:
        """Return LN(self)."""
        return Stream(self._summands(), normed=True)

    def _summands(self) -> tuple[str | Stream, ...]:
        return (self,) if self.normed else self.terms

    def count(self, name: str) -> int:
        """Return how often a term occurs, also inside norms."""
        return sum(term.count(name) if isinstance(term, Stream) else term == name for term in self.terms)

    def norms(self) -> int:
        """Return how many norms there are."""
        return self.normed + sum(term.norms() for term in self.terms if isinstance(term, Stream))

    def __str__(self) -> str:
        counted = Counter(str(term) for term in self.terms)
        text = " + ".join(name if times == 1 else f"{times}{name}" for name, times in counted.items())
        return f"LN({text})" if self.normed else text


X = Stream(("x",))
H = Stream(("h",))


@dataclass(frozen=True, slots=True)
class SkipConnection:
    """A block before and after the adapter.

    Attributes:
        state: what became of the skip connection.
        base: the base model's formula.
        adapted: the formula with the adapter; `A(s)` is the bottleneck's own contribution, near zero at the start.
    """

    state: State
    base: str
    adapted: str


def trace(  # noqa: PLR0913 - the flags of a configuration and of a place
    *,
    parallel: bool,
    ln_before: bool,
    ln_after: bool,
    residual: Literal["sub-layer", "input", "post_add"],
    norm: bool,
    plugin: bool = False,
    residual_input: bool = True,
) -> SkipConnection:
    """Trace the residual stream through one adapted block.

    Args:
        parallel: `is_parallel`.
        ln_before: `original_ln_before`.
        ln_after: `original_ln_after`.
        residual: what the adapter's own residual is taken from: the sub-layer's output (`residual_before_ln`
            is True), what is fed to the bottleneck (it is false), or `post_add`.
        norm: whether the base model passes a LayerNorm at this place.
        plugin: whether the adapter is hooked in by the plugin interface; the model itself then adds h afterwards.
        residual_input: whether the adapter sees h at all (not behind the FFN of phi).
    """
    summed = X + H if residual_input else X
    fed = H if parallel else X
    after = X
    if not parallel:
        if ln_before:
            fed = summed.norm() if norm and residual_input else summed
        after = {"sub-layer": X, "input": fed, "post_add": summed}[residual]
    base, adapted = X + H, after
    if plugin:
        adapted = after + H
    else:
        base = base.norm() if norm else base
        if ln_after:
            adapted = (after + H).norm() if norm else after + H
    return SkipConnection(_state(base, adapted), str(base), _with_bottleneck(adapted, fed, after))


def _state(base: Stream, adapted: Stream) -> State:
    if base == adapted:
        return "preserved"
    if adapted.count("h") == 0:
        return "lost"
    if adapted.count("h") > 1:
        return "doubled"
    return "norm missing"


def _with_bottleneck(adapted: Stream, fed: Stream, after: Stream) -> str:
    """Write the adapted formula with the bottleneck's contribution A(…) in its place."""
    bottleneck = Stream((f"A({fed})",))
    if adapted == after:
        return str(bottleneck + after)
    inner = Stream((*bottleneck.terms, *adapted.terms))
    return str(inner.norm() if adapted.normed else inner)
