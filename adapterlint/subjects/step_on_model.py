"""A step that a model goes through: what it is given, and what the model went through before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from adapterlint.facts import Step
from adapterlint.space.hidden import NotShown
from adapterlint.space.parts import Resolved
from adapterlint.space.resolution import resolve
from adapterlint.subjects.added_adapters import configuration_of, method_in, names_in
from adapterlint.subjects.compositions import fused_names, leaf_names
from adapterlint.subjects.subject import Subject
from adapterlint.values import Known, Value

_GIVEN: Final = {"average_adapter": (1, "adapter_list"), "add_adapter_fusion": (0, "adapter_names")}
"""Where methods are given what others take as `adapter_setup`."""


@dataclass(frozen=True)
class StepOnModel(Subject):
    """A method of a model that is called, or an attribute that is assigned, after others."""

    step: Step

    @property
    def method(self) -> str:
        """The method that is called, or the attribute that is assigned."""
        return self.step.name

    @property
    def missing_adapter(self) -> str:
        """An adapter that is named, and the model does not have, as far as it had some; empty if there is none."""
        fused = fused_names(Known(self._given)) if self.method == "add_adapter_fusion" else ()
        named: tuple[str | None, ...] = fused or tuple(leaf_names(self._given))
        added = names_in(self._steps)
        return next((name for name in named if name and added and name not in added), "")

    @property
    def _given(self) -> object:
        """The composition, or the adapters to fuse or to average."""
        match self.step.given(*_GIVEN.get(self.method, (0, "adapter_setup"))):
            case Known(given):
                return given
            case _:
                raise NotShown

    @property
    def _steps(self) -> tuple[Step, ...]:
        """All that was done to the model before."""
        match self.step.before.steps:
            case Known(tuple() as steps):
                return steps
            case _:
                raise NotShown

    @property
    def _added(self) -> tuple[object, ...]:
        """What the fusions of the model were added for."""
        return several(self.step.before.fusions)

    def _resolved(self, name: str) -> Resolved | None:
        """Return what the script adds under a name; None if it does not, or if that is not known."""
        match self.step.before.added:
            case Known(tuple() as steps):
                found = configuration_of(steps, name)
                return None if found is None else resolve(found.value, self.context.snapshot)
            case _:
                return None

    def _method_of(self, name: str) -> str:
        resolved = self._resolved(name)
        return "" if resolved is None else method_in(resolved) or ""


def several(kept: Value) -> tuple[object, ...]:
    """Return what a model was given several times."""
    match kept:
        case Known(tuple() as things):
            return things
        case _:
            raise NotShown


def text_of(name: object) -> str:
    """Return a value of a text as that text."""
    match name:
        case Known(str(text)):
            return text
        case _:
            raise NotShown
