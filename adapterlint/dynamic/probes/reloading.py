"""Reloading: an adapter that is saved and loaded into a fresh copy of the base model computes what it did."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from adapterlint.dynamic.models.constructing import ADAPTER
from adapterlint.dynamic.models.inputs import Batch
from adapterlint.dynamic.models.twin import SEED
from adapterlint.dynamic.probes.parameters import trainable_parameters
from adapterlint.dynamic.probes.states import relative_gap, untrained_states

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_MOVED = 0.05
"""How far training is taken to move each number: nothing may be what it was initialised to."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What came back.

    Attributes:
        gap: between the output before and after.
        lost: the tensors of the adapter that came back with other values, or not at all.
    """

    gap: float
    lost: tuple[str, ...]


def reloaded(make: Callable[[], PreTrainedModel], batch: Batch, configuration: object) -> Reloaded:
    """Save an adapter, and load it into another copy of its base model.

    Args:
        make: makes a base model that can hold adapters, the same each time.

    Raises:
        Exception: whatever the library raises.
    """
    model = make()
    torch.manual_seed(SEED)
    model.add_adapter(ADAPTER, config=copy.deepcopy(configuration))
    model.train_adapter(ADAPTER)
    _move(model)
    fresh = make()
    # What is drawn anew instead of being loaded must not be the same by chance.
    torch.manual_seed(SEED + 1)
    with tempfile.TemporaryDirectory() as folder:
        model.save_adapter(folder, ADAPTER)
        fresh.load_adapter(folder)
    fresh.set_active_adapters(ADAPTER)
    gap = relative_gap(untrained_states(fresh.base_model, batch), untrained_states(model.base_model, batch))
    came_back = dict(fresh.named_parameters())
    lost = tuple(
        name
        for name, tensor in model.named_parameters()
        if name not in came_back or not torch.equal(came_back[name].detach(), tensor.detach())
    )
    return Reloaded(float("inf") if gap is None else gap, lost)


@torch.no_grad()  # type: ignore[untyped-decorator]
def _move(model: PreTrainedModel) -> None:
    for parameter in trainable_parameters(model).values():
        parameter.add_(_MOVED * torch.randn_like(parameter))
