"""What a script does to a model: the adapters that it adds and averages, and the compositions that it trains.

Source: `adapters/composition.py`, `parse_composition` and `validate_composition`; `adapters/model_mixin.py`,
`train_adapter`, `average_adapter` and, before 1.0, `train_fusion` and `add_fusion`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from adapterlint.facts import COMPOSITION, Call, Step
from adapterlint.space.hidden import NotShown
from adapterlint.subjects.subject import Subject
from adapterlint.values import Known, Unknown, plain

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


@dataclass(frozen=True)
class ModelStep(Subject):
    """A method of a model that is given a composition, adapters to average, or a name, or that newer releases lack."""

    kinds: ClassVar[tuple[str, ...]] = ("Step",)
    step: Step

    @property
    def method(self) -> str:
        """The method that is called, or the attribute that is assigned."""
        return self.step.name

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
    def adapter_name(self) -> str:
        """The name that an adapter is added under; empty for what adds none."""
        match self.step.given(0, "adapter_name") if self.method == "add_adapter" else Known(""):
            case Known(str(name)):
                return name
            case _:
                raise NotShown

    @property
    def composition(self) -> str:
        """The composition that is given itself; empty for a name."""
        return _kind(self._given, None)

    @property
    def has_new_fusion(self) -> bool:
        """Whether the model was given a fusion before that is neither loaded nor trained."""
        return self.step.has_new_fusion

    @property
    def trains_later(self) -> bool:
        """Whether the script sets the model up to train something else after that."""
        return self.context.trains_later

    @property
    def of_list(self) -> str:
        """The composition whose only child is a list of several adapters; empty if there is none."""
        return next((kind for kind, _ in self._listed), "")

    @property
    def list_length(self) -> int:
        """How many adapters that list has; 0 if there is none."""
        return next((length for _, length in self._listed), 0)

    @property
    def averages_dictionary(self) -> bool:
        """Whether the adapters to average are given as a dictionary."""
        return self.method == "average_adapter" and isinstance(self._given, dict)

    @property
    def weighs_equally(self) -> bool:
        """Whether a dictionary is known to give the same weight to all adapters."""
        match plain(Known(self._given)):
            case Known(dict() as weights):
                return len({repr(weight) for weight in weights.values()}) <= 1
            case _:
                return False

    @property
    def gives_weights(self) -> bool:
        """Whether the weights of adapters that are averaged are given by themselves."""
        if self.step.opaque:
            raise NotShown
        match self.step.given(2, "weights"):
            case None | Known(None):
                return False
            case Known():
                return True
            case _:
                raise NotShown

    @property
    def _given(self) -> object:
        """The composition, or the adapters to average."""
        is_average = self.method == "average_adapter"
        match self.step.given(1, "adapter_list") if is_average else self.step.given(0, "adapter_setup"):
            case Known(given):
                return given
            case _:
                raise NotShown

    @property
    def _listed(self) -> tuple[tuple[str, int], ...]:
        return tuple(_lists(self._given))

    @property
    def _nestings(self) -> tuple[tuple[str, str], ...]:
        return tuple(_nestings(self._given))


def _nestings(setup: object, outer: str = "") -> Iterator[tuple[str, str]]:
    """Yield which compositions stand directly in which, outer ones first."""
    for child in _children(setup):
        if inner := _kind(child, setup):
            yield outer or _kind(setup, None), inner
            yield from _nestings(child, inner)


def _lists(setup: object) -> Iterator[tuple[str, int]]:
    """Yield compositions that are given one list instead of several adapters, with its length, outer ones first."""
    children = tuple(_children(setup))
    match setup, children:
        case Call(class_name=name, positional=(_,), opaque=None), [list() | tuple() as only] if len(only) > 1:
            yield name, len(only)
        case _:
            for child in children:
                yield from _lists(child)


def _kind(setup: object, around: object) -> str:
    """Return the kind of a composition, empty for a name; a list is a stack, and a list in a list a fusion."""
    match setup:
        case Call(class_name=name, module=module) if module == COMPOSITION:
            return name
        case list() | tuple():
            return "Fuse" if isinstance(around, (list, tuple)) else "Stack"
        case _:
            return ""


def _children(setup: object) -> Iterator[object]:
    match setup:
        case Call(positional=positional):
            values: Iterable[object] = [one.value for one in positional]
        case list() | tuple():
            values = setup
        case _:
            values = ()
    for value in values:
        if not isinstance(value, Unknown):
            yield value.value if isinstance(value, Known) else value
