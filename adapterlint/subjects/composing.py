"""Compositions that a model is given: what stands in what, and which adapters are used there.

Source: `adapters/composition.py`, `parse_composition` and `validate_composition`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from adapterlint.space.families import Method
from adapterlint.subjects.added_adapters import has_invertible_adapter, names_in
from adapterlint.subjects.compositions import blocks, kind_of, leaf_names, lists, nestings
from adapterlint.subjects.step_on_model import StepOnModel

NESTED: Final = {
    "Stack": ("Fuse", "Split", "Parallel", "BatchSplit", "Average", "MultiTask"),
    "Fuse": ("Stack",),
    "Split": ("Split", "Stack", "BatchSplit", "Average"),
    "Parallel": ("Stack", "BatchSplit", "Average"),
    "BatchSplit": ("Stack", "Split", "BatchSplit", "Average"),
    "Average": ("Stack", "Split", "BatchSplit"),
    "MultiTask": ("Stack", "Average", "Fuse"),
}
"""Which compositions may stand in which; others raise `ValueError` wherever they are activated."""
_ONLY_FIRST: Final = {"prompt_tuning": "a prompt", "reft": "a ReFT adapter"}
"""Methods whose layers look at the first adapter of a composition and at no other, in words."""
_WITHOUT: Final[Mapping[str, tuple[Method, ...]]] = {"Average": ("prefix_tuning",), "Split": ("lora", "prefix_tuning")}
"""Compositions that layers of these methods do not have: `compose_average` and `compose_split` are not implemented."""


@dataclass(frozen=True)
class Composing(StepOnModel):
    """A step that is given a composition of adapters."""

    @property
    def outer(self) -> str:
        """The composition that another one stands in; empty if none does."""
        return next((outer for outer, _ in self._nestings), "")

    @property
    def inner(self) -> str:
        """The composition that stands in another one; empty if none does."""
        return next((inner for _, inner in self._nestings), "")

    @property
    def misplaced(self) -> str:
        """The composition that stands where it cannot; empty if none does."""
        return next((inner for outer, inner in self._nestings if inner not in NESTED[outer]), "")

    @property
    def around(self) -> str:
        """The composition that it stands in; empty if there is none."""
        return next((outer for outer, inner in self._nestings if inner not in NESTED[outer]), "")

    @property
    def composition(self) -> str:
        """The composition that is given itself; empty for a name."""
        return kind_of(self._given, None)

    @property
    def written_as(self) -> str:
        """What is given instead of a composition of the library, in words, or that composition."""
        match self._given:
            case list():
                return "a list"
            case tuple():
                return "a tuple"
            case str():
                return "a text"
            case _:
                return f"`{self.composition}`"

    @property
    def of_list(self) -> str:
        """The composition whose only child is a list of several adapters; empty if there is none."""
        return next((kind for kind, _ in self._listed), "")

    @property
    def list_length(self) -> int:
        """How many adapters that list has; 0 if there is none."""
        return next((length for _, length in self._listed), 0)

    @property
    def idle_member(self) -> str:
        """The first adapter of a composition that is of a method which only the very first one is used of; or empty."""
        behind = tuple(leaf_names(self._given))[1:]
        return next((name for name in behind if name and self._method_of(name) in _ONLY_FIRST), "")

    @property
    def idle_method(self) -> str:
        """What that adapter is, in words."""
        return _ONLY_FIRST.get(self._method_of(self.idle_member), "")

    @property
    def idle_invertible(self) -> str:
        """The first adapter that has an invertible one behind another adapter, where it is not used; empty if none."""
        first, *behind = leaf_names(self._given)
        return next((name for name in behind if name and name != first and self._is_invertible(name)), "")

    def _is_invertible(self, name: str) -> bool:
        return has_invertible_adapter(self._resolved(name))

    @property
    def unfit_composition(self) -> str:
        """A composition that an adapter directly in it has no implementation of; empty if there is none."""
        return next((kind for kind, _ in self._unfit), "")

    @property
    def unfit_member(self) -> str:
        """The first such adapter."""
        return next((name for _, name in self._unfit), "")

    @property
    def _unfit(self) -> Iterator[tuple[str, str]]:
        added = names_in(self._steps)  # known only where nothing asks before what is supported
        for kind, children in blocks(self._given):
            for name in children:
                if name in added and self._method_of(name) in _WITHOUT.get(kind, ()):
                    yield kind, name

    @property
    def _listed(self) -> tuple[tuple[str, int], ...]:
        return tuple(lists(self._given))

    @property
    def _nestings(self) -> tuple[tuple[str, str], ...]:
        return tuple(nestings(self._given))
