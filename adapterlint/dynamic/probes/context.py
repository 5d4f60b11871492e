"""Context: with prefixes in front of it, a text still sees what stands before."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import torch

from adapterlint.dynamic.demands import parts_of
from adapterlint.dynamic.inputs import Batch
from adapterlint.dynamic.probes import NotJudgedError
from adapterlint.dynamic.probes.states import untrained_states

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_TEXTS = ("decoder_input_ids", "input_ids")


def reach_of_first(model: PreTrainedModel, batch: Batch) -> torch.Tensor:
    """Return which tokens of the first text another first token makes a difference to.

    Raises:
        NotJudgedError: there is no text, or there are more states than tokens.
    """
    name = next((name for name in _TEXTS if name in batch.inputs), None)
    if name is None:
        raise NotJudgedError("there is no text")
    words = batch.inputs[name].clone()
    words[0, 0] += 1
    changed = dataclasses.replace(batch, inputs={**batch.inputs, name: words}, mask=None)
    before, *_ = untrained_states(model, dataclasses.replace(batch, mask=None))
    after, *_ = untrained_states(model, changed)
    if before.shape[:2] != words.shape:
        raise NotJudgedError("the method changes how long the text is")
    return (before[0] != after[0]).any(dim=-1)


def hidden_tokens(model: PreTrainedModel, batch: Batch, without: torch.Tensor, configuration: object) -> int:
    """Return how many tokens the first one makes a difference to without prefixes, and not with them.

    Args:
        without: which tokens it reaches in the base model.

    Raises:
        NotJudgedError: the configuration puts nothing in front of the text.
    """
    if not any(getattr(part, "architecture", None) == "prefix_tuning" for part in parts_of(configuration)):
        raise NotJudgedError("there are no prefixes")
    return int((without & ~reach_of_first(model, batch)).sum())
