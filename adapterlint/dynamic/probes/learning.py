"""Learning: fifty steps on a model that knows something, beside a linear probe and a healthy adapter."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import adapters
import torch

from adapterlint.dynamic.learning import tasks
from adapterlint.dynamic.learning.pretraining import ROWS, Pretrained, old_accuracy
from adapterlint.dynamic.learning.readout import is_causal, loss_of, readout_for
from adapterlint.dynamic.models.constructing import ADAPTER
from adapterlint.dynamic.models.inputs import final_states
from adapterlint.dynamic.models.twin import SEED

if TYPE_CHECKING:
    from transformers import PreTrainedModel

STEPS = 50
LEARNING_RATE = 1e-3
HEAD_LEARNING_RATE = 5e-3
"""The head learns faster than the adapter, so that after fifty steps the loss is what the features allow."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """How a model learnt the second task.

    Attributes:
        losses: of each step.
        old_accuracy: how much of the first task the old head recognised before the first step; None without one.
    """

    losses: tuple[float, ...]
    old_accuracy: float | None


def learnt_with(twin: Pretrained, configuration: object, device: str, rate: float) -> Learnt:
    """Teach a copy of a pre-trained twin the second task, with an adapter.

    Raises:
        Exception: whatever the library raises.
    """

    def insert(model: PreTrainedModel) -> None:
        adapters.init(model)
        torch.manual_seed(SEED)
        model.add_adapter(ADAPTER, config=copy.deepcopy(configuration))
        model.train_adapter(ADAPTER)

    return _learnt(twin, insert, device, rate)


def learnt_by_probe(twin: Pretrained, device: str) -> Learnt:
    """Teach a linear layer upon the frozen twin the second task."""

    def freeze(model: PreTrainedModel) -> None:
        model.requires_grad_(requires_grad=False)

    return _learnt(twin, freeze, device, LEARNING_RATE)


def _learnt(twin: Pretrained, prepare: Callable[[PreTrainedModel], None], device: str, rate: float) -> Learnt:
    model = copy.deepcopy(twin.model)
    prepare(model)
    model.to(device)
    known = None if twin.readout is None else old_accuracy(twin.readout.to(device), model)
    lessons = tasks.lessons(model, ROWS, SEED + 2, device)
    head = readout_for(model, next(lessons).batch, tasks.CLASSES, SEED, causal=is_causal(twin.model))
    groups = [{"params": [*head.parameters()], "lr": HEAD_LEARNING_RATE}]
    if own := [parameter for parameter in model.parameters() if parameter.requires_grad]:
        groups.append({"params": own, "lr": rate})
    optimizer = torch.optim.AdamW(groups, weight_decay=0.0)
    model.train()
    losses: list[float] = []
    for _, lesson in zip(range(STEPS), lessons, strict=False):
        loss = loss_of(head(final_states(model, lesson.batch)), lesson.classes)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return Learnt(tuple(losses), known)
