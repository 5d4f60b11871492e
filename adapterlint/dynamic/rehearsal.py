"""A run as the script trains: its precision, attention, checkpointing, optimizer and learning rate.

What a healthy start and learning look like is known for single precision. So a configuration is judged there, and
then rehearsed as the script would have it, for what goes wrong only then: exceptions, no gradients, no numbers.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import adapters
import torch
from torch import nn

from adapterlint.dynamic import worker
from adapterlint.dynamic.inputs import Batch, final_states
from adapterlint.dynamic.outcome import Outcome
from adapterlint.dynamic.probes import LEARNING_RATE, STEPS, finite, trainable_parameters
from adapterlint.dynamic.twin import SEED, build_twin

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from adapterlint.dynamic.originals import Original
    from adapterlint.dynamic.recipes import Recipe
    from adapterlint.dynamic.setups import Setup

_TYPES = {"bfloat16": torch.bfloat16, "float16": torch.bfloat16, "half": torch.bfloat16}
"""What a type is rehearsed in: the range of half precision says nothing about a model with other weights."""
_OPTIMIZERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "rmsprop": torch.optim.RMSprop}
"""By the beginning of their names; any other one is rehearsed with AdamW."""


def perform(recipe: Recipe, original: Original, device: str, setup: Setup) -> Outcome:
    """Run a configuration, and rehearse it as the script trains if that is anything but ordinary."""
    outcome = worker.perform(recipe, original, device)
    if setup.is_ordinary or outcome.raised or outcome.died or outcome.inconclusive or not outcome.trainable:
        return outcome
    reason = ""
    for padded in (True, False):
        rehearsed = _attempt(recipe, original, device, setup, padded=padded)
        if _fault_of(rehearsed) is None:
            return dataclasses.replace(outcome, setup=str(setup))
        control = _attempt(worker.CONTROL, original, device, setup, padded=padded)
        if _fault_of(control) is None:
            return _spoiled(outcome, rehearsed, setup)
        reason = f"{setup}: fails with any configuration: {_fault_of(control)}"
    return dataclasses.replace(outcome, not_rehearsed=reason)


class Rehearsal(worker.Experiment):
    """An experiment with the set-up of the script."""

    def __init__(self, setup: Setup, *, padded: bool) -> None:
        super().__init__(padded=padded)
        self._setup = setup
        self._autocast = _TYPES.get(setup.autocast or "")

    def conduct(self, recipe: Recipe, original: Original, device: str) -> None:
        """Train for a few steps, as far as it goes."""
        configuration = worker.construct(recipe)
        _, demands = self._resolved(configuration)
        twin = build_twin(original, demands, device, padded=self._padded, attention=self._setup.attention)
        model, batch = _in_precision(twin.model, twin.batch, _TYPES.get(self._setup.dtype or ""))
        adapters.init(model)
        torch.manual_seed(SEED)
        with self.entering("add_adapter"):
            model.add_adapter(worker.ADAPTER, config=configuration)
        with self.entering("train_adapter"):
            model.train_adapter(worker.ADAPTER)
        model.to(device).train()
        if self._setup.gradient_checkpointing:
            with self.entering("forward"):
                model.gradient_checkpointing_enable()
        self._rehearse(model, batch, device)

    def _rehearse(self, model: PreTrainedModel, batch: Batch, device: str) -> None:
        parameters = trainable_parameters(model)
        optimizer = optimizer_of(self._setup, [*parameters.values()])
        alive: set[str] = set()
        for _ in range(STEPS):
            with self.entering("forward"), torch.autocast(device, self._autocast, enabled=self._autocast is not None):
                states = [state.float() for state in final_states(model, batch)]
                loss = torch.stack([nn.functional.mse_loss(state, torch.ones_like(state)) for state in states]).mean()
            if not finite([loss]):
                self.shown["non_finite"] = "the loss"
                return
            optimizer.zero_grad(set_to_none=True)
            with self.entering("backward"):
                loss.backward()
            alive |= {name for name, one in parameters.items() if one.grad is not None and bool(one.grad.any())}
            with self.entering("steps"):
                optimizer.step()
        self.shown["parameters"] = len(parameters)
        self.shown["dead_parameters"] = tuple(name for name in parameters if name not in alive)


def optimizer_of(setup: Setup, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    """Return the optimizer of a script, or the one that the Trainer would take."""
    name = (setup.optimizer or "adamw").lower()
    found = next((kind for start, kind in _OPTIMIZERS.items() if name.startswith(start)), torch.optim.AdamW)
    kind = torch.optim.AdamW if name.startswith("adamw") else found
    return kind(parameters, lr=LEARNING_RATE if setup.learning_rate is None else setup.learning_rate)


def _in_precision(model: PreTrainedModel, batch: Batch, dtype: torch.dtype | None) -> tuple[PreTrainedModel, Batch]:
    if dtype is None:
        return model, batch
    inputs = {name: one.to(dtype) if one.is_floating_point() else one for name, one in batch.inputs.items()}
    return model.to(dtype), dataclasses.replace(batch, inputs=inputs)


def _attempt(recipe: Recipe, original: Original, device: str, setup: Setup, *, padded: bool) -> Outcome:
    return worker.attempt(Rehearsal(setup, padded=padded), recipe, original, device)


def _fault_of(rehearsed: Outcome) -> str | None:
    """Say in a few words what went wrong; None if nothing did."""
    if rehearsed.raised:
        return f"{rehearsed.raised} in {rehearsed.phase}: {rehearsed.raised_message}"
    if rehearsed.all_dead:
        return "no gradient reaches the adapter"
    return rehearsed.inconclusive or rehearsed.died or rehearsed.non_finite


def _spoiled(outcome: Outcome, rehearsed: Outcome, setup: Setup) -> Outcome:
    """Return what the plain run showed, and what went wrong in the rehearsal."""
    if rehearsed.inconclusive:
        return dataclasses.replace(outcome, not_rehearsed=f"{setup}: {rehearsed.inconclusive}")
    where = f" (as the script trains: {setup})"
    return dataclasses.replace(
        outcome,
        setup=str(setup),
        phase=rehearsed.phase,
        raised=rehearsed.raised,
        raised_message=rehearsed.raised_message + where if rehearsed.raised else "",
        raised_at=rehearsed.raised_at,
        died=rehearsed.died,
        non_finite=rehearsed.non_finite + where if rehearsed.non_finite else None,
        dead_parameters=rehearsed.dead_parameters if rehearsed.all_dead else outcome.dead_parameters,
    )
