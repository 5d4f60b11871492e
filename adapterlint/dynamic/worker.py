"""One run, in the process that may die of it: build, add, train, look."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import adapters
import torch
import transformers
from adapters.configuration import adapter_config as configuration_classes

from adapterlint.dynamic import probes
from adapterlint.dynamic.demands import Demands, demands_of
from adapterlint.dynamic.originals import Original
from adapterlint.dynamic.outcome import Outcome, in_short
from adapterlint.dynamic.recipes import Construct, Load, Plain, Recipe
from adapterlint.dynamic.twin import SEED, TwinError, build_twin

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from adapterlint.dynamic.inputs import Batch

ADAPTER = "adapterlint"
"""The name that the adapter gets."""

_CONTROL = "seq_bn"
"""A configuration that every model takes."""
_PHASES_OF_THE_MODEL = ("forward", "backward")
_NETWORK_ERRORS = {"OfflineModeIsEnabled", "LocalEntryNotFoundError", "ConnectionError", "ConnectError"}
_LIBRARY = Path(adapters.__file__).parent


class RaisedError(Exception):
    """The library raised something; `__cause__` is what."""


class Experiment:
    """A run in progress, and what it has shown so far."""

    def __init__(self, *, padded: bool = True) -> None:
        self._padded = padded
        self.phase = "construct"
        self.shown: dict[str, object] = {}

    @contextlib.contextmanager
    def entering(self, phase: str) -> Iterator[None]:
        """Do something that the library may fail in."""
        self.phase = phase
        try:
            yield
        except Exception as error:
            raise RaisedError from error

    def conduct(self, recipe: Recipe, original: Original, device: str) -> None:
        """Run it, as far as it goes.

        Raises:
            RaisedError: the library raised an exception in the current phase.
            TwinError: there is no model to run it in.
        """
        with self.entering("construct"):
            configuration = construct(recipe)
        resolved, demands = self._resolved(configuration)
        twin = build_twin(original, demands, device, padded=self._padded)
        model, batch = twin.model, twin.batch
        self.shown["model"] = twin.description
        with self.entering("init"):
            adapters.init(model)
        base = self._base_states(model, batch)

        torch.manual_seed(SEED)
        with self.entering("add_adapter"):
            model.add_adapter(ADAPTER, config=configuration)
        with self.entering("train_adapter"):
            model.train_adapter(ADAPTER)
        model.to(device)
        trainable = probes.trainable_parameters(model)
        self.shown["trainable"] = sum(parameter.numel() for parameter in trainable.values())
        self.shown["parameters"] = len(trainable)

        with self.entering("forward"):
            states = probes.untrained_states(model, batch)
        self.shown["starts_as_base"] = probes.starts_as_base(resolved)
        if not probes.finite(states):
            self.shown["non_finite"] = "the output before the first step"
        else:
            self.shown["gap"] = probes.relative_gap(states, base)
            if trainable:
                self._train(probes.Training(model, batch, states), model, resolved)

    def _resolved(self, configuration: object) -> tuple[object, Demands]:
        """Turn a string or a dictionary into a configuration object, as `add_adapter` does."""
        with self.entering("add_adapter"):
            resolved = configuration
            if isinstance(configuration, (str, dict)):
                resolved = adapters.AdapterConfig.load(copy.deepcopy(configuration))
        demands = demands_of(resolved)
        self.shown["depends_on_size"] = demands.sizes
        return resolved, demands

    def _base_states(self, model: PreTrainedModel, batch: Batch) -> list[torch.Tensor]:
        try:
            base: list[torch.Tensor] = probes.untrained_states(model, batch)
        except (RuntimeError, ValueError, TypeError, IndexError, AttributeError) as error:
            raise TwinError(f"{self.shown['model']} does not run: {error}") from error
        if not probes.finite(base):
            raise TwinError(f"{self.shown['model']} is not finite")
        return base

    def _train(self, training: probes.Training, model: PreTrainedModel, resolved: object) -> None:
        frozen = probes.frozen_copy(model)
        steps: list[probes.Step] = []
        while len(steps) < probes.STEPS and not any(step.non_finite for step in steps):
            with self.entering("forward"):
                loss = training.forward()
            with self.entering("backward"):
                training.backward(loss)
            with self.entering("steps"):
                steps.append(training.step(loss))
            self.shown["losses"] = tuple(step.loss for step in steps)
        self.shown["non_finite"] = steps[-1].non_finite
        self.shown["changed_base_weights"] = probes.changed(model, frozen)
        if steps[-1].non_finite is None:
            alive = frozenset().union(*(step.alive for step in steps))
            names = probes.trainable_parameters(model)
            self.shown["dead_parameters"] = tuple(
                name for name in names if name not in alive and not probes.idle_by_default(name, resolved)
            )


def perform(recipe: Recipe, original: Original, device: str) -> Outcome:
    """Run one configuration in the twin of one base model.

    Where the model does not run with a sound configuration either (GPT-2 of transformers 4.45 fails in `backward`
    with a newer torch, if there is padding), the configuration is not to blame.
    """
    for padded in (True, False):
        outcome = attempt(recipe, original, device, padded=padded)
        if outcome.raised is None or outcome.phase not in _PHASES_OF_THE_MODEL:
            return outcome
        control = attempt(_CONTROL, original, device, padded=padded)
        if (control.raised, control.phase) != (outcome.raised, outcome.phase):
            return outcome
    reason = (
        f"{outcome.model} fails in {outcome.phase} with any configuration: {outcome.raised}: {outcome.raised_in_short}"
    )
    return dataclasses.replace(outcome, raised=None, inconclusive=reason)


def attempt(recipe: Recipe, original: Original, device: str, *, padded: bool = True) -> Outcome:
    """Run one configuration in one twin, as far as it goes."""
    started = time.perf_counter()
    experiment = Experiment(padded=padded)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            experiment.conduct(recipe, original, device)
    except TwinError as error:
        experiment.shown["inconclusive"] = str(error)
    except RaisedError as error:
        experiment.shown.update(_described(error.__cause__))
    return Outcome(
        phase=experiment.phase,
        seconds=time.perf_counter() - started,
        **experiment.shown,  # type: ignore[arg-type]
    )


def construct(plain: Plain) -> object:
    """Build the configuration objects that plain data describes."""
    match plain:
        case Construct(name, positional, keywords):
            return configuration_class(name)(
                *(construct(value) for value in positional),
                **{key: construct(value) for key, value in keywords.items()},
            )
        case Load(source, keywords):
            return adapters.AdapterConfig.load(
                construct(source), **{key: construct(value) for key, value in keywords.items()}
            )
        case list() | tuple() | set() | frozenset():
            return type(plain)(construct(item) for item in plain)
        case Mapping():
            return {key: construct(value) for key, value in plain.items()}
        case _:
            return plain


def configuration_class(name: str) -> type:
    """Return a configuration class of the library.

    Raises:
        ImportError: the installed release has no such class; the message is Python's own.
    """
    found = getattr(adapters, name, None) or getattr(configuration_classes, name, None)
    if not isinstance(found, type):
        message = f"cannot import name '{name}' from 'adapters' (release {adapters.__version__})"
        raise ImportError(message)  # noqa: TRY004 - what `from adapters import …` raises
    return found


def _described(error: BaseException | None) -> dict[str, object]:
    """Tell what an exception means for the run."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    if any(type(link).__name__ in _NETWORK_ERRORS for link in chain):
        return {"inconclusive": f"it needs the network: {in_short(str(chain[0]))}"}
    if isinstance(chain[0], MemoryError) or "allocate memory" in str(chain[0]) or "out of memory" in str(chain[0]):
        return {"died": "it ran out of memory"}
    return {
        "raised": type(chain[0]).__name__,
        "raised_message": str(chain[0]),
        "raised_at": _place_in_library(chain[0]),
    }


def _place_in_library(error: BaseException) -> str:
    """Return the innermost function of adapters that an exception passed through: `methods/bottleneck.py: __init__`."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _LIBRARY in Path(frame.filename).parents]
    return f"{Path(frames[-1].filename).relative_to(_LIBRARY).as_posix()}: {frames[-1].name}" if frames else ""


def versions() -> tuple[str, str, str]:
    """Return the releases of adapters, transformers and torch that runs are performed with."""
    return adapters.__version__, transformers.__version__, torch.__version__
