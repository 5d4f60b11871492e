"""What a script does to a model and rules judge by itself: a call of a method, or an assignment to an attribute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from adapterlint.facts import OwnConfiguration, Step
from adapterlint.space.hidden import NotShown
from adapterlint.subjects.combining import Combining
from adapterlint.subjects.composing import Composing
from adapterlint.subjects.fusing import Fusing
from adapterlint.subjects.step_on_model import several
from adapterlint.values import Known, Unknown


@dataclass(frozen=True)
class ModelStep(Composing, Fusing, Combining):
    """A method of a model that rules are about by itself, with what the model has gone through before."""

    kinds: ClassVar[tuple[str, ...]] = ("Step",)

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
    def leaves_adapters_idle(self) -> bool:
        """Whether adapters were added to the model, and none of them is active."""
        match self.step.before.is_active:
            case Known(is_active):
                added = (
                    one.given(0, "adapter_name") for one in several(self.step.before.added) if isinstance(one, Step)
                )
                return not is_active and any(isinstance(name, Known) and isinstance(name.value, str) for name in added)
            case _:
                raise NotShown

    @property
    def trains_later(self) -> bool:
        """Whether the script sets the model up to train something else after that."""
        return self.context.trains_later

    @property
    def _own_configuration(self) -> OwnConfiguration:
        match self.step.given(1, "config") if self.method == "add_adapter" else None:
            case OwnConfiguration() as configuration:
                return configuration
            case Unknown():
                raise NotShown
            case _:
                return OwnConfiguration("")
