"""Agreement: an adapter without dropout computes the same in training as in evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from adapterlint.dynamic.models.demands import parts_of
from adapterlint.dynamic.models.inputs import Batch, final_states
from adapterlint.dynamic.probes import NotJudgedError
from adapterlint.dynamic.probes.states import relative_gap

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_RANDOM = ("dropout", "stochastic_depth")


def training_gap(model: PreTrainedModel, batch: Batch, evaluated: list[torch.Tensor], configuration: object) -> float:
    """Return how far the output in training mode is from that in evaluation mode.

    Raises:
        NotJudgedError: the configuration asks for randomness in training.
    """
    for part in parts_of(configuration):
        for name in _RANDOM:
            if getattr(part, name, None):
                raise NotJudgedError(f"`{name}={getattr(part, name)!r}` makes training random")
    with torch.no_grad():
        gap = relative_gap(final_states(model.train(), batch), evaluated)
    return 0.0 if gap is None else gap
