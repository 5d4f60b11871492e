"""A run as the script trains: its precision, attention, checkpointing, optimizer and learning rate.

What a healthy start and learning look like is known for single precision. So a configuration is judged there, and
then rehearsed as the script would have it, for what goes wrong only then: exceptions, no gradients, no numbers.
"""

from __future__ import annotations

import dataclasses
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import adapters
import torch
from torch import nn

from adapterlint.dynamic.constructing import ADAPTER, construct, resolved
from adapterlint.dynamic.demands import demands_of
from adapterlint.dynamic.inputs import Batch, final_states
from adapterlint.dynamic.observations import Check
from adapterlint.dynamic.outcome import Outcome
from adapterlint.dynamic.probes.parameters import trainable_parameters
from adapterlint.dynamic.probes.states import finite
from adapterlint.dynamic.probes.training import LEARNING_RATE, STEPS
from adapterlint.dynamic.twin import SEED, TwinError, build_twin
from adapterlint.dynamic.worker import CONTROL, described

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from adapterlint.dynamic.originals import Original
    from adapterlint.dynamic.recipes import Recipe
    from adapterlint.dynamic.setups import Setup

_TYPES = {"bfloat16": torch.bfloat16, "float16": torch.bfloat16, "half": torch.bfloat16}
"""What a type is rehearsed in: the range of half precision says nothing about a model with other weights."""
_OPTIMIZERS = {"adamw": torch.optim.AdamW, "adam": torch.optim.Adam, "sgd": torch.optim.SGD}
"""By the beginning of their names, the longer first; any other one is rehearsed with AdamW."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong in a rehearsal.

    Attributes:
        summary: it, in a few words.
        phase: where.
        shown: the fields of the outcome that say it; None if it says nothing about the configuration.
    """

    summary: str
    phase: str
    shown: dict[str, object] | None = None


def rehearsed(outcome: Outcome, recipe: Recipe, original: Original, device: str, setup: Setup) -> Outcome:
    """Rehearse a configuration that nothing is wrong with so far, if the script trains in any way of its own."""
    if setup.is_ordinary or outcome.raised or outcome.died or outcome.inconclusive or not outcome.trainable:
        return outcome
    reason = ""
    for padded in (True, False):
        fault = Rehearsal(original, device, setup, padded=padded).fault_of(recipe)
        if fault is None:
            return _with(outcome, "pass", str(setup), setup=str(setup))
        control = Rehearsal(original, device, setup, padded=padded).fault_of(CONTROL)
        if control is None and fault.shown is not None:
            return _with(outcome, "fail", fault.summary, setup=str(setup), phase=fault.phase, **fault.shown)
        reason = f"{setup}: {fault.summary}{', with any configuration' if control else ''}"
    return _with(outcome, "skipped", reason, not_rehearsed=reason)


def _with(outcome: Outcome, verdict: Literal["pass", "fail", "skipped"], reason: str, **shown: Any) -> Outcome:  # noqa: ANN401 - fields of any type
    return dataclasses.replace(outcome, checks=(*outcome.checks, Check("set-up", verdict, reason)), **shown)


class Rehearsal:
    """A few steps of training, as a script takes them."""

    def __init__(self, original: Original, device: str, setup: Setup, *, padded: bool) -> None:
        self._original = original
        self._device = device
        self._setup = setup
        self._padded = padded
        self._autocast = _TYPES.get(setup.autocast or "")
        self._phase = "construct"

    def fault_of(self, recipe: Recipe) -> Fault | None:
        """Train with a configuration, and tell what goes wrong; None if nothing does."""
        where = f" (as the script trains: {self._setup})"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self._conduct(recipe, where)
        except TwinError as error:
            return Fault(str(error), self._phase)
        except Exception as error:  # noqa: BLE001 - whatever the library raises is what is looked for
            shown = described(error)
            if "raised" not in shown:
                return Fault(str(next(iter(shown.values()))), self._phase)
            summary = f"{shown['raised']} in {self._phase}: {shown['raised_message']}"
            return Fault(summary, self._phase, {**shown, "raised_message": f"{shown['raised_message']}{where}"})

    def _conduct(self, recipe: Recipe, where: str) -> Fault | None:
        model, batch = self._model_with(recipe)
        parameters = trainable_parameters(model)
        optimizer = optimizer_of(self._setup, [*parameters.values()])
        alive: set[str] = set()
        for _ in range(STEPS):
            self._phase = "forward"
            with torch.autocast(self._device, self._autocast, enabled=self._autocast is not None):
                states = [state.float() for state in final_states(model, batch)]
            loss = torch.stack([nn.functional.mse_loss(state, torch.ones_like(state)) for state in states]).mean()
            if not finite([loss]):
                return Fault("the loss is no number", self._phase, {"non_finite": f"the loss{where}"})
            self._phase = "backward"
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            alive |= {name for name, one in parameters.items() if one.grad is not None and bool(one.grad.any())}
            self._phase = "steps"
            optimizer.step()
        return None if alive else Fault("no gradient arrives", self._phase, {"dead_parameters": (*parameters,)})

    def _model_with(self, recipe: Recipe) -> tuple[PreTrainedModel, Batch]:
        """Return a model as the script loads it, with an adapter that is ready to be trained, and an input."""
        configuration = construct(recipe)
        attention = self._setup.attention
        demands = demands_of(resolved(configuration))
        twin = build_twin(self._original, demands, self._device, padded=self._padded, attention=attention)
        model, batch = _in_type(twin.model, twin.batch, _TYPES.get(self._setup.dtype or ""))
        adapters.init(model)
        torch.manual_seed(SEED)
        self._phase = "add_adapter"
        model.add_adapter(ADAPTER, config=configuration)
        self._phase = "train_adapter"
        model.train_adapter(ADAPTER)
        model.to(self._device).train()
        if self._setup.gradient_checkpointing:
            model.gradient_checkpointing_enable()
        return model, batch


def optimizer_of(setup: Setup, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    """Return the optimizer of a script, or the one that the Trainer would take."""
    name = (setup.optimizer or "adamw").lower()
    kind = next((kind for start, kind in _OPTIMIZERS.items() if name.startswith(start)), torch.optim.AdamW)
    return kind(parameters, lr=LEARNING_RATE if setup.learning_rate is None else setup.learning_rate)


def _in_type(model: PreTrainedModel, batch: Batch, dtype: torch.dtype | None) -> tuple[PreTrainedModel, Batch]:
    if dtype is None:
        return model, batch
    inputs = {name: one.to(dtype) if one.is_floating_point() else one for name, one in batch.inputs.items()}
    return model.to(dtype), dataclasses.replace(batch, inputs=inputs)
