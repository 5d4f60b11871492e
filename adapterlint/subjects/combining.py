"""Adapters that are averaged, or merged into a base model.

Source: `adapters/model_mixin.py`, `average_adapter` and `merge_adapter`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from adapterlint.space.hidden import NotShown
from adapterlint.subjects.added_adapters import averaging_failure, shares_matrices
from adapterlint.subjects.compositions import leaf_names
from adapterlint.subjects.step_on_model import StepOnModel, several, text_of
from adapterlint.values import Known, plain

STRATEGIES: Final = ">=1.0"
"""The releases that average by strategies."""
_OF_STRATEGIES: Final = frozenset({"combine_strategy", "svd_rank"})


@dataclass(frozen=True)
class Combining(StepOnModel):
    """A step that averages adapters, or merges one into the base model."""

    @property
    def averaging_failure(self) -> str:
        """Why adapters are not averaged, in words; empty if they are."""
        if self.option_of_later_release:
            return ""
        averaged = [self._resolved(name) for name in leaf_names(self._given) if name]
        return averaging_failure(self.step, averaged, has_strategies=self._has_strategies)

    @property
    def _has_strategies(self) -> bool:
        return self.context.snapshot.meets(STRATEGIES)

    @property
    def option_of_later_release(self) -> str:
        """An argument of `average_adapter` that came with strategies, in a release without; empty if none is given."""
        given = () if self._has_strategies or self.method != "average_adapter" else self.step.keywords
        return next((name for name in given if name in _OF_STRATEGIES), "")

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
    def merged_name(self) -> str:
        """An adapter that is merged already into matrices that this one is merged into, too; empty if none is."""
        name = text_of(self.step.given(0, "name"))
        for before in several(self.step.before.merged):
            other = text_of(before)
            if other != name and shares_matrices(self._resolved(name), self._resolved(other)):
                return other
        return ""
