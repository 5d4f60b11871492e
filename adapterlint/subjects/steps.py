"""What a script does to a model: the adapters that it adds and averages, and the compositions that it trains.

Source: `adapters/composition.py`, `parse_composition` and `validate_composition`; `adapters/model_mixin.py`,
`train_adapter`, `average_adapter` and, before 1.0, `train_fusion` and `add_fusion`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from adapterlint.facts import OwnConfiguration, Step
from adapterlint.space.families import Method
from adapterlint.space.hidden import NotShown
from adapterlint.space.parts import Resolved
from adapterlint.space.resolution import resolve
from adapterlint.subjects.added_adapters import (
    averaging_failure,
    configuration_of,
    has_invertible_adapter,
    method_in,
    names_in,
    shares_matrices,
)
from adapterlint.subjects.compositions import (
    blocks,
    fused_names,
    fusions,
    is_fused,
    kind_of,
    leaf_names,
    lists,
    names_in_list,
    nestings,
)
from adapterlint.subjects.subject import Subject
from adapterlint.values import Known, Unknown, Value, plain

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
_GIVEN: Final = {"average_adapter": (1, "adapter_list"), "add_adapter_fusion": (0, "adapter_names")}
"""Where methods are given what others take as `adapter_setup`."""
_ONLY_FIRST: Final = {"prompt_tuning": "a prompt", "reft": "a ReFT adapter"}
"""Methods whose layers look at the first adapter of a composition and at no other, in words."""
_WITHOUT: Final[Mapping[str, tuple[Method, ...]]] = {"Average": ("prefix_tuning",), "Split": ("lora", "prefix_tuning")}
"""Compositions that layers of these methods do not have: `compose_average` and `compose_split` are not implemented."""


@dataclass(frozen=True)
class ModelStep(Subject):
    """A method of a model that rules are about by itself, with what the model has gone through before."""

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
    def own_class(self) -> str:
        """The class of the script whose object is added as a configuration; empty for any other."""
        return self._own_configuration.class_name

    @property
    def rebuilding_failure(self) -> str:
        """What the `__init__` of such a class does when the library builds it again, in words; empty if it works."""
        return self._own_configuration.refusal

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
    def is_fused(self) -> bool:
        """Whether there is a fusion in the composition; a list that a fusion was added for is one of names."""
        if is_fused(self._given) or None not in leaf_names(self._given):
            return is_fused(self._given)
        if self._given not in [one.value for one in self._added if isinstance(one, Known)]:
            raise NotShown
        return False

    @property
    def lists_fused(self) -> bool:
        """Whether it is a list of adapters that the model has a fusion of, which counts as a stack of them."""
        names = names_in_list(self._given)
        return len(names) > 1 and names in [fused_names(one) for one in self._added if isinstance(one, Known)]

    @property
    def has_new_fusion(self) -> bool:
        """Whether the model was given a fusion before that is neither loaded nor trained."""
        return self.step.before.has_new_fusion

    @property
    def active_fusion(self) -> str:
        """The adapters of a fusion that is activated, in order, if the model has it in another order only."""
        return next((", ".join(names) for names, _ in self._reordered), "")

    @property
    def added_fusion(self) -> str:
        """The adapters of that fusion in the order in which it was added."""
        return next((", ".join(names) for _, names in self._reordered), "")

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
    def missing_adapter(self) -> str:
        """An adapter that is named, and the model does not have, as far as it had some; empty if there is none."""
        fused = fused_names(Known(self._given)) if self.method == "add_adapter_fusion" else ()
        named: tuple[str | None, ...] = fused or tuple(leaf_names(self._given))
        added = names_in(self._steps)
        return next((name for name in named if name and added and name not in added), "")

    @property
    def missing_fusion(self) -> str:
        """The adapters of a fusion that is activated, and the model has none of in any order; empty if it has one."""
        names = next(filter(None, (fused_names(Known(one)) for one in fusions(self._given))), ())
        fused = [fused_names(_named(step)) for step in self._steps if step.name == "add_adapter_fusion"]
        if names and not all(fused):
            raise NotShown
        is_there = any(sorted(one) == sorted(names) for one in fused)
        return "" if is_there or self.missing_adapter else ", ".join(names)

    @property
    def averaging_failure(self) -> str:
        """Why adapters are not averaged, in words; empty if they are."""
        names = [name for name in leaf_names(self._given) if name]
        return averaging_failure(self.step, [self._resolved(name) for name in names])

    @property
    def merged_name(self) -> str:
        """An adapter that is merged already into matrices that this one is merged into, too; empty if none is."""
        name = _text(self.step.given(0, "name"))
        for before in _several(self.step.before.merged):
            other = _text(before)
            if other != name and shares_matrices(self._resolved(name), self._resolved(other)):
                return other
        return ""

    @property
    def _steps(self) -> tuple[Step, ...]:
        """All that was done to the model before."""
        match self.step.before.steps:
            case Known(tuple() as steps):
                return steps
            case _:
                raise NotShown

    @property
    def _unfit(self) -> Iterator[tuple[str, str]]:
        added = names_in(self._steps)  # known only where nothing asks before what is supported
        for kind, children in blocks(self._given):
            for name in children:
                if name in added and self._method_of(name) in _WITHOUT.get(kind, ()):
                    yield kind, name

    def _method_of(self, name: str) -> str:
        resolved = self._resolved(name)
        return "" if resolved is None else method_in(resolved) or ""

    def _resolved(self, name: str) -> Resolved | None:
        """Return what the script adds under a name; None if it does not, or if that is not known."""
        match self.step.before.added:
            case Known(tuple() as steps):
                found = configuration_of(steps, name)
                return None if found is None else resolve(found.value, self.context.snapshot)
            case _:
                return None

    @property
    def leaves_adapters_idle(self) -> bool:
        """Whether adapters were added to the model, and none of them is active."""
        match self.step.before.is_active:
            case Known(is_active):
                added = (
                    one.given(0, "adapter_name") for one in _several(self.step.before.added) if isinstance(one, Step)
                )
                return not is_active and any(isinstance(name, Known) and isinstance(name.value, str) for name in added)
            case _:
                raise NotShown

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
    def _own_configuration(self) -> OwnConfiguration:
        match self.step.given(1, "config") if self.method == "add_adapter" else None:
            case OwnConfiguration() as configuration:
                return configuration
            case Unknown():
                raise NotShown
            case _:
                return OwnConfiguration("")

    @property
    def _given(self) -> object:
        """The composition, or the adapters to fuse or to average."""
        match self.step.given(*_GIVEN.get(self.method, (0, "adapter_setup"))):
            case Known(given):
                return given
            case _:
                raise NotShown

    @property
    def _reordered(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        for names in (fused_names(Known(one)) for one in fusions(self._given)):
            added = [fused_names(one if isinstance(one, Known) else None) for one in self._added]
            others = [one for one in added if sorted(one) == sorted(names)]
            if names and others and names not in others:
                if not all(added):
                    raise NotShown
                yield names, others[-1]

    @property
    def _added(self) -> tuple[object, ...]:
        """What the fusions of the model were added for."""
        return _several(self.step.before.fusions)

    @property
    def _listed(self) -> tuple[tuple[str, int], ...]:
        return tuple(lists(self._given))

    @property
    def _nestings(self) -> tuple[tuple[str, str], ...]:
        return tuple(nestings(self._given))


def _several(kept: Value) -> tuple[object, ...]:
    """Return what a model was given several times."""
    match kept:
        case Known(tuple() as several):
            return several
        case _:
            raise NotShown


def _named(step: Step) -> Value | None:
    """Return what a fusion is added for, unless that is not all that names it."""
    return None if step.opaque or step.given(2, "name") is not None else step.given(0, "adapter_names")


def _text(name: object) -> str:
    match name:
        case Known(str(text)):
            return text
        case _:
            raise NotShown
