"""Merging: a LoRA that is merged into the base model computes what it did, and so does one that is taken out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapterlint.dynamic.models.constructing import ADAPTER
from adapterlint.dynamic.models.demands import parts_of
from adapterlint.dynamic.models.inputs import Batch
from adapterlint.dynamic.probes import NotJudgedError
from adapterlint.dynamic.probes.states import relative_gap, untrained_states

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_MERGED = ("lora", "mtl_lora")


@dataclass(frozen=True, slots=True)
class Merged:
    """Gaps between the output of the adapter, and that after merging and after undoing it."""

    merged: float
    reset: float


def merged(model: PreTrainedModel, batch: Batch, configuration: object) -> Merged:
    """Merge an adapter and reset it. The model is not fit for another probe.

    Raises:
        NotJudgedError: the method has no merging, or the library says that it does not.
        Exception: whatever else the library raises.
    """
    parts = [part for part in parts_of(configuration) if getattr(part, "architecture", None) in _MERGED]
    if not parts:
        raise NotJudgedError("only LoRA and its kin can be merged")
    if any(getattr(part, "use_gating", False) for part in parts):
        raise NotJudgedError("what is gated cannot be merged")
    adapted = untrained_states(model, batch)
    model.merge_adapter(ADAPTER)
    after_merging = relative_gap(untrained_states(model, batch), adapted)
    model.reset_adapter()
    after_reset = relative_gap(untrained_states(model, batch), adapted)
    return Merged(after_merging or 0.0, after_reset or 0.0)
