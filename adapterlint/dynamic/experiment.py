"""One run, phase by phase: a model is built, an adapter is put into it and trained, and probes look at it."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import adapters
import torch

from adapterlint.dynamic.full import FullProbes
from adapterlint.dynamic.models.constructing import ADAPTER, construct, resolved
from adapterlint.dynamic.models.demands import Demands, demands_of
from adapterlint.dynamic.models.real_weights import real_twin
from adapterlint.dynamic.models.twin import CANNOT_BUILD, SEED, Twin, TwinError, build_twin
from adapterlint.dynamic.planning.originals import Original
from adapterlint.dynamic.planning.recipes import Recipe
from adapterlint.dynamic.probes import NotJudgedError
from adapterlint.dynamic.probes.agreement import training_gap
from adapterlint.dynamic.probes.context import hidden_tokens, reach_of_first
from adapterlint.dynamic.probes.offender import first_offender
from adapterlint.dynamic.probes.parameters import (
    changed,
    frozen_copy,
    idle_by_default,
    mixed,
    names_of,
    trainable_parameters,
)
from adapterlint.dynamic.probes.silence import silent_gap
from adapterlint.dynamic.probes.states import (
    finite,
    layer_gaps,
    layer_states,
    relative_gap,
    starts_as_base,
    untrained_states,
)
from adapterlint.dynamic.probes.training import STEPS, Step, Training

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from adapterlint.dynamic.models.inputs import Batch
    from adapterlint.dynamic.processes.wire import Settings


class RaisedError(Exception):
    """The library raised something; `__cause__` is what."""


@dataclass(frozen=True, slots=True)
class Base:
    """What a model is without the adapter.

    Attributes:
        states: its final hidden states, in evaluation mode.
        layers: the states behind each layer.
        parameters: the names of its parameters.
        reach: the tokens that the first one of a text makes a difference to; None without text.
    """

    states: list[torch.Tensor]
    layers: Mapping[str, torch.Tensor]
    parameters: frozenset[str]
    reach: torch.Tensor | None


_EVERYWHERE = ("eager", "sdpa")
"""Implementations of attention that need no package of their own."""


class Experiment:
    """A run in progress.

    Attributes:
        phase: what it is at.
        shown: the fields of the outcome, so far.
        skipped: probes that were not made, and why.
    """

    def __init__(self, settings: Settings, device: str, *, padded: bool = True, attention: str | None = None) -> None:
        self._settings = settings
        self._device = device
        self._padded = padded
        self._attention = attention if attention in _EVERYWHERE else None
        self.phase = "construct"
        self.shown: dict[str, object] = {}
        self.skipped: dict[str, str] = {}

    @contextlib.contextmanager
    def entering(self, phase: str) -> Iterator[None]:
        """Do something that the library may fail in."""
        self.phase = phase
        try:
            yield
        except Exception as error:
            raise RaisedError from error

    @contextlib.contextmanager
    def judging(self, probe: str) -> Iterator[None]:
        """Make a probe that some configurations cannot be judged by."""
        try:
            yield
        except NotJudgedError as reason:
            self.skipped[probe] = str(reason)

    def conduct(self, recipe: Recipe, original: Original) -> None:
        """Run it, as far as it goes.

        Raises:
            RaisedError: the library raised an exception in the current phase.
            TwinError: there is no model to run it in.
        """
        with self.entering("construct"):
            configuration = construct(recipe)
        meant, demands = self._resolved(configuration)
        twin = self._twin(original, demands)
        model, batch = twin.model, twin.batch
        self.shown["model"] = twin.description
        pristine = copy.deepcopy(model) if self._settings.probes == "full" else None
        base = self._initialised(model, batch)

        torch.manual_seed(SEED)
        with self.entering("add_adapter"):
            model.add_adapter(ADAPTER, config=configuration)
        with self.entering("train_adapter"):
            model.train_adapter(ADAPTER)
        model.to(self._device)
        trainable = trainable_parameters(model)
        self.shown["trainable"] = sum(parameter.numel() for parameter in trainable.values())
        self.shown["parameters"] = len(trainable)
        self.shown["trainable_base_weights"] = tuple(name for name in trainable if name in base.parameters)
        self.shown["mixed_parameters"] = mixed(model, base.parameters)

        states = self._untrained(model, batch, base, meant)
        if trainable and "non_finite" not in self.shown:
            self._train(Training(model, batch, states), batch, states, meant)
            if pristine is not None and self.shown["non_finite"] is None:
                full = FullProbes(self._settings, self._device, original, pristine, batch, self._attention)
                shown, skipped = full.look_at(model, recipe, meant)
                self.shown.update(shown)
                self.skipped.update(skipped)

    def _twin(self, original: Original, demands: Demands) -> Twin:
        """Return the model to run it in."""
        if (folder := self._settings.checkpoint) is None:
            return build_twin(original, demands, self._device, padded=self._padded, attention=self._attention)
        return real_twin(Path(folder), original, demands.tokens, self._device, padded=self._padded)

    def _resolved(self, configuration: object) -> tuple[object, Demands]:
        """Return what a configuration means, and what it demands of a model."""
        with self.entering("add_adapter"):
            meant = resolved(configuration)
        demands = demands_of(meant)
        self.shown["depends_on_size"] = demands.sizes
        return meant, demands

    def _initialised(self, model: PreTrainedModel, batch: Batch) -> Base:
        """Prepare a model for adapters, and note what it is then."""
        untouched = self._base_states(model, batch)
        torch.manual_seed(SEED)
        with self.entering("init"):
            adapters.init(model)
        with layer_states(model) as layers:
            states = self._base_states(model, batch)
        self.shown["init_gap"] = relative_gap(states, untouched)
        reach: torch.Tensor | None = None
        with contextlib.suppress(NotJudgedError):
            reach = reach_of_first(model, batch)
        return Base(states, layers, names_of(model), reach)

    def _base_states(self, model: PreTrainedModel, batch: Batch) -> list[torch.Tensor]:
        try:
            base: list[torch.Tensor] = untrained_states(model, batch)
        except (*CANNOT_BUILD, IndexError) as error:
            raise TwinError(f"{self.shown['model']} does not run: {error}") from error
        if not finite(base):
            raise TwinError(f"{self.shown['model']} is not finite")
        return base

    def _untrained(self, model: PreTrainedModel, batch: Batch, base: Base, meant: object) -> list[torch.Tensor]:
        """Look at the output before the first step."""
        with self.entering("forward"), layer_states(model) as layers:
            states: list[torch.Tensor] = untrained_states(model, batch)
        self.shown["starts_as_base"] = starts_as_base(meant)
        if not finite(states):
            self.shown["non_finite"] = "the output before the first step"
            self.shown["first_non_finite"] = first_offender(model, lambda: untrained_states(model, batch))
            return states
        self.shown["gap"] = relative_gap(states, base.states)
        self.shown["layer_gaps"] = layer_gaps(layers, base.layers)
        if not self.shown["starts_as_base"]:
            self.shown["silent_gap"] = silent_gap(model, batch)
        with self.entering("forward"), self.judging("train and eval"):
            self.shown["training_gap"] = training_gap(model, batch, states, meant)
        with self.entering("forward"), self.judging("context"):
            if base.reach is None:
                raise NotJudgedError("there is no text")
            self.shown["hidden_tokens"] = hidden_tokens(model, batch, base.reach, meant)
        return states

    def _train(self, training: Training, batch: Batch, start: list[torch.Tensor], meant: object) -> None:
        model = training.model
        frozen = frozen_copy(model)
        steps: list[Step] = []
        while len(steps) < STEPS and not any(step.non_finite for step in steps):
            with self.entering("forward"):
                loss = training.forward()
            with self.entering("backward"):
                training.backward(loss)
            with self.entering("steps"):
                steps.append(training.step(loss))
            if len(steps) == 1:
                self.shown["leap"] = relative_gap(untrained_states(model, batch), start)
                model.train()
            self.shown["losses"] = tuple(step.loss for step in steps)
            self.shown["curves"] = {"candidate": self.shown["losses"]}
            self.shown["gradient_norms"] = steps[-1].gradient_norms
        self.shown["non_finite"] = steps[-1].non_finite
        self.shown["changed_base_weights"] = changed(model, frozen)
        if steps[-1].non_finite is not None:
            self.shown["first_non_finite"] = first_offender(model, training.forward)
            return
        unmoved = training.unmoved
        idle = tuple(name for name in unmoved if idle_by_default(name, meant))
        self.shown["idle_parameters"] = idle
        self.shown["dead_parameters"] = tuple(name for name in unmoved if name not in idle)
