"""Fusions that a model is given, trains and activates.

Source: `adapters/model_mixin.py`, `add_adapter_fusion` and `train_adapter_fusion`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapterlint.facts import Step
from adapterlint.space.hidden import NotShown
from adapterlint.subjects.compositions import fused_names, fusions, is_fused, leaf_names, names_in_list
from adapterlint.subjects.step_on_model import StepOnModel
from adapterlint.values import Known, Value


@dataclass(frozen=True)
class Fusing(StepOnModel):
    """A step that adds, trains or activates a fusion."""

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
    def missing_fusion(self) -> str:
        """The adapters of a fusion that is activated, and the model has none of in any order; empty if it has one."""
        names = next(filter(None, (fused_names(Known(one)) for one in fusions(self._given))), ())
        fused = [fused_names(_named(step)) for step in self._steps if step.name == "add_adapter_fusion"]
        if names and not all(fused):
            raise NotShown
        is_there = any(sorted(one) == sorted(names) for one in fused)
        return "" if is_there or self.missing_adapter else ", ".join(names)

    @property
    def _reordered(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        if not self.step.before.was_bare:
            return
        for names in (fused_names(Known(one)) for one in fusions(self._given)):
            added = [fused_names(one if isinstance(one, Known) else None) for one in self._added]
            others = [one for one in added if sorted(one) == sorted(names)]
            if names and others and names not in others:
                if not all(added):
                    raise NotShown
                yield names, others[-1]


def _named(step: Step) -> Value | None:
    """Return what a fusion is added for, unless that is not all that names it."""
    return None if step.opaque or step.given(2, "name") is not None else step.given(0, "adapter_names")
