"""A run as the script trains: precision, attention, checkpointing, optimizer, learning rate, composition and heads.

What a healthy start and learning look like is known for single precision. So a configuration is judged there, and
then rehearsed as the script would have it, for what goes wrong only then: exceptions, no gradients, no numbers.
"""

from __future__ import annotations

import dataclasses
import itertools
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import adapters
import torch
from torch import nn

from adapterlint.dynamic.models.constructing import ADAPTER, construct
from adapterlint.dynamic.models.heads import loss_of, with_head
from adapterlint.dynamic.models.inputs import Batch, batch_for
from adapterlint.dynamic.models.labels import labelled
from adapterlint.dynamic.models.twin import SEED, TwinError, build_twin
from adapterlint.dynamic.outcomes.observations import Check
from adapterlint.dynamic.outcomes.outcome import Outcome
from adapterlint.dynamic.planning.compositions import blocks, demands_of_all, frozen_fusions, rows_of, unused_adapters
from adapterlint.dynamic.planning.episodes import ADD, ASSIGNED, Episode, adds_heads, configuration_of, heads_alone
from adapterlint.dynamic.planning.recipes import Construct
from adapterlint.dynamic.probes.parameters import changed, frozen_copy, trainable_parameters
from adapterlint.dynamic.probes.states import finite
from adapterlint.dynamic.probes.training import LEARNING_RATE, STEPS
from adapterlint.dynamic.worker import CONTROL, described

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from adapterlint.dynamic.planning.originals import Original
    from adapterlint.dynamic.planning.recipes import Recipe
    from adapterlint.dynamic.planning.setups import Setup

_Verdict = Literal["pass", "warn", "fail", "skipped"]
_PHASES_OF_THE_MODEL = ("forward", "backward", "steps")
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
    if outcome.all_dead or outcome.non_finite is not None:
        return outcome
    reason = ""
    for variant, padded in itertools.product(_variants(setup), (True, False)):
        fault = Rehearsal(original, device, variant, padded=padded).fault_of(recipe)
        if fault is None:
            return _with(outcome, "pass", str(variant), setup=str(variant))
        # What a step of the script fails in is no fault of the input that the heads are given here.
        heads = heads_alone(variant.episodes, ADAPTER, CONTROL) if fault.phase in _PHASES_OF_THE_MODEL else ()
        alone = dataclasses.replace(variant, episodes=heads)
        control = Rehearsal(original, device, alone, padded=padded).fault_of(CONTROL)
        if control is None and fault.shown is not None:
            verdict: _Verdict = "warn" if "frozen_fusions" in fault.shown else "fail"
            return _with(outcome, verdict, fault.summary, setup=str(variant), phase=fault.phase, **fault.shown)
        reason = reason or f"{variant}: {fault.summary}{', with any configuration' if control else ''}"
    return _with(outcome, "skipped", reason, not_rehearsed=reason)


def _variants(setup: Setup) -> Iterator[Setup]:
    """Yield a set-up, and one without the head, for heads that take another input than a small model is given."""
    yield setup
    if setup.model_class is not None and not adds_heads(setup.episodes):
        without = dataclasses.replace(setup, model_class=None, labels=None)
        if not without.is_ordinary:
            yield without


def _with(outcome: Outcome, verdict: _Verdict, reason: str, **shown: Any) -> Outcome:  # noqa: ANN401 - fields of any type
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
        alone = ((Construct(ADD, (ADAPTER, recipe)), Construct("train_adapter", (ADAPTER,))),)
        episodes = self._setup.episodes or alone
        model, batch = self._model_for(episodes)
        for episode in episodes:
            for step in episode:
                self._phase = step.class_name
                try:
                    _take(model, step)
                except Exception as error:
                    if step.class_name == ADD and configuration_of(step) != recipe:
                        message = f"`{step}` raises {type(error).__name__}"
                        raise TwinError(message) from error
                    raise
            model.to(self._device).train()
            if (fault := self._train(model, batch, where)) is not None:
                return fault
        return None

    def _train(self, model: PreTrainedModel, batch: Batch, where: str) -> Fault | None:
        parameters = trainable_parameters(model)
        optimizer: torch.optim.Optimizer | None = None
        batch = labelled(model, batch) or batch
        frozen = frozen_copy(model)
        alive: set[str] = set()
        for _ in range(STEPS):
            self._phase = "forward"
            with torch.autocast(self._device, self._autocast, enabled=self._autocast is not None):
                loss = loss_of(model, batch)
            if loss is None:
                break
            if not finite([loss]):
                return Fault("the loss is no number", self._phase, {"non_finite": f"the loss{where}"})
            self._phase = "backward"
            optimizer = optimizer or optimizer_of(self._setup, [*parameters.values()])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            alive |= {name for name, one in parameters.items() if one.grad is not None and bool(one.grad.any())}
            self._phase = "steps"
            optimizer.step()
        return self._judged(model, alive) or _changing(changed(model, frozen), self._phase)

    def _judged(self, model: PreTrainedModel, alive: set[str]) -> Fault | None:
        """Tell what is wrong with which parameters were trained, and which of those that were had a gradient."""
        if not self._setup.episodes:
            dead = (*trainable_parameters(model),)
            return None if alive else Fault("no gradient arrives", self._phase, {"dead_parameters": dead})
        if unused := unused_adapters(model, alive):
            return Fault(f"trained, and not used: {', '.join(unused)}", self._phase, {"unused_adapters": unused})
        if frozen := frozen_fusions(model):
            return Fault(f"used, and not trained: {', '.join(frozen)}", self._phase, {"frozen_fusions": frozen})
        return None

    def _model_for(self, episodes: Sequence[Episode]) -> tuple[PreTrainedModel, Batch]:
        """Return a model as the script loads it, ready for adapters, and an input."""
        setup = self._setup
        demands, rows = demands_of_all(episodes), rows_of(episodes)
        twin = build_twin(self._original, demands, self._device, padded=self._padded, attention=setup.attention)
        batch = batch_for(twin.model, demands.tokens, self._device, padded=self._padded, rows=rows)
        if batch.mask is None and any(blocks(episodes, "Split")):
            message = "how long an input is that is split is not known"
            raise TwinError(message)
        model = twin.model if setup.model_class is None else with_head(twin.model, setup.model_class, setup.labels)
        model, batch = _in_type(model, batch, _TYPES.get(setup.dtype or ""))
        adapters.init(model)
        torch.manual_seed(SEED)
        if setup.gradient_checkpointing:
            model.gradient_checkpointing_enable()
        return model, batch


def _take(model: PreTrainedModel, step: Construct) -> None:
    """Let a model go through a step of a script."""
    positional = [construct(value) for value in step.positional]
    if step.class_name in ASSIGNED:
        setattr(model, step.class_name, *positional)
    else:
        getattr(model, step.class_name)(*positional, **{name: construct(one) for name, one in step.keywords.items()})


def _changing(names: Sequence[str], phase: str) -> Fault | None:
    return Fault(f"training changes `{names[0]}`", phase, {"changed_base_weights": (*names,)}) if names else None


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
